//! The comments of a script. The tree does not hold them; the formatter and the checker's `allow`
//! comments find them here.

use crate::source::{Source, Span};

/// Every comment, from its `#` to the end of its line, in order. A `#` inside a text is none.
pub fn comments(source: &Source) -> Vec<Span> {
    let bytes = source.text().as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = after_text(bytes, at),
            b'#' => {
                let end = line_end(bytes, at);
                found.push(Span::new(at as u32, end as u32));
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

/// The byte after the text that opens at `start`; a text ends with its line at the latest.
pub(super) fn after_text(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            None | Some(b'\n') => return at.min(bytes.len()),
            Some(b'"') => return at + 1,
            Some(b'\\') if bytes.get(at + 1) != Some(&b'\n') => at += 2,
            Some(_) => at += 1,
        }
    }
}

/// Where the line that holds `at` ends, blanks and the carriage return before its end left out.
fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or(&[]);
    let length = rest.iter().position(|&byte| byte == b'\n');
    let line = &rest[..length.unwrap_or(rest.len())];
    at + line.trim_ascii_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_found_outside_of_texts() {
        let source = Source::new(
            "a.flow",
            "# one \r\nlog \"# no \\\" # no\" # two\nlog \"open # no\n#",
        );
        let found: Vec<_> = comments(&source)
            .into_iter()
            .map(|at| source.slice(at))
            .collect();
        assert_eq!(found, ["# one", "# two", "#"]);
    }
}
