//! What a picture of a flow is made of.

use crate::source::Span;
use std::sync::Arc;

/// A whole flow.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The flow's name.
    pub name: Arc<str>,
    /// The flow itself, from its start to its end.
    pub main: Lane,
    /// What stands beside it: steps, and handlers of last resort.
    pub groups: Vec<Group>,
}

/// A step, or the handlers of last resort.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name in the picture, which links lead to.
    pub id: String,
    /// What it is.
    pub title: String,
    /// What it does.
    pub lane: Lane,
}

/// Statements, one under the other.
#[derive(Clone, Debug, Default)]
pub struct Lane {
    pub items: Vec<Item>,
}

/// A statement, or a few small ones together.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its name in the picture: the statement's path, which a change elsewhere leaves as it is.
    pub id: String,
    pub sort: Sort,
    /// Its text in the flow: events and points of coverage are known by where it begins.
    pub span: Span,
    /// What it is, in the words of the flow; more than one where small statements stand together.
    pub title: Vec<String>,
    /// What has to be known of it beside its words: `cannot be undone`.
    pub note: Option<&'static str>,
    /// How it can end, or which way it can take.
    pub rows: Vec<Row>,
    /// What is inside of it, or below it.
    pub inside: Vec<Lane>,
    /// The group that it runs.
    pub runs: Option<String>,
}

/// The sorts of items.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// Where a flow or a step begins.
    Start,
    /// Where it ends well.
    End,
    Action,
    /// `wait`, `wait until`, `await`
    Wait,
    /// `run Step(…)`
    Run,
    /// `if`; what its `else` does stands below it
    If,
    /// `let`, `log`, `emit`: what changes nothing outside
    Note,
    /// What leaves the place where it stands.
    Jump,
    /// `for each`, `repeat`
    Loop,
    /// `try`
    Try,
    /// `within`
    Within,
    /// `always`
    Always,
    /// `everywhere`
    Everywhere,
}

/// One way in which an item can end.
#[derive(Clone, Debug)]
pub struct Row {
    /// The outcomes, or the condition.
    pub when: String,
    pub mark: Mark,
    /// What is done then, in the words of the flow.
    pub does: String,
    /// What is done then, where that is more than a word.
    pub lane: Option<Lane>,
    /// The handler's text, where it is one: events and points of coverage know it by where it begins.
    pub handler: Option<Span>,
    /// Which arm it is, where it is one.
    pub arm: Option<usize>,
    /// The group that it runs.
    pub runs: Option<String>,
}

/// What a row does, as its sign shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    Retry,
    /// On to the next statement.
    On,
    Finish,
    Fail,
    /// `next`, `leave`, `restart`, `return`
    Back,
    Run,
    /// Statements of its own.
    Branch,
    /// Somebody else decides: a handler around, or nobody.
    Around,
}

impl Sort {
    /// Whether it is drawn as a frame around what is inside of it.
    pub fn is_frame(self) -> bool {
        matches!(self, Self::Loop | Self::Try | Self::Within | Self::Always)
    }

    /// The word for it, for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
            Self::Action => "action",
            Self::Wait => "wait",
            Self::Run => "run",
            Self::If => "if",
            Self::Note => "note",
            Self::Jump => "jump",
            Self::Loop => "loop",
            Self::Try => "try",
            Self::Within => "within",
            Self::Always => "always",
            Self::Everywhere => "everywhere",
        }
    }
}

impl Mark {
    /// The sign before what is done.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Retry => "↻",
            Self::On => "↓",
            Self::Finish => "✓",
            Self::Fail => "✗",
            Self::Back => "↩",
            Self::Run => "▸",
            Self::Branch => "→",
            Self::Around => "↑",
        }
    }

    /// The word for it, for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::On => "continue",
            Self::Finish => "finish",
            Self::Fail => "fail",
            Self::Back => "back",
            Self::Run => "run",
            Self::Branch => "branch",
            Self::Around => "around",
        }
    }
}

impl Lane {
    /// Whether something can come after it.
    pub fn goes_on(&self) -> bool {
        self.items.iter().all(Item::goes_on)
    }
}

impl Item {
    /// Whether its own way goes on below it, without any of its rows.
    pub fn goes_on_by_itself(&self) -> bool {
        match self.sort {
            Sort::Jump | Sort::End => false,
            // a list may be empty, and a round may be the last
            Sort::Loop => true,
            Sort::If | Sort::Try | Sort::Within | Sort::Always => {
                self.inside.iter().all(Lane::goes_on)
            }
            _ => true,
        }
    }

    /// Whether its own way goes on, or that of a row that has nothing beside it.
    pub fn goes_on_straight(&self) -> bool {
        let mut plain = self.rows.iter().filter(|row| row.lane.is_none());
        self.goes_on_by_itself() || plain.any(Row::goes_on)
    }

    /// Whether something can come after it.
    pub fn goes_on(&self) -> bool {
        self.goes_on_by_itself() || self.rows.iter().any(Row::goes_on)
    }
}

impl Row {
    /// Whether what comes after the item can be reached by it.
    pub fn goes_on(&self) -> bool {
        match (&self.lane, self.mark) {
            (Some(lane), _) => lane.goes_on(),
            (None, Mark::On | Mark::Run) => true,
            (None, _) => false,
        }
    }
}
