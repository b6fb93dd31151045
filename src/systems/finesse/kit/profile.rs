//! What a profile of Finesse says of its own: its nodes, and which user connects.

use crate::catalogue::SystemEntry;
use crate::nearest::nearest;
use crate::settings::{Agent, Common, Item, Problem, SecretFrom, Secrets, Table, read_secret};
use crate::system::{Connector, ProfileTable, System};
use crate::systems::finesse::xmpp::Over;
use crate::systems::finesse::{Connection, Node, Refusals, Settings, SignIn};
use crate::systems::net::roots;
use std::sync::Arc;
use toml::de::DeValue;

/// What it may say beside what all profiles may.
pub const KEYS: [&str; 13] = [
    "address",
    "alternate-address",
    "user",
    "password",
    "token",
    "extension",
    "extensions",
    "events",
    "xmpp-port",
    "alternate-xmpp-port",
    "xmpp-domain",
    "alternate-xmpp-domain",
    "xmpp-pubsub-domain",
];

const EVENTS: [&str; 2] = ["tls", "websocket"];

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
    /// How the events travel.
    events: Over,
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
        return Err(common.lacks("does not say where Finesse is", help));
    }
    let Some(user) = table.id("user")? else {
        let help = "add `user = \"1001\"`: the login id, not the login name";
        return Err(common.lacks("does not say which user connects", help));
    };
    acts_alone(profile, &user)?;
    Ok(Deployment {
        nodes,
        user,
        by: by(profile)?,
        extension: table.id("extension")?,
        extensions: extensions(table)?,
        events: events(table)?,
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
            let help = "add `password = { env = \"…\" }`, or `token = { env = \"…\" }` where \
                        users sign in by single sign-on";
            Err(common.lacks("does not say how the user signs in", help))
        }
        (Some(_), Some(_)) => {
            let help = "keep the token where users sign in by single sign-on, else the password";
            Err(common.lacks("has a password and a token", help))
        }
    }
}

/// The agent of a profile is the user that connects, and nobody else.
fn acts_alone(profile: &ProfileTable<'_, '_>, user: &str) -> Result<(), Problem> {
    match (&profile.common.agent, profile.table.get("agent")) {
        (Some(named), Some(item)) if named.id != user => Err(profile
            .table
            .wrong(item, "Finesse lets a user act as itself alone")
            .help(format!("leave `agent` out: the agent is `user`, {user}"))),
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
            Some(item) => Err(table.wrong(item, &format!("there is no `{address}` beside it"))),
            None => Ok(None),
        };
    };
    if text.trim_start().starts_with("http://")
        && let Some(item) = table.get(address)
    {
        return Err(table
            .wrong(
                item,
                "Finesse speaks over HTTPS alone: the password would travel in the open",
            )
            .help("write `https://…`"));
    }
    Ok(Some(Node {
        stream_port,
        domain,
        ..Node::at(text)
    }))
}

/// `events = "tls"` or `events = "websocket"`.
fn events(table: &Table<'_, '_>) -> Result<Over, Problem> {
    let (Some(events), Some(item)) = (table.text("events")?, table.get("events")) else {
        return Ok(Over::Tls);
    };
    match events.as_str() {
        "tls" => Ok(Over::Tls),
        "websocket" => Ok(Over::WebSocket),
        other => {
            let wrong = table.wrong(item, &format!("events do not travel over `{other}`"));
            Err(match nearest(other, EVENTS) {
                Some(near) => wrong.help(format!("did you mean \"{near}\"?")),
                None => wrong.help("write \"tls\" (port 5223) or \"websocket\" (port 8445)"),
            })
        }
    }
}

/// `extensions = { "1002" = "2002" }`: where other agents are called, by login id.
pub fn extensions(table: &Table<'_, '_>) -> Result<Vec<(String, String)>, Problem> {
    let Some(inner) = table.table("extensions")? else {
        return Ok(Vec::new());
    };
    let one = |(agent, _, item): (String, _, Item<'_, '_>)| {
        let extension = match item.get_ref() {
            DeValue::String(text) => text.trim().to_owned(),
            DeValue::Integer(number) => number.to_string(),
            _ => String::new(),
        };
        let form = format!("the extension of agent {agent} is a number or a text: \"2002\"");
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
        settings.events = self.events;
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
