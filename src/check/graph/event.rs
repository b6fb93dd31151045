//! What can happen at a place.

use super::graph::Node;
use super::subject::{Root, Subject};
use crate::catalogue::{Action, Opens};
use crate::check::resolve::NameId;
use crate::source::Span;
use std::sync::Arc;

/// What happens at a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Event {
    /// The flow itself begins.
    Start,
    /// Another body begins: a step, handlers of last resort.
    Enter,
    /// Ways come together, or nothing happens that matters.
    Join,
    /// One of several ways: an arm of an `if`, a handler, a round of a loop.
    Way,
    /// A loop over a list: each round of it begins here, and so does what comes after the last.
    Each(u32),
    /// What the handlers of last resort are for: an action has failed.
    Fails,
    /// A round of a loop begins, with the next item in this variable.
    Item(NameId),
    /// An action is tried.
    Try(u32),
    /// It has succeeded.
    Done(u32),
    /// It has failed.
    Failed(u32),
    /// It has ended in `Unknown`: what it opens may be open.
    Maybe(u32),
    /// A `wait until` has ended well: the thing is in one of these states.
    Seen(u32),
    /// A variable gets a value; whether it is something new to the script, as what was awaited.
    Assign(NameId, bool),
    /// A value is handed on, as a session is.
    HandedOn(u32),
    /// A step is called.
    Call(u32),
    /// It has come back.
    Returned(u32),
    /// It has ended in an outcome: the call, and the node in the step where the outcome left it.
    Raised(u32, Node),
    /// A step is left by `return` or its end.
    Return,
    /// An outcome leaves a step.
    Escape,
    /// On the way out, blocks that always run are passed.
    Through(u32),
    /// The flow ends.
    Exit(Ends),
}

/// How a flow ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ends {
    /// After its last statement.
    Last,
    /// `finish`
    Finish,
    /// `fail`
    Fail,
    /// In a pause, by somebody who cancels it or by its time limit.
    Cut,
}

/// A block that runs on every way out, by its nodes.
pub(crate) struct Always {
    /// The first node of what it runs after.
    pub body: Node,
    /// Its first node.
    pub from: Node,
    /// The one after its last.
    pub to: Node,
}

/// A loop over a list.
pub(crate) struct Each<'a> {
    /// The variable that holds the item.
    pub item: NameId,
    /// What the list is.
    pub list: Subject<'a>,
}

/// A `wait until` that has ended well.
pub(crate) struct Seen<'a> {
    /// The number of the system.
    pub system: u16,
    /// The thing's name.
    pub thing: &'a str,
    /// Which one.
    pub subject: Subject<'a>,
    /// The states that it can be in, as bits in the order of the catalogue.
    pub states: u32,
    /// Whether a list said so, some time before.
    pub listed: bool,
}

/// What an action closes.
pub(crate) struct Closes<'a> {
    pub what: &'a str,
    /// What that is about; nothing where it closes every one.
    pub of: Option<Subject<'a>>,
    /// Whether only its success does: a transfer that fails leaves the call to the colleague open, while
    /// who has tried to resume a contact has done what there is to do.
    pub if_done: bool,
}

/// An action at a place.
pub(crate) struct Act<'a> {
    /// What it is.
    pub action: &'a Arc<Action>,
    /// The number of its system.
    pub system: u16,
    /// Its number among the model's sites.
    pub site: u32,
    /// Its phrase in the script.
    pub span: Span,
    /// What its state change is about.
    pub thing: Subject<'a>,
    /// What it leaves open is about; the only one there can be where the catalogue names none.
    pub opens: Subject<'a>,
    /// What it leaves open besides is about.
    pub also_opens: Subject<'a>,
    /// What it closes.
    pub closes: Vec<Closes<'a>>,
}

impl<'a> Act<'a> {
    /// Whether anything is to be asked of it.
    pub fn is_of_interest(&self) -> bool {
        let action = self.action;
        action.opens.is_some()
            || action.state.is_some()
            || action.promises.is_some()
            || self.closes.iter().any(|closes| closes.if_done)
    }

    /// What it leaves open, and what that is about.
    pub fn opened(&self) -> impl Iterator<Item = (&'a Opens, Subject<'a>)> + use<'a> {
        let action: &'a Action = self.action;
        let first = action.opens.as_ref().map(|opens| (opens, self.opens));
        let also = action.also_opens.as_ref();
        let also = also.map(|opens| (opens, self.also_opens));
        first.into_iter().chain(also)
    }

    /// Whether it has to do with something: a thing's state, an obligation, a promise.
    pub fn touches(&self, what: &str) -> bool {
        let action = self.action;
        action.opened().any(|opens| *opens.what == *what)
            || action
                .state
                .as_ref()
                .is_some_and(|state| *state.thing == *what)
            || action
                .promises
                .as_ref()
                .is_some_and(|promised| **promised == *what)
            || self.closes.iter().any(|closes| closes.what == what)
    }

    /// Whether it closes something, of a subject that is told by `is_it`, once it is tried or, with
    /// `if_done`, only by its success.
    pub fn closes(&self, what: &str, if_done: bool, is_it: impl Fn(Subject<'a>) -> bool) -> bool {
        let mut closes = self.closes.iter();
        closes.any(|known| {
            known.what == what && known.if_done == if_done && known.of.is_none_or(&is_it)
        })
    }
}

/// A call of a step at a place.
pub(crate) struct Call<'a> {
    /// The step's number.
    pub step: usize,
    /// Where.
    pub node: Node,
    /// The variables that are the parameters, and what their arguments are about.
    pub args: Vec<(NameId, Subject<'a>)>,
}

impl<'a> Call<'a> {
    /// What a subject of the step is called by who calls it; nothing where it has no name there.
    pub fn outwards(&self, subject: Subject<'a>) -> Option<Subject<'a>> {
        let Root::Variable(var) = subject.root else {
            return Some(subject);
        };
        let (_, arg) = self.args.iter().find(|(param, _)| *param == var)?;
        match (subject.path, arg.path) {
            ("", _) => Some(*arg),
            (path, "") => Some(Subject {
                root: arg.root,
                path,
            }),
            _ => None,
        }
    }
}
