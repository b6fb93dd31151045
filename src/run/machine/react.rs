//! What handlers do.

use super::Run;
use super::frames::{Frame, Owner, Phase, Reacting, WhySlots};
use super::leaving::{React, Why};
use super::turn::{Turn, Turned};
use crate::program::{Handler, Reaction};
use crate::value::Value;

impl Run {
    /// A handler reacts, in its place: the frames inside of it are gone.
    pub(super) fn react(&mut self, branch: usize, react: React) -> Turned {
        if let Some(Frame::Group(group)) = self.top(branch)
            && matches!(react.owner, Owner::Try(_))
        {
            group.phase = Phase::Reaction;
        }
        let owner = react.owner.clone();
        let handler = &owner.handlers()[react.index as usize];
        let reaction = stage(&handler.reaction, react.stage);
        self.settle_unknown(reaction, &react);
        if matches!(reaction, Reaction::Ignore) {
            return Ok(Turn::More);
        }
        self.begin_reaction(branch, handler, &react)?;
        match reaction {
            Reaction::Jump(jump) => self.jump(branch, jump, handler.span),
            Reaction::Run(run) => self.run_step(branch, react.site, run),
            Reaction::Block(block) => {
                self.push(branch, Frame::Block(block.clone(), 0));
                Ok(Turn::More)
            }
            Reaction::Ignore | Reaction::Retry(_) => Ok(Turn::More),
        }
    }

    fn begin_reaction(
        &mut self,
        branch: usize,
        handler: &Handler,
        react: &React,
    ) -> Result<(), Box<crate::run::event::Fault>> {
        let own_slots = matches!(react.owner, Owner::Everywhere(_));
        if own_slots {
            let slots = vec![Value::Nothing; self.program.everywhere_slots as usize];
            self.branch_mut(branch).slots.push(slots.into());
        }
        let reacting = Reacting {
            site: react.site.clone(),
            trouble: react.trouble.clone(),
            own_slots,
        };
        self.push(branch, Frame::Reacting(Box::new(reacting)));
        let slots = WhySlots {
            outcome: handler.outcome,
            reason: handler.reason,
        };
        self.bind_why(branch, slots, &Why::of(&react.trouble), handler.span)
    }

    /// A script that does something about an `Unknown` has settled it.
    fn settle_unknown(&mut self, reaction: &Reaction, react: &React) {
        let settles = matches!(reaction, Reaction::Run(_) | Reaction::Block(_));
        if settles && &*react.trouble.outcome == "Unknown" {
            self.unknown.retain(|(_, what)| *what != react.trouble.what);
        }
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
