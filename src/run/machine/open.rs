//! What a run has opened and not closed by now: a contact on hold, a masked recording. Who reads how
//! it ended has to know that, since nothing of it goes away with the run.

use super::frames::Act;
use super::opened::{AllOpen, Opened, Opener};
use super::state::State;
use crate::catalogue::{Action, Opens};
use crate::outcome::Outcome;
use crate::program;
use crate::run::effect::{Answer, Call, Request};
use crate::run::event::{End, LeftOpen};
use crate::value::{TextBuilder, Value};
use std::sync::Arc;

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
        let open = &mut state.so_far.tell().open;
        open.close(action, asked, |one| stays_open(one, action, answer));
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
        by: Opener {
            action: action.clone(),
            besides,
        },
        which: which.cloned().unwrap_or_default(),
        span: act.site.span,
        statement: act.what.clone(),
        certain,
        refused: false,
    };
    state.so_far.tell().open.add(opened);
}

/// Whether something stays open after the answer of an action that closes it.
fn stays_open(one: &mut Opened, action: &Action, answer: &Answer) -> bool {
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
        .by
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
pub(super) fn left_open(state: &State, end: &End, open: &AllOpen) -> Vec<LeftOpen> {
    if open.is_empty() {
        return Vec::new();
    }
    left_by(state, matches!(end, End::Finished { .. }), open)
}

/// What is open while the run is on its way: somebody has to close it if nobody continues the run.
pub(super) fn open_now(state: &State, open: &AllOpen) -> Vec<LeftOpen> {
    left_by(state, false, open)
}

fn left_by(state: &State, finished: bool, open: &AllOpen) -> Vec<LeftOpen> {
    let calls = state.program.calls();
    let counts = |one: &&Opened| {
        one.by.opens().is_some_and(|opens| {
            let closed = || {
                calls
                    .iter()
                    .any(|call| call.action.closes.contains(&opens.what))
            };
            let on_purpose = opens.stays || finished || !one.certain;
            opens.must || !on_purpose || closed()
        })
    };
    let open = open.in_order().into_iter().filter(counts);
    open.filter_map(|one| Some(told(one, one.by.opens()?)))
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
    let returned = one
        .by
        .action
        .outputs
        .iter()
        .any(|output| *output.name == *of);
    (!returned).then(|| thing_of(opens.by.as_deref().unwrap_or(of)))
}

/// What a parameter names: `contact` of `ContactId`.
fn thing_of(param: &str) -> String {
    let name = param.strip_suffix("Id").or(param.strip_suffix("No"));
    name.unwrap_or(param).to_lowercase()
}
