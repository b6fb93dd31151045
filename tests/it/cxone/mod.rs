//! The connection to CXone over real sockets: what it sends, and what it makes of what comes back.

mod beside;
mod beside_actions;
mod beside_examples;
mod confirm;
mod credentials;
mod doctor;
mod families;
mod far;
mod lists;
mod names;
mod nasty;
mod page;
mod sessions;
mod simulated;
mod vendor;
mod watching;

pub use beside::{QUEUES, desktops, usual};
pub use beside_examples::EXAMPLES;

use contactflow::catalogue::{Catalogue, SystemEntry};
use contactflow::run::effect::{Answer, Call};
use contactflow::systems::System;
use contactflow::systems::cxone::{
    ActsFor, Connection, Events as Read, Place, Secret, Settings, SignIn,
};
use contactflow::value::{Record, Value};
use far::{Asked, Events, Far, Then};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

const GRANT: &str =
    r#"{"access_token":"planted-token","refresh_token":"planted-refresh","expires_in":3600}"#;

fn entry() -> Arc<SystemEntry> {
    Catalogue::builtin().system("cxone").unwrap().clone()
}

/// Settings with credentials of their own: gates are shared by those who have the same.
fn settings(base: &str) -> Settings {
    let key = SignIn::AccessKey {
        id: "key-id".into(),
        secret: Secret::new("planted-secret"),
    };
    let mut settings = Settings::new(Place::At(base.to_owned()), key);
    settings.timeouts.connect = Duration::from_secs(2);
    settings.timeouts.request = Duration::from_secs(5);
    settings.timeouts.look = Duration::from_millis(20);
    settings.timeouts.apart = Duration::from_millis(20);
    // Tests of who is at the desk say so themselves.
    settings.events = Read::Shared;
    settings.acts_for = ActsFor::Everybody;
    settings
}

pub fn connect(settings: Settings) -> Connection {
    Connection::new(settings, entry()).unwrap()
}

fn record(fields: &[(&str, &str)]) -> Record {
    let fields = fields.iter();
    fields
        .map(|(name, value)| ((*name).into(), Value::text(*value)))
        .collect()
}

fn call(action: &str, args: &[(&str, &str)]) -> Call {
    let reads = entry().action(action).unwrap().reads;
    Call {
        system: "cxone".into(),
        action: action.into(),
        args: record(args),
        reads,
    }
}

async fn perform(on: &Connection, action: &str, args: &[(&str, &str)]) -> Answer {
    let answer = on.perform(&call(action, args), "run/1/1").await;
    let known = entry()
        .action(action)
        .unwrap()
        .outcome(&answer.outcome)
        .is_some();
    assert!(known, "{action} cannot end in {}", answer.outcome);
    let shown = format!("{answer:?}");
    assert!(!shown.contains("planted"), "a secret is in {shown}");
    answer
}

async fn hold(on: &Connection) -> Answer {
    let args = [
        ("SecurityUser", "7"),
        ("SessionId", "S1"),
        ("ContactId", "1001"),
    ];
    perform(on, "hold contact", &args).await
}

async fn end(on: &Connection, contact: &str) -> Answer {
    perform(
        on,
        "end contact",
        &[("SecurityUser", "7"), ("ContactId", contact)],
    )
    .await
}

/// Signs in whoever asks, and leaves the rest to `handler`.
fn signing_in(
    handler: impl Fn(&Asked) -> Then + Send + Sync + 'static,
) -> impl Fn(&Asked) -> Then + Send + Sync + 'static {
    move |asked| match asked.route() {
        ("POST", "/authentication/v1/token/access-key") => Then::Json(200, GRANT),
        _ => handler(asked),
    }
}

const ACCEPTED: Then = Then::Json(202, "");

/// A session whose events the test tells, and which accepts everything.
async fn session(events: &Events) -> Far {
    let events = events.clone();
    Far::start(signing_in(move |asked| match asked.route() {
        (_, path) if path.ends_with("get-next-event") => events.next(),
        ("POST", "agent-sessions/join") => Then::Json(202, r#"{"sessionId":"S1"}"#),
        ("GET", "agents/7") => Then::Json(200, "{}"),
        ("GET", _) => Then::Json(503, ""),
        _ => ACCEPTED,
    }))
    .await
}

fn says(contact: &str, status: &str) -> serde_json::Value {
    json!([{ "Type": "CallContactEvent", "ContactID": contact, "Status": status }])
}

/// Waits for something that happens on another task.
async fn until(what: impl Fn() -> bool) {
    let wait = async {
        while !what() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), wait)
        .await
        .expect("it never came");
}
