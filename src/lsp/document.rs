//! A text that an editor has open, as far as it has been read.

use super::around::Around;
use super::index::Index;
use crate::catalogue::Catalogue;
use crate::check::{self, Context, Stop};
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::syntax::tree::Tree;
use crate::syntax::{self, Parsed};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// A text and what can be known of it. What nobody asks for is not worked out.
#[derive(Debug)]
pub struct Document {
    /// The text.
    pub source: Arc<Source>,
    /// What actions there are.
    pub catalogue: &'static Catalogue,
    /// Where it will run.
    pub context: Context,
    /// The files around it.
    around: Around,
    parsed: OnceLock<Parsed>,
    whole: OnceLock<Arc<Source>>,
    whole_parsed: OnceLock<Parsed>,
    index: OnceLock<Index>,
    problems: OnceLock<Vec<Diagnostic>>,
}

impl Document {
    /// A text that will run in `context`.
    pub fn new(name: &str, text: impl Into<Arc<str>>, mut context: Context) -> Self {
        // what ends the check of an older text must not end this one
        context.stop = Stop::default();
        Self {
            source: Arc::new(Source::new(name, text)),
            catalogue: Catalogue::builtin(),
            context,
            around: Around::default(),
            parsed: OnceLock::new(),
            whole: OnceLock::new(),
            whole_parsed: OnceLock::new(),
            index: OnceLock::new(),
            problems: OnceLock::new(),
        }
    }

    /// The same, among these files.
    pub fn among(mut self, around: Around) -> Self {
        self.around = around;
        self
    }

    /// The same, changed.
    pub fn with_text(&self, text: impl Into<Arc<str>>) -> Self {
        let name = self.source.name().clone();
        Self::new(&name, text, self.context.clone()).among(self.around.clone())
    }

    /// It and the files whose steps it uses, as one text: what stands in its own has the same place
    /// in both.
    pub fn whole(&self) -> &Arc<Source> {
        self.whole
            .get_or_init(|| syntax::join(&self.source, &mut |name| self.around.read(name)))
    }

    /// The tree of that.
    pub fn whole_tree(&self) -> &Tree {
        let whole = self.whole();
        match whole.parts().is_empty() {
            true => &self.parsed().tree,
            false => {
                let parsed = self.whole_parsed.get_or_init(|| syntax::parse(whole));
                &parsed.tree
            }
        }
    }

    /// The files around it.
    pub fn around(&self) -> &Around {
        &self.around
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// Its tree, and what could not be read.
    pub fn parsed(&self) -> &Parsed {
        self.parsed.get_or_init(|| syntax::parse(&self.source))
    }

    /// What its words are.
    pub fn index(&self) -> &Index {
        self.index.get_or_init(|| self.index_at(None))
    }

    /// The same, with what is there at a place.
    pub fn index_at(&self, place: Option<u32>) -> Index {
        Index::new(
            self.whole(),
            self.whole_tree(),
            self.catalogue,
            &self.context,
            place,
        )
    }

    /// Ends its check, if one is under way: a newer text has come.
    pub fn give_up(&self) {
        self.context.stop.stop();
    }

    /// Whether a newer text has come.
    pub fn is_given_up(&self) -> bool {
        self.context.stop.is_stopped()
    }

    fn is_settings(&self) -> bool {
        let name = Path::new(&**self.source.name()).file_name();
        name.is_some_and(|name| name == crate::config::FILE_NAME)
    }

    /// Its mistakes, in the order of the text; those of a settings file are no diagnostics of a
    /// script.
    pub fn problems(&self) -> &[Diagnostic] {
        self.problems.get_or_init(|| match self.is_settings() {
            true => Vec::new(),
            false => {
                let found = check::lint_text(self.whole(), self.catalogue, &self.context);
                let whole = self.whole();
                let mut seen: Vec<Diagnostic> = found
                    .into_iter()
                    .map(|found| found.seen_in_own(whole))
                    .collect();
                crate::diagnostic::sort(&mut seen);
                seen
            }
        })
    }
}
