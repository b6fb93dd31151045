//! Comments that say something of a line: `# flow: allow F074 …` is about what stands on it, no
//! more and no less. Where the one style would put other words on that line, the statement keeps the
//! lines that its author gave it.

use super::Printer;
use crate::source::Span;

/// What a comment begins with that is about its line.
const OF_A_LINE: &str = "flow:";

impl Printer<'_> {
    /// Prints what stands at `span`; with the author's lines where a comment in it would otherwise
    /// be about other words.
    pub(super) fn faithful(&mut self, span: Span, print: impl FnOnce(&mut Self)) {
        let (start, first) = (self.out.len(), self.next);
        print(self);
        let comments = self.comments[first..self.next].to_vec();
        let moved = comments
            .iter()
            .any(|comment| self.is_moved(*comment, start));
        if moved {
            self.out.truncate(start);
            self.next = first;
            self.later.clear();
            self.verbatim(span);
        }
    }

    /// Whether a comment that has been printed from `start` on is about other words now.
    fn is_moved(&self, comment: Span, start: usize) -> bool {
        let text = self.slice(comment);
        if !text
            .trim_start_matches('#')
            .trim_start()
            .starts_with(OF_A_LINE)
        {
            return false;
        }
        let source = self.source.text();
        let before = words_about(source, comment.start as usize);
        let mut printed = self.out[start..].match_indices(text);
        !printed.any(|(at, _)| words_about(&self.out, start + at) == before)
    }

    /// What stands at `span` on the lines that it has, as deep as it belongs.
    fn verbatim(&mut self, span: Span) {
        self.begin(span.start);
        let source = self.source.text();
        let line = source[..span.start as usize]
            .rfind('\n')
            .map_or(0, |at| at + 1);
        let own = depth(&source[line..span.start as usize]);
        for (index, line) in self.slice(span).split('\n').enumerate() {
            let words = line.trim();
            if index > 0 {
                self.out.push('\n');
                let deeper = depth(line).saturating_sub(own);
                self.pad(if words.is_empty() {
                    0
                } else {
                    self.indent + deeper
                });
            }
            self.put(words);
        }
        let passed = self.comments[self.next..].iter();
        self.next += passed
            .take_while(|comment| comment.start < span.end)
            .count();
        self.end(span.end);
    }
}

/// How deep a line is indented, in blanks.
fn depth(line: &str) -> usize {
    let indent = &line[..line.len() - line.trim_start().len()];
    indent
        .chars()
        .map(|blank| if blank == '\t' { super::INDENT } else { 1 })
        .sum()
}

/// The words that the comment at `at` is about, whatever stands between them: those of its line, or
/// of the next that has some. The brackets of an input may be put in.
fn words_about(text: &str, at: usize) -> String {
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let own = letters(&text[start..at]);
    if !own.is_empty() {
        return own;
    }
    let below = text[at..].split('\n').skip(1).map(str::trim);
    let mut below = below.filter(|line| !line.is_empty() && !line.starts_with('#'));
    letters(without_comment(below.next().unwrap_or_default()))
}

fn letters(line: &str) -> String {
    line.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '<' | '>'))
        .collect()
}

fn without_comment(line: &str) -> &str {
    use crate::syntax::marks::{Mark, Marks};
    let mut marks = Marks::of(line);
    let comment = marks.find(|(mark, ..)| *mark == Mark::Comment);
    comment.map_or(line, |(_, start, _)| &line[..start])
}
