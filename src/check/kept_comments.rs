//! Fixes that keep comments: none is lost, and none comes to stand with other words.

use super::rules::{allow_unused, allow_wrong};
use crate::diagnostic::{Diagnostic, Edit};
use crate::source::{Source, Span};

/// Puts new lines after the comment of the line that they follow, and takes back fixes that would
/// take a comment away with the words around it.
pub(super) fn keep(source: &Source, comments: &[Span], problems: &mut [Diagnostic]) {
    if comments.is_empty() {
        return;
    }
    for found in problems {
        let about_comments = [allow_unused::RULE.code, allow_wrong::RULE.code];
        let Some(fix) = found
            .fix
            .as_mut()
            .filter(|_| !about_comments.contains(&found.code))
        else {
            continue;
        };
        for edit in &mut fix.edits {
            past_comment(source, comments, edit);
        }
        if fix.edits.iter().any(|edit| loses_one(comments, edit)) {
            found.fix = None;
        }
    }
}

/// An edit that puts in new lines after a line's words does so after its comment.
pub(crate) fn past_comment(source: &Source, comments: &[Span], edit: &mut Edit) {
    if !edit.span.is_empty() || !edit.text.starts_with('\n') {
        return;
    }
    let at = edit.span.start;
    let next = comments.partition_point(|comment| comment.start < at);
    let Some(comment) = comments.get(next) else {
        return;
    };
    let between = source.slice(Span::new(at, comment.start));
    if between.bytes().all(|byte| matches!(byte, b' ' | b'\t')) {
        edit.span = Span::at(comment.end);
    }
}

fn loses_one(comments: &[Span], edit: &Edit) -> bool {
    let first = comments.partition_point(|comment| comment.start < edit.span.start);
    let inside = comments.get(first).filter(|it| it.start < edit.span.end);
    inside.is_some() && !edit.text.contains('#')
}
