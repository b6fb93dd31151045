//! What can be written at a place, in lines of any shape: the fitting first.

mod clauses;
mod comment;
mod heads;
mod line;
mod outcomes;
mod phrases;
mod probe;
mod reactions;
mod slot;
mod slot_of_tests;
mod snippet;
mod tests_of_flows;
mod values;
mod words;

pub use snippet::Insert;

use super::document::Document;
use super::index::{Here, Index};
use super::position::floor;
use crate::source::Span;
use line::Line;
use slot::Slot;

/// What can be written, and what it takes the place of.
#[derive(Clone, Debug, Default)]
pub struct Offered {
    /// What has been typed of the word at the place.
    pub word: Span,
    /// What has been typed of the phrase at the place, from its last value on.
    pub phrase: Span,
    /// What can stand there, in the order in which it fits.
    pub items: Vec<Item>,
}

/// One thing that can be written.
#[derive(Clone, Debug)]
pub struct Item {
    /// As a list shows it.
    pub label: String,
    /// What is written, with places to fill in.
    pub insert: Insert,
    /// What sort of thing it is.
    pub sort: ItemSort,
    /// In a few words: a kind, a system.
    pub detail: String,
    /// What it means, in Markdown.
    pub about: String,
    /// How well it fits: the lowest first.
    pub rank: u8,
    /// Whether it takes the place of the phrase's words too, not of the last word alone.
    pub whole: bool,
}

/// The sorts of items.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemSort {
    /// A word of the language.
    Keyword,
    /// An action.
    Action,
    /// A function.
    Function,
    /// A variable.
    Variable,
    /// An input.
    Input,
    /// A parameter of an action.
    Param,
    /// An outcome, a state, one out of a closed list.
    Choice,
    /// A field.
    Field,
    /// A step.
    Step,
    /// A kind.
    Kind,
    /// A system.
    System,
}

/// What can be written at a byte.
pub fn completions(document: &Document, at: u32) -> Offered {
    let at = floor(document.text(), at);
    if let Some(offered) = comment::offered(document, at) {
        return offered;
    }
    let line = Line::new(document, at);
    let slot = slot::slot(&line);
    if matches!(slot, Slot::Nothing) {
        return Offered::default();
    }
    let probe = probe::without(document, &line);
    let mut index = probe.index_at(Some(line.from));
    let here = index.here.take().unwrap_or_default();
    let place = Place {
        document,
        line: &line,
        index: &index,
        here: &here,
    };
    let mut items = place.items(&slot);
    items.sort_by(|a, b| (a.rank, &a.label).cmp(&(b.rank, &b.label)));
    items.dedup_by(|a, b| a.label == b.label);
    Offered {
        word: line.partial,
        phrase: line.phrase(&slot),
        items,
    }
}

/// A place where something is to be written, and all that is known there.
struct Place<'a> {
    document: &'a Document,
    line: &'a Line<'a>,
    /// The words of the text without the line at hand.
    index: &'a Index,
    here: &'a Here,
}

impl Place<'_> {
    fn items(&self, slot: &Slot<'_>) -> Vec<Item> {
        match slot {
            Slot::Nothing => Vec::new(),
            Slot::Statement => self.statement(),
            Slot::InTest => self.in_test(),
            Slot::Phrase { prefix, parts } => self.phrase(*prefix, parts),
            Slot::Mocked { parts } => self.mocked(parts),
            Slot::Answer { parts } => self.answers(parts),
            Slot::Param { given } => self.params(given),
            Slot::ParamValue { name } => self.param_value(name),
            Slot::Giving => self.giving(),
            Slot::Outcome { named } => self.outcomes(named),
            Slot::Reaction { of, then } => self.reactions(of, *then),
            Slot::RetryTail { words } => self.retry_tail(words),
            Slot::Value => self.values(&crate::value::Kind::Any, false),
            Slot::InText => self.names_in_text(),
            Slot::Field { path } => self.fields(path),
            Slot::Thing { awaited } => self.things(*awaited),
            Slot::Subject { thing } => self.subject(thing),
            Slot::State { thing } => self.states(thing),
            Slot::Step => self.steps(),
            Slot::System => self.systems(),
            Slot::Kind { words } => self.kinds(words),
            Slot::Next { words } => words.iter().map(|word| Item::word(word, 0)).collect(),
        }
    }
}

impl Item {
    /// A word of the language, written as it stands.
    fn word(word: &str, rank: u8) -> Self {
        Self {
            label: word.into(),
            insert: Insert::plain(word),
            sort: ItemSort::Keyword,
            detail: String::new(),
            about: String::new(),
            rank,
            whole: false,
        }
    }

    /// Something that is written as it is called.
    fn plain(label: &str, sort: ItemSort, detail: impl Into<String>, rank: u8) -> Self {
        Self {
            sort,
            detail: detail.into(),
            ..Self::word(label, rank)
        }
    }

    fn about(mut self, about: impl Into<String>) -> Self {
        self.about = about.into();
        self
    }

    fn insert(mut self, insert: Insert) -> Self {
        self.insert = insert;
        self
    }
}
