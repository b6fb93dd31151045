//! Which handler takes an outcome.

use super::cx::Cx;
use super::frames::{Frame, Tries};
use super::jumps::can_restart;
use super::leaving::{Leaving, React, Then, Trouble, Why};
use super::next::{Next, Stepped};
use super::owner::{HandlerKey, Owner, Site};
use super::retry::{Attempted, Level, retry};
use super::state::State;
use super::unwind::leave;
use crate::outcome::Outcome;
use crate::program::{Catches, Jump, Reaction};
use crate::run::event::{End, EventKind, Fault};
use std::sync::Arc;

/// What an outcome is of: the statement whose frame has its turn, and is not among those on the
/// stack.
pub(super) struct Subject<'t> {
    pub owner: Owner,
    pub site: Site,
    /// Nothing where nothing of it could be tried again.
    pub tries: Option<&'t mut Tries>,
}

/// An outcome looks for its handler. A jump that has none of its own is nobody's.
pub(super) fn raise(
    cx: &mut Cx<'_>,
    subject: Option<Subject<'_>>,
    trouble: Arc<Trouble>,
) -> Stepped {
    let chain = chain(cx, subject.as_ref());
    let outcome = trouble.failure.outcome.clone();
    let reach = match outcome == Outcome::SUCCESS {
        true => &chain[..chain.len().min(1)],
        false => &chain[..],
    };
    let site = subject.as_ref().map(|subject| subject.site.clone());
    let mut attempted = Attempted {
        tries: subject.and_then(|subject| subject.tries),
        site: site.unwrap_or_else(no_site),
    };
    let mut spent = attempted.spent();
    while let Some((level, index)) = pick(reach, &outcome, &spent) {
        let tried = try_handler(cx, &mut attempted, &reach[level], (level, index), &trouble)?;
        if let Some(next) = tried {
            return Ok(next);
        }
        spent.push((level as u16, index as u16));
    }
    Ok(unhandled(cx, trouble))
}

/// Lets a handler have an outcome. Nothing where it has given up.
fn try_handler(
    cx: &mut Cx<'_>,
    attempted: &mut Attempted<'_>,
    level: &Level,
    (number, index): (usize, usize),
    trouble: &Arc<Trouble>,
) -> Result<Option<Next>, Box<Fault>> {
    let mut key = HandlerKey {
        level: number as u16,
        index: index as u16,
        stage: 0,
    };
    let mut reaction = &level.owner.handlers()[index].reaction;
    while let Reaction::Retry(again) = reaction {
        if retry(cx, attempted, level, key, again, &trouble.failure)? {
            return Ok(Some(Next::Wait));
        }
        let Some(then) = &again.then else {
            attempted.give_up(key);
            return Ok(None);
        };
        reaction = then;
        key.stage += 1;
    }
    if matches!(reaction, Reaction::Jump(Jump::Restart)) && !restart_left(cx.state, level) {
        attempted.give_up(key);
        return Ok(None);
    }
    catch(cx, level, key, trouble);
    Ok(Some(Next::Done))
}

fn restart_left(state: &State, level: &Level) -> bool {
    let inside = usize::from(matches!(level.owner, Owner::Try(_)));
    can_restart(state, level.branch, level.depth + inside)
}

/// Goes to where the handler stands, to react there.
fn catch(cx: &mut Cx<'_>, level: &Level, key: HandlerKey, trouble: &Arc<Trouble>) {
    let handler = &level.owner.handlers()[key.index as usize];
    let span = trouble.failure.span;
    let handled = EventKind::Handled {
        outcome: trouble.failure.outcome.clone(),
        handler: handler.span,
    };
    cx.say(span, handled);
    let keeps = usize::from(matches!(level.owner, Owner::Try(_)));
    let react = React {
        owner: level.owner.clone(),
        index: key.index,
        stage: key.stage,
        site: level.site.clone(),
        trouble: trouble.clone(),
    };
    let leaving = Leaving {
        why: Why::of(&trouble.failure),
        ..Leaving::to(
            level.branch,
            level.depth + keeps,
            Then::React(Box::new(react)),
        )
    };
    leave(cx.state, cx.branch, leaving, span);
}

fn unhandled(cx: &mut Cx<'_>, trouble: Arc<Trouble>) -> Next {
    let failure = Arc::unwrap_or_clone(trouble).failure;
    if failure.outcome != Outcome::SUCCESS {
        let span = failure.span;
        let leaving = Leaving::end(End::Failed(Box::new(failure)));
        leave(cx.state, cx.branch, leaving, span);
    }
    Next::Done
}

/// The lists that an outcome reaches, innermost first.
fn chain(cx: &Cx<'_>, subject: Option<&Subject<'_>>) -> Vec<Level> {
    let (branch, depth) = (cx.branch, cx.here().stack.len());
    let site = subject.map_or_else(no_site, |subject| subject.site.clone());
    let level = |owner: Owner| Level {
        owner,
        branch,
        depth,
        site: site.clone(),
    };
    let mut chain: Vec<Level> = subject
        .map(|subject| level(subject.owner.clone()))
        .into_iter()
        .collect();
    let program = &cx.state.program;
    if collect(cx.state, &mut chain, branch) && !program.everywhere.is_empty() {
        chain.push(level(Owner::Everywhere(program.clone())));
    }
    chain
}

/// Adds the lists of the frames of a branch and of those that it came from; says whether it came
/// to the top of the script.
fn collect(state: &State, chain: &mut Vec<Level>, branch: usize) -> bool {
    for branch in state.lineage(branch) {
        let frames = state.branch(branch).stack.iter().enumerate().rev();
        for (depth, frame) in frames {
            if matches!(frame, Frame::Reacting(reacting) if reacting.own_slots) {
                return false;
            }
            if let Some(owner) = frame.shared() {
                let site = frame.site().cloned().unwrap_or_else(no_site);
                chain.push(Level {
                    owner,
                    branch,
                    depth,
                    site,
                });
            }
        }
    }
    true
}

fn no_site() -> Site {
    Site {
        path: "jump".into(),
        span: Default::default(),
    }
}

/// The innermost list that names the outcome, else the innermost `any other`. A handler that has
/// given up ends its claim, and the search goes on outward from it.
fn pick(chain: &[Level], outcome: &str, spent: &[(u16, u16)]) -> Option<(usize, usize)> {
    let mut from = 0;
    let named = |&(level, index): &(usize, usize)| names(chain, level, index, outcome);
    let found = first(all(chain).filter(named), spent, &mut from);
    let other = |&(level, index): &(usize, usize)| {
        let catches = &chain[level].owner.handlers()[index].catches;
        Outcome::SUCCESS != *outcome && matches!(catches, Catches::AnyOther)
    };
    found.or_else(|| first(all(chain).filter(other), spent, &mut from))
}

fn first(
    handlers: impl Iterator<Item = (usize, usize)>,
    spent: &[(u16, u16)],
    from: &mut usize,
) -> Option<(usize, usize)> {
    for (level, index) in handlers {
        if spent.contains(&(level as u16, index as u16)) {
            *from = (*from).max(level + 1);
        } else if level >= *from {
            return Some((level, index));
        }
    }
    None
}

fn all(chain: &[Level]) -> impl Iterator<Item = (usize, usize)> {
    chain
        .iter()
        .enumerate()
        .flat_map(|(level, list)| (0..list.owner.handlers().len()).map(move |index| (level, index)))
}

fn names(chain: &[Level], level: usize, index: usize, outcome: &str) -> bool {
    match &chain[level].owner.handlers()[index].catches {
        Catches::Named(names) => names.iter().any(|name| &**name == outcome),
        Catches::AnyOther => false,
    }
}
