//! The texts that an editor has open, kept as the editor changes them.

use super::around::Around;
use super::document::Document;
use super::position::Encoding;
use super::quiet::Quiet;
use super::uri;
use crate::check::Context;
use crate::diagnostic::Diagnostic;
use crate::source::{NotLinked, Source, Span};
use lsp_server::RequestId;
use lsp_types::{TextDocumentContentChangeEvent as Change, Uri};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A check as quick as this is made after every change: one that is under way ends when a newer text comes.
const QUICK: Duration = Duration::from_millis(100);
/// A check waits at most so long for the editor to come to rest.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// An open text.
#[derive(Debug)]
pub struct Open {
    /// The text, read.
    pub document: Arc<Document>,
    /// The editor's number for this state of it.
    pub version: i32,
    /// Whether this state has yet to be checked.
    pub stale: bool,
    /// Whether a state of it is being checked.
    pub checking: bool,
    /// Whether this state has been checked.
    pub known: bool,
    /// How long the last check took.
    pub took: Duration,
    /// When it was changed last.
    pub changed: Instant,
    /// What is not said while somebody types.
    pub quiet: Quiet,
    /// What was said last, in terms of this state.
    pub said: Vec<Diagnostic>,
    /// Requests for its findings that wait for the check.
    pub pulls: Vec<RequestId>,
}

impl Open {
    /// Takes another state of the text.
    pub fn become_text(&mut self, document: Document) {
        self.document.give_up();
        self.document = Arc::new(document);
        self.stale = true;
        self.known = false;
        self.changed = Instant::now();
    }

    /// How long it is until this state is to be checked.
    fn pause(&self) -> Duration {
        match self.took {
            took if took <= QUICK => Duration::ZERO,
            took => took
                .min(LONGEST_PAUSE)
                .saturating_sub(self.changed.elapsed()),
        }
    }
}

/// The open texts.
#[derive(Debug, Default)]
pub struct Documents {
    open: HashMap<Uri, Open>,
    /// What they say of each other.
    pub around: Around,
}

impl Documents {
    /// A text is opened, or opened once more.
    pub fn open(&mut self, at: &Uri, version: i32, text: &str, context: Context) {
        let name = uri::name(at);
        self.around.set(&name, text);
        let document = Document::new(&name, text, context).among(self.around.clone());
        let open = Open {
            document: Arc::new(document),
            version,
            stale: true,
            checking: false,
            known: false,
            took: Duration::ZERO,
            changed: Instant::now(),
            quiet: Quiet::default(),
            said: Vec::new(),
            pulls: Vec::new(),
        };
        self.open.insert(at.clone(), open);
        self.refresh_users(&name, None);
    }

    /// A text is changed. What is not open stays closed.
    pub fn change(&mut self, at: &Uri, version: i32, changes: &[Change], encoding: Encoding) {
        let Some(open) = self.open.get_mut(at) else {
            return;
        };
        for change in changes {
            let text = changed(open, change, encoding);
            let document = open.document.with_text(text);
            open.become_text(document);
        }
        open.version = version;
        let source = open.document.source.clone();
        let typed = open.quiet.typed();
        self.around.set(source.name(), source.text());
        self.refresh_users(source.name(), typed);
    }

    /// A file that is open nowhere has changed on the disk.
    pub fn changed_outside(&mut self, name: &str) {
        let mut open = self.open.values();
        if !open.any(|open| **open.document.source.name() == *name) {
            self.refresh_users(name, None);
        }
    }

    /// The files around the open texts that the editor has not open, as they were read: whose steps they use, or would
    /// use if they were there.
    pub fn on_disk(&self) -> Vec<(String, Option<Arc<Source>>)> {
        let mut all: HashMap<String, Option<Arc<Source>>> = HashMap::new();
        for open in self.open.values() {
            let whole = open.document.whole();
            for part in whole.parts().iter().skip(1) {
                all.insert(part.source.name().to_string(), Some(part.source.clone()));
            }
            for link in whole.links() {
                if let Err(NotLinked::Unreadable(name, _)) = &link.to {
                    all.insert(name.clone(), None);
                }
            }
        }
        for open in self.open.values() {
            all.remove(&**open.document.source.name());
        }
        all.into_iter().collect()
    }

    /// A file has changed, perhaps by somebody who typed then: what is known of the texts that use its steps is not
    /// known any more.
    fn refresh_users(&mut self, name: &str, typed: Option<Instant>) {
        for open in self.open.values_mut() {
            let parts = open.document.whole().parts().iter().skip(1);
            let mut parts = parts.map(|part| part.source.name());
            let of_missing = open.document.whole().links().iter();
            let missing = of_missing.filter(|link| link.to.is_err()).count() > 0;
            if **open.document.source.name() != *name
                && (missing || parts.any(|part| **part == *name))
            {
                let again = open.document.with_text(open.document.text());
                open.become_text(again);
                open.quiet.changed_elsewhere(typed);
            }
        }
    }

    /// A text is closed; the requests that waited for it.
    pub fn close(&mut self, at: &Uri) -> Vec<RequestId> {
        let Some(open) = self.open.remove(at) else {
            return Vec::new();
        };
        self.around.forget(open.document.source.name());
        open.pulls
    }

    /// An open text.
    pub fn get(&self, at: &Uri) -> Option<&Open> {
        self.open.get(at)
    }

    /// An open text.
    pub fn get_mut(&mut self, at: &Uri) -> Option<&mut Open> {
        self.open.get_mut(at)
    }

    /// Whether none is open.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// All of them, as they are.
    pub fn all(&self) -> HashMap<Uri, Arc<Document>> {
        let all = self.open.iter();
        all.map(|(uri, open)| (uri.clone(), open.document.clone()))
            .collect()
    }

    /// The addresses of all of them.
    pub fn addresses(&self) -> Vec<Uri> {
        self.open.keys().cloned().collect()
    }

    /// Those that are to be checked now.
    pub fn due(&self) -> Vec<Uri> {
        let due = |open: &Open| open.stale && !open.checking && open.pause().is_zero();
        let due = self.open.iter().filter(|(_, open)| due(open));
        due.map(|(uri, _)| uri.clone()).collect()
    }

    /// How long it is until one is to be checked, or has more to be said of it.
    pub fn wait(&self) -> Option<Duration> {
        let checks = self
            .open
            .values()
            .filter(|open| open.stale && !open.checking);
        let checks = checks.map(Open::pause);
        let rests = self
            .open
            .values()
            .filter_map(|open| open.quiet.until_rest());
        checks.chain(rests).min()
    }

    /// Those where nobody types any more, and of which not everything has been said.
    pub fn rested(&mut self) -> Vec<Uri> {
        let mut rested = Vec::new();
        for (uri, open) in &mut self.open {
            if open.known && open.quiet.has_rested() {
                rested.push(uri.clone());
            }
        }
        rested
    }

    /// Forgets a request for findings that the editor takes back.
    pub fn take_back(&mut self, id: &RequestId) -> bool {
        let mut found = false;
        for open in self.open.values_mut() {
            let before = open.pulls.len();
            open.pulls.retain(|waiting| waiting != id);
            found |= open.pulls.len() < before;
        }
        found
    }
}

fn changed(open: &mut Open, change: &Change, encoding: Encoding) -> String {
    let document = &open.document;
    match change {
        Change::TextDocumentContentChangeWholeDocument(whole) => {
            // editors send all of a short text at each key
            let (old, new) = apart(document.text(), &whole.text);
            if old.is_empty() && new.is_empty() {
                return whole.text.clone();
            }
            let span = Span::new(old.start as u32, old.end as u32);
            open.quiet.changed(&document.source, span, &whole.text[new]);
            whole.text.clone()
        }
        Change::TextDocumentContentChangePartial(part) => {
            let span = encoding.span(&document.source, part.range);
            open.quiet.changed(&document.source, span, &part.text);
            let mut text = document.text().to_owned();
            text.replace_range(span.start as usize..span.end as usize, &part.text);
            text
        }
    }
}

/// Where two texts differ: from where they begin to, until where they end to.
fn apart(old: &str, new: &str) -> (Range<usize>, Range<usize>) {
    let same = old.chars().zip(new.chars()).take_while(|(a, b)| a == b);
    let start: usize = same.map(|(a, _)| a.len_utf8()).sum();
    let ends = old[start..].chars().rev().zip(new[start..].chars().rev());
    let same = ends.take_while(|(a, b)| a == b);
    let tail: usize = same.map(|(a, _)| a.len_utf8()).sum();
    (start..old.len() - tail, start..new.len() - tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lsp_types::{
        Position, Range, TextDocumentContentChangePartial as Part,
        TextDocumentContentChangeWholeDocument as Whole,
    };

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
    fn a_newer_text_ends_the_check_of_the_older_one() {
        let uri = Uri("untitled:1".into());
        let mut all = Documents::default();
        all.open(&uri, 1, "use nothing\n", Context::default());
        let older = all.get(&uri).unwrap().document.clone();
        all.change(&uri, 2, &[part((0, 0), (0, 0), "# a\n")], Encoding::Utf16);
        assert!(older.is_given_up());
        assert_eq!(older.problems(), []);
        let newer = &all.get(&uri).unwrap().document;
        assert_eq!(newer.problems().len(), 1);
    }

    #[test]
    fn a_key_is_a_key_however_it_is_sent() {
        let uri = Uri("untitled:1".into());
        let text = "log \"é\"\n";
        for change in [
            part((0, 5), (0, 6), "è"),
            Change::TextDocumentContentChangeWholeDocument(Whole {
                text: "log \"è\"\n".into(),
            }),
        ] {
            let mut all = Documents::default();
            all.open(&uri, 1, text, Context::default());
            all.change(&uri, 2, &[change], Encoding::Utf16);
            let open = all.get(&uri).unwrap();
            assert_eq!(open.document.text(), "log \"è\"\n");
            assert!(open.quiet.until_rest().is_some());
        }
    }

    #[test]
    fn texts_differ_where_they_differ() {
        for (old, new, at) in [
            ("", "", (0..0, 0..0)),
            ("aa", "aaa", (2..2, 2..3)),
            ("aaa", "aa", (2..3, 2..2)),
            ("abc", "axc", (1..2, 1..2)),
            ("é", "è", (0..2, 0..2)),
            ("", "b", (0..0, 0..1)),
        ] {
            assert_eq!(apart(old, new), at, "{old:?} {new:?}");
        }
    }

    #[test]
    fn a_text_that_is_not_open_is_not_changed() {
        let uri = Uri("untitled:1".into());
        let mut all = Documents::default();
        all.change(&uri, 2, &[part((0, 0), (0, 0), "x")], Encoding::Utf16);
        assert!(all.get(&uri).is_none());
    }
}
