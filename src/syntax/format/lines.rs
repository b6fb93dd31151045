//! Lines, blanks between them, and comments.

use super::{Printer, WIDTH};
use crate::source::Span;

impl<'a> Printer<'a> {
    pub(super) fn slice(&self, span: Span) -> &'a str {
        self.source
            .text()
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    pub(super) fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// The source's words, one blank between them.
    pub(super) fn words(&mut self, span: Span) {
        for (index, word) in self.slice(span).split_whitespace().enumerate() {
            if index > 0 {
                self.out.push(' ');
            }
            self.out.push_str(word);
        }
    }

    pub(super) fn raw(&mut self, span: Span) {
        let text = self.slice(span);
        self.out.push_str(text);
    }

    pub(super) fn pad(&mut self, blanks: usize) {
        self.out.extend(std::iter::repeat_n(' ', blanks));
    }

    /// Begins the line of a statement that stood at `at`: with the comments above it, and with
    /// the blank line above it where there was one.
    pub(super) fn begin(&mut self, at: u32) {
        self.comments_before(at, true);
        self.blank_line(at);
        self.pad(self.indent);
    }

    /// Begins a further line of the same statement.
    pub(super) fn go_on(&mut self, at: u32) {
        self.comments_before(at, false);
        self.pad(self.indent);
    }

    /// Ends a line whose text ended at `at` in the source.
    pub(super) fn end(&mut self, at: u32) {
        while let Some(comment) = self.comment().filter(|comment| comment.start < at) {
            self.later.push(comment);
            self.next += 1;
        }
        if let Some(comment) = self.comment().filter(|c| self.right_after(at, c.start)) {
            self.put("  ");
            self.raw(comment);
            self.next += 1;
        }
        self.out.push('\n');
        for comment in std::mem::take(&mut self.later) {
            self.own_line(comment);
        }
    }

    pub(super) fn finish(&mut self) {
        self.comments_before(u32::MAX, true);
    }

    pub(super) fn comments_before(&mut self, at: u32, blanks: bool) {
        while let Some(comment) = self.comment().filter(|comment| comment.start < at) {
            if blanks {
                self.blank_line(comment.start);
            }
            self.own_line(comment);
            self.next += 1;
        }
    }

    fn own_line(&mut self, comment: Span) {
        self.pad(self.indent);
        self.raw(comment);
        self.out.push('\n');
    }

    fn comment(&self) -> Option<Span> {
        self.comments.get(self.next).copied()
    }

    /// A blank line, where one stood above `at` and this is not the first line of its block.
    fn blank_line(&mut self, at: u32) {
        let first = self.out.is_empty() || self.out.ends_with("{\n") || self.out.ends_with("\n\n");
        if !first && self.blank_above(at) {
            self.out.push('\n');
        }
    }

    pub(super) fn blank_above(&self, at: u32) -> bool {
        let before = self.source.text().get(..at as usize).unwrap_or("");
        let gap = &before[before.trim_end().len()..];
        gap.bytes().filter(|&byte| byte == b'\n').count() > 1
    }

    pub(super) fn same_line(&self, from: u32, to: u32) -> bool {
        from <= to && !self.slice(Span::new(from, to)).contains('\n')
    }

    /// Whether nothing but a comma stands between, on one line.
    fn right_after(&self, from: u32, to: u32) -> bool {
        let between = self.slice(Span::new(from, to));
        between
            .bytes()
            .all(|byte| matches!(byte, b' ' | b'\t' | b','))
    }

    /// Whether a span was written on one line.
    pub(super) fn on_one_line(&self, span: Span) -> bool {
        self.same_line(span.start, span.end)
    }

    pub(super) fn has_comment(&self, span: Span) -> bool {
        let first = self.comments.partition_point(|c| c.start < span.start);
        self.comments.get(first).is_some_and(|c| c.start < span.end)
    }

    /// Prints in one line; takes it back where that line becomes too long or breaks.
    pub(super) fn fits(&mut self, print: impl FnOnce(&mut Self)) -> bool {
        let (before, next) = (self.out.len(), self.next);
        print(self);
        let line = self.out.rfind('\n').map_or(0, |at| at + 1);
        if line <= before && self.out[line..].chars().count() <= WIDTH {
            return true;
        }
        self.out.truncate(before);
        self.next = next;
        self.later.clear();
        false
    }
}
