//! The picture in a language of graphs: frames, what is in them, and the ways between, as lines of a text.

use super::flat::Flat;
use super::model::Item;
use super::seen::Seen;
use std::fmt::Write;

/// What such a language writes in its own way.
pub(super) trait Language {
    /// A node; `never`: nothing that happened came there.
    fn node(&self, item: &Item, words: &str, never: bool) -> String;
    /// The lines that begin a frame.
    fn open(&self, id: &str, words: &str) -> Vec<String>;
    /// The line that ends it.
    fn close(&self) -> &'static str;
    fn edge(&self, from: &str, to: &str, when: Option<&str>) -> String;
}

/// Everything that is in a picture.
pub(super) fn write(language: &impl Language, flat: &Flat<'_>, seen: Option<&Seen>) -> String {
    let mut writer = Writer {
        language,
        flat,
        seen,
        out: String::new(),
    };
    writer.inside(None, 1);
    for edge in &flat.edges {
        let edge = language.edge(edge.from, edge.to, edge.when);
        writer.line(1, &edge);
    }
    writer.out
}

struct Writer<'a, L> {
    language: &'a L,
    flat: &'a Flat<'a>,
    seen: Option<&'a Seen>,
    out: String,
}

impl<L: Language> Writer<'_, L> {
    fn line(&mut self, depth: usize, text: &str) {
        // writing to a text cannot fail
        let _ = writeln!(self.out, "{}{text}", "    ".repeat(depth));
    }

    /// The nodes and the frames in a frame, or in none.
    fn inside(&mut self, frame: Option<usize>, depth: usize) {
        let flat = self.flat;
        for node in flat.nodes.iter().filter(|node| node.frame == frame) {
            let never = self
                .seen
                .is_some_and(|seen| seen.count(node.item) == Some(0));
            let words = words(node.item, self.seen);
            let node = self.language.node(node.item, &words, never);
            self.line(depth, &node);
        }
        for (number, inner) in flat.frames.iter().enumerate() {
            if inner.parent == frame {
                self.frame(number, depth);
            }
        }
    }

    fn frame(&mut self, number: usize, depth: usize) {
        let frame = &self.flat.frames[number];
        let words = match frame.item {
            Some(item) => words(item, self.seen),
            None => frame.title.clone(),
        };
        for (at, line) in self.language.open(frame.id, &words).iter().enumerate() {
            self.line(depth + usize::from(at > 0), line);
        }
        self.inside(Some(number), depth + 1);
        self.line(depth, self.language.close());
    }
}

/// The words of a node; lines begin at `\n`.
fn words(item: &Item, seen: Option<&Seen>) -> String {
    let mut lines = item.title.clone();
    lines.extend(item.note.map(|note| format!("! {note}")));
    lines.extend(seen.and_then(|seen| seen.said(item)));
    for row in &item.rows {
        let count = seen.and_then(|seen| seen.row(item, row));
        let count = count.map(|count| format!(" ({count}×)"));
        let line = format!("{}: {} {}", row.when, row.mark.sign(), row.does);
        lines.push(format!("{}{}", line.trim_end(), count.unwrap_or_default()));
    }
    lines.join("\n")
}
