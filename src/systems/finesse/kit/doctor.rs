//! What `flow doctor` looks at: the way to each node, who signs in, where the agent is, and who is at
//! the desk. No event stream is opened: that alone would make the agent present, and leaving it
//! again could sign the agent out.

use crate::settings::Problem;
use crate::system::doctor::Examination;
use crate::systems::finesse::aftermath::cut_off;
use crate::systems::finesse::beside::{Beside, Events, Stream};
use crate::systems::finesse::inner::Inner;
use crate::systems::finesse::model::{SystemInfo, User, UserState};
use crate::systems::finesse::node::{Nodes, Trouble};
use crate::systems::finesse::settings::Settings;
use crate::systems::finesse::xmpp::Over;
use crate::systems::net::way;
use std::time::Instant;

/// Walks the steps that a connection needs, in their order.
pub async fn examine(settings: Result<Settings, Problem>, examination: &mut Examination<'_>) {
    let settings = match settings {
        Ok(settings) => settings,
        Err(problem) => return examination.problem("secrets", &problem),
    };
    examination.good("secrets", "all secrets of the profile are there");
    let on = match Inner::new(settings.clone(), examination.entry.clone()) {
        Ok(on) => on,
        Err(error) => {
            let problem = Problem::new(error.message).help(error.help);
            return examination.problem("address", &problem);
        }
    };
    let mut reached = false;
    for node in 0..on.nodes.places.len() {
        reached |= way(&on.nodes, node, examination).await;
    }
    if !reached {
        return;
    }
    let Some((node, info, user)) = sign_in(&on.nodes, examination).await else {
        return;
    };
    platform(&settings, &info, examination);
    agent(&settings, &user, &on.nodes.shown(node), examination);
    reading_back(&on.nodes, node, examination).await;
    desk(&settings, examination);
    credentials(&settings, &user, examination);
    stream(&on, node, &info, examination).await;
}

/// Name, proxy, TLS and the node's own word.
async fn way(nodes: &Nodes, node: usize, examination: &mut Examination<'_>) -> bool {
    let Some(place) = nodes.places.get(node) else {
        return false;
    };
    let shown = place.shown();
    let (tls, limit) = (nodes.tls(), nodes.timeouts.connect);
    if !way::look(&place.base, tls, limit, examination).await {
        return false;
    }
    match nodes.in_service(node).await {
        Ok(_) => examination.good("node", format!("{shown} is in service")),
        Err(Trouble::Down(why)) => {
            let help = "the other node is used if `alternate-address` is set";
            examination.warning("node", why, help);
        }
        Err(Trouble::Refused(refusal)) => {
            examination.failed("node", refusal.reason, "check `user` and `password`");
        }
    }
    true
}

async fn sign_in(
    nodes: &Nodes,
    examination: &mut Examination<'_>,
) -> Option<(usize, SystemInfo, User)> {
    match nodes.enter().await {
        Ok(entered) => {
            let user = &entered.2.id;
            examination.good(
                "sign-in",
                format!("user {user} may sign in and read its own data"),
            );
            Some(entered)
        }
        Err(Trouble::Down(why)) => {
            examination.failed(
                "sign-in",
                why,
                "run `flow doctor` again when a node is in service",
            );
            None
        }
        Err(Trouble::Refused(refusal)) => {
            let help = "check `user` (the login id, not the login name) and the password; the \
                        password is not tried again for ten minutes, because five wrong ones lock \
                        the user";
            examination.failed("sign-in", refusal.reason, help);
            None
        }
    }
}

fn platform(settings: &Settings, info: &SystemInfo, examination: &mut Examination<'_>) {
    match (settings.platform.as_deref(), info.platform()) {
        (Some(own), Some(said)) if !own.eq_ignore_ascii_case(said) => examination.failed(
            "platform",
            format!("the profile has `platform = \"{own}\"`, but Finesse reports {said}"),
            format!("write `platform = \"{said}\"`"),
        ),
        (None, Some(said)) => examination.warning(
            "platform",
            format!("Finesse reports {said}; the profile has no `platform`"),
            format!(
                "write `platform = \"{said}\"`, so that `flow check` knows which actions the \
                     platform offers"
            ),
        ),
        (_, said) => examination.good(
            "platform",
            said.unwrap_or("Finesse does not report it").to_owned(),
        ),
    }
}

/// Whether the agent is signed in, and where.
fn agent(settings: &Settings, user: &User, node: &str, examination: &mut Examination<'_>) {
    let id = &user.id;
    if let Some((done, code)) = cut_off(user) {
        return examination.warning(
            "agent",
            format!("Finesse set agent {id} to {done} (reason code {code})"),
            "an event stream of this agent ended: that of the desktop, or of a flow. If a flow with \
             `events = \"shared\"` or `beside = \"alone\"` ended in the last minutes, it is the cause",
        );
    }
    let state = user
        .state
        .as_ref()
        .map_or("in an unknown state", UserState::name);
    match (user.is_signed_in(), user.extension.as_deref()) {
        (true, Some(at)) if settings.extension.as_deref().is_some_and(|own| own != at) => {
            examination.warning(
                "agent",
                format!(
                    "agent {id} is signed in at extension {at}; the profile has a different \
                         extension"
                ),
                "correct `extension` in the profile: a flow does not sign an agent in at a second \
                 extension",
            )
        }
        (true, at) => {
            let at = at
                .map(|at| format!(" at extension {at}"))
                .unwrap_or_default();
            let found = format!("agent {id} is signed in{at}: {state}, as {node} reports");
            examination.good("agent", found);
        }
        (false, _) if settings.extension.is_some() => {
            examination.good(
                "agent",
                format!("agent {id} is signed out; the profile signs it in"),
            );
        }
        (false, _) => examination.warning(
            "agent",
            format!("agent {id} is signed out: actions end in InvalidAgentSession"),
            "sign in at the desktop, or write `extension` and `beside = \"alone\"` in the profile",
        ),
    }
}

/// How long it takes to see what was done.
async fn reading_back(nodes: &Nodes, node: usize, examination: &mut Examination<'_>) {
    let begun = Instant::now();
    match nodes.snapshot(node, &mut Vec::new()).await {
        Ok((_, dialogs)) => {
            let (took, count) = (begun.elapsed().as_millis(), dialogs.len());
            let found = format!("the agent and its contacts ({count}) are read in {took} ms");
            examination.good("reading back", found);
        }
        Err(Trouble::Down(why)) => {
            examination.failed("reading back", why, "without it, actions end in `Unknown`");
        }
        Err(Trouble::Refused(refusal)) => {
            examination.failed("reading back", refusal.reason, "check the user's roles");
        }
    }
}

/// Who is at the desk, and what follows from it.
fn desk(settings: &Settings, examination: &mut Examination<'_>) {
    let mode = format!("beside = \"{}\"", settings.beside.name());
    match (settings.beside, settings.events) {
        (Beside::Alone, _) => examination.warning(
            "beside",
            format!(
                "{mode}: an event stream is opened as the agent, and closed at the end of \
                     each run"
            ),
            "write beside = \"desktop\" if the agent has a desktop open: closing the stream can \
             sign the agent out",
        ),
        (Beside::Desktop, Events::Shared) => examination.good(
            "beside",
            format!("{mode}, events = \"shared\": an event stream beside the agent's desktop"),
        ),
        (Beside::Supervisor, _) => examination.good(
            "beside",
            format!(
                "{mode}: one event stream for the team's states, opened as the supervisor, unless \
                 the supervisor is signed in"
            ),
        ),
        (Beside::Desktop, Events::Own) => {
            examination.good("beside", format!("{mode}: no event stream is opened"));
        }
    }
}

/// An event stream as an agent is that agent's presence: whoever else is there pays for its end.
fn credentials(settings: &Settings, user: &User, examination: &mut Examination<'_>) {
    let streams = match (settings.beside, settings.events) {
        (Beside::Alone, _) | (Beside::Desktop, Events::Shared) => true,
        (Beside::Desktop, Events::Own) | (Beside::Supervisor, _) => false,
    };
    let id = &user.id;
    match streams {
        true => examination.warning(
            "credentials",
            format!("the event stream is opened with agent {id}'s own credentials"),
            "when it ends, Finesse can sign this agent out or set it to not ready: keep one \
             program running for the whole shift instead of one run at a time, and stop it when \
             the agent's shift ends",
        ),
        false => examination.good(
            "credentials",
            format!("no event stream is opened with an agent's own credentials ({id})"),
        ),
    }
}

/// Whether the event stream's port is there, where a stream is opened at all.
async fn stream(on: &Inner, node: usize, info: &SystemInfo, examination: &mut Examination<'_>) {
    let nodes = &on.nodes;
    let why =
        "only an event stream shows it: look at the agent's screen, or run `flow doctor --pilot`";
    examination.not_looked_at("desktop", why);
    if on.conduct.stream == Stream::None {
        return examination.not_looked_at("event stream", "none is opened in this mode");
    }
    let Ok(door) = nodes.door(node, info) else {
        return examination.not_looked_at("event stream", "its address is not known");
    };
    let place = format!("{}:{}", door.host, door.port);
    let limit = nodes.timeouts.connect;
    let knocked = match tokio::time::timeout(limit, door.knock()).await {
        Ok(knocked) => knocked.map_err(|failure| failure.to_string()),
        Err(_) => Err(format!(
            "{place} did not answer within {} s",
            limit.as_secs_f32()
        )),
    };
    let answers = match door.over {
        Over::Tls => "answers",
        Over::WebSocket => "opens a WebSocket",
    };
    match knocked {
        Ok(()) => examination.good(
            "event stream",
            format!(
                "{place} {answers}; the stream was not opened, because opening it shows the \
                     agent as present"
            ),
        ),
        Err(why) => examination.failed(
            "event stream",
            why,
            "open the port in the firewall (5223, or 8445 with `stream = \"websocket\"`), or set \
             `xmpp-port`",
        ),
    }
}
