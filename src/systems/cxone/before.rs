//! What has to be known before a write is sent, to know its doing from others' afterwards.

use super::evidence::{Evidence, row_text};
use super::listing;
use super::request::{CALLBACK_NUMBER, Look, SESSION_AGENT, View};
use super::shared::CallOnItsWay;
use super::sight::{self, Sight};
use super::text::text_of;
use crate::value::{Kind, Mark, Record, Value};
use std::sync::Arc;

/// After how many pauses a list is taken to show what was so when it was asked.
const LAG: u32 = 10;

/// The parameters, with what else is known or has to be looked up: whose session it is, the number
/// that a callback is for.
pub(super) async fn with_facts(call: &mut CallOnItsWay<'_>) -> Record {
    let mut args = call.args.clone();
    let agent = call
        .session
        .as_ref()
        .and_then(|session| session.agent.clone());
    if let Some(agent) = agent {
        args.insert(SESSION_AGENT.into(), Value::text(agent));
    }
    let request = &call.plan.request;
    let confirms = request.confirm.as_ref().map(|confirm| &confirm.has);
    let looks = request.look.as_ref().map(|look| &look.has);
    let facts = confirms.into_iter().chain(looks);
    let mut templates = facts.flat_map(|has| has.values());
    let needed = templates.any(|one| one.only_param() == Some(CALLBACK_NUMBER));
    if needed && let Some(number) = callback_number(call).await {
        args.insert(CALLBACK_NUMBER.into(), number);
    }
    args
}

/// From the event that presented the callback, else from the list of the agent's callbacks.
async fn callback_number(call: &mut CallOnItsWay<'_>) -> Option<Value> {
    let id = text_of(call.args.get("CallbackId")?).into_owned();
    let session = call.session.clone()?;
    let told = session.broker.callback(&id);
    let told = told.and_then(|event| event.text("PhoneNumber").map(|text| text.into_owned()));
    let number = match told {
        Some(number) => number,
        None => listed_number(call, &id, session.agent.as_deref()?).await?,
    };
    let phone = Kind::PhoneNumber.read(&number).ok();
    // A form that is none of ours is a number all the same, and nobody's to see.
    Some(phone.unwrap_or_else(|| Value::text(number).with_mark(Mark::PhoneNumber)))
}

async fn listed_number(call: &mut CallOnItsWay<'_>, id: &str, agent: &str) -> Option<String> {
    let look = Look::all(View::AgentCallbacks);
    let lists = &call.on.lists;
    let sight = sight::of(&look, call.args, Some(agent), lists, &call.plan.version)?;
    let rows = listing::read(&call.wire, &sight.narrow, &mut call.log);
    let rows = rows.await.ok()?;
    let mut rows = rows.iter();
    let row = rows.find(|row| row_text(row, "callbackId").as_deref() == Some(id))?;
    row_text(row, "dialNumber")
}

/// Where to look for what a write brings about, and what to look for. `hears`: events of the
/// session tell of it, too, and looking is for when they do not.
pub(super) async fn sight_of(
    call: &mut CallOnItsWay<'_>,
    args: &Record,
    hears: bool,
) -> Option<(Sight, Evidence)> {
    let look = call.plan.request.look.as_ref()?;
    let agent = agent_of(call, args);
    let lists = &call.on.lists;
    let sight = sight::of(look, args, agent.as_deref(), lists, &call.plan.version)?;
    let lag = call.on.readbacks.every() * LAG;
    let entry = &call.on.entry;
    let mut evidence = Evidence::new(look, entry, sight.subject.clone(), args, lag);
    // Where events tell of it too, one look more is not worth its while: but what is new cannot be
    // told from what was there without.
    if needs_before(call, look) && (!hears || !evidence.can_show()) {
        let rows = listing::read(&call.wire, &sight.narrow, &mut call.log).await;
        if let Ok(rows) = rows {
            evidence.found_before(rows);
            if call.on.shows_nothing_new(&sight.subject, evidence.before()) {
                evidence.is_silent();
            }
        }
    }
    Some((sight, evidence))
}

/// A contact that is ended by its number alone is known to be there by being accepted; all else
/// is told from how it was before.
fn needs_before(call: &CallOnItsWay<'_>, look: &Look) -> bool {
    let in_session = call.plan.action.param("SessionId").is_some();
    let only_gone = look.gone && look.states.is_empty() && look.has.is_empty();
    look.new || look.least > 1 || in_session || !only_gone
}

/// Whose contacts and state are looked at.
fn agent_of(call: &CallOnItsWay<'_>, args: &Record) -> Option<Arc<str>> {
    let session = call.session.as_ref();
    let of_session = session.and_then(|session| session.agent.clone());
    of_session.or_else(|| Some(Arc::from(&*args.get("SecurityUser").map(text_of)?)))
}
