//! `try … always` and `within`.

use super::frames::{AlwaysRun, Frame, Group, Limited, Phase, Site, WhySlots};
use super::leaving::{Leaving, Then, Why};
use super::turn::{Turn, Turned};
use super::{Role, Run};
use crate::program::{Stmt, Try, Within};
use crate::run::effect::EffectId;
use crate::run::event::Failure;
use std::sync::Arc;

impl Run {
    pub(super) fn begin_group(&mut self, branch: usize, stmt: &Stmt, group: &Arc<Try>) -> Turned {
        let times = self.count(branch, &group.times)?;
        let frame = Group {
            group: group.clone(),
            site: Site::of(stmt),
            phase: Phase::Body,
            times,
            round: 1,
            pause: None,
        };
        self.push(branch, Frame::Group(Box::new(frame)));
        self.push(branch, Frame::Block(group.body.clone(), 0));
        Ok(Turn::More)
    }

    /// The `try` on top starts again, after its pause.
    pub(super) fn begin_round(&mut self, branch: usize) -> Turned {
        let Some(group) = self.group(branch) else {
            return Ok(Turn::More);
        };
        group.phase = Phase::Body;
        group.round += 1;
        let (site, tried) = (group.site.clone(), group.group.clone());
        let pause = match &tried.every {
            Some(every) => self.duration(branch, every)?,
            None => Default::default(),
        };
        if pause.is_zero() {
            self.push(branch, Frame::Block(tried.body.clone(), 0));
            return Ok(Turn::More);
        }
        let id = self.ask_pause(branch, Role::Pass, &site.path, format_args!("every"), pause);
        if let Some(group) = self.group(branch) {
            group.pause = Some(id);
            group.phase = Phase::Restarting;
        }
        Ok(Turn::Waits)
    }

    /// What was inside of the `try` on top has ended well.
    pub(super) fn group_done(&mut self, branch: usize) -> Turned {
        let Some(group) = self.group(branch) else {
            return Ok(Turn::More);
        };
        if group.phase == Phase::Restarting {
            group.phase = Phase::Body;
            let body = group.group.body.clone();
            self.push(branch, Frame::Block(body, 0));
        } else if group.group.always.is_some() {
            return self.begin_always(branch);
        } else {
            self.drop_top(branch);
        }
        Ok(Turn::More)
    }

    /// The `try` on top becomes its `always`; what is leaving, if anything is, waits for it.
    pub(super) fn begin_always(&mut self, branch: usize) -> Turned {
        let Some(Frame::Group(group)) = self.branch_mut(branch).stack.pop() else {
            return Ok(Turn::More);
        };
        if let Some(id) = group.pause {
            self.forget(id);
        }
        let after = self.branch_mut(branch).leaving.take();
        let Some(always) = &group.group.always else {
            return Ok(Turn::More);
        };
        let slots = WhySlots {
            outcome: always.outcome,
            reason: always.reason,
        };
        let why = after
            .as_ref()
            .map_or_else(Why::success, |leaving| leaving.why.clone());
        let span = group.site.span;
        let run = AlwaysRun {
            site: group.site,
            round: group.round,
            after,
        };
        self.push(branch, Frame::Always(Box::new(run)));
        self.push(branch, Frame::Block(always.block.clone(), 0));
        self.bind_why(branch, slots, &why, span)?;
        Ok(Turn::More)
    }

    /// The `always` on top is done: what it held up goes on.
    pub(super) fn always_done(&mut self, branch: usize) -> Turned {
        let Some(Frame::Always(always)) = self.branch_mut(branch).stack.pop() else {
            return Ok(Turn::More);
        };
        self.branch_mut(branch).leaving = always.after;
        Ok(Turn::More)
    }

    pub(super) fn begin_within(
        &mut self,
        branch: usize,
        stmt: &Stmt,
        within: &Arc<Within>,
    ) -> Turned {
        let frame = Limited {
            within: within.clone(),
            site: Site::of(stmt),
            timer: None,
        };
        self.push(branch, Frame::Limited(Box::new(frame)));
        let limit = self.duration(branch, &within.limit)?;
        let last = format_args!("limit");
        let id = self.ask_pause(branch, Role::Within, &stmt.path, last, limit);
        if let Some(Frame::Limited(limited)) = self.top(branch) {
            limited.timer = Some(id);
        }
        self.push(branch, Frame::Block(within.body.clone(), 0));
        Ok(Turn::More)
    }

    pub(super) fn within_done(&mut self, branch: usize) -> Turned {
        self.drop_top(branch);
        Ok(Turn::More)
    }

    /// The time of a `within` is over: what is inside is left.
    pub(super) fn within_over(&mut self, branch: usize, timer: EffectId) {
        let frames = self.branch_mut(branch).stack.iter_mut().enumerate();
        let found = frames.filter_map(|(depth, frame)| match frame {
            Frame::Limited(limited) if limited.timer == Some(timer) => Some((depth, limited)),
            _ => None,
        });
        let Some((depth, limited)) = found.last() else {
            return;
        };
        limited.timer = None;
        let why = Why::new("TimedOut", "the time limit was reached");
        let leaving = Leaving {
            branch,
            depth: depth + 1,
            why,
            then: Then::TimedOut,
        };
        self.interrupt(branch, leaving);
    }

    /// The `within` on top, which has been left, ends in `TimedOut`.
    pub(super) fn raise_timed_out(&mut self, branch: usize) -> Turned {
        let Some(Frame::Limited(limited)) = self.top(branch) else {
            return Ok(Turn::More);
        };
        let (within, span) = (limited.within.clone(), limited.site.span);
        let limit = self.duration(branch, &within.limit)?;
        let failure = Failure {
            span,
            what: format!("within {}", self.show_duration(limit)).into(),
            action: None,
            outcome: "TimedOut".into(),
            reason: format!("it was not done within {}", self.show_duration(limit)).into(),
            message: None,
            by: None,
            attempts: Vec::new(),
            through: self.through(branch),
        };
        self.raise_own(branch, failure)
    }
}
