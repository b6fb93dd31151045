//! What can be written at a place, in lines of any shape: the fitting first.

mod clauses;
mod comment;
mod fit;
mod line;
mod outcomes;
mod phrases;
mod probe;
mod reactions;
mod snippet;
mod steps;
mod tests_of_flows;
mod things;
mod values;
mod words;

pub use snippet::Insert;

use super::document::Document;
use super::index::{Here, Index};
use super::position::floor;
use crate::source::Span;
use crate::syntax::Want;
use line::Line;
use std::collections::HashSet;

/// What can be written, and what it takes the place of.
#[derive(Clone, Debug, Default)]
pub struct Offered {
    /// The word at the place, what stands of it after the place too: every item takes its place.
    pub word: Span,
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
    /// What is typed to find it: the label from the word at the place on.
    pub filter: String,
    /// How well it fits: the lowest first.
    pub rank: u8,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemSort {
    /// A word of the language.
    Keyword,
    Action,
    Function,
    Variable,
    Input,
    /// A parameter of an action.
    Param,
    /// An outcome, a state, one out of a closed list.
    Choice,
    Field,
    Step,
    Kind,
    System,
}

/// What can be written at a byte.
pub fn completions(document: &Document, at: u32) -> Offered {
    let at = floor(document.text(), at);
    if let Some(offered) = comment::offered(document, at) {
        return offered;
    }
    let line = Line::new(document, at);
    let wants = line.wants();
    if wants.is_empty() && !line.in_text_value() {
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
    let mut items = place.fitted(place.all(&wants));
    items.sort_by(|a, b| (a.rank, &a.label).cmp(&(b.rank, &b.label)));
    let mut seen = HashSet::new();
    items.retain(|item| seen.insert(item.label.clone()));
    Offered {
        word: line.word,
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
    fn all(&self, wants: &[Want<'_>]) -> Vec<Item> {
        if self.line.in_text_value() && wants.is_empty() {
            return self.names_in_text();
        }
        // a phrase that is no action yet has no clauses
        let unfinished = wants.iter().any(|want| match want {
            Want::Phrase { prefix, parts, .. } => !self.is_complete(*prefix, parts),
            _ => false,
        });
        let clause = |want: &&Want<'_>| matches!(want, Want::Word("with" | "giving" | "on"));
        let wants = wants.iter().filter(|want| !(unfinished && clause(want)));
        // neither is what a test has not named yet
        let unnamed = wants.clone().any(|want| match want {
            Want::Phrase {
                parts,
                mocked: Some(_),
                ..
            } => !self.is_named(parts),
            _ => false,
        });
        let said = |want: &&Want<'_>| match want {
            Want::Word(word) => ["answers", "called", "with", "passed", "ends in"].contains(word),
            _ => false,
        };
        let wants = wants.filter(|want| !(unnamed && said(want)));
        wants.flat_map(|want| self.items(want)).collect()
    }

    fn items(&self, want: &Want<'_>) -> Vec<Item> {
        match want {
            Want::NewName => Vec::new(),
            Want::Word(word) => self.word(word),
            Want::Sign(sign) => self.sign(sign),
            Want::Statement => self.statement(),
            Want::TestLine => self.in_test(),
            Want::AfterBlock => self.clauses_above(),
            Want::Phrase {
                prefix,
                parts,
                mocked: None,
            } => self.phrase(*prefix, parts),
            Want::Phrase {
                parts,
                mocked: Some(by),
                ..
            } => self.mocked(parts, *by),
            Want::Answer {
                parts,
                outputs: None,
            } => self.answers(parts),
            Want::Answer {
                parts,
                outputs: Some(given),
            } => self.answered(parts, given),
            Want::Param { given } => self.params(given),
            Want::Value(of) => self.value(*of),
            Want::Giving => self.giving(),
            Want::Outcome { named } => self.outcomes(named),
            Want::Reaction { of, then } => self.reactions(of, *then),
            Want::Field { path } => self.fields(path),
            Want::ItemField { path } => self.item_fields(path),
            Want::Thing { awaited } => self.things(*awaited),
            Want::Arrival => self.arrivals(),
            Want::Subject { thing } => self.subject(thing),
            Want::State { thing } => self.states(thing),
            Want::GivenInput { named } => self.inputs(named),
            Want::Result => self.results(),
            Want::Step => self.steps(),
            Want::Calendar => self.calendars(),
            Want::System => self.systems(),
            Want::Kind { words } => self.kinds(words),
        }
    }
}

impl Item {
    /// A word of the language, written as it stands.
    pub(in crate::lsp) fn word(word: &str, rank: u8) -> Self {
        Self {
            label: word.into(),
            filter: word.into(),
            insert: Insert::plain(word),
            sort: ItemSort::Keyword,
            detail: String::new(),
            about: String::new(),
            rank,
        }
    }

    /// Something that is written as it is called.
    pub(in crate::lsp) fn plain(
        label: &str,
        sort: ItemSort,
        detail: impl Into<String>,
        rank: u8,
    ) -> Self {
        Self {
            sort,
            detail: detail.into(),
            ..Self::word(label, rank)
        }
    }

    pub(in crate::lsp) fn about(mut self, about: impl Into<String>) -> Self {
        self.about = about.into();
        self
    }

    pub(in crate::lsp) fn insert(mut self, insert: Insert) -> Self {
        self.insert = insert;
        self
    }
}
