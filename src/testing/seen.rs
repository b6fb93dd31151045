//! What was seen of a run.

use crate::catalogue::{Action, Opens};
use crate::host::virtual_time::Played;
use crate::journal::Record;
use crate::outcome::Outcome;
use crate::program::Program;
use crate::run::effect::{Answer, Call, Effect, Request};
use crate::run::event::{Event, EventKind, RunReport};
use crate::value::{Text, Value};
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What was seen of a run.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Every event, in order.
    pub events: Vec<Event>,
    /// Every action and wait, in the order of asking.
    pub asked: Vec<Asked>,
    /// What must not be shown.
    pub sensitive: Vec<Text>,
    /// What is to be said of the run; nothing where it never ends.
    pub report: Option<RunReport>,
    /// The statements that have begun, and the arms that were taken.
    pub visited: HashSet<Arc<str>>,
    /// Whether it was stopped since too much had happened.
    pub endless: bool,
    /// What decided the run. How it began is there only with a simulator: of mocks it is known.
    pub journal: Vec<Record>,
    /// How exact times are: to the millisecond under virtual time, less with a simulator.
    pub slack: SignedDuration,
}

/// An action or a wait, and how it ended.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What was asked for.
    pub request: Request,
    /// How it ended; nothing where its answer was not waited for.
    pub answer: Option<Answer>,
}

impl Seen {
    pub(super) fn of(played: Played, visited: HashSet<Arc<str>>) -> Self {
        let asked = asked(&played.effects, &played.events);
        Self {
            asked,
            events: played.events,
            sensitive: played.sensitive,
            report: played.report,
            visited,
            endless: false,
            journal: Vec::new(),
            slack: SignedDuration::ZERO,
        }
    }

    /// When the run began.
    pub fn started(&self) -> Option<Timestamp> {
        self.events.first().map(|event| event.at)
    }
}

/// Effects with their answers as the run took them.
pub(crate) fn asked(effects: &[Effect], events: &[Event]) -> Vec<Asked> {
    let mut answers: HashMap<&Arc<str>, &Answer> = HashMap::new();
    for event in events {
        if let EventKind::Answered { name, answer, .. } = &event.kind {
            answers.insert(name, answer);
        }
    }
    let effects = effects.iter();
    let asked = effects.filter(|effect| !matches!(effect.request, Request::Sleep(_)));
    asked
        .map(|effect| Asked {
            request: effect.request.clone(),
            answer: answers.get(&effect.name).copied().cloned(),
        })
        .collect()
}

/// What was left open: what it is, and which one.
pub fn open_at_end(program: &Program, asked: &[Asked]) -> Vec<(Arc<str>, Value)> {
    let calls = program.calls();
    let action = |call: &Call| -> Option<&Arc<Action>> {
        let mut actions = calls.iter().map(|call| &call.action);
        actions.find(|action| action.key == call.action && action.system == call.system)
    };
    let closes_somewhere =
        |what: &Arc<str>| calls.iter().any(|call| call.action.closes.contains(what));
    let mut open: Vec<(Arc<str>, Value)> = Vec::new();
    for one in asked {
        let (Request::Call(call), Some(answer)) = (&one.request, &one.answer) else {
            continue;
        };
        // Where the result is unknown it may be open, and is not known to be closed.
        let known = answer.is_success();
        let unknown = answer.outcome == Outcome::UNKNOWN;
        let Some(action) = action(call).filter(|_| known || unknown) else {
            continue;
        };
        open.retain(|(what, which)| {
            let closes = known && action.closes.contains(what);
            !(closes && closes_this(action, call, what, which, &calls))
        });
        let first = action.opens.as_ref();
        let first = first.filter(|_| known || action.may_have_opened());
        let opened = first.into_iter().chain(&action.also_opens);
        for opens in opened.filter(|opens| !opens.stays || closes_somewhere(&opens.what)) {
            let of = opens.of.as_ref();
            let which = of.and_then(|of| call.args.get(of).or(answer.outputs.get(of)));
            open.push((opens.what.clone(), which.cloned().unwrap_or_default()));
        }
    }
    open
}

/// An action closes the one that it names, or every one where it names none.
pub(super) fn closes_this(
    action: &Action,
    call: &Call,
    what: &Arc<str>,
    which: &Value,
    calls: &[&crate::program::Call],
) -> bool {
    let opens = calls.iter().flat_map(|call| call.action.opened());
    let mut of = opens
        .filter(|opens| opens.what == *what)
        .map(Opens::closed_by);
    let Some(Some(of)) = of.next() else {
        return true;
    };
    match action.params.iter().any(|param| param.name == *of) {
        true => call
            .args
            .get(of)
            .is_none_or(|arg| arg.equals(which).unwrap_or(true)),
        false => true,
    }
}
