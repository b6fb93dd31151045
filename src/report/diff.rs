//! What would change in a file, as a unified diff.

use super::look::{Look, Style};
use similar::algorithms::{Capture, Compact, Replace, myers};
use similar::udiff::UnifiedHunkHeader;
use similar::{DiffOp, group_diff_ops};

/// Lines shown before and after a change.
const CONTEXT: usize = 3;

/// The change of one file; empty where there is none.
pub fn unified(path: &str, old: &str, new: &str, look: Look) -> String {
    let (old, new) = (lines(old), lines(new));
    let mut text = String::new();
    let hunks = group_diff_ops(changes(&old, &new), CONTEXT);
    for hunk in hunks.into_iter().filter(|hunk| !hunk.is_empty()) {
        if text.is_empty() {
            text = format!("--- a/{path}\n+++ b/{path}\n");
        }
        text.push_str(&format!("{}\n", UnifiedHunkHeader::new(&hunk)));
        for change in hunk
            .iter()
            .flat_map(|change| change.iter_changes(&old, &new))
        {
            text.push_str(&format!("{}{}", change.tag(), change.value()));
            if !change.value().ends_with('\n') {
                text.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    text.split_inclusive('\n')
        .map(|line| painted(line, look))
        .collect()
}

/// A text's lines, each with its end.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// `similar`'s own way there, but with one algorithm: `TextDiff` lets the caller choose among six when the program
/// runs, and so brings them all, 0.2 MB.
fn changes(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    let mut found = Compact::new(Replace::new(Capture::new()), old, new);
    let Ok(()) = myers::diff(&mut found, old, 0..old.len(), new, 0..new.len());
    found.into_inner().into_inner().into_ops()
}

fn painted(line: &str, look: Look) -> String {
    let bare = line.trim_end_matches(['\n', '\r']);
    let end = &line[bare.len()..];
    let style = match bare.as_bytes() {
        [b'-', b'-', b'-', b' ', ..] | [b'+', b'+', b'+', b' ', ..] => Style::Strong,
        [b'-', ..] => Style::Bad,
        [b'+', ..] => Style::Good,
        [b'@', b'@', ..] => Style::Name,
        _ => return line.to_owned(),
    };
    format!("{}{end}", look.paint(style, bare))
}

#[cfg(test)]
mod tests {
    use super::{CONTEXT, unified};
    use crate::report::Look;
    use similar::TextDiff;

    #[test]
    fn it_is_what_similar_itself_would_write() {
        let long: String = (0..300)
            .map(|line| format!("line {}\n", line % 70))
            .collect();
        let mended = long.replace("line 13\n", "").replace("line 40", "line  40");
        let texts = [
            "",
            "a\n",
            "a",
            "a\r\nb\r\n",
            "a\nb\nc\nd\ne\nf\ng\nh\n\ni",
            "b\nb\nc\n\nd\nE\nf\ng\nh\n\ni\n",
            &long,
            &mended,
        ];
        for (old, new) in texts.iter().flat_map(|old| texts.map(|new| (*old, new))) {
            let diff = TextDiff::from_lines(old, new);
            let mut expected = diff.unified_diff();
            let expected = expected.context_radius(CONTEXT).header("a/x", "b/x");
            assert_eq!(
                unified("x", old, new, Look::default()),
                expected.to_string()
            );
        }
    }
}
