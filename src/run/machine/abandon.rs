//! Writes that were in flight when nobody waited for their answer any more.

use super::cx::Cx;
use super::effects::Role;
use super::frames::Act;
use super::state::State;
use super::wording::whole_text;
use crate::run::effect::EffectId;
use crate::run::event::{EventKind, InDoubt};

/// An action is given up. One that is kept still waits: a run that is cancelled lets a write that
/// is under way have its answer, for a while, since what came of it would else not be known.
pub(super) fn give_up_act(cx: &mut Cx<'_>, mut act: Box<Act>) -> Option<Box<Act>> {
    // Its answer is waited for already: that another item of the loop is over does not change that.
    if waits_for_answer(cx, &act) {
        return Some(act);
    }
    let pause = act.tries.pause.take();
    cx.forget(pause);
    let Some(asked) = act.asked.filter(|_| wants_answer(cx, &act)) else {
        let limit = act.limit.take();
        cx.forget(limit);
        abandon(cx.state, &act);
        let asked = act.asked.take();
        cx.forget(asked);
        return None;
    };
    let time = cx.state.budget.limits.answers;
    let last = format_args!("{}/answer", act.tries.attempt);
    act.limit = Some(cx.ask_pause(Role::Top, "", &act.site, last, time));
    act.asked = Some(asked);
    Some(act)
}

/// A write has a limit only while it is given up.
fn waits_for_answer(cx: &Cx<'_>, act: &Act) -> bool {
    leaves_from_outside(cx) && act.writes() && act.limit.is_some() && act.asked.is_some()
}

fn leaves_from_outside(cx: &Cx<'_>) -> bool {
    matches!(&cx.here().leaving, Some(leaving) if leaving.answers_first)
}

fn wants_answer(cx: &Cx<'_>, act: &Act) -> bool {
    let may_be_sent = |id: EffectId| cx.state.effects.may_be_sent(id);
    leaves_from_outside(cx)
        && act.writes()
        && act.limit.is_none()
        && act.asked.is_some_and(may_be_sent)
}

/// Says of an action that is given up whether it was a write in flight: what came of it is not
/// known.
pub(super) fn abandon(state: &mut State, act: &Act) {
    let Some(id) = act.asked else {
        return;
    };
    if !state.effects.may_be_sent(id) {
        state.news.unsay_asked(&act.name);
    } else if act.writes() {
        note_in_doubt(state, act, id);
        let (name, what) = (act.name.clone(), act.what.clone());
        state.say(act.site.span, EventKind::Abandoned { name, what });
    }
}

/// From now on it is not known what came of this write.
pub(super) fn note_in_doubt(state: &mut State, act: &Act, effect: EffectId) {
    let in_doubt = &mut state.so_far.tell().in_doubt;
    if in_doubt.iter().any(|doubt| doubt.effect == effect) {
        return;
    }
    in_doubt.push(InDoubt {
        effect,
        name: act.name.clone(),
        at: act.asked_at,
        span: act.site.span,
        what: whole_text(&act.doing, &act.request).unwrap_or_else(|| act.what.clone()),
    });
}

/// What came of these writes is known, or has been looked after.
pub(super) fn settle(state: &mut State, effects: &[EffectId]) {
    if effects.is_empty() {
        return;
    }
    let in_doubt = &mut state.so_far.tell().in_doubt;
    in_doubt.retain(|doubt| !effects.contains(&doubt.effect));
}
