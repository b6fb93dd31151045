//! Which handler takes an outcome.

use super::Run;
use super::frames::{Frame, HandlerKey, Owner, Site};
use super::leaving::{Leaving, React, Then, Why};
use super::retry::Retried;
use super::turn::{Turn, Turned};
use crate::program::{Catches, Jump, Reaction};
use crate::run::event::{End, EventKind, Failure};
use std::sync::Arc;

/// A list of handlers that an outcome may reach.
#[derive(Clone, Debug)]
pub(super) struct Level {
    pub owner: Owner,
    pub branch: usize,
    /// The depth of the frame that holds the list; that of what failed for its own and for
    /// `everywhere`.
    pub depth: usize,
    pub site: Site,
}

impl Run {
    /// An outcome of the statement that is the frame on top (or of a jump, which is none) looks
    /// for its handler.
    pub(super) fn raise(
        &mut self,
        branch: usize,
        own: Option<Owner>,
        trouble: Arc<Failure>,
    ) -> Turned {
        let chain = self.chain(branch, own);
        let success = &*trouble.outcome == "Success";
        let reach = if success {
            &chain[..chain.len().min(1)]
        } else {
            &chain[..]
        };
        let mut spent = self.spent(branch);
        while let Some((level, index)) = pick(reach, &trouble.outcome, &spent) {
            if let Some(turned) = self.try_handler(branch, &reach[level], level, index, &trouble) {
                return turned;
            }
            spent.push((level as u16, index as u16));
        }
        self.unhandled(branch, trouble)
    }

    /// Lets a handler have an outcome. Nothing where it has given up.
    fn try_handler(
        &mut self,
        branch: usize,
        level: &Level,
        number: usize,
        index: usize,
        trouble: &Arc<Failure>,
    ) -> Option<Turned> {
        let mut key = HandlerKey {
            level: number as u16,
            index: index as u16,
            stage: 0,
        };
        let handler = &level.owner.handlers()[index];
        let mut reaction = &handler.reaction;
        while let Reaction::Retry(retry) = reaction {
            match self.retry(branch, level, key, retry, trouble) {
                Ok(Retried::Scheduled) => return Some(Ok(Turn::Waits)),
                Ok(Retried::Spent) => {}
                Err(fault) => return Some(Err(fault)),
            }
            let Some(then) = &retry.then else {
                self.give_up(branch, key);
                return None;
            };
            reaction = then;
            key.stage += 1;
        }
        if matches!(reaction, Reaction::Jump(Jump::Restart)) && !self.restart_left(level) {
            self.give_up(branch, key);
            return None;
        }
        Some(self.catch(branch, level, key, trouble))
    }

    fn restart_left(&self, level: &Level) -> bool {
        let depth = match level.owner {
            Owner::Try(_) => level.depth + 1,
            _ => level.depth,
        };
        self.can_restart(level.branch, depth)
    }

    /// Goes to where the handler stands, to react there.
    fn catch(
        &mut self,
        branch: usize,
        level: &Level,
        key: HandlerKey,
        trouble: &Arc<Failure>,
    ) -> Turned {
        let handler = &level.owner.handlers()[key.index as usize];
        let handled = EventKind::Handled {
            outcome: trouble.outcome.clone(),
            handler: handler.span,
        };
        self.say(trouble.span, handled);
        let keeps = matches!(level.owner, Owner::Try(_));
        let react = React {
            owner: level.owner.clone(),
            index: key.index,
            stage: key.stage,
            site: level.site.clone(),
            trouble: trouble.clone(),
        };
        let leaving = Leaving {
            branch: level.branch,
            depth: level.depth + usize::from(keeps),
            why: Why::of(trouble),
            then: Then::React(Box::new(react)),
        };
        self.leave(branch, leaving, trouble.span);
        Ok(Turn::More)
    }

    fn unhandled(&mut self, branch: usize, trouble: Arc<Failure>) -> Turned {
        if &*trouble.outcome == "Success" {
            self.drop_top(branch);
            return Ok(Turn::More);
        }
        let failure = Arc::unwrap_or_clone(trouble);
        let span = failure.span;
        self.leave(branch, Leaving::end(End::Failed(Box::new(failure))), span);
        Ok(Turn::More)
    }

    /// The lists that an outcome reaches, innermost first.
    fn chain(&self, branch: usize, own: Option<Owner>) -> Vec<Level> {
        let stack = &self.branch(branch).stack;
        let depth = stack.len() - usize::from(own.is_some());
        let site = self.site_at(branch, depth);
        let mut chain = Vec::new();
        if let Some(owner) = own {
            chain.push(Level {
                owner,
                branch,
                depth,
                site: site.clone(),
            });
        }
        if self.collect(&mut chain, branch, depth) && !self.program.everywhere.is_empty() {
            let owner = Owner::Everywhere(self.program.clone());
            chain.push(Level {
                owner,
                branch,
                depth,
                site,
            });
        }
        chain
    }

    /// Adds the lists of the frames below a depth; says whether it came to the top of the script.
    fn collect(&self, chain: &mut Vec<Level>, mut branch: usize, mut below: usize) -> bool {
        loop {
            for (depth, frame) in self
                .branch(branch)
                .stack
                .iter()
                .enumerate()
                .take(below)
                .rev()
            {
                if matches!(frame, Frame::Reacting(reacting) if reacting.own_slots) {
                    return false;
                }
                if let Some(owner) = frame.shared() {
                    let site = self.site_at(branch, depth);
                    chain.push(Level {
                        owner,
                        branch,
                        depth,
                        site,
                    });
                }
            }
            match self.branch(branch).parent {
                Some(parent) => branch = parent,
                None => return true,
            }
            below = usize::MAX;
        }
    }

    fn site_at(&self, branch: usize, depth: usize) -> Site {
        let frame = self.branch(branch).stack.get(depth);
        match frame.and_then(Frame::site) {
            Some(site) => site.clone(),
            None => Site {
                path: "jump".into(),
                span: Default::default(),
            },
        }
    }

    /// The handlers that have given up on the statement on top: list, and place in the list.
    fn spent(&mut self, branch: usize) -> Vec<(u16, u16)> {
        let tries = self.top(branch).and_then(Frame::tries);
        let tallies = tries.map_or(&[][..], |tries| &tries.tallies);
        let spent = tallies.iter().filter(|tally| tally.spent);
        spent
            .map(|tally| (tally.key.level, tally.key.index))
            .collect()
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
        outcome != "Success" && matches!(catches, Catches::AnyOther)
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
