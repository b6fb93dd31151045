//! What the index is made of.

use crate::catalogue::{Action, SystemEntry, Thing};
use crate::source::Span;
use crate::value::{Field, Function, Kind};
use std::sync::Arc;

/// The words of a script, and the names that they belong to.
#[derive(Debug, Default)]
pub struct Index {
    /// The words, in the order of the text; none overlaps another.
    pub words: Vec<Word>,
    pub names: Vec<Name>,
    /// Every action and wait, in the order of the text.
    pub sites: Vec<Site>,
    /// The systems in scope, and what the file calls each.
    pub systems: Vec<(Arc<str>, Arc<SystemEntry>)>,
    /// What is there at the place that was asked for.
    pub here: Option<Here>,
}

/// A word, or a few that belong together.
#[derive(Debug)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    pub what: What,
}

/// What a word is.
#[derive(Debug)]
pub enum What {
    /// A system after `use`.
    System(Option<Arc<SystemEntry>>),
    /// A word of an action's phrase; which one, by its place in [`Index::sites`].
    Action(usize),
    /// A word of a phrase that is no action.
    NoAction,
    /// A parameter after `with`, by its place in the action's list.
    Param(Arc<Action>, usize),
    /// What an awaited thing has to have, by its place in the thing's outputs.
    Filter(Arc<Thing>, usize),
    /// A name after `with` that is no parameter.
    NoParam,
    /// An outcome after `on`, and what it is an outcome of.
    Outcome(Of),
    /// `contact` after `wait until` and `await`.
    Thing(Option<Arc<Thing>>),
    /// A state: of that thing, or of any.
    State(Option<Arc<Thing>>),
    /// A name out of a closed list.
    Choice,
    /// A kind after `input Name:`.
    Kind,
    Function(Option<&'static Function>),
    /// A field after a dot, or in a record.
    Field(Option<Field>),
    /// A name, by its place in [`Index::names`].
    Name(usize),
    /// A name that nothing gives a value.
    Unbound,
    /// A step after `run` that is not of this file: a file of tests runs those of its flow.
    NoStep,
}

/// What an outcome is an outcome of.
#[derive(Clone, Debug)]
pub enum Of {
    Action(Arc<Action>),
    /// A wait for a thing.
    Thing(Arc<Thing>),
    /// Whatever stands between these braces.
    Inside(Span),
    /// Any action of the file.
    Anywhere,
}

/// A name and every place where it stands.
#[derive(Clone, Debug)]
pub struct Name {
    /// Its letters.
    pub text: Arc<str>,
    /// What sort of thing it names.
    pub sort: Sort,
    /// The kind of its value, as far as it is known.
    pub kind: Kind,
    /// Where it stands, in the order of the text.
    pub places: Vec<Place>,
    /// The body that it belongs to: two names of one text in one body could meet.
    pub body: usize,
    /// Where it is bound without being written: the phrase of the action that gives it.
    pub given_by: Vec<Span>,
}

/// What a name names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sort {
    /// `let`, `giving`
    Variable,
    /// The item of a loop.
    Item,
    /// A parameter of a step.
    Param,
    /// An action's output, under its own name.
    Output,
    /// `Outcome` and `Reason`.
    Reason,
    /// From outside.
    Input,
    Step,
    /// What `emit` adds to a run's report.
    Result,
    /// What the file calls a system.
    Alias,
}

/// One place of a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub struct Place {
    /// The name's letters, brackets left out.
    pub span: Span,
    /// Whether it gets its value here, or is declared.
    pub binds: bool,
}

/// An action, a `wait until` or an `await` as a script has it.
#[derive(Debug)]
pub struct Site {
    /// From its first word to the end of its last clause.
    pub span: Span,
    /// The words and values of its phrase.
    pub phrase: Span,
    /// The end of its last clause before its handlers.
    pub end: u32,
    pub does: Does,
    /// The parameters that it is given, by their places.
    pub given: Vec<usize>,
    /// Whether `giving` names what it gives.
    pub giving: bool,
    /// The outcomes that its own handlers name.
    pub handled: Vec<Span>,
}

/// What a site does.
#[derive(Clone, Debug)]
pub enum Does {
    Action(Arc<Action>),
    Wait(Arc<Thing>),
    /// Awaits the next one.
    Await(Arc<Thing>),
    /// Something that no system in scope has.
    Unknown,
}

impl Index {
    /// The word that holds a byte, or ends there.
    pub fn word_at(&self, at: u32) -> Option<&Word> {
        let after = self.words.partition_point(|word| word.span.start <= at);
        let before = self.words.get(..after)?;
        before.last().filter(|word| at <= word.span.end)
    }

    /// The name that stands at a byte.
    pub fn name_at(&self, at: u32) -> Option<(usize, &Name, Span)> {
        let word = self.word_at(at)?;
        let What::Name(index) = word.what else {
            return None;
        };
        Some((index, self.names.get(index)?, word.span))
    }

    /// The places where a name is bound: where to go from its uses.
    pub fn bound_at(&self, name: &Name) -> Vec<Span> {
        let written = name.places.iter().filter(|place| place.binds);
        let mut all: Vec<Span> = written.map(|place| place.span).collect();
        all.extend(&name.given_by);
        if all.is_empty() {
            all.extend(name.places.first().map(|place| place.span));
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl Does {
    /// Its action, where it is one.
    pub fn action(&self) -> Option<&Arc<Action>> {
        match self {
            Self::Action(action) => Some(action),
            _ => None,
        }
    }
}

/// What is there at a place.
#[derive(Clone, Debug, Default)]
pub struct Here {
    /// The names that can be read, by their places in the index.
    pub names: Vec<usize>,
    /// What earlier actions have handed on: the system's alias and the output's name.
    pub provided: Vec<(Arc<str>, Arc<str>)>,
    /// The statement that a clause at this place belongs to.
    pub owner: Option<Owner>,
    /// Whether it is in the body of a loop.
    pub in_loop: bool,
    /// Whether it is in a step.
    pub in_step: bool,
    /// Whether it is in a `try`.
    pub in_try: bool,
    /// Whether it is in an `always`, which nothing leaves but a failure.
    pub in_always: bool,
    /// Whether it is at the top of the file, outside of every block.
    pub at_top: bool,
}

/// A statement that clauses belong to.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The statement.
    pub span: Span,
    /// Its first word, where it is one of the language; empty for an action.
    pub word: &'static str,
    /// Where its outcomes come from.
    pub of: Option<Of>,
    /// Whether it has handled every other outcome: no handler follows that.
    pub handled: bool,
}
