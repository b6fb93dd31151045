//! Performs one call, from what it needs to what came of it.

use super::answering::{ask, stopped, suspect};
use super::facts::{Finder, Stop, agent};
use super::inner::Inner;
use super::outcomes::{self, Now, Verdict};
use super::outputs::Answered;
use super::pending_write;
use super::plan::Plan;
use super::request::Reads;
use super::rest::Came;
use super::sign_in;
use crate::clock;
use crate::run::effect::{Answer, Call, Exchange};
use crate::systems::net::refusal::Refusal;
use crate::value::Record;
use std::sync::Arc;
use tokio::time::Instant;

pub(super) async fn perform(on: &Arc<Inner>, call: &Call) -> Answer {
    let Some(plan) = on.plans.get(&call.action) else {
        let reason = format!("Finesse has no action `{}`", call.action);
        return Answer::new("Rejected", reason);
    };
    let answer = match plan.action.reads {
        true => read(on, plan, &call.args).await,
        false => write(on, plan, &call.args).await,
    };
    on.hand_out(answer)
}

async fn read(on: &Arc<Inner>, plan: &Plan, args: &Record) -> Answer {
    let mut log = Vec::new();
    if plan.request.reads == Some(Reads::Session) && agent(on, args) == on.user {
        match sign_in::keep_for(on, plan.signed_out_outcome()).await {
            Ok(exchanges) => log = exchanges,
            Err(answer) => return *answer,
        }
    }
    let mut answer = match read_now(on, plan, args, &mut log).await {
        Ok(outputs) => Answer {
            outputs,
            ..Answer::success()
        },
        Err(stop) => stopped(stop),
    };
    answer.exchanges = log;
    answer
}

async fn read_now(
    on: &Inner,
    plan: &Plan,
    args: &Record,
    log: &mut Vec<Exchange>,
) -> Result<Record, Stop> {
    let needs = plan.request.needs();
    if !on.conduct.follows() && (needs.extension || needs.peer) {
        on.refresh(Instant::now(), log).await?;
    }
    let node = on.ready().await?;
    let facts = Finder {
        on,
        plan,
        args,
        node,
        log,
    }
    .facts()
    .await?;
    let rendered = plan.request.render(args, &facts);
    let rendered = rendered.map_err(|why| Refusal::new("Rejected", why.to_string()))?;
    let ask = ask(&rendered, None);
    let reply = match on.nodes.rest.send(node.index, &ask, log).await {
        Came::Reply(reply) => reply,
        Came::Lost(loss) => {
            return Err(Stop::Ended(outcomes::lost(
                &plan.action,
                false,
                &loss.reason,
            )));
        }
        Came::Refused(refusal) => return Err(refusal.into()),
    };
    suspect(on, node, &reply);
    let body = reply.body.as_ref().ok();
    let status = reply.status.as_u16();
    match outcomes::synchronous(&plan.action, &plan.request, status, body, Now::default()) {
        Verdict::Ended(ended) => Err(Stop::Ended(ended.asked_as(&on.user, status, body))),
        _ => {
            let body = reply.body.map_err(|why| Refusal::new("Unavailable", why))?;
            let Some(reads) = plan.request.reads else {
                return Ok(Record::new());
            };
            let answered = Answered {
                body: &body,
                args,
                facts: &facts,
                now: clock::now(),
            };
            answered.read(reads).map_err(Stop::Ended)
        }
    }
}

/// One write at a time for one agent's phone, in the order of asking.
async fn write(on: &Arc<Inner>, plan: &Arc<Plan>, args: &Record) -> Answer {
    let agent = agent(on, args);
    let turn = Arc::new(on.nodes.rest.gate.turn(&agent).await);
    let log = match agent == on.user && !plan.is_sign_in_or_out() {
        true => sign_in::keep(on, plan.signed_out_outcome(), &turn).await,
        false => Ok(Vec::new()),
    };
    let log = match log {
        Ok(log) => log,
        Err(answer) => return *answer,
    };
    sign_in::before(on, plan, args);
    let mut answer = pending_write::fly(on, plan, args, turn).await;
    sign_in::after(on, plan, args, &answer);
    answer.exchanges.splice(0..0, log);
    answer
}
