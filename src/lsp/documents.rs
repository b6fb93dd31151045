//! The texts that an editor has open, kept as the editor changes them.

use super::document::Document;
use super::position::Encoding;
use super::uri;
use crate::check::Context;
use lsp_types::{TextDocumentContentChangeEvent as Change, Uri};
use std::collections::HashMap;
use std::time::Duration;

/// An open text.
#[derive(Debug)]
pub struct Open {
    /// The text, read.
    pub document: Document,
    /// The editor's number for this state of it.
    pub version: i32,
    /// Whether its findings have yet to be told.
    pub stale: bool,
    /// How long the last check took.
    pub took: Duration,
}

/// The open texts.
#[derive(Debug, Default)]
pub struct Documents {
    open: HashMap<Uri, Open>,
}

impl Documents {
    /// A text is opened, or opened once more.
    pub fn open(&mut self, at: &Uri, version: i32, text: &str, context: Context) {
        let open = Open {
            document: Document::new(&uri::name(at), text, context),
            version,
            stale: true,
            took: Duration::ZERO,
        };
        self.open.insert(at.clone(), open);
    }

    /// A text is changed. What is not open stays closed.
    pub fn change(&mut self, at: &Uri, version: i32, changes: &[Change], encoding: Encoding) {
        let Some(open) = self.open.get_mut(at) else {
            return;
        };
        for change in changes {
            let text = changed(&open.document, change, encoding);
            open.document = open.document.with_text(text);
        }
        open.version = version;
        open.stale = true;
    }

    /// A text is closed.
    pub fn close(&mut self, at: &Uri) {
        self.open.remove(at);
    }

    /// An open text.
    pub fn get(&self, at: &Uri) -> Option<&Open> {
        self.open.get(at)
    }

    /// An open text.
    pub fn get_mut(&mut self, at: &Uri) -> Option<&mut Open> {
        self.open.get_mut(at)
    }

    /// The addresses of all of them.
    pub fn addresses(&self) -> Vec<Uri> {
        self.open.keys().cloned().collect()
    }

    /// Those whose findings have yet to be told.
    pub fn stale(&self) -> Vec<Uri> {
        let stale = self.open.iter().filter(|(_, open)| open.stale);
        stale.map(|(uri, _)| uri.clone()).collect()
    }

    /// The longest that one of the stale ones took to check, the last time.
    pub fn longest(&self) -> Duration {
        let stale = self.open.values().filter(|open| open.stale);
        stale.map(|open| open.took).max().unwrap_or_default()
    }
}

fn changed(document: &Document, change: &Change, encoding: Encoding) -> String {
    match change {
        Change::TextDocumentContentChangeWholeDocument(whole) => whole.text.clone(),
        Change::TextDocumentContentChangePartial(part) => {
            let span = encoding.span(&document.source, part.range);
            let mut text = document.text().to_owned();
            text.replace_range(span.start as usize..span.end as usize, &part.text);
            text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lsp_types::{Position, Range, TextDocumentContentChangePartial as Part};

    fn part(from: (u32, u32), to: (u32, u32), text: &str) -> Change {
        Change::TextDocumentContentChangePartial(Part {
            range: Range::new(Position::new(from.0, from.1), Position::new(to.0, to.1)),
            text: text.into(),
            ..Part::default()
        })
    }

    #[test]
    fn changes_are_made_one_after_the_other() {
        let uri = Uri("untitled:1".into());
        let mut all = Documents::default();
        all.open(&uri, 1, "log \"é𝄞\"\nlog \"b\"\n", Context::default());
        let changes = [
            part((0, 5), (0, 8), "x"),
            part((1, 0), (1, 3), "emit A:"),
            part((9, 0), (9, 9), "# end"),
        ];
        all.change(&uri, 2, &changes, Encoding::Utf16);
        let open = all.get(&uri).unwrap();
        assert_eq!(open.document.text(), "log \"x\"\nemit A: \"b\"\n# end");
        assert_eq!((open.version, open.stale), (2, true));
    }

    #[test]
    fn a_text_that_is_not_open_is_not_changed() {
        let uri = Uri("untitled:1".into());
        let mut all = Documents::default();
        all.change(&uri, 2, &[part((0, 0), (0, 0), "x")], Encoding::Utf16);
        assert!(all.get(&uri).is_none());
    }
}
