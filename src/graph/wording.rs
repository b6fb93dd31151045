//! Pieces of a flow's text, as a picture shows them: on one line, without comments.

use crate::source::{Source, Span};

/// What shows a piece of a flow's text: numbers to dial and secrets in it are hidden.
pub type Show<'a> = &'a dyn Fn(&str) -> String;

/// A piece of a flow's text.
pub fn piece(source: &Source, span: Span, show: Show<'_>) -> String {
    show(&one_line(source.slice(span)))
}

/// A text on one line, without comments and with single blanks; what is in quotes stays as it is.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted => {
                line.push(c);
                line.extend(chars.next());
            }
            '"' => {
                quoted = !quoted;
                line.push(c);
            }
            '#' if !quoted => while chars.next_if(|c| *c != '\n').is_some() {},
            c if c.is_whitespace() && !quoted => {
                if !line.is_empty() && !line.ends_with(' ') {
                    line.push(' ');
                }
            }
            c => line.push(c),
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Where a sign first stands outside of quotes.
pub fn outside_quotes(text: &str, sign: &str) -> Option<usize> {
    let mut quoted = false;
    let mut skip = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if skip => skip = false,
            '\\' if quoted => skip = true,
            '"' => quoted = !quoted,
            _ if !quoted && text[at..].starts_with(sign) => return Some(at),
            _ => {}
        }
    }
    None
}

/// Before the brace that begins a block.
pub fn before_block(text: &str) -> &str {
    let end = outside_quotes(text, "{").unwrap_or(text.len());
    text[..end].trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_line_ends_are_no_part_of_a_piece() {
        let text = "hold  contact <Id>  # now\n    with A: \"a # b\",\n  B: 2 # why";
        assert_eq!(one_line(text), "hold contact <Id> with A: \"a # b\", B: 2");
    }

    #[test]
    fn braces_and_arrows_in_texts_are_none() {
        let text = "on A -> fail \"{X} -> { \\\" {\"";
        assert_eq!(before_block(text), text);
        assert_eq!(before_block("try 3 times {"), "try 3 times");
        assert_eq!(outside_quotes("\"->\" ->", "->"), Some(5));
    }
}
