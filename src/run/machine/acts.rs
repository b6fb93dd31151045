//! Actions, watches and awaits: what came of them.

use super::Run;
use super::frames::{Act, Doing, Owner};
use super::turn::{Turn, Turned};
use crate::program::Catches;
use crate::run::effect::{Answer, Completion};
use crate::run::event::{Attempt, EventKind, Failure};
use crate::value::Text;
use std::sync::Arc;

const LOST: &str =
    "it was asked for, and the program that drove this run ended before the answer came";

impl Run {
    /// What was asked for on top has been answered, or will never be.
    pub(super) fn answered(&mut self, branch: usize, completion: Completion) {
        let Some(act) = self.act(branch) else {
            return;
        };
        let answer = match completion {
            Completion::Answer(answer) => act.plausible(answer),
            Completion::Lost if act.writes() => Answer::new("Unknown", LOST),
            Completion::Lost | Completion::Slept => Answer::new("Unavailable", LOST),
        };
        let limit = act.limit.take();
        if let Some(id) = limit {
            self.forget(id);
        }
        let turned = self.act_over(branch, answer);
        self.after_delivery(branch, turned);
    }

    /// The limit of a watch or an await was reached.
    pub(super) fn act_timed_out(&mut self, branch: usize) {
        let Some(act) = self.act(branch) else {
            return;
        };
        act.limit = None;
        let (asked, reason) = (act.asked.take(), act.late());
        if let Some(id) = asked {
            self.forget(id);
        }
        let turned = self.act_over(branch, Answer::new("TimedOut", reason));
        self.after_delivery(branch, turned);
    }

    fn act_over(&mut self, branch: usize, answer: Answer) -> Turned {
        let answer = self.mark_outputs(branch, answer);
        let now = self.now;
        let Some(act) = self.act(branch) else {
            return Ok(Turn::More);
        };
        act.asked = None;
        act.retry_after = answer.retry_after;
        act.tries.end(now);
        act.tries.attempts.push(Attempt {
            at: act.asked_at,
            outcome: answer.outcome.clone(),
            reason: answer.reason.clone(),
            exchanges: answer.exchanges.clone(),
        });
        let said = EventKind::Answered {
            name: act.name.clone(),
            what: act.what.clone(),
            answer: answer.clone(),
            took: now.duration_since(act.asked_at),
        };
        let (span, name, what) = (act.site.span, act.name.clone(), act.what.clone());
        let unknown = act.writes() && &*answer.outcome == "Unknown";
        let settled = std::mem::replace(&mut act.unknown, unknown) && !unknown;
        self.say(span, said);
        self.note_unknown(unknown, settled, name, what);
        if answer.is_success() {
            self.succeeded(branch, &answer)
        } else {
            self.act_failed(branch, &answer)
        }
    }

    /// A write of unknown fate is kept in mind, until another attempt has settled it.
    fn note_unknown(&mut self, unknown: bool, settled: bool, name: Arc<str>, what: Text) {
        if unknown || settled {
            let place = name
                .rsplit_once('/')
                .map_or(&*name, |(place, _)| place)
                .to_owned();
            self.unknown.retain(|(other, _)| {
                other
                    .rsplit_once('/')
                    .is_none_or(|(other, _)| other != place)
            });
        }
        if unknown {
            self.unknown.push((name, what));
        }
    }

    fn succeeded(&mut self, branch: usize, answer: &Answer) -> Turned {
        let Some(doing) = self.act(branch).map(|act| act.doing.clone()) else {
            return Ok(Turn::More);
        };
        self.bind_outputs(branch, &doing, answer)?;
        if on_success(&doing.owner()) {
            return self.act_failed(branch, answer);
        }
        self.drop_top(branch);
        Ok(Turn::More)
    }

    /// The outcome looks for its handler.
    fn act_failed(&mut self, branch: usize, answer: &Answer) -> Turned {
        let through = self.through(branch);
        let Some(act) = self.act(branch) else {
            return Ok(Turn::More);
        };
        let failure = Failure {
            span: act.site.span,
            what: act.what.clone(),
            action: act.action(),
            outcome: answer.outcome.clone(),
            reason: Text::foreign(&*answer.reason),
            message: None,
            by: None,
            attempts: act.tries.attempts.clone(),
            through,
        };
        let owner = act.doing.owner();
        self.raise(branch, Some(owner), Arc::new(failure))
    }
}

impl Act {
    /// Reads change nothing, so nothing about them can be unknown.
    fn plausible(&self, mut answer: Answer) -> Answer {
        if !self.writes() && &*answer.outcome == "Unknown" {
            answer.outcome = "Unavailable".into();
        }
        answer
    }

    fn late(&self) -> String {
        match &self.doing {
            Doing::Await(wait) => format!("no {} came in time", wait.thing.name),
            Doing::Watch(watch) if watch.negated => {
                format!("it was still {} when the time was over", watch.state)
            }
            Doing::Watch(watch) => format!("it was not {} when the time was over", watch.state),
            Doing::Call(_) => String::new(),
        }
    }

    fn action(&self) -> Option<(Arc<str>, Arc<str>)> {
        match &self.doing {
            Doing::Call(call) => Some((call.action.system.clone(), call.action.key.clone())),
            _ => None,
        }
    }
}

fn on_success(owner: &Owner) -> bool {
    owner
        .handlers()
        .iter()
        .any(|handler| match &handler.catches {
            Catches::Named(names) => names.iter().any(|name| &**name == "Success"),
            Catches::AnyOther => false,
        })
}
