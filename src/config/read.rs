//! Reading a profile out of its table.

use super::problem::Problem;
use super::profile::{Address, Agent, Given, Profile, SignIn, Simulator, Target, Text, Timeouts};
use super::secret;
use super::table::{Item, Table};
use crate::catalogue::nearest;
use crate::source::Span;
use std::path::Path;
use toml::de::DeValue;

/// Everything that a profile may say.
const KEYS: [&str; 18] = [
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
];
const SIGN_INS: [&str; 3] = ["access-key", "password", "token"];

impl Profile {
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
        let profile = Self {
            name,
            system,
            target,
            agent: agent(table)?.or(usual.agent),
            timeouts: timeouts(table)?,
            root_certificates: root.into_iter().map(|file| folder.join(file)).collect(),
            zone: zone(table)?,
            inputs: overlaid(usual.inputs, inputs(table)?),
            place: Some((table.source.clone(), place)),
        };
        table.nothing_else()?;
        Ok(profile)
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

fn overlaid(mut usual: Vec<(String, Given)>, own: Vec<(String, Given)>) -> Vec<(String, Given)> {
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

fn inputs(table: &Table<'_, '_>) -> Result<Vec<(String, Given)>, Problem> {
    let Some(inner) = table.table("inputs")? else {
        return Ok(Vec::new());
    };
    let one = |name: String, item| match secret::is_place(item) {
        true => Ok((name.clone(), Given::From(secret::at(&inner, &name, item)?))),
        false => Ok((name, Given::Here(to_json(item)))),
    };
    inner
        .entries()
        .map(|(name, _, item)| one(name, item))
        .collect()
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
