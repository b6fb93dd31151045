//! Reading a profile out of its table.

use super::cxone::read as cxone;
use super::easycim;
use super::finesse;
use super::problem::Problem;
use super::profile::{Agent, Given, Profile, Simulator, Target, Timeouts};
use super::secret;
use super::table::{Item, Table};
use super::tenant;
use crate::catalogue::nearest;
use crate::source::Span;
use std::path::Path;
use toml::de::DeValue;

/// What a profile may say whatever its system is.
const KEYS: [&str; 10] = [
    "platform",
    "lists",
    "system",
    "agent",
    "inputs",
    "timeouts",
    "root-certificate",
    "zone",
    "simulator",
    "world",
];

/// How the profiles of a system are read.
struct Reader {
    system: &'static str,
    /// What they may say beside what all may.
    keys: &'static [&'static str],
    /// Reads where the system is and who asks, where it is no simulator.
    target: fn(&Table<'_, '_>, name: &str, place: Span) -> Result<Target, Problem>,
}

const READERS: [Reader; 3] = [
    Reader {
        system: "cxone",
        keys: &cxone::KEYS,
        target: cxone::target,
    },
    Reader {
        system: "easycim",
        keys: &easycim::KEYS,
        target: easycim::target,
    },
    Reader {
        system: "finesse",
        keys: &finesse::KEYS,
        target: finesse::target,
    },
];

impl Profile {
    pub(super) fn read(
        name: String,
        place: Span,
        table: &Table<'_, '_>,
        folder: &Path,
    ) -> Result<Self, Problem> {
        let system = table.text("system")?.unwrap_or_else(|| "cxone".into());
        let reader = reader(table, &system)?;
        table.only(&[&KEYS, reader.keys].concat())?;
        let simulated = table
            .yes_no("simulator")?
            .unwrap_or(name == super::SIMULATOR);
        let target = match simulated {
            true => simulator(table, &system, folder)?,
            false => (reader.target)(table, &name, place)?,
        };
        let usual = match simulated {
            true => Self::simulator_of(&system),
            false => Self::bare(target.clone()),
        };
        let root = table.text("root-certificate")?;
        let agent = finesse::agent(table, &target, agent(table)?)?;
        let platform = tenant::platform(table, &system)?;
        let extensions = match &*system {
            "finesse" => finesse::extensions(table)?,
            _ => Vec::new(),
        };
        let profile = Self {
            name,
            system,
            target,
            agent: agent.or(usual.agent),
            timeouts: timeouts(table)?,
            root_certificates: root.into_iter().map(|file| folder.join(file)).collect(),
            zone: zone(table)?,
            platform,
            extensions,
            lists: tenant::lists(table)?,
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

fn reader(table: &Table<'_, '_>, system: &str) -> Result<&'static Reader, Problem> {
    if let Some(reader) = READERS.iter().find(|reader| reader.system == system) {
        return Ok(reader);
    }
    let wrong = format!("there is no system `{system}` to connect to");
    let problem = match table.get("system") {
        Some(item) => table.wrong(item, &wrong),
        None => Problem::new(wrong),
    };
    let names = READERS.iter().map(|reader| reader.system);
    Err(problem.help(match nearest(system, names.clone()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("write one of {}", names.collect::<Vec<_>>().join(", ")),
    }))
}

fn overlaid(mut usual: Vec<(String, Given)>, own: Vec<(String, Given)>) -> Vec<(String, Given)> {
    usual.retain(|(name, _)| !own.iter().any(|(given, _)| given == name));
    usual.extend(own);
    usual
}

fn simulator(table: &Table<'_, '_>, system: &str, folder: &Path) -> Result<Target, Problem> {
    let world = table.text("world")?.map(|file| folder.join(file));
    let browser = match system {
        "easycim" => easycim::browser(table)?,
        _ => None,
    };
    Ok(Target::Simulator(Simulator { world, browser }))
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
        confirm: inner.duration("confirm")?,
        settle: inner.duration("settle")?,
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
