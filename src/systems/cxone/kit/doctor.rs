//! What `flow doctor` looks at: the way to CXone, who signs in, what may be read, and who is at the
//! desk. Nothing is joined, started or changed.

use super::profile::Tenant;
use crate::settings::Problem;
use crate::system::doctor::Examination;
use crate::systems::cxone::beside::Origin;
use crate::systems::cxone::evidence::row_text;
use crate::systems::cxone::listing::{self, Listing};
use crate::systems::cxone::place::Bases;
use crate::systems::cxone::request::{OneOrMore, View};
use crate::systems::cxone::wire::Wire;
use crate::systems::cxone::{Beside, Events, Settings, refusal::Refusal};
use crate::systems::net::{tls, way};
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Instant;

/// Walks the steps that a connection needs, in their order.
pub async fn examine(tenant: &Tenant, examination: &mut Examination<'_>) {
    let settings = match tenant.settings(examination.secrets) {
        Ok(settings) => settings,
        Err(problem) => return examination.problem("secrets", &problem),
    };
    examination.good("secrets", "all secrets of the profile are there");
    let wire = match address(&settings) {
        Ok(wire) => wire,
        Err(problem) => return examination.problem("address", &problem),
    };
    examination.good("address", tenant.place_text());
    if !way(&settings, examination).await {
        return;
    }
    let Some(owner) = sign_in(&wire, examination).await else {
        return;
    };
    keys(&settings, examination).await;
    desk(&settings, examination);
    let named = settings
        .session
        .as_ref()
        .map(|session| session.agent.clone());
    let is_own = named.is_none() || named == owner;
    let Some(agent) = named.or(owner) else {
        let why = "neither the profile nor the token names an agent";
        return examination.not_looked_at("agent", why);
    };
    credentials(&settings, is_own, &agent, examination);
    let at_work = at_work(&wire, &agent, &settings, examination).await;
    desktop(&agent, at_work, examination);
    reading_back(&wire, &agent, examination).await;
    ui_queue(&wire, &agent, &settings, examination).await;
}

/// Whether sessions that are joined are read.
fn reads_joined(settings: &Settings) -> bool {
    let conduct = settings.beside.conduct(settings.events, Origin::Joined);
    conduct.reads_events
}

/// A second reader of an agent's events, with that agent's own key: what it takes the desktop can miss.
fn credentials(settings: &Settings, own: bool, agent: &str, examination: &mut Examination<'_>) {
    match reads_joined(settings) && own {
        true => examination.warning(
            "credentials",
            format!("joined sessions are read with agent {agent}'s own key"),
            "run a pilot with a test agent first (`flow doctor --pilot`): CXone does not document \
             what happens when two programs read one session's events",
        ),
        false => examination.good(
            "credentials",
            "no joined session is read with an agent's own key",
        ),
    }
}

/// Whether the desktop reads its events another way, and then has the session's queue throttled.
async fn ui_queue(
    wire: &Wire,
    agent: &str,
    settings: &Settings,
    examination: &mut Examination<'_>,
) {
    let listing = Listing {
        path: format!("v30.0/agents/{agent}/agent-settings"),
        query: String::new(),
        list: OneOrMore(Vec::new()),
        pages: None,
        shown: "GET agents/{}/agent-settings".to_owned(),
    };
    let read = listing::read(wire, &listing, &mut Vec::new()).await;
    let said = read.map(|bodies| bodies.first().and_then(setting));
    match said {
        Ok(Some(true)) if reads_joined(settings) => examination.warning(
            "UI Queue",
            "UI Queue is on: the desktop can slow down the session's events for every reader",
            "remove `events` from the profile: without it, actions are read back and need no event",
        ),
        Ok(Some(true)) => examination.good("UI Queue", "on; flows read back and need no event"),
        Ok(Some(false)) => examination.good("UI Queue", "off"),
        Ok(None) => examination.not_looked_at(
            "UI Queue",
            "CXone's agent settings do not show it: ask the tenant's administrator before \
             `events = \"shared\"`",
        ),
        Err(refusal) => examination.not_looked_at(
            "UI Queue",
            format!(
                "CXone's agent settings cannot be read ({}): ask the tenant's administrator before \
                 `events = \"shared\"`",
                refusal.reason
            ),
        ),
    }
}

/// What agent settings say of UI Queue, however the name is capitalised.
fn setting(body: &Json) -> Option<bool> {
    let fields = body.as_object()?;
    let mut named = fields
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("enableUIQueue"));
    match named.next()?.1 {
        Json::Bool(on) => Some(*on),
        Json::String(text) => text.to_ascii_lowercase().parse().ok(),
        Json::Number(number) => number.as_i64().map(|number| number != 0),
        _ => None,
    }
}

fn address(settings: &Settings) -> Result<Wire, Problem> {
    let told =
        |error: crate::systems::cxone::SetupError| Problem::new(error.message).help(error.help);
    Bases::of(&settings.place).map_err(told)?;
    Wire::new(settings).map_err(told)
}

/// The way to each address that is known before the sign-in.
async fn way(settings: &Settings, examination: &mut Examination<'_>) -> bool {
    let Ok(bases) = Bases::of(&settings.place) else {
        return false;
    };
    let Ok(tls) = tls::config(&settings.roots, true) else {
        return false;
    };
    let (tls, limit) = (Arc::new(tls), settings.timeouts.connect);
    for url in bases.all() {
        let encrypted = url.scheme() == "https";
        if encrypted && !way::look(url, tls.clone(), limit, examination).await {
            return false;
        }
    }
    true
}

/// Whose sign-in it is, where it succeeds.
async fn sign_in(wire: &Wire, examination: &mut Examination<'_>) -> Option<Option<String>> {
    match wire.owner(&mut Vec::new()).await {
        Ok(owner) => {
            let owner = owner.map(|owner| owner.to_string());
            let found = match &owner {
                Some(owner) => format!("signed in as agent {owner}"),
                None => "signed in; the token does not name an agent".to_owned(),
            };
            examination.good("sign-in", found);
            Some(owner)
        }
        Err(refusal) => {
            let help = help_of(&refusal);
            examination.failed("sign-in", refusal.reason, help);
            None
        }
    }
}

fn help_of(refusal: &Refusal) -> &'static str {
    match refusal.outcome {
        "Unauthorized" => {
            "check the key in CXone's user settings, and that the profile names the same key; the \
             key is not tried again for ten minutes"
        }
        "Throttled" => "wait: CXone received too many requests",
        _ => {
            "check the area or the address, the proxy (HTTPS_PROXY) and the certificate \
             (`root-certificate`)"
        }
    }
}

/// Each other agent's key signs in as that agent.
async fn keys(settings: &Settings, examination: &mut Examination<'_>) {
    for (agent, sign_in) in &settings.keys {
        let theirs = Settings {
            sign_in: sign_in.clone(),
            ..settings.clone()
        };
        let Ok(wire) = Wire::new(&theirs) else {
            continue;
        };
        match wire.owner(&mut Vec::new()).await {
            Ok(Some(owner)) if owner != *agent => examination.failed(
                "keys",
                format!("the key for agent {agent} belongs to agent {owner}"),
                format!("set agent {agent}'s own access key under `keys.{agent}`"),
            ),
            Ok(_) => examination.good("keys", format!("the key for agent {agent} signs in")),
            Err(refusal) => {
                let found = format!("the key for agent {agent}: {}", refusal.reason);
                examination.failed("keys", found, help_of(&refusal));
            }
        }
    }
}

/// Who is at the desk, and what follows from it.
fn desk(settings: &Settings, examination: &mut Examination<'_>) {
    let beside = settings.beside.name();
    match (settings.beside, settings.events) {
        (Beside::Alone, _) => examination.warning(
            "beside",
            "beside = \"alone\": joined sessions are read and kept alive",
            "write beside = \"desktop\" if agents have a desktop open",
        ),
        (_, Events::Shared) => examination.good(
            "beside",
            format!("beside = \"{beside}\", events = \"shared\": a second reader of the desktop's events"),
        ),
        _ => examination.good(
            "beside",
            format!("beside = \"{beside}\": joined sessions are not read and not kept alive"),
        ),
    }
}

/// Whether a desktop is open. CXone shows that a session exists, and not which program has it: one that
/// was started by a flow, or whose browser has crashed, looks the same.
fn desktop(agent: &str, at_work: Option<bool>, examination: &mut Examination<'_>) {
    match at_work {
        Some(false) => examination.good(
            "desktop",
            format!("agent {agent} is signed out, so no desktop acts for this agent"),
        ),
        Some(true) => examination.not_looked_at(
            "desktop",
            format!(
                "CXone shows that agent {agent} has a session, but not which program has it open: look at \
                 the agent's screen, or ask the agent. Flows in this profile act as if a desktop is open, \
                 except with beside = \"alone\""
            ),
        ),
        None => examination.not_looked_at(
            "desktop",
            "whether the agent has a session cannot be read: look at the agent's screen",
        ),
    }
}

/// Whether the agent is signed in, and where; `None` where that cannot be read.
async fn at_work(
    wire: &Wire,
    agent: &str,
    settings: &Settings,
    examination: &mut Examination<'_>,
) -> Option<bool> {
    let rows = match rows(wire, View::Agent, agent).await {
        Ok(rows) => rows,
        Err(refusal) => {
            let found = format!("agent {agent} cannot be read: {}", refusal.reason);
            let help = "add the permission to read agents in real time to the key's user";
            examination.failed("agent", found, help);
            return None;
        }
    };
    let row = rows.first();
    let text = |name: &str| row.and_then(|row| row_text(row, name)).unwrap_or_default();
    let state = text("agentStateName");
    let starts = settings
        .session
        .as_ref()
        .is_some_and(|session| session.station.is_some());
    let at_work = !matches!(state.as_str(), "" | "LoggedOut");
    match state.as_str() {
        "" | "LoggedOut" if starts => examination.good(
            "agent",
            format!("agent {agent} is signed out; the profile starts a session"),
        ),
        "" | "LoggedOut" => examination.warning(
            "agent",
            format!("agent {agent} is signed out: there is no session to join"),
            "sign the agent in, or set `station` or `phone` in the profile",
        ),
        _ => {
            // A station that is a phone has its number for a name, which is nobody's to show.
            let at = match (text("stationId"), text("stationPhoneNumber")) {
                (station, _) if !matches!(&*station, "" | "0") => format!(" at station {station}"),
                (_, number) if !number.is_empty() => " at a phone".to_owned(),
                _ => String::new(),
            };
            examination.good("agent", format!("agent {agent} is signed in{at}: {state}"));
        }
    }
    Some(at_work)
}

/// Whether what confirms actions may be read, and how long that takes.
async fn reading_back(wire: &Wire, agent: &str, examination: &mut Examination<'_>) {
    let begun = Instant::now();
    for view in [View::AgentContacts, View::Contact] {
        if let Err(refusal) = rows(wire, view, agent).await {
            let found = format!("what confirms actions cannot be read: {}", refusal.reason);
            let help = "add the permission to read contacts in real time to the key's user; without \
                        it actions in joined sessions end in Unknown";
            return examination.failed("reading back", found, help);
        }
    }
    let took = begun.elapsed().as_millis() / 2;
    examination.good(
        "reading back",
        format!("contacts can be read, in {took} ms"),
    );
}

async fn rows(wire: &Wire, view: View, of: &str) -> Result<Vec<Json>, Refusal> {
    let shape = view.shape();
    let lists = shape.list.iter().map(|list| (*list).to_owned());
    // Of one contact that is none: whether it may be asked is all that matters.
    let query = match shape.narrow {
        Some("contactId") => "contactId=1".to_owned(),
        Some(name) => format!("{name}={of}"),
        None => String::new(),
    };
    let listing = Listing {
        path: format!("v23.0/{}", shape.path.replace("{}", of)),
        query,
        list: OneOrMore(lists.collect()),
        pages: None,
        shown: format!("GET {}", shape.path),
    };
    listing::read(wire, &listing, &mut Vec::new()).await
}
