//! Actions, watches and awaits: asked for, and what came of them.

use super::abandon::{abandon, note_in_doubt, settle};
use super::binding::{bind_outputs, checked};
use super::cx::Cx;
use super::effects::Role;
use super::frames::Act;
use super::handlers::{Subject, raise};
use super::leaving::Trouble;
use super::next::{Next, Stepped};
use super::open::note_open;
use super::outlast::stay_if_done;
use super::owner::{Doing, Owner};
use crate::outcome::Outcome;
use crate::program::Catches;
use crate::run::effect::{Answer, Completion, EffectId, Request};
use crate::run::event::{Attempt, EventKind, Failure, Fault};
use crate::value::Text;
use jiff::SignedDuration;
use std::sync::Arc;

const LOST: &str =
    "the request was sent, but the program that ran the flow ended before the answer came";

impl Act {
    /// It is asked for, for the first time or once more.
    pub fn step(&mut self, cx: &mut Cx<'_>) -> Stepped {
        let limit = self.time_limit(cx)?;
        self.tries.attempt += 1;
        self.tries.retry_after = None;
        self.asked_at = cx.state.now;
        let attempt = self.tries.attempt;
        self.name = cx.name("", &self.site.path, format_args!("{attempt}"));
        let asked = EventKind::Asked {
            name: self.name.clone(),
            what: self.what.clone(),
            attempt,
        };
        cx.say(self.site.span, asked);
        if let Request::Signal(signal) = &self.request {
            let asked = EventKind::Signalling {
                effect: self.name.clone(),
                name: signal.name.clone(),
                question: signal.question.clone(),
                at_most: limit.unwrap_or_default(),
            };
            cx.say(self.site.span, asked);
        }
        self.asked = Some(cx.ask(self.name.clone(), self.request.clone()));
        self.limit = limit.map(|limit| {
            let last = format_args!("{attempt}/limit");
            cx.ask_pause(Role::Top, "", &self.site, last, limit)
        });
        Ok(Next::Wait)
    }

    fn time_limit(&self, cx: &mut Cx<'_>) -> Result<Option<SignedDuration>, Box<Fault>> {
        match &self.doing {
            Doing::Call(_) => Ok(None),
            Doing::Watch(watch) => cx.limit(&watch.at_most).map(Some),
            Doing::Await(wait) => cx.limit(&wait.at_most).map(Some),
            Doing::Signal(wait) => cx.limit(&wait.at_most).map(Some),
        }
    }

    /// What it waited for is there: an answer, the end of its time, or that of the pause before
    /// the next attempt.
    pub fn told(&mut self, cx: &mut Cx<'_>, completion: Completion, id: EffectId) -> Stepped {
        if self.tries.pause == Some(id) {
            self.tries.pause = None;
            return Ok(Next::Again);
        }
        if self.limit == Some(id) {
            self.limit = None;
            return self.timed_out(cx);
        }
        let answer = match completion {
            Completion::Answer(answer) => answer,
            Completion::Lost if self.writes() => Answer::new(Outcome::UNKNOWN, LOST),
            Completion::Lost | Completion::Slept => Answer::new(Outcome::UNAVAILABLE, LOST),
        };
        let limit = self.limit.take();
        cx.forget(limit);
        self.over(cx, answer)
    }

    fn timed_out(&mut self, cx: &mut Cx<'_>) -> Stepped {
        if cx.here().leaving.is_some() {
            abandon(cx.state, self);
        }
        let asked = self.asked.take();
        cx.forget(asked);
        match cx.here().leaving {
            Some(_) => Ok(Next::Done),
            None => self.over(cx, Answer::new(Outcome::TIMED_OUT, self.late())),
        }
    }

    /// An attempt is over.
    fn over(&mut self, cx: &mut Cx<'_>, answer: Answer) -> Stepped {
        let effect = self.asked.take();
        let answer = checked(cx, self, answer);
        self.keep_attempt(cx, &answer);
        if let Some(effect) = effect {
            self.note_fate(cx, effect, &answer);
        }
        let success = answer.is_success();
        if success {
            bind_outputs(cx, self, &answer)?;
        }
        // what leaves has only waited for this answer
        let owner = self.doing.owner();
        let is_done = success && !names_success(&owner);
        if cx.here().leaving.is_some() {
            if is_done {
                stay_if_done(cx);
            }
            return Ok(Next::Done);
        }
        if is_done {
            return Ok(Next::Done);
        }
        let trouble = self.trouble(cx, &answer);
        let subject = Subject {
            owner,
            site: self.site.clone(),
            tries: Some(&mut self.tries),
        };
        raise(cx, Some(subject), trouble)
    }

    fn keep_attempt(&mut self, cx: &mut Cx<'_>, answer: &Answer) {
        let now = cx.state.now;
        self.tries.retry_after = answer.retry_after;
        self.tries.first_end.get_or_insert(now);
        if self.tries.attempts.is_empty() {
            self.tries.attempts.reserve_exact(1);
        }
        self.tries.attempts.push(Attempt {
            at: self.asked_at,
            outcome: answer.outcome.clone(),
            reason: answer.reason.clone(),
            exchanges: answer.exchanges.clone(),
        });
        let said = EventKind::Answered {
            name: self.name.clone(),
            what: self.what.clone(),
            // How it was looked at afterwards is for the journal: not every host looks.
            answer: Answer {
                left: None,
                ..answer.clone()
            },
            took: now.duration_since(self.asked_at),
        };
        cx.say(self.site.span, said);
    }

    /// A write of unknown fate is kept in mind. A later attempt settles an earlier one only where
    /// doing it twice does no more than doing it once.
    fn note_fate(&mut self, cx: &mut Cx<'_>, effect: EffectId, answer: &Answer) {
        let Doing::Call(call) = &self.doing else {
            return;
        };
        note_open(cx.state, self, call, answer);
        if call.action.repeatable {
            let earlier = self.tries.in_doubt.take();
            settle(cx.state, &earlier.unwrap_or_default().0);
        }
        if self.writes() && answer.outcome == Outcome::UNKNOWN {
            let doubts = self.tries.in_doubt.get_or_insert_default();
            doubts.0.push(effect);
            note_in_doubt(cx.state, self, effect);
        }
    }

    fn trouble(&self, cx: &Cx<'_>, answer: &Answer) -> Arc<Trouble> {
        let failure = Failure {
            span: self.site.span,
            what: self.what.clone(),
            action: self.action(),
            outcome: answer.outcome.clone(),
            reason: Text::foreign(&*answer.reason),
            message: None,
            by: None,
            attempts: self.tries.attempts.clone(),
            through: cx.state.through(cx.branch),
        };
        let in_doubt = match (&self.tries.in_doubt, answer.outcome == Outcome::UNKNOWN) {
            (Some(doubts), true) => doubts.0.clone(),
            _ => Vec::new(),
        };
        Arc::new(Trouble { failure, in_doubt })
    }

    fn late(&self) -> String {
        match &self.doing {
            Doing::Await(wait) => format!("no {} came in time", wait.thing.name),
            Doing::Signal(wait) => format!("no signal {} came in time", wait.name),
            Doing::Watch(watch) if watch.negated => {
                format!("the state was still {} at the time limit", watch.state)
            }
            Doing::Watch(watch) => format!("the state was not {} at the time limit", watch.state),
            Doing::Call(_) => String::new(),
        }
    }

    /// Whose action it is, and its key.
    pub fn action(&self) -> Option<(Arc<str>, Arc<str>)> {
        match &self.doing {
            Doing::Call(call) => Some((call.action.system.clone(), call.action.key.clone())),
            _ => None,
        }
    }
}

fn names_success(owner: &Owner) -> bool {
    let named = |catches: &Catches| match catches {
        Catches::Named(names) => names.iter().any(|name| Outcome::SUCCESS == **name),
        Catches::AnyOther => false,
    };
    let mut handlers = owner.handlers().iter();
    handlers.any(|handler| named(&handler.catches))
}
