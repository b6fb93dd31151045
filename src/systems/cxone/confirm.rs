//! Waits for what shows that an accepted request was carried out.

use super::connection::Inner;
use super::event::Event;
use super::hub::{Place, Told};
use super::listing::Listing;
use super::lookout::{Judge, Shown};
use super::outcomes;
use super::outputs;
use super::perform::Performance;
use super::plan::{self, Plan};
use super::request::{Confirm, ConfirmEvent, ConfirmReadback, SessionChange};
use crate::run::effect::Answer;
use crate::systems::net::stopwatch::Stopwatch;
use crate::value::{Record, Value};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// A confirmation that is waited for from before the request on.
pub(super) enum Confirming {
    /// An event of the session.
    Event(Place),
    /// A look at a list, from when the request was accepted.
    Look,
}

impl Confirming {
    /// Takes its place in the queue. Nothing where nothing confirms the action.
    pub(super) fn prepare(on: &Inner, plan: &Arc<Plan>, args: &Record) -> Option<Self> {
        match plan.request.confirm.as_ref()? {
            Confirm::Readback(_) => Some(Self::Look),
            Confirm::Event(confirm) => {
                let session = args.get("SessionId").and_then(Value::as_text)?;
                let hub = on.sessions.follow(session).hub.clone();
                let wants = wants(plan, statuses(confirm, args));
                let contact = confirm.id.as_deref().and_then(|id| args.get(id));
                let contact = contact.map(plan::text_of);
                Some(Self::Event(match contact {
                    None if !confirm.gives.is_empty() => hub.wait_for_new(wants),
                    contact => hub.wait(contact.as_deref(), wants),
                }))
            }
        }
    }

    /// Waits; what the event gives, or the answer that says why there is no success.
    pub(super) async fn wait(self, call: &mut Performance<'_>) -> Result<Record, Answer> {
        match (self, &call.plan.request.confirm) {
            (Self::Event(place), Some(Confirm::Event(confirm))) => {
                event(place, confirm, call).await
            }
            // On the heap: most calls have no use for its room.
            (_, Some(Confirm::Readback(confirm))) => Box::pin(look(confirm, call)).await,
            _ => Ok(Record::new()),
        }
    }
}

async fn event(
    mut place: Place,
    confirm: &ConfirmEvent,
    call: &mut Performance<'_>,
) -> Result<Record, Answer> {
    let limit = limit(confirm.within);
    let watch = Stopwatch::start("GET agent-sessions/{SessionId}/get-next-event".to_owned());
    let told = timeout(limit, place.told()).await;
    drop(place);
    let unknown = outcomes::unknown(&call.plan.action);
    match told {
        Err(_) => {
            let what = wanted(confirm, call.args);
            call.log.push(watch.stop(&format!("no {what} event")));
            let reason = format!(
                "the system accepted it, but no {what} event confirmed it within {} s",
                limit.as_secs_f32()
            );
            Err(Answer::new(unknown, reason))
        }
        Ok(Told::Over(over)) if over.ended && closes(call) => {
            call.log.push(watch.stop(&over.reason));
            Ok(Record::new())
        }
        Ok(Told::Over(over)) => {
            call.log.push(watch.stop(&over.reason));
            let reason = format!(
                "the system accepted it, but {} before it was confirmed",
                over.reason
            );
            Err(Answer::new(unknown, reason))
        }
        Ok(Told::Event(event)) => {
            let status = status(&event, confirm);
            call.log
                .push(watch.stop(&format!("event {}", name(&event, &status))));
            match otherwise(confirm, &status) {
                Some(outcome) => Err(Answer::new(
                    outcome,
                    format!("the system accepted it, but then said {status}"),
                )),
                None => Ok(outputs::given(&call.plan.action, &confirm.gives, &event)),
            }
        }
    }
}

fn closes(call: &Performance<'_>) -> bool {
    call.plan.request.session == Some(SessionChange::Closes)
}

fn name(event: &Event, status: &str) -> String {
    match status.is_empty() {
        true => event.kind().to_owned(),
        false => status.to_owned(),
    }
}

/// What is waited for, for people: `Holding`.
fn wanted(confirm: &ConfirmEvent, args: &Record) -> String {
    let statuses = statuses(confirm, args);
    match statuses.first().or(confirm.event.0.first()) {
        Some(first) => first.clone(),
        None => String::new(),
    }
}

fn statuses(confirm: &ConfirmEvent, args: &Record) -> Vec<String> {
    let filled = confirm
        .status
        .iter()
        .filter_map(|template| template.fill(|name| args.get(name).map(Value::to_string)));
    filled.collect()
}

fn status(event: &Event, confirm: &ConfirmEvent) -> String {
    let named = confirm.field.0.iter().find_map(|name| event.text(name));
    named
        .or_else(|| event.status())
        .unwrap_or_default()
        .into_owned()
}

fn otherwise(confirm: &ConfirmEvent, status: &str) -> Option<Arc<str>> {
    let mut others = confirm.otherwise.iter();
    let found = others.find(|(other, _)| other.eq_ignore_ascii_case(status));
    found.map(|(_, outcome)| outcome.as_str().into())
}

fn wants(plan: &Arc<Plan>, wanted: Vec<String>) -> super::hub::Wants {
    let plan = plan.clone();
    Box::new(move |event| {
        let Some(Confirm::Event(confirm)) = &plan.request.confirm else {
            return false;
        };
        if !confirm.event.0.iter().any(|kind| event.is(kind)) {
            return false;
        }
        let said = status(event, confirm);
        wanted.is_empty()
            || wanted
                .iter()
                .any(|status| status.eq_ignore_ascii_case(&said))
            || otherwise(confirm, &said).is_some()
    })
}

async fn look(confirm: &ConfirmReadback, call: &mut Performance<'_>) -> Result<Record, Answer> {
    let unknown = outcomes::unknown(&call.plan.action);
    let Some((list, narrow)) = lists(confirm, call) else {
        return Err(Answer::new(
            unknown,
            "the system accepted it, and it cannot be looked up",
        ));
    };
    let limit = limit(confirm.within);
    let watch = Stopwatch::start(list.shown.clone());
    let looking = call.on.lookouts.look(&list, narrow, judge(confirm, call));
    let (said, result) = match timeout(limit, looking).await {
        Ok(Ok(shown)) => (shown.to_owned(), Ok(Record::new())),
        Ok(Err(refusal)) => {
            let reason = format!(
                "the system accepted it, but it cannot be confirmed: {}",
                refusal.reason
            );
            (refusal.reason, Err(Answer::new(unknown, reason)))
        }
        Err(_) => {
            let reason = format!(
                "the system accepted it, but {} did not confirm it within {} s",
                list.shown,
                limit.as_secs_f32()
            );
            (
                "not confirmed".to_owned(),
                Err(Answer::new(unknown, reason)),
            )
        }
    };
    call.log.push(watch.stop(&said));
    result
}

/// The list that everybody looks at, and the one that shows this call alone.
fn lists(confirm: &ConfirmReadback, call: &Performance<'_>) -> Option<(Listing, Listing)> {
    let fill = |name: &str| call.args.get(name).map(Value::to_string);
    let encoded = |name: &str| fill(name).map(|text| plan::segment(&text));
    let path = confirm.readback.fill(encoded)?;
    let known = call.on.lists.at(&path);
    let version = known
        .as_ref()
        .map_or(&*call.plan.version, |(version, _)| version);
    let list = Listing {
        path: format!("v{version}/{path}"),
        query: String::new(),
        list: confirm.list.clone(),
        pages: known
            .as_ref()
            .and_then(|(_, listing)| listing.pages.clone()),
        shown: format!(
            "GET {}",
            confirm.readback.fill(|name| Some(format!("{{{name}}}")))?
        ),
    };
    let pairs = confirm.query.iter();
    let pairs = pairs.filter_map(|(name, from)| Some((name, from.fill(fill)?)));
    let narrow = Listing {
        query: plan::encoded(pairs),
        ..list.clone()
    };
    Some((list, narrow))
}

fn judge(confirm: &ConfirmReadback, call: &Performance<'_>) -> Judge {
    let id = call.args.get(&*confirm.id);
    let id = id.map(Value::to_string).unwrap_or_default();
    let (field, shows, gone) = (confirm.field.clone(), confirm.shows.clone(), confirm.gone);
    let contacts = call.on.lists.of("contact").cloned();
    Box::new(move |items| {
        let mut there = items.iter().filter(|item| is_text(item, &field.0, &id));
        let shown: Option<Shown> = match (&shows, gone) {
            (_, true) => {
                // A contact whose agent still works after it is listed, and over.
                let over = |item| contacts.as_ref().is_some_and(|list| list.is_over(item));
                there.all(over).then_some("it is over")
            }
            (None, false) => there.next().map(|_| "it is there"),
            (Some(shows), false) => {
                let names = std::slice::from_ref(&shows.field);
                let holds = |item: &&serde_json::Value| {
                    shows.is.iter().any(|wanted| is_text(item, names, wanted))
                };
                // Every row that is about it has to say so: an old row in a history proves nothing.
                let rows: Vec<_> = there.collect();
                let so = !rows.is_empty() && rows.iter().all(holds);
                so.then_some("it is so")
            }
        };
        shown
    })
}

fn is_text(item: &serde_json::Value, names: &[String], wanted: &str) -> bool {
    let Some(fields) = item.as_object() else {
        return false;
    };
    let found = names
        .iter()
        .find_map(|name| super::event::find(fields, name));
    let text = found.and_then(super::event::scalar);
    text.is_some_and(|text| text.eq_ignore_ascii_case(wanted))
}

fn limit(within: SignedDuration) -> Duration {
    Duration::try_from(within).unwrap_or_default()
}
