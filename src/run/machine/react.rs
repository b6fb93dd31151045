//! What handlers do.

use super::abandon::settle;
use super::cx::Cx;
use super::frames::{Frame, Phase, Reacting, Stmts};
use super::jumps::jump;
use super::leaving::{React, Why, WhySlots};
use super::next::{Next, Stop, broken};
use super::owner::Owner;
use super::steps::call_step;
use crate::program::{Handler, Reaction};
use crate::run::event::Fault;
use crate::value::Value;

/// A handler reacts, in its place: the frames inside of it are gone.
pub(super) fn react(cx: &mut Cx<'_>, react: React) -> Result<(), Stop> {
    if let Some(Frame::Group(group)) = cx.here_mut().stack.last_mut()
        && matches!(react.owner, Owner::Try(_))
    {
        group.phase = Phase::Reaction;
    }
    let handler = &react.owner.handlers()[react.index as usize];
    let reaction = stage(&handler.reaction, react.stage);
    // a script that does something about an `Unknown` has settled it
    if matches!(reaction, Reaction::Run(_) | Reaction::Block(_)) {
        settle(cx.state, &react.trouble.in_doubt);
    }
    begin(cx, handler, &react)?;
    match reaction {
        Reaction::Jump(to) => jump(cx, to, handler.span)?,
        Reaction::Run(run) => {
            let called = call_step(cx, react.site.clone(), run)?;
            cx.push(called);
        }
        Reaction::Block(block) => cx.push(Stmts::of(block)),
        Reaction::Retry(_) => {
            return Err(broken(handler.span, "a `retry` has no action to repeat").into());
        }
    }
    Ok(())
}

fn begin(cx: &mut Cx<'_>, handler: &Handler, react: &React) -> Result<(), Box<Fault>> {
    let own_slots = matches!(react.owner, Owner::Everywhere(_));
    if own_slots {
        let slots = vec![Value::Nothing; cx.state.program.everywhere_slots as usize];
        cx.here_mut().slots.push(slots.into());
    }
    cx.push(Frame::Reacting(Box::new(Reacting {
        site: react.site.clone(),
        trouble: react.trouble.clone(),
        own_slots,
    })));
    let slots = WhySlots {
        outcome: handler.outcome,
        reason: handler.reason,
    };
    cx.bind_why(slots, &Why::of(&react.trouble.failure), handler.span)
}

impl Reacting {
    /// What it did has ended well.
    pub fn step(&mut self, cx: &mut Cx<'_>) -> Next {
        if self.own_slots {
            cx.drop_slots();
        }
        Next::Done
    }
}

/// The reaction, so many `then` deep.
fn stage(reaction: &Reaction, stage: u16) -> &Reaction {
    let mut reaction = reaction;
    for _ in 0..stage {
        match reaction {
            Reaction::Retry(retry) => match &retry.then {
                Some(then) => reaction = then,
                None => break,
            },
            _ => break,
        }
    }
    reaction
}
