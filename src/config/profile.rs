//! A profile: a system, where it is, who asks, and what it gives to every script.

use super::problem::Problem;
use super::secret::{self, SecretFrom};
use super::table::{Item, Table};
use crate::catalogue::nearest;
use crate::source::{Source, Span};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use toml::de::DeValue;

/// A profile.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// The system that scripts without `use` run on.
    pub system: String,
    /// What it connects to.
    pub target: Target,
    /// The agent whose session scripts use that open none.
    pub agent: Option<Agent>,
    /// How long things may take; what is not said is at its usual.
    pub timeouts: Timeouts,
    /// Certificates to trust beside the machine's, in PEM files.
    pub root_certificates: Vec<PathBuf>,
    /// The zone that `today` and `now` are meant in.
    pub zone: Option<String>,
    /// Inputs that it gives, by name. A name stands once.
    pub inputs: Vec<(String, serde_json::Value)>,
    /// The file it stands in, and the place; the built-in one stands nowhere.
    pub place: Option<(Arc<Source>, Span)>,
}

/// What a profile connects to.
#[derive(Clone, Debug)]
pub enum Target {
    /// The simulator, inside this process.
    Simulator(Simulator),
    /// A real system.
    System {
        /// Where it is.
        address: Address,
        /// Who asks.
        sign_in: Box<SignIn>,
    },
}

/// How the simulator starts.
#[derive(Clone, Debug, Default)]
pub struct Simulator {
    /// The file that says who and what is in it; its usual world without one.
    pub world: Option<PathBuf>,
}

/// Where a system is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// Everything at one address.
    At(String),
    /// An area of the vendor's cloud: `na1`.
    Area(String),
}

/// Who asks.
#[derive(Clone, Debug)]
pub enum SignIn {
    /// `sign-in = "access-key"`
    AccessKey {
        /// The key's id.
        id: Text,
        /// The key's secret.
        secret: SecretFrom,
    },
    /// `sign-in = "password"`: OAuth 2 with a registered client.
    Password {
        /// The client's id.
        client_id: Text,
        /// The client's secret.
        client_secret: SecretFrom,
        /// The access key's id, or a user name.
        user: Text,
        /// The access key's secret, or a password.
        password: SecretFrom,
    },
    /// `sign-in = "token"`: a token from elsewhere, which cannot be renewed.
    Token(SecretFrom),
}

/// A text that may stand in the file, or come from where secrets come from.
#[derive(Clone, Debug)]
pub enum Text {
    /// It stands in the file.
    Here(String),
    /// It comes from elsewhere.
    From(SecretFrom),
}

/// The agent whose session a profile brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// The agent's id.
    pub id: String,
    /// Where to start a session: a station's id …
    pub station: Option<String>,
    /// … or a phone number.
    pub phone: Option<String>,
}

/// How long things may take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeouts {
    /// To reach the system.
    pub connect: Option<Duration>,
    /// From a request to the end of its answer.
    pub request: Option<Duration>,
    /// How long the system may hold an event request open.
    pub poll: Option<Duration>,
}

/// Everything that a profile may say.
const KEYS: [&str; 19] = [
    "system",
    "area",
    "address",
    "sign-in",
    "access-key-id",
    "access-key-secret",
    "client-id",
    "client-secret",
    "user",
    "password",
    "token",
    "agent",
    "inputs",
    "timeouts",
    "root-certificate",
    "zone",
    "simulator",
    "world",
    "faults",
];
const SIGN_INS: [&str; 3] = ["access-key", "password", "token"];

impl Profile {
    /// The built-in profile: the simulator with its usual world, and agent 7 signed in.
    pub fn simulator() -> Self {
        Self {
            name: super::SIMULATOR.into(),
            system: "cxone".into(),
            target: Target::Simulator(Simulator::default()),
            agent: Some(Agent {
                id: "7".into(),
                station: None,
                phone: None,
            }),
            timeouts: Timeouts::default(),
            root_certificates: Vec::new(),
            zone: None,
            inputs: vec![("AgentId".into(), 7.into())],
            place: None,
        }
    }

    /// Something that is wrong with it, with its place in the file.
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        let problem = Problem::new(message);
        match &self.place {
            Some((source, span)) => problem.at(source, *span, "in this profile"),
            None => problem,
        }
    }

    /// What a check has to know of it.
    pub fn for_check(&self) -> crate::check::Profile {
        let brings: &[&str] = match self.agent {
            Some(_) => &["SecurityUser", "SessionId"],
            None => &[],
        };
        crate::check::Profile {
            system: self.system.as_str().into(),
            provided: brings.iter().map(|name| (*name).into()).collect(),
            inputs: self
                .inputs
                .iter()
                .map(|(name, _)| name.as_str().into())
                .collect(),
        }
    }

    pub(super) fn read(
        name: String,
        place: Span,
        table: &Table<'_, '_>,
        folder: &Path,
    ) -> Result<Self, Problem> {
        table.only(&KEYS)?;
        let system = table.text("system")?.unwrap_or_else(|| "cxone".into());
        let simulated = table
            .yes_no("simulator")?
            .unwrap_or(name == super::SIMULATOR);
        let target = match simulated {
            true => simulator(table, folder)?,
            false => real(table, &name, place)?,
        };
        let usual = match simulated {
            true => Self::simulator(),
            false => Self::bare(target.clone()),
        };
        let root = table.text("root-certificate")?;
        Ok(Self {
            name,
            system,
            target,
            agent: agent(table)?.or(usual.agent),
            timeouts: timeouts(table)?,
            root_certificates: root.into_iter().map(|file| folder.join(file)).collect(),
            zone: zone(table)?,
            inputs: overlaid(usual.inputs, inputs(table)?),
            place: Some((table.source.clone(), place)),
        })
    }

    fn bare(target: Target) -> Self {
        Self {
            target,
            agent: None,
            inputs: Vec::new(),
            ..Self::simulator()
        }
    }
}

fn overlaid(
    mut usual: Vec<(String, serde_json::Value)>,
    own: Vec<(String, serde_json::Value)>,
) -> Vec<(String, serde_json::Value)> {
    usual.retain(|(name, _)| !own.iter().any(|(given, _)| given == name));
    usual.extend(own);
    usual
}

fn simulator(table: &Table<'_, '_>, folder: &Path) -> Result<Target, Problem> {
    let world = table.text("world")?.map(|file| folder.join(file));
    Ok(Target::Simulator(Simulator { world }))
}

fn real(table: &Table<'_, '_>, name: &str, place: Span) -> Result<Target, Problem> {
    let missing = |what: &str, help: &str| {
        Problem::new(format!("the profile `{name}` does not say {what}"))
            .at(table.source, place, "")
            .help(help)
    };
    let address = match (table.text("address")?, table.text("area")?) {
        (Some(address), None) => Address::At(checked_address(table, address)?),
        (None, Some(area)) => Address::Area(area),
        (Some(_), Some(_)) => {
            return Err(missing("one place", "write `address` or `area`, not both"));
        }
        (None, None) => {
            let help = "add `area = \"na1\"` (or eu1, au1 …), `address = \"https://…\"`, or \
                        `simulator = true`";
            return Err(missing("where the system is", help));
        }
    };
    let Some(method) = table.text("sign-in")? else {
        let help = "add `sign-in = \"access-key\"` with `access-key-id` and `access-key-secret`";
        return Err(missing("how to sign in", help));
    };
    let sign_in = Box::new(sign_in(table, &method, &missing)?);
    Ok(Target::System { address, sign_in })
}

fn checked_address(table: &Table<'_, '_>, address: String) -> Result<String, Problem> {
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let plain = address.starts_with("http://") && !local.iter().any(|a| address.starts_with(a));
    let wrong = match (address.starts_with("https://"), plain) {
        (false, true) => "this address is not encrypted: everyone on the way could read the key",
        (false, false) if !address.starts_with("http://") => "an address begins with `https://`",
        _ => return Ok(address.trim_end_matches('/').to_owned()),
    };
    match table.get("address") {
        Some(item) => Err(table.wrong(item, wrong).help("write `https://…`")),
        None => Ok(address),
    }
}

fn sign_in(
    table: &Table<'_, '_>,
    method: &str,
    missing: &dyn Fn(&str, &str) -> Problem,
) -> Result<SignIn, Problem> {
    let lacks = |key: &str| {
        let help = format!("`sign-in = \"{method}\"` needs `{key} = {{ env = \"…\" }}`");
        missing(&format!("`{key}`"), &help)
    };
    let secret = |key| secret::read(table, key)?.ok_or_else(|| lacks(key));
    let text = |key| text(table, key)?.ok_or_else(|| lacks(key));
    match method {
        "access-key" => Ok(SignIn::AccessKey {
            id: text("access-key-id")?,
            secret: secret("access-key-secret")?,
        }),
        "password" => Ok(SignIn::Password {
            client_id: text("client-id")?,
            client_secret: secret("client-secret")?,
            user: text("user")?,
            password: secret("password")?,
        }),
        "token" => Ok(SignIn::Token(secret("token")?)),
        other => Err(unknown_sign_in(table, other)),
    }
}

fn unknown_sign_in(table: &Table<'_, '_>, other: &str) -> Problem {
    let problem = Problem::new(format!("`{other}` is no way to sign in"));
    let problem = match table.get("sign-in") {
        Some(item) => table.wrong(item, &problem.message),
        None => problem,
    };
    match nearest(other, SIGN_INS) {
        Some(near) => problem.help(format!("did you mean \"{near}\"?")),
        None => problem.help(format!("write one of {}", SIGN_INS.join(", "))),
    }
}

fn text(table: &Table<'_, '_>, key: &'static str) -> Result<Option<Text>, Problem> {
    match table.get(key).map(|item| item.get_ref()) {
        Some(DeValue::Table(_)) => Ok(secret::read(table, key)?.map(Text::From)),
        Some(_) => Ok(table.id(key)?.map(Text::Here)),
        None => Ok(None),
    }
}

fn agent(table: &Table<'_, '_>) -> Result<Option<Agent>, Problem> {
    let Some(item) = table.get("agent") else {
        return Ok(None);
    };
    if !item.get_ref().is_table() {
        let id = table.id("agent")?.unwrap_or_default();
        return Ok(Some(Agent {
            id,
            station: None,
            phone: None,
        }));
    }
    let Some(inner) = table.table("agent")? else {
        return Ok(None);
    };
    let agent = Agent {
        id: inner
            .id("id")?
            .ok_or_else(|| table.wrong(item, "`agent` needs an `id`"))?,
        station: inner.id("station")?,
        phone: inner.text("phone")?,
    };
    inner.nothing_else()?;
    Ok(Some(agent))
}

fn timeouts(table: &Table<'_, '_>) -> Result<Timeouts, Problem> {
    let Some(inner) = table.table("timeouts")? else {
        return Ok(Timeouts::default());
    };
    let timeouts = Timeouts {
        connect: inner.duration("connect")?,
        request: inner.duration("request")?,
        poll: inner.duration("poll")?,
    };
    inner.nothing_else()?;
    Ok(timeouts)
}

fn zone(table: &Table<'_, '_>) -> Result<Option<String>, Problem> {
    let Some(zone) = table.text("zone")? else {
        return Ok(None);
    };
    match (jiff::tz::TimeZone::get(&zone), table.get("zone")) {
        (Err(_), Some(item)) => Err(table
            .wrong(item, &format!("there is no time zone `{zone}`"))
            .help("write one like \"Europe/Rome\" or \"America/New_York\"")),
        _ => Ok(Some(zone)),
    }
}

fn inputs(table: &Table<'_, '_>) -> Result<Vec<(String, serde_json::Value)>, Problem> {
    let Some(inner) = table.table("inputs")? else {
        return Ok(Vec::new());
    };
    Ok(inner
        .entries()
        .map(|(name, _, item)| (name, to_json(item)))
        .collect())
}

fn to_json(item: Item<'_, '_>) -> serde_json::Value {
    match item.get_ref() {
        DeValue::String(text) => text.to_string().into(),
        DeValue::Boolean(yes) => (*yes).into(),
        DeValue::Integer(number) => number_json(&number.to_string()),
        DeValue::Float(number) => number_json(&number.to_string()),
        DeValue::Datetime(time) => time.to_string().into(),
        DeValue::Array(items) => items.iter().map(to_json).collect(),
        DeValue::Table(fields) => fields
            .iter()
            .map(|(name, item)| (name.get_ref().to_string(), to_json(item)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

fn number_json(text: &str) -> serde_json::Value {
    text.parse::<serde_json::Number>()
        .map_or_else(|_| text.into(), serde_json::Value::Number)
}
