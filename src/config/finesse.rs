//! What a profile of Finesse says of its own: its nodes, and which user connects.

use super::problem::Problem;
use super::profile::{Agent, Profile, Target};
use super::secret::{self, SecretFrom};
use super::table::{Item, Table};
use crate::catalogue::nearest;
use crate::report::Redactor;
use crate::source::Span;
use crate::systems::finesse::xmpp::Over;
use crate::systems::finesse::{Node, Refusals, Secret, Settings, SignIn, certificates};
use crate::value::Mark;
use std::path::Path;
use toml::de::DeValue;

/// What it may say beside what all profiles may.
pub(super) const KEYS: [&str; 13] = [
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

/// A real Finesse.
#[derive(Clone, Debug)]
pub struct Finesse {
    /// Its nodes, the preferred one first.
    pub nodes: Vec<Node>,
    /// The user's login id.
    pub user: String,
    /// What shows that it is the user.
    pub by: By,
    /// Where the user is signed in as an agent if it is not signed in yet.
    pub extension: Option<String>,
    /// How the events travel.
    pub events: Over,
}

/// What shows who somebody is.
#[derive(Clone, Debug)]
pub enum By {
    /// `password = { env = "…" }`
    Password(SecretFrom),
    /// `token = { env = "…" }`: of single sign-on, from elsewhere.
    Token(SecretFrom),
}

pub(super) fn target(table: &Table<'_, '_>, name: &str, place: Span) -> Result<Target, Problem> {
    let missing = |what: &str, help: &str| {
        Problem::new(format!("the profile `{name}` {what}"))
            .at(table.source, place, "")
            .help(help)
    };
    let nodes = nodes(table)?;
    if nodes.is_empty() {
        let help = "add `address = \"https://finesse-a.example.com:8445\"`, or `simulator = true`";
        return Err(missing("does not say where Finesse is", help));
    }
    let Some(user) = table.id("user")? else {
        let help = "add `user = \"1001\"`: the login id, not the login name";
        return Err(missing("does not say which user connects", help));
    };
    let password = secret::read(table, "password")?;
    let by = match (password, secret::read(table, "token")?) {
        (Some(password), None) => By::Password(password),
        (None, Some(token)) => By::Token(token),
        (None, None) => {
            let help = "add `password = { env = \"…\" }`, or `token = { env = \"…\" }` where \
                        users sign in by single sign-on";
            return Err(missing("does not say how the user signs in", help));
        }
        (Some(_), Some(_)) => {
            let help = "keep the token where users sign in by single sign-on, else the password";
            return Err(missing("has a password and a token", help));
        }
    };
    Ok(Target::Finesse(Finesse {
        nodes,
        user,
        by,
        extension: table.id("extension")?,
        events: events(table)?,
    }))
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
pub(super) fn extensions(table: &Table<'_, '_>) -> Result<Vec<(String, String)>, Problem> {
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

/// The agent of a profile: the user that connects, and nobody else.
pub(super) fn agent(
    table: &Table<'_, '_>,
    target: &Target,
    named: Option<Agent>,
) -> Result<Option<Agent>, Problem> {
    let Target::Finesse(finesse) = target else {
        return Ok(named);
    };
    match (named, table.get("agent")) {
        (Some(named), Some(item)) if named.id != finesse.user => Err(table
            .wrong(item, "Finesse lets a user act as itself alone")
            .help(format!(
                "leave `agent` out: the agent is `user`, {}",
                finesse.user
            ))),
        _ => Ok(Some(Agent {
            id: finesse.user.clone(),
            station: None,
            phone: None,
        })),
    }
}

/// How a running simulator is reached.
#[derive(Clone, Debug)]
pub struct FinesseDoor {
    /// Its nodes.
    pub nodes: Vec<Node>,
    /// A user that it knows.
    pub user: String,
    /// That user's password.
    pub password: String,
    /// The certificate to trust, in DER form.
    pub root: Vec<u8>,
}

impl Profile {
    /// The settings of its connection. Secrets are fetched now, and hidden from now on. Where the
    /// profile is for a simulator, `door` says where that is.
    pub fn finesse(
        &self,
        door: Option<FinesseDoor>,
        hidden: &Redactor,
    ) -> Result<Settings, Problem> {
        let mut settings = match (&self.target, door) {
            (Target::Finesse(finesse), _) => finesse.settings(hidden)?,
            (_, Some(door)) => door.settings(hidden),
            _ => return Err(self.problem("the simulator of this profile is not running")),
        };
        settings.platform.clone_from(&self.platform);
        settings.extensions = self.extensions.iter().cloned().collect();
        let (own, usual) = (&self.timeouts, &mut settings.timeouts);
        usual.connect = own.connect.unwrap_or(usual.connect);
        usual.request = own.request.unwrap_or(usual.request);
        usual.outcome = own.confirm.or(usual.outcome);
        for file in &self.root_certificates {
            settings.roots.extend(self.finesse_roots(file)?);
        }
        Ok(settings)
    }

    fn finesse_roots(&self, file: &Path) -> Result<Vec<Vec<u8>>, Problem> {
        let wrong = |why: String| self.problem(format!("the certificate {} {why}", file.display()));
        let pem = std::fs::read(file).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        certificates(&pem).map_err(|error| wrong(format!("cannot be used: {error}")))
    }
}

impl Finesse {
    fn settings(&self, hidden: &Redactor) -> Result<Settings, Problem> {
        let fetch = |from: &SecretFrom| {
            let secret = from.fetch()?;
            hidden.register(&secret, Mark::Secret);
            Ok(Secret::new(secret))
        };
        let sign_in = match &self.by {
            By::Password(password) => SignIn::password(self.user.as_str(), fetch(password)?),
            By::Token(token) => SignIn::token(self.user.as_str(), fetch(token)?),
        };
        let mut settings = Settings::new(self.nodes.clone(), sign_in);
        settings.extension.clone_from(&self.extension);
        settings.events = self.events;
        settings.refusals = Refusals::of_user();
        Ok(settings)
    }
}

impl FinesseDoor {
    fn settings(self, hidden: &Redactor) -> Settings {
        hidden.register(&self.password, Mark::Secret);
        let password = Secret::new(self.password);
        let mut settings = Settings::new(self.nodes, SignIn::password(self.user, password));
        settings.roots.push(self.root);
        settings
    }
}

#[cfg(test)]
mod tests;
