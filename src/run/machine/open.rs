//! What a run has opened and not closed by now: a contact on hold, a masked recording. Who reads how
//! it ended has to know that, since nothing of it goes away with the run.

use super::frames::Act;
use super::state::State;
use crate::catalogue::{Action, Opens};
use crate::outcome::Outcome;
use crate::program;
use crate::run::effect::{Answer, Call, Request};
use crate::run::event::{End, LeftOpen};
use crate::source::Span;
use crate::value::{Text, TextBuilder, Value, phone_number};
use std::collections::HashSet;
use std::sync::Arc;

/// Something that the run has opened.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    action: Arc<Action>,
    /// Whether it is what the action opens besides.
    besides: bool,
    which: Value,
    span: Span,
    statement: Text,
    /// Whether it is known to be open: an action of unknown result may have opened or closed it.
    certain: bool,
    /// Whether it was known to be open when the system refused to close it in its present state: that state may
    /// be passing, and the caller still hears the music.
    refused: bool,
}

impl Opened {
    fn opens(&self) -> Option<&Opens> {
        match self.besides {
            true => self.action.also_opens.as_ref(),
            false => self.action.opens.as_ref(),
        }
    }

    fn what(&self) -> Option<&Arc<str>> {
        self.opens().map(|opens| &opens.what)
    }

    /// Whether an action closes this one: the one that it names, or every one where it names none.
    fn is_closed_by(&self, action: &Action, call: &Call) -> bool {
        let Some(opens) = self
            .opens()
            .filter(|opens| action.closes.contains(&opens.what))
        else {
            return false;
        };
        let names = |of: &&Arc<str>| action.params.iter().any(|param| param.name == **of);
        let named = opens.closed_by().filter(names);
        let arg = named.and_then(|of| call.args.get(of));
        arg.is_none_or(|arg| arg.equals(&self.which).unwrap_or(true))
    }

    fn is_like(&self, other: &Self) -> bool {
        let (what, other_what) = (self.what(), other.what());
        what == other_what && self.which.equals(&other.which).unwrap_or(false)
    }
}

/// What is open, in the order in which it was opened. A flow may hold thousands at once: that one of them is new is
/// known without going through the others.
#[derive(Clone, Debug, Default)]
pub(super) struct AllOpen {
    list: Vec<Opened>,
    /// What was opened, with its id, since nothing was open. What has been closed may be among it.
    known: HashSet<(Arc<str>, String)>,
    /// Whether something has an id that can be equal to one that is written otherwise.
    any_odd: bool,
}

impl AllOpen {
    pub fn list(&self) -> &[Opened] {
        &self.list
    }

    /// One more, in place of one that is like it.
    fn add(&mut self, one: Opened) {
        if self.list.is_empty() {
            *self = Self::default();
        }
        let key = one.what().cloned().zip(spelling(&one.which));
        self.any_odd |= key.is_none();
        let is_new = key.is_some_and(|key| self.known.insert(key)) && !self.any_odd;
        if !is_new {
            self.list.retain(|other| !other.is_like(&one));
        }
        self.list.push(one);
    }
}

/// How an id is written: ids that are equal are written alike. Nothing for one that may be written in several ways.
fn spelling(id: &Value) -> Option<String> {
    let text = match id {
        Value::Nothing => return Some(String::new()),
        Value::Text(text) => text.text.to_string(),
        Value::Number(number) => number.normalize().to_string(),
        _ => return None,
    };
    Some(phone_number(&text).unwrap_or(text))
}

/// Keeps in mind what an answered action has opened and closed.
pub(super) fn note_open(state: &mut State, act: &Act, call: &program::Call, answer: &Answer) {
    let action = &call.action;
    let Request::Call(asked) = &act.request else {
        return;
    };
    if action.opened().next().is_none() && action.closes.is_empty() {
        return;
    }
    if !action.closes.is_empty() && state.so_far.has_opened() {
        let open = &mut state.so_far.tell().open.list;
        open.retain_mut(|one| stays_open(one, action, asked, answer));
    }
    for (besides, opens) in [(false, &action.opens), (true, &action.also_opens)] {
        let Some(opens) = opens else { continue };
        // What is opened besides has an id of its own, by which it is closed without knowing more.
        let unknown = answer.outcome == Outcome::UNKNOWN;
        if answer.is_success() || unknown && (besides || action.may_have_opened()) {
            let certain = !(unknown || opens.perhaps);
            open_one(
                state,
                act,
                (action, besides, opens),
                (asked, answer),
                certain,
            );
        }
    }
}

fn open_one(
    state: &mut State,
    act: &Act,
    (action, besides, opens): (&Arc<Action>, bool, &Opens),
    (asked, answer): (&Call, &Answer),
    certain: bool,
) {
    let which = match &opens.of {
        Some(of) => asked.args.get(of).or(answer.outputs.get(of)),
        // There is one at a time: its id is only told.
        None => {
            let mut ids = action.outputs.iter().filter(|output| output.kind.is_id());
            ids.find_map(|output| answer.outputs.get(&output.name))
        }
    };
    let opened = Opened {
        action: action.clone(),
        besides,
        which: which.cloned().unwrap_or_default(),
        span: act.site.span,
        statement: act.what.clone(),
        certain,
        refused: false,
    };
    state.so_far.tell().open.add(opened);
}

/// What an answer leaves of something open.
fn stays_open(one: &mut Opened, action: &Action, call: &Call, answer: &Answer) -> bool {
    if !one.is_closed_by(action, call) {
        return true;
    }
    if answer.is_success() {
        return false;
    }
    if answer.outcome == Outcome::UNKNOWN {
        one.certain = false;
        return true;
    }
    // A refusal leaves it open, unless it says that it is not there any more (`InvalidContactId`). A
    // transfer says so of other things too.
    let outcome = action.outcome(&answer.outcome);
    let only_closes = one
        .opens()
        .is_none_or(|opens| !opens.is_handed_over_by(action));
    let Some(told) = outcome.filter(|outcome| outcome.gone && only_closes) else {
        return true;
    };
    if !told.transient {
        return false;
    }
    // A state may be over in a moment (`InvalidState`): of what was known to be open it says nothing for sure.
    one.refused |= one.certain;
    one.certain &= !one.refused;
    one.refused
}

/// What the run leaves open at its end. A flow that closes such a thing nowhere leaves it so on
/// purpose, if it has reached its end.
pub(super) fn left_open(state: &State, end: &End, open: &[Opened]) -> Vec<LeftOpen> {
    if open.is_empty() {
        return Vec::new();
    }
    left_by(state, matches!(end, End::Finished { .. }), open)
}

/// What is open while the run is on its way: somebody has to close it if nobody continues the run.
pub(super) fn open_now(state: &State, open: &[Opened]) -> Vec<LeftOpen> {
    left_by(state, false, open)
}

fn left_by(state: &State, finished: bool, open: &[Opened]) -> Vec<LeftOpen> {
    let calls = state.program.calls();
    let counts = |one: &&Opened| {
        one.opens().is_some_and(|opens| {
            let closed = || {
                calls
                    .iter()
                    .any(|call| call.action.closes.contains(&opens.what))
            };
            let on_purpose = opens.stays || finished || !one.certain;
            opens.must || !on_purpose || closed()
        })
    };
    let open = open.iter().filter(counts);
    open.filter_map(|one| Some(told(one, one.opens()?)))
        .collect()
}

fn told(one: &Opened, opens: &Opens) -> LeftOpen {
    let (noun, state) = opens.words();
    let mut what = TextBuilder::new();
    match owner_of(one, opens).filter(|owner| owner != noun) {
        Some(owner) => what.words(&format!("the {noun} of {owner}")),
        None => what.words(noun),
    };
    if !matches!(one.which, Value::Nothing) {
        one.which.say_into(what.words(" "));
    }
    let is = match one.certain {
        true => "is still",
        false => "may still be",
    };
    what.words(&format!(" {is} {state}"));
    LeftOpen {
        what: what.build(),
        statement: one.statement.clone(),
        span: one.span,
        certain: one.certain,
        close: opens.close.clone(),
        harm: opens.left.clone(),
    }
}

/// What the id is of that the action was given: a recording has none, and its contact has. What opening
/// it has returned is an id of its own.
fn owner_of(one: &Opened, opens: &Opens) -> Option<String> {
    let of = opens.of.as_deref()?;
    let returned = one.action.outputs.iter().any(|output| *output.name == *of);
    (!returned).then(|| thing_of(opens.by.as_deref().unwrap_or(of)))
}

/// What a parameter names: `contact` of `ContactId`.
fn thing_of(param: &str) -> String {
    let name = param.strip_suffix("Id").or(param.strip_suffix("No"));
    name.unwrap_or(param).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::spelling;
    use crate::value::{Mark, Value};

    #[test]
    fn ids_that_are_equal_are_written_alike() {
        let text = |text: &str| Value::text(text);
        let phone = |text: &str| Value::text(text).with_mark(Mark::PhoneNumber);
        let all = [
            Value::Nothing,
            text(""),
            text("1002"),
            text("01002"),
            text("1002.0"),
            Value::number(1002),
            text("+442079460000"),
            phone("+442079460000"),
            phone("+44 20 7946 0000"),
            phone("+12025550100"),
        ];
        for (a, b) in all.iter().flat_map(|a| all.iter().map(move |b| (a, b))) {
            let written = (spelling(a), spelling(b));
            assert!(written.0.is_some());
            let equal = a.equals(b).unwrap_or(false);
            assert!(!equal || written.0 == written.1, "{a:?} {b:?}");
        }
        assert_eq!(spelling(&Value::YesNo(true)), None);
    }
}
