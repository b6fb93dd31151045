//! Performs one call, from its check to its confirmation.

use super::beside::Origin;
use super::identities::NoName;
use super::listing;
use super::outcomes::{self, Verdict};
use super::outputs::{Source, reads_body};
use super::pending::{PendingWrite, Shown};
use super::refusal::Refusal;
use super::request::{OutputFrom, SessionChange};
use super::session::Opened;
use super::shared::{CallOnItsWay, Shared};
use super::text::text_of;
use super::transport::Reply;
use super::wire::{Ask, Came};
use super::words;
use crate::catalogue::Action;
use crate::clock;
use crate::run::Provenance;
use crate::run::effect::{Answer, Call};
use crate::value::{Record, Value};

pub(super) async fn perform(on: &Shared, call: &Call, key: &str) -> Answer {
    let Some(plan) = on.plans.get(&call.action) else {
        let reason = format!("{} has no action `{}`", on.entry.title, call.action);
        return Answer::new("Rejected", reason);
    };
    let session = text(&call.args, "SessionId").map(|id| on.sessions.follow(&id));
    let wire = session.as_ref().map(|session| session.wire.clone());
    let mut way = CallOnItsWay {
        on,
        plan,
        args: &call.args,
        wire: wire.unwrap_or_else(|| on.identities.own().clone()),
        session,
        log: Vec::new(),
    };
    let mut answer = run(&mut way, key).await;
    answer.exchanges = way.log;
    on.identities.scrub(answer)
}

async fn run(call: &mut CallOnItsWay<'_>, key: &str) -> Answer {
    // What cannot be sent is said before anybody signs in for it.
    let ask = match call.plan.ask(call.args, key, &call.on.sessions) {
        Ok(ask) => ask,
        Err(answer) => return *answer,
    };
    if let Err(answer) = in_whose_name(call).await {
        return *answer;
    }
    if let Err(answer) = may_be_done(call) {
        return *answer;
    }
    // Before the request: the event may come before the answer.
    let pending = PendingWrite::prepare(call).await;
    mind_the_state(call);
    let answer = match send(call, ask, key).await {
        Came::Lost(loss) => outcomes::lost(&call.plan.action, &loss),
        Came::Refused(refusal) => refusal.answer(),
        Came::Reply(reply) => replied(call, &reply, pending).await,
    };
    mind_the_session(call, &answer);
    answer
}

/// The parameter that says in whose name an action is done.
fn name_param(action: &Action) -> Option<&'static str> {
    match &*action.key {
        "set security user" => Some("AgentId"),
        _ => action.param("SecurityUser").map(|_| "SecurityUser"),
    }
}

/// Why an action cannot be done in the name that it says, before it is.
pub(super) async fn objection(on: &Shared, call: &Call) -> Option<String> {
    let action = on.entry.action(&call.action)?;
    let agent = text(&call.args, name_param(action)?)?;
    match on.identities.of(&agent, &mut Vec::new()).await {
        Err(NoName::Refused(reason)) => Some(reason.trim_start_matches("not sent: ").to_owned()),
        // That nobody can sign in, the run itself will say.
        Err(NoName::SignIn(_)) | Ok(_) => None,
    }
}

/// Whoever is named has to have credentials, or to be one for whom the profile's may act.
async fn in_whose_name(call: &mut CallOnItsWay<'_>) -> Result<(), Box<Answer>> {
    let named = name_param(&call.plan.action);
    if let Some(agent) = named.and_then(|param| text(call.args, param)) {
        let wire = call.on.identities.of(&agent, &mut call.log).await;
        call.wire = wire.cloned().map_err(|why| nobody(call, why))?;
    }
    Ok(())
}

fn nobody(call: &CallOnItsWay<'_>, why: NoName) -> Box<Answer> {
    let action = &call.plan.action;
    Box::new(match why {
        NoName::SignIn(refusal) => refusal.answer(),
        NoName::Refused(reason) => {
            let known = ["InvalidSecurityUser", "Error"];
            let mut known = known.iter().filter(|name| action.outcome(name).is_some());
            Answer::new(*known.next().unwrap_or(&"Rejected"), reason)
        }
    })
}

/// What would harm whoever is at the desk is not sent.
fn may_be_done(call: &CallOnItsWay<'_>) -> Result<(), Box<Answer>> {
    let refused = |reason: String| Err(Box::new(Answer::new("Rejected", reason)));
    match call.plan.request.session {
        Some(SessionChange::Joins | SessionChange::Starts) if !call.on.opens_for_others => {
            let named = text(call.args, "SecurityUser");
            let profiles = call
                .on
                .session
                .as_ref()
                .map(|session| session.agent.as_str());
            match named.as_deref() == profiles {
                true => Ok(()),
                false => refused(format!(
                    "not sent: a profile with `beside = \"supervisor\"` opens only its own \
                     agent's session, not agent {}'s",
                    named.unwrap_or_default()
                )),
            }
        }
        Some(SessionChange::Closes) => match may_be_ended(call) {
            Ok(()) => Ok(()),
            Err(why) => refused(format!(
                "not sent: {why}; ending the session signs the agent out of the desktop (`with \
                 SignOut: true` ends it anyway)"
            )),
        },
        _ => Ok(()),
    }
}

fn may_be_ended(call: &CallOnItsWay<'_>) -> Result<(), String> {
    if text(call.args, "SignOut").as_deref() == Some("true") {
        return Ok(());
    }
    let Some(session) = &call.session else {
        return Ok(());
    };
    let whose = session.source();
    match session.origin {
        Origin::Joined => Err(format!("the {whose} was joined, not started by this run")),
        Origin::Given => Err(format!("this run did not start the {whose}")),
        Origin::Started if session.broker.others_acted() => {
            Err(format!("another program or person now uses the {whose}"))
        }
        Origin::Started => Ok(()),
    }
}

/// Sends it; where the system does not know the session's id any more, joins the session again
/// and sends it once more. A request for a session that is not known has done nothing.
async fn send(call: &mut CallOnItsWay<'_>, ask: Ask, key: &str) -> Came {
    let session = call.session.clone();
    let stale = session.as_ref().map(|session| session.current());
    let came = call.wire.call(&ask, &mut call.log).await;
    let (Came::Reply(reply), Some(session), Some(stale)) = (&came, session, stale) else {
        return came;
    };
    if !outcomes::is_stale_session(&call.plan.action, reply) {
        session.answered();
        return came;
    }
    if call.plan.request.session == Some(SessionChange::Closes) || session.agent.is_none() {
        return came;
    }
    match session.rejoin(&stale, &mut call.log).await {
        Ok(()) => match call.plan.ask(call.args, key, &call.on.sessions) {
            Ok(again) => {
                session.answered();
                call.wire.call(&again, &mut call.log).await
            }
            Err(_) => came,
        },
        Err(refusal) => {
            if refusal.outcome == "InvalidAgentSession" {
                session.is_ended();
            }
            Came::Refused(refusal)
        }
    }
}

async fn replied(
    call: &mut CallOnItsWay<'_>,
    reply: &Reply,
    pending: Option<PendingWrite>,
) -> Answer {
    let (plan, action) = (call.plan.clone(), &call.plan.action);
    let shown = match outcomes::judge(action, &plan.request, reply) {
        Verdict::Ended(answer) => return answer,
        Verdict::Done => Ok((Record::new(), Provenance::Reply)),
        Verdict::Accepted(doubt) => match pending {
            Some(mut pending) => {
                if doubt.is_some() {
                    pending.distrust();
                }
                pending.settle(call).await.map_err(|answer| match doubt {
                    Some(doubt) if outcomes::is_unknown(&answer) => Answer {
                        reason: format!("{}; {doubt}", answer.reason),
                        ..answer
                    },
                    _ => answer,
                })
            }
            None => accepted(call, doubt)
                .map_err(|reason| Answer::new(outcomes::unknown(&call.plan.action), reason)),
        },
    };
    match shown {
        Err(answer) => answer,
        Ok(shown) => succeeded(call, reply, shown).await,
    }
}

/// Nothing can show it: accepted is all that can be known, where it was accepted as documented.
fn accepted(call: &CallOnItsWay<'_>, doubt: Option<String>) -> Result<Shown, String> {
    let request = &call.plan.request;
    if let Some(doubt) = doubt {
        return Err(doubt);
    }
    if !request.unconfirmed {
        return Err("CXone accepted the request, but nothing confirms the result".to_owned());
    }
    // An id that the answer gives shows that there is something to have it.
    let mut outputs = request.outputs.values();
    let by = match outputs.any(|from| matches!(from, OutputFrom::Pointer(_))) {
        true => Provenance::Reply,
        false => Provenance::Accepted,
    };
    Ok((Record::new(), by))
}

/// Success, with the outputs of the answer and those of what showed it.
async fn succeeded(call: &mut CallOnItsWay<'_>, reply: &Reply, (given, by): Shown) -> Answer {
    let body = match whole(call, reply).await {
        Ok(body) => body,
        Err(answer) => return answer,
    };
    let source = Source {
        entry: &call.on.entry,
        action: &call.plan.action,
        args: call.args,
        body: body.as_ref(),
        now: clock::now(),
    };
    match source.outputs(&call.plan.request) {
        Ok(mut outputs) => {
            outputs.extend(given);
            let mut answer = Answer {
                outputs,
                ..Answer::success()
            };
            if !call.plan.action.reads {
                answer.confirmed = Some(by);
            }
            answer
        }
        Err(missing) => {
            let why = words::unreadable(reply).unwrap_or(missing);
            let reason = format!("{}, but {why}", words::status(reply.status));
            Answer::new(outcomes::unknown(&call.plan.action), reason)
        }
    }
}

/// The body of the answer; of a list that comes in pieces, all of it.
async fn whole(
    call: &mut CallOnItsWay<'_>,
    reply: &Reply,
) -> Result<Option<serde_json::Value>, Answer> {
    let first = outcomes::body(reply);
    let is_empty = matches!(reply.status.as_u16(), 204 | 304);
    if call.plan.action.reads && reply.status.as_u16() == 206 {
        let reason = format!("{}: not the whole of it", words::status(reply.status));
        return Err(Answer::new("Unavailable", reason));
    }
    let reads_list = call.plan.action.reads && !is_empty;
    if let (None, true) = (&first, reads_list && reads_body(&call.plan.request)) {
        let why = words::unreadable(reply).unwrap_or_default();
        let reason = format!("{}, but {why}", words::status(reply.status));
        return Err(Answer::new("Unavailable", reason));
    }
    let (Some(body), Some((listing, pages))) = (&first, call.plan.pieces(call.args)) else {
        return Ok(first);
    };
    let count = super::outputs::items_of_piece(body, &listing.list).map_or(0, <[_]>::len);
    let full = count >= pages.top as usize;
    let all_here = listing::total(body, &pages).map_or(!full, |total| count as u64 >= total);
    if all_here || count == 0 {
        return Ok(first);
    }
    let all = Box::pin(listing::read(&call.wire, &listing, &mut call.log)).await;
    all.map(|all| Some(all.into())).map_err(Refusal::answer)
}

/// A state that is set here is no stranger's doing.
fn mind_the_state(call: &CallOnItsWay<'_>) {
    let confirm = call.plan.request.confirm.as_ref();
    let sets = confirm.is_some_and(|one| one.event.0.iter().any(|kind| kind == "AgentState"));
    if let Some(session) = call.session.as_ref().filter(|_| sets) {
        session.broker.sets_state();
    }
}

/// Knows a session that was opened; lets go of one that was closed.
fn mind_the_session(call: &CallOnItsWay<'_>, answer: &Answer) {
    if !answer.is_success() {
        return;
    }
    let origin = match call.plan.request.session {
        Some(SessionChange::Joins) => Origin::Joined,
        Some(SessionChange::Starts) => Origin::Started,
        Some(SessionChange::Closes) => {
            return call.session.iter().for_each(|session| session.is_ended());
        }
        None => return,
    };
    if let Some(id) = text(&answer.outputs, "SessionId") {
        let agent = text(call.args, "SecurityUser");
        call.on.sessions.opened(Opened {
            id: &id,
            origin,
            agent: agent.as_deref(),
            wire: call.wire.clone(),
        });
    }
}

fn text(record: &Record, name: &str) -> Option<String> {
    let value = record.get(name).filter(|value| **value != Value::Nothing)?;
    let text = text_of(value);
    (!text.is_empty()).then(|| text.into_owned())
}
