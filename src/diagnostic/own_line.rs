//! Help made of the reader's own line: the line of a finding as it is once the change is made.

use super::{Diagnostic, Edit};
use crate::source::{Source, Span};

/// A longer line is no help to read.
const MOST: usize = 90;

/// No line of so many bytes can be shown, however it is indented. To know that costs nothing, and
/// many findings may stand on one line.
const MOST_BYTES: u32 = 1_000;

/// The line of these edits with them made; nothing where it takes more than one line to show, or
/// where a reader could not tell where it begins and ends.
pub fn with(source: &Source, edits: &[Edit]) -> Option<String> {
    let first = edits.first()?;
    let line = source.line_span(source.line_of(first.span.start));
    if line.end - line.start > MOST_BYTES {
        return None;
    }
    let inside = |edit: &Edit| {
        line.start <= edit.span.start && edit.span.end <= line.end && !edit.text.contains('\n')
    };
    if !edits.iter().all(inside) {
        return None;
    }
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let (mut text, mut at) = (String::new(), line.start);
    for edit in edits {
        text.push_str(source.slice(Span::new(at, edit.span.start.max(at))));
        text.push_str(&edit.text);
        at = edit.span.end.max(at);
    }
    text.push_str(source.slice(Span::new(at, line.end)));
    let text = text.trim();
    (!text.contains(['`', '#']) && text.chars().count() <= MOST).then(|| text.to_owned())
}

/// The line of a place with other text there.
pub fn replaced(source: &Source, span: Span, text: &str) -> Option<String> {
    let edit = Edit {
        span,
        text: text.to_owned(),
    };
    with(source, &[edit])
}

/// How help begins that names the one thing to write.
const BEGINNINGS: [&str; 2] = ["write `", "did you mean `"];

/// Help that names the word which the fix writes shows the whole line with it: what is to be typed
/// is then seen where it belongs.
pub fn in_help(source: &Source, found: &mut Diagnostic) {
    let (Some(help), Some(fix)) = (&found.help, &found.fix) else {
        return;
    };
    let [edit] = fix.edits.as_slice() else {
        return;
    };
    let begun = BEGINNINGS
        .iter()
        .find_map(|begun| Some((begun, help.strip_prefix(begun)?.strip_prefix(&*edit.text)?)));
    let Some((begun, rest)) = begun.filter(|(_, rest)| rest.starts_with('`')) else {
        return;
    };
    if let Some(line) = with(source, &fix.edits).filter(|_| !edit.text.trim().is_empty()) {
        found.help = Some(format!("{begun}{line}{rest}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Safety};

    fn helped(text: &str, word: &str, by: &str, help: &str) -> Option<String> {
        let source = Source::new("a.flow", text);
        let at = text.find(word).expect("the word is in the text") as u32;
        let span = Span::new(at, at + word.len() as u32);
        let edit = Edit {
            span,
            text: by.to_owned(),
        };
        let found = Diagnostic::error(Code(54), span, "it is wrong").help(help);
        let mut found = found.fix("Write it", Safety::Unsafe, vec![edit]);
        in_help(&source, &mut found);
        found.help
    }

    #[test]
    fn a_word_is_shown_in_its_line() {
        let text = "let Greeting = 1\n    log \"{Greting}\"\n";
        let help = helped(
            text,
            "Greting",
            "Greeting",
            "did you mean `Greeting`? Or not",
        );
        assert_eq!(
            help.as_deref(),
            Some("did you mean `log \"{Greeting}\"`? Or not")
        );
    }

    #[test]
    fn a_line_that_cannot_be_quoted_is_not_shown() {
        for text in [
            "log A # allow `B`\n",
            &format!("log A + {}\n", "1 + ".repeat(30)),
        ] {
            let help = helped(text, "A", "B", "write `B`");
            assert_eq!(help.as_deref(), Some("write `B`"));
        }
    }

    #[test]
    fn other_help_stays() {
        let help = helped("log A\n", "A", "B", "remove the line");
        assert_eq!(help.as_deref(), Some("remove the line"));
    }
}
