//! What a profile of Finesse says of its own: its nodes, and which user connects.

use crate::catalogue::SystemEntry;
use crate::nearest::nearest;
use crate::settings::{Agent, Common, Item, Problem, SecretFrom, Secrets, Table, read_secret};
use crate::system::doctor::Examination;
use crate::system::pilot::{Pilot, Trial};
use crate::system::{Connector, Pending, ProfileTable, System};
use crate::systems::finesse::xmpp::Over;
use crate::systems::finesse::{Beside, Connection, Events, Node, Refusals, Settings, SignIn};
use crate::systems::net::roots;
use std::sync::Arc;
use toml::de::DeValue;

/// What it may say beside what all profiles may.
pub const KEYS: [&str; 16] = [
    "address",
    "alternate-address",
    "user",
    "password",
    "token",
    "extension",
    "extensions",
    "beside",
    "events",
    "stream",
    "restore-ready",
    "xmpp-port",
    "alternate-xmpp-port",
    "xmpp-domain",
    "alternate-xmpp-domain",
    "xmpp-pubsub-domain",
];

const STREAMS: [&str; 2] = ["tls", "websocket"];
const EVENTS: [&str; 3] = ["tls", "websocket", "shared"];
const BESIDE: [&str; 3] = ["desktop", "supervisor", "alone"];

/// A deployment of Finesse, or its simulator.
#[derive(Debug)]
struct Deployment {
    common: Common,
    simulated: bool,
    /// Its nodes, the preferred one first.
    nodes: Vec<Node>,
    /// The user's login id.
    user: String,
    by: By,
    /// Where the user is signed in as an agent if it is not signed in yet.
    extension: Option<String>,
    /// The extensions of other agents, by login id.
    extensions: Vec<(String, String)>,
    /// Who is at the desk.
    beside: Beside,
    /// Whose events are read.
    events: Events,
    /// How they travel.
    over: Over,
    restore_ready: bool,
}

/// What shows who somebody is.
#[derive(Debug)]
enum By {
    /// `password = { env = "…" }`
    Password(SecretFrom),
    /// `token = { env = "…" }`: of single sign-on, from elsewhere.
    Token(SecretFrom),
}

pub fn read(profile: &ProfileTable<'_, '_>) -> Result<Arc<dyn Connector>, Problem> {
    deployment(profile).map(|read| Arc::new(read) as _)
}

fn deployment(profile: &ProfileTable<'_, '_>) -> Result<Deployment, Problem> {
    let (table, common) = (profile.table, profile.common);
    let nodes = nodes(table)?;
    if nodes.is_empty() {
        let help = "add `address = \"https://finesse-a.example.com:8445\"`, or `simulator = true`";
        return Err(common.lacks("has no `address`", help));
    }
    let Some(user) = table.id("user")? else {
        let help = "add `user = \"1001\"`: the login id, not the login name";
        return Err(common.lacks("has no `user`", help));
    };
    acts_alone(profile, &user)?;
    Ok(Deployment {
        nodes,
        user,
        by: by(profile)?,
        extension: table.id("extension")?,
        extensions: extensions(table)?,
        beside: beside(table)?,
        events: events(table)?.0,
        over: events(table)?.1,
        restore_ready: restore_ready(table)?,
        common: common.clone(),
        simulated: profile.simulated,
    })
}

fn by(profile: &ProfileTable<'_, '_>) -> Result<By, Problem> {
    let (table, common) = (profile.table, profile.common);
    let password = read_secret(table, "password")?;
    match (password, read_secret(table, "token")?) {
        (Some(password), None) => Ok(By::Password(password)),
        (None, Some(token)) => Ok(By::Token(token)),
        (None, None) => {
            let help = "add `password = { env = \"…\" }`, or `token = { env = \"…\" }` if users \
                        sign in by single sign-on";
            Err(common.lacks("has no `password` and no `token`", help))
        }
        (Some(_), Some(_)) => {
            let help = "keep `token` if users sign in by single sign-on; otherwise keep `password`";
            Err(common.lacks("has both `password` and `token`", help))
        }
    }
}

/// The agent of a profile is the user that connects, and nobody else.
fn acts_alone(profile: &ProfileTable<'_, '_>, user: &str) -> Result<(), Problem> {
    match (&profile.common.agent, profile.table.get("agent")) {
        (Some(named), Some(item)) if named.id != user => Err(profile
            .table
            .wrong(item, "Finesse lets a user act only as itself")
            .help(format!("remove `agent`: the agent is `user`, {user}"))),
        _ => Ok(()),
    }
}

fn nodes(table: &Table<'_, '_>) -> Result<Vec<Node>, Problem> {
    let pubsub = table.text("xmpp-pubsub-domain")?;
    let first = node(table, "address", "xmpp-port", "xmpp-domain")?;
    let second = node(
        table,
        "alternate-address",
        "alternate-xmpp-port",
        "alternate-xmpp-domain",
    )?;
    let mut nodes: Vec<Node> = first.into_iter().chain(second).collect();
    if let Some(first) = nodes.first_mut() {
        first.pubsub = pubsub;
    }
    Ok(nodes)
}

fn node(
    table: &Table<'_, '_>,
    address: &'static str,
    port: &'static str,
    domain: &'static str,
) -> Result<Option<Node>, Problem> {
    let stream_port = table.port(port)?;
    let domain = table.text(domain)?;
    let Some(text) = table.text(address)? else {
        return match table.get(port) {
            Some(item) => Err(table.wrong(item, &format!("`{port}` needs `{address}`"))),
            None => Ok(None),
        };
    };
    if text.trim_start().starts_with("http://")
        && let Some(item) = table.get(address)
    {
        return Err(table
            .wrong(
                item,
                "Finesse uses HTTPS only; over HTTP the password could be read on the network",
            )
            .help("write `https://…`"));
    }
    Ok(Some(Node {
        stream_port,
        domain,
        ..Node::at(text)
    }))
}

/// `beside = "desktop"`, `"supervisor"` or `"alone"`.
fn beside(table: &Table<'_, '_>) -> Result<Beside, Problem> {
    let (Some(said), Some(item)) = (table.text("beside")?, table.get("beside")) else {
        return Ok(Beside::default());
    };
    Ok(match said.as_str() {
        "desktop" => Beside::Desktop,
        "supervisor" => Beside::Supervisor,
        "alone" => Beside::Alone,
        other => {
            let wrong = table.wrong(item, &format!("unknown mode `{other}`"));
            return Err(match nearest(other, BESIDE) {
                Some(near) => wrong.help(format!("did you mean \"{near}\"?")),
                None => wrong.help(
                    "write \"desktop\" if a person works at the agent's desk, \"alone\" if the \
                     flow signs the agent in, or \"supervisor\"",
                ),
            });
        }
    })
}

/// `events = "shared"`; how they travel stands in `stream`, or in `events` as it did before.
fn events(table: &Table<'_, '_>) -> Result<(Events, Over), Problem> {
    let stream = chosen(table, "stream", STREAMS)?;
    let events = chosen(table, "events", EVENTS)?;
    let shared = match events.as_deref() {
        Some("shared") => Events::Shared,
        _ => Events::Own,
    };
    let over = match stream.or(events).as_deref() {
        Some("websocket") => Over::WebSocket,
        _ => Over::Tls,
    };
    Ok((shared, over))
}

/// One of these words.
fn chosen<const N: usize>(
    table: &Table<'_, '_>,
    key: &'static str,
    known: [&'static str; N],
) -> Result<Option<String>, Problem> {
    let (Some(said), Some(item)) = (table.text(key)?, table.get(key)) else {
        return Ok(None);
    };
    if known.contains(&said.as_str()) {
        return Ok(Some(said));
    }
    let wrong = table.wrong(item, &format!("unknown value `{said}` for `{key}`"));
    let usual = "write \"tls\" (port 5223) or \"websocket\" (port 8445)";
    Err(match nearest(&said, known) {
        Some(near) => wrong.help(format!("did you mean \"{near}\"?")),
        None => wrong.help(usual),
    })
}

fn restore_ready(table: &Table<'_, '_>) -> Result<bool, Problem> {
    Ok(table.yes_no("restore-ready")?.unwrap_or_default())
}

/// What may stand beside `simulator = true`.
pub fn beside_simulator(table: &Table<'_, '_>) -> Result<(), Problem> {
    extensions(table)?;
    beside(table)?;
    events(table)?;
    restore_ready(table)?;
    table.id("extension").map(drop)
}

/// `extensions = { "1002" = "2002" }`: where other agents are called, by login id.
fn extensions(table: &Table<'_, '_>) -> Result<Vec<(String, String)>, Problem> {
    let Some(inner) = table.table("extensions")? else {
        return Ok(Vec::new());
    };
    let one = |(agent, _, item): (String, _, Item<'_, '_>)| {
        let extension = match item.get_ref() {
            DeValue::String(text) => text.trim().to_owned(),
            DeValue::Integer(number) => number.to_string(),
            _ => String::new(),
        };
        let form = format!(
            "the extension of agent {agent} must be a number or a text, like \
                            \"2002\""
        );
        match extension.is_empty() {
            true => Err(table.wrong(item, &form)),
            false => Ok((agent, extension)),
        }
    };
    inner.entries().map(one).collect()
}

impl Connector for Deployment {
    fn address(&self) -> String {
        let first = self.nodes.first();
        first.map(|node| node.address.clone()).unwrap_or_default()
    }

    fn agent(&self) -> Option<Agent> {
        Some(Agent::of(&self.user))
    }

    fn is_alone(&self) -> bool {
        self.beside == Beside::Alone
    }

    fn connect(
        &self,
        entry: Arc<SystemEntry>,
        secrets: &Secrets<'_>,
    ) -> Result<Arc<dyn System>, Problem> {
        let connection = Connection::new(self.settings(secrets)?, entry);
        let connection =
            connection.map_err(|error| self.common.problem(&error.message).help(&error.help))?;
        Ok(Arc::new(connection))
    }

    fn examine<'a>(&'a self, examination: &'a mut Examination<'_>) -> Pending<'a, ()> {
        Box::pin(async move {
            let settings = self.settings(examination.secrets);
            super::doctor::examine(settings, examination).await;
        })
    }

    fn trial(&self) -> Option<Trial> {
        Some(super::pilot::TRIAL)
    }

    fn pilot(&self) -> Option<Pilot> {
        super::pilot::of(self.beside, self.events)
    }
}

impl Deployment {
    fn settings(&self, secrets: &Secrets<'_>) -> Result<Settings, Problem> {
        let user = self.user.as_str();
        let sign_in = match &self.by {
            By::Password(from) => SignIn::password(user, secrets.fetch(from)?),
            By::Token(from) => SignIn::token(user, secrets.fetch(from)?),
        };
        let mut settings = Settings::new(self.nodes.clone(), sign_in);
        settings.extension.clone_from(&self.extension);
        settings.extensions = self.extensions.iter().cloned().collect();
        settings.over = self.over;
        settings.beside = self.beside;
        settings.events = self.events;
        settings.restore_ready = self.restore_ready;
        if !self.simulated {
            settings.refusals = Refusals::of_user();
        }
        settings.platform.clone_from(&self.common.platform);
        settings.roots = roots::of(&self.common)?;
        let (own, usual) = (&self.common.timeouts, &mut settings.timeouts);
        usual.connect = own.get("connect").unwrap_or(usual.connect);
        usual.request = own.get("request").unwrap_or(usual.request);
        usual.outcome = own.get("confirm").or(usual.outcome);
        Ok(settings)
    }
}

#[cfg(test)]
mod tests;
