//! Whether an event shows that a write was carried out.

use super::broker::Judge;
use super::event::Event;
use super::evidence::Facts;
use super::plan::Plan;
use super::request::Confirm;
use crate::value::{Record, Value};
use std::sync::Arc;

/// Whether an event shows the action, or that it will not come any more.
pub(super) fn judge(plan: &Arc<Plan>, args: &Record) -> Judge {
    let plan = plan.clone();
    let confirm = plan.request.confirm.as_ref();
    let wanted = confirm.map(|confirm| statuses(confirm, args));
    let wanted = wanted.unwrap_or_default();
    let fits = fits(&plan, args);
    Box::new(move |event| {
        let Some(confirm) = &plan.request.confirm else {
            return false;
        };
        if !confirm.event.0.iter().any(|kind| event.is(kind)) || !fits(event) {
            return false;
        }
        let said = status(event, confirm);
        let mut statuses = wanted.iter();
        wanted.is_empty()
            || statuses.any(|status| status.eq_ignore_ascii_case(&said))
            || otherwise(confirm, &said).is_some()
    })
}

/// Whether an event is about what was asked for, whatever it says of it.
pub(super) fn fits(plan: &Plan, args: &Record) -> impl Fn(&Event) -> bool + Send + use<> {
    let confirm = plan.request.confirm.as_ref();
    let has = confirm.map(|confirm| Facts::of(&confirm.has, args));
    let agrees = confirm.map(|confirm| Facts::of(&confirm.agrees, args));
    let (has, agrees) = (has.unwrap_or_default(), agrees.unwrap_or_default());
    move |event| {
        let text = |name: &str| event.text(name).map(|text| text.into_owned());
        has.hold(text) && agrees.agree(text)
    }
}

/// The status that it tells of.
pub(super) fn status(event: &Event, confirm: &Confirm) -> String {
    let named = confirm.field.0.iter().find_map(|name| event.text(name));
    named
        .or_else(|| event.status())
        .unwrap_or_default()
        .into_owned()
}

/// The outcome where a status shows that it will not come any more.
pub(super) fn otherwise(confirm: &Confirm, status: &str) -> Option<Arc<str>> {
    let mut others = confirm.otherwise.iter();
    let found = others.find(|(other, _)| other.eq_ignore_ascii_case(status));
    found.map(|(_, outcome)| outcome.as_str().into())
}

/// An event as reports show it: `event Holding`.
pub(super) fn name(event: &Event, confirm: &Confirm) -> String {
    let status = status(event, confirm);
    match status.is_empty() || is_flag(&status) {
        true => format!("event {}", event.kind()),
        false => format!("event {status}"),
    }
}

/// What is waited for, for people: `Holding`.
pub(super) fn wanted(confirm: &Confirm, args: &Record) -> String {
    let statuses = statuses(confirm, args);
    let plain = statuses.first().filter(|text| !is_flag(text));
    match plain.or(confirm.event.0.first()) {
        Some(first) => first.clone(),
        None => String::new(),
    }
}

fn is_flag(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

fn statuses(confirm: &Confirm, args: &Record) -> Vec<String> {
    let value = |name: &str| args.get(name).map(Value::to_string);
    let filled = confirm.status.iter().filter_map(|one| one.fill(value));
    filled.collect()
}
