//! `try … always` and `within`.

use super::clock::show;
use super::cx::Cx;
use super::effects::Role;
use super::frames::{Always, Frame, Group, Limited, Phase, Stmts};
use super::handlers::{Subject, raise};
use super::leaving::{Leaving, Then, Trouble, Why, WhySlots, failure};
use super::next::{Next, Stepped, broken};
use super::outlast::held_up_by;
use super::owner::Owner;
use super::state::State;
use super::unwind::interrupt;
use crate::outcome::Outcome;
use crate::run::effect::EffectId;
use crate::run::event::Failure;
use std::sync::Arc;

impl Group {
    /// It begins, or what was inside of it has ended well.
    pub fn step(&mut self) -> Next {
        match self.phase {
            Phase::New => {
                self.phase = Phase::Body;
                Next::Push(Stmts::of(&self.group.body))
            }
            Phase::Restarting(_) => Next::Wait,
            Phase::Body | Phase::Reaction if self.group.always.is_some() => {
                Next::Become(Frame::Always(Box::new(Always {
                    group: self.group.clone(),
                    site: self.site.clone(),
                    round: self.round,
                    begun: false,
                    cuts: false,
                    after: None,
                })))
            }
            Phase::Body | Phase::Reaction => Next::Done,
        }
    }

    /// It starts again, after its pause.
    pub fn restart(&mut self, cx: &mut Cx<'_>) -> Stepped {
        self.phase = Phase::New;
        self.round += 1;
        let pause = match &self.group.every {
            Some(every) => cx.duration(every)?,
            None => Default::default(),
        };
        if pause.is_zero() {
            return Ok(Next::Again);
        }
        let (own, last) = (self.prefix(), format_args!("every"));
        let pause = cx.ask_pause(Role::Top, &own, &self.site, last, pause);
        self.phase = Phase::Restarting(pause);
        Ok(Next::Wait)
    }

    /// The pause is over.
    pub fn told(&mut self) -> Next {
        self.phase = Phase::New;
        Next::Again
    }
}

impl Always {
    /// The `always` of a `try` that is left; what is leaving waits for it.
    pub fn of(group: Group, after: Option<Box<Leaving>>) -> Self {
        Self {
            group: group.group,
            site: group.site,
            round: group.round,
            begun: false,
            cuts: after.is_some(),
            after,
        }
    }

    /// It begins, or is done: what it held up goes on.
    pub fn step(&mut self, cx: &mut Cx<'_>) -> Stepped {
        if self.begun {
            cx.here_mut().leaving = held_up_by(cx, self);
            return Ok(Next::Done);
        }
        self.begun = true;
        let Some(always) = &self.group.always else {
            return Err(broken(self.site.span, "this `try` has no `always`").into());
        };
        let slots = WhySlots {
            outcome: always.outcome,
            reason: always.reason,
        };
        if let Some(Then::End(_)) = self.after.as_ref().map(|leaving| &leaving.then) {
            cx.state.so_far.tell().cleaned_up = true;
        }
        let why = match &self.after {
            Some(leaving) => leaving.why.clone(),
            None => Why::success(),
        };
        let block = Stmts::of(&always.block);
        cx.bind_why(slots, &why, self.site.span)?;
        Ok(Next::Push(block))
    }
}

impl Limited {
    /// It begins, or what was inside of it has ended well.
    pub fn step(&mut self, cx: &mut Cx<'_>) -> Stepped {
        if self.limit.is_some() {
            let timer = self.timer.take();
            cx.forget(timer);
            return Ok(Next::Done);
        }
        let limit = cx.limit(&self.within.limit)?;
        self.limit = Some(limit);
        // Without time nothing is begun: a write would be cut off as soon as it is sent.
        if limit.is_zero() {
            return self.timed_out(cx);
        }
        let last = format_args!("limit");
        self.timer = Some(cx.ask_pause(Role::Within, "", &self.site, last, limit));
        Ok(Next::Push(Stmts::of(&self.within.body)))
    }

    /// What was inside of it has been left, since its time is over.
    pub fn timed_out(&mut self, cx: &mut Cx<'_>) -> Stepped {
        let limit = self.limit.unwrap_or_default();
        let what = format!("within {}", show(limit));
        let reason = match limit.is_zero() {
            true => "its time was over before it began".to_owned(),
            false => format!("it was not done within {}", show(limit)),
        };
        let trouble = Trouble::plain(Failure {
            through: cx.state.through(cx.branch),
            ..failure(Outcome::TIMED_OUT, what, reason, self.site.span)
        });
        let subject = Subject {
            owner: Owner::Within(self.within.clone()),
            site: self.site.clone(),
            tries: None,
        };
        raise(cx, Some(subject), Arc::new(trouble))
    }
}

/// The time of a `within` is over: what is inside is left.
pub(super) fn within_over(state: &mut State, branch: usize, timer: EffectId) {
    let frames = state.branch_mut(branch).stack.iter_mut().enumerate();
    let found = frames.filter_map(|(depth, frame)| match frame {
        Frame::Limited(limited) if limited.timer == Some(timer) => Some((depth, limited)),
        _ => None,
    });
    let Some((depth, limited)) = found.last() else {
        return;
    };
    limited.timer = None;
    let leaving = Leaving {
        why: Why::new(Outcome::TIMED_OUT, "the time limit was reached"),
        ..Leaving::to(branch, depth + 1, Then::TimedOut)
    };
    interrupt(state, branch, leaving);
}
