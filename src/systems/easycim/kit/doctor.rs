//! What `flow doctor` looks at: the way to the toolbar, who is signed in, and how long an answer
//! takes. Only what reads is asked.

use super::profile::Toolbar;
use crate::run::effect::{Answer, Call};
use crate::system::System;
use crate::system::doctor::Examination;
use crate::systems::easycim::{Connection, Way};
use crate::value::Record;
use std::time::Instant;

/// Walks the steps that a connection needs, in their order.
pub async fn examine(toolbar: &Toolbar, examination: &mut Examination<'_>) {
    way(toolbar.way(), examination);
    if let Way::Browser { .. } = toolbar.way() {
        let why = "the profile starts its own browser; `flow doctor` does not";
        return examination.not_looked_at("toolbar", why);
    }
    let settings = match toolbar.settings() {
        Ok(settings) => settings,
        Err(problem) => return examination.problem("settings", &problem),
    };
    let on = match Connection::new(settings, examination.entry.clone()) {
        Ok(on) => on,
        Err(error) => return examination.failed("address", error.message, error.help),
    };
    look(&on, unreached(toolbar.way()), examination).await;
    on.close().await;
}

fn way(way: &Way, examination: &mut Examination<'_>) {
    match way {
        Way::Toolbar { .. } => examination.warning(
            "beside",
            "beside = \"alone\": straight to the toolbar",
            "use `alone` only while no page with the toolbar's library is open: the toolbar can \
             send that page the flow's answers",
        ),
        Way::Page { .. } | Way::Browser { .. } => examination.good(
            "beside",
            "beside = \"desktop\": through the agent's page, one request after another with the \
             page's own",
        ),
    }
}

/// What to do where the toolbar does not answer: a browser is only in between where the profile has one.
fn unreached(way: &Way) -> &'static str {
    match way {
        Way::Toolbar { .. } => {
            "check `toolbar-address`: the name and the port, `wss://` or `ws://`, and the toolbar's certificate \
             (`root-certificate`); and that the toolbar's program runs"
        }
        Way::Page { .. } | Way::Browser { .. } => {
            "check that the browser runs with its debugging port, that the agent's page is open at the address \
             in `page`, and that it has the toolbar's library"
        }
    }
}

async fn look(on: &Connection, help: &'static str, examination: &mut Examination<'_>) {
    let begun = Instant::now();
    let agent = ask(on, "find agent id").await;
    if !agent.is_success() {
        let found = format!("{}: {}", agent.outcome, agent.reason);
        return examination.failed("toolbar", found, help);
    }
    let took = begun.elapsed().as_millis();
    examination.good("toolbar", format!("the toolbar answers, in {took} ms"));
    let text = |answer: &Answer, name: &str| {
        answer
            .outputs
            .get(name)
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    let id = text(&agent, "AgentId");
    let state = ask(on, "find agent state").await;
    match state.is_success() {
        true => {
            let state = text(&state, "State");
            examination.good("agent", format!("agent {id} is at the toolbar: {state}"));
        }
        false => examination.warning(
            "agent",
            format!("agent {id}'s state cannot be read: {}", state.outcome),
            "sign the agent in at the toolbar",
        ),
    }
    let begun = Instant::now();
    let contacts = ask(on, "find active contacts").await;
    let took = begun.elapsed().as_millis();
    match contacts.is_success() {
        true => examination.good("reading back", format!("contacts are read in {took} ms")),
        false => examination.failed(
            "reading back",
            format!("{}: {}", contacts.outcome, contacts.reason),
            "without it, actions end in `Unknown`",
        ),
    }
}

async fn ask(on: &Connection, action: &str) -> Answer {
    let call = Call {
        system: on.entry().name.clone(),
        action: action.into(),
        args: Record::new(),
        reads: true,
    };
    on.perform(&call, "doctor").await
}
