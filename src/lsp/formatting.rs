//! The whole text in the one style.

use super::document::Document;
use crate::diagnostic::Edit;
use crate::source::Span;
use crate::syntax;

/// What to change so that the text is in the one style: one edit of the lines that differ; none
/// where it is already, or where it has mistakes that leave its form open.
pub fn edits(document: &Document) -> Vec<Edit> {
    if !document.parsed().is_clean() {
        return Vec::new();
    }
    let new = syntax::print(&document.parsed().tree, &document.source);
    difference(document.text(), &new).into_iter().collect()
}

/// The smallest edit of whole lines that makes one text the other.
pub fn difference(old: &str, new: &str) -> Option<Edit> {
    if old == new {
        return None;
    }
    let start = common_lines(old, new);
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = common_last_lines(old_rest, new_rest);
    Some(Edit {
        span: Span::new(start as u32, (old.len() - end) as u32),
        text: new_rest[..new_rest.len() - end].to_owned(),
    })
}

fn common_lines(a: &str, b: &str) -> usize {
    let lines = a.split_inclusive('\n').zip(b.split_inclusive('\n'));
    let same = lines.take_while(|(a, b)| a == b && a.ends_with('\n'));
    same.map(|(line, _)| line.len()).sum()
}

fn common_last_lines(a: &str, b: &str) -> usize {
    let lines = a.split_inclusive('\n').rev();
    let lines = lines.zip(b.split_inclusive('\n').rev());
    let same = lines.take_while(|(a, b)| a == b);
    same.map(|(line, _)| line.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(old: &str, edit: &Edit) -> String {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        format!("{}{}{}", &old[..start], edit.text, &old[end..])
    }

    #[test]
    fn only_lines_that_differ_are_replaced() {
        let old = "use cxone\n\n\nlog   \"a\"\nlog \"b\"\n";
        let document = Document::new("a.flow", old, Default::default());
        let edits = edits(&document);
        assert_eq!(edits.len(), 1);
        assert_eq!(apply(old, &edits[0]), "use cxone\n\nlog \"a\"\nlog \"b\"\n");
        assert!(edits[0].span.end < old.len() as u32 - 7);
    }

    #[test]
    fn what_is_in_order_or_broken_stays() {
        for text in ["log \"a\"\n", "log \"a\nlet = 3\n", ""] {
            let document = Document::new("a.flow", text, Default::default());
            assert_eq!(edits(&document), [], "{text:?}");
        }
    }

    #[test]
    fn every_difference_is_mended_by_its_edit() {
        let texts = [
            "",
            "\n",
            "a\n",
            "a\nb\n",
            "a\nb",
            "a\na\n",
            "a\r\n",
            "a\na\na\n",
        ];
        for old in texts {
            for new in texts {
                let made = difference(old, new).map_or(old.to_owned(), |edit| apply(old, &edit));
                assert_eq!(made, new, "from {old:?}");
            }
        }
    }
}
