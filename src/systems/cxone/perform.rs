//! Performs one call, from its check to its confirmation.

use super::confirm::Confirming;
use super::connection::Inner;
use super::listing;
use super::outcomes::{self, Verdict};
use super::outputs::{Source, reads_body};
use super::plan::Plan;
use super::request::SessionChange;
use super::transport::Reply;
use super::wire::Came;
use super::words;
use crate::run::effect::{Answer, Call, Exchange};
use crate::value::{Record, Value};
use jiff::Timestamp;
use std::sync::Arc;

/// One call on its way.
pub(super) struct Performance<'a> {
    pub on: &'a Inner,
    pub plan: &'a Arc<Plan>,
    pub args: &'a Record,
    pub log: Vec<Exchange>,
}

/// Performs a call.
pub(super) async fn perform(on: &Inner, call: &Call, key: &str) -> Answer {
    let Some(plan) = on.plans.get(&call.action) else {
        let reason = format!("{} has no action `{}`", on.entry.title, call.action);
        return Answer::new("Rejected", reason);
    };
    let mut performance = Performance {
        on,
        plan,
        args: &call.args,
        log: Vec::new(),
    };
    let mut answer = performance.run(key).await;
    answer.exchanges = performance.log;
    on.wire.scrub(answer)
}

impl Performance<'_> {
    async fn run(&mut self, key: &str) -> Answer {
        let ask = match self.plan.ask(self.args, key, &self.on.sessions) {
            Ok(ask) => ask,
            Err(answer) => return *answer,
        };
        // Before the request: the event may come before the answer.
        let confirming = Confirming::prepare(self.on, self.plan, self.args);
        let answer = match self.on.wire.call(&ask, &mut self.log).await {
            Came::Lost(loss) => outcomes::lost(&self.plan.action, &loss),
            Came::Refused(refusal) => refusal.answer(),
            Came::Reply(reply) => self.replied(&reply, confirming).await,
        };
        self.mind_the_session(&answer);
        answer
    }

    async fn replied(&mut self, reply: &Reply, confirming: Option<Confirming>) -> Answer {
        let (plan, action) = (self.plan, &self.plan.action);
        let confirmed = match outcomes::judge(action, &plan.request, reply) {
            Verdict::Ended(answer) => return answer,
            Verdict::Done => Ok(Record::new()),
            Verdict::Accepted => match confirming {
                Some(confirming) => confirming.wait(self).await,
                None => Err(Answer::new(
                    outcomes::unknown(action),
                    "the system accepted it, and nothing confirms it",
                )),
            },
        };
        match confirmed {
            Err(answer) => answer,
            Ok(given) => self.succeeded(reply, given).await,
        }
    }

    /// Success, with the outputs of the answer and those of the event.
    async fn succeeded(&mut self, reply: &Reply, given: Record) -> Answer {
        let body = match self.whole(reply).await {
            Ok(body) => body,
            Err(answer) => return answer,
        };
        let source = Source {
            entry: &self.on.entry,
            action: &self.plan.action,
            args: self.args,
            body: body.as_ref(),
            now: Timestamp::now(),
        };
        match source.outputs(&self.plan.request) {
            Ok(mut outputs) => {
                outputs.extend(given);
                Answer {
                    outputs,
                    ..Answer::success()
                }
            }
            Err(missing) => {
                let why = words::unreadable(reply).unwrap_or(missing);
                let reason = format!("{}, but {why}", words::status(reply.status));
                Answer::new(outcomes::unknown(&self.plan.action), reason)
            }
        }
    }

    /// The body of the answer; of a list that comes in pieces, all of it.
    async fn whole(&mut self, reply: &Reply) -> Result<Option<serde_json::Value>, Answer> {
        let first = outcomes::body(reply);
        let reads_list = self.plan.action.reads && reply.status != 204;
        if let (None, true) = (&first, reads_list && reads_body(&self.plan.request)) {
            let why = words::unreadable(reply).unwrap_or_default();
            let reason = format!("{}, but {why}", words::status(reply.status));
            return Err(Answer::new("Unavailable", reason));
        }
        let (Some(body), Some((listing, pages))) = (&first, self.plan.pieces(self.args)) else {
            return Ok(first);
        };
        let count = super::outputs::items(body, &listing.list).map_or(0, <[_]>::len);
        let full = count >= pages.top as usize;
        let all_here = listing::total(body, &pages).map_or(!full, |total| count as u64 >= total);
        if all_here || count == 0 {
            return Ok(first);
        }
        let all = Box::pin(listing::read(&self.on.wire, &listing, &mut self.log)).await;
        all.map(|all| Some(all.into()))
            .map_err(super::refusal::Refusal::answer)
    }

    /// Listens to a session that was opened; lets go of one that was closed.
    fn mind_the_session(&self, answer: &Answer) {
        let id = |record: &Record| {
            let id = record.get("SessionId").and_then(Value::as_text);
            id.filter(|id| !id.is_empty()).map(str::to_owned)
        };
        if !answer.is_success() {
            return;
        }
        match self.plan.request.session {
            Some(SessionChange::Opens) => {
                if let Some(id) = id(&answer.outputs) {
                    let agent = self.args.get("SecurityUser").and_then(Value::as_text);
                    self.on.sessions.opened(&id, agent);
                }
            }
            Some(SessionChange::Closes) => {
                if let Some(id) = id(self.args) {
                    self.on.sessions.ended(&id);
                }
            }
            None => {}
        }
    }
}
