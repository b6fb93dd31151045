//! Reading a profile out of its table.

use super::profile::{Profile, Target};
use super::simulated::{FileText, Simulated};
use super::tenant;
use crate::nearest::nearest;
use crate::settings::{
    Agent, Common, Given, Item, Problem, RootCertificate, Table, Timeouts, is_place, secret_at,
};
use crate::source::Span;
use crate::system::{Kit, Kits, ProfileReader, ProfileTable};
use std::path::Path;
use std::sync::Arc;
use toml::de::DeValue;

/// What a profile may say whatever its system is.
pub(super) const KEYS: [&str; 14] = [
    "engine",
    "engine-admin",
    "use-at-most",
    "takes-effect-within",
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

/// What profiles are read with.
pub(super) struct Reading<'a> {
    pub kits: &'a Kits,
    /// Files that a profile names are looked for here.
    pub folder: &'a Path,
    /// The whole file.
    pub text: &'a Arc<str>,
}

impl Reading<'_> {
    pub fn profile(
        &self,
        name: String,
        place: Span,
        table: &Table<'_, '_>,
    ) -> Result<Profile, Problem> {
        let (kit, reader) = self.kit(table)?;
        table.only(&[&KEYS, reader.keys].concat())?;
        let simulated = table
            .yes_no("simulator")?
            .unwrap_or(name == super::SIMULATOR);
        let mut common = self.common(kit, reader, table)?;
        common.place = Some((table.source.clone(), place));
        common.name = name;
        let target = match simulated {
            true => {
                (reader.beside_simulator)(table)?;
                let usual = Profile::simulator_of(kit.name).common;
                common.agent = common.agent.or(usual.agent);
                common.inputs = overlaid(usual.inputs, common.inputs);
                Target::Simulator(Simulated {
                    world: table.text("world")?.map(|file| self.folder.join(file)),
                    file: FileText(self.text.clone()),
                })
            }
            false => Target::Real((reader.read)(&ProfileTable {
                table,
                common: &common,
                simulated: false,
            })?),
        };
        if let Target::Real(connector) = &target {
            common.agent = connector.agent().or(common.agent);
        }
        table.nothing_else()?;
        Ok(Profile { common, target })
    }

    fn common(
        &self,
        kit: &Kit,
        reader: &ProfileReader,
        table: &Table<'_, '_>,
    ) -> Result<Common, Problem> {
        Ok(Common {
            system: kit.name.to_owned(),
            agent: agent(table)?,
            platform: tenant::platform(table, kit)?,
            timeouts: timeouts(table, reader)?,
            root_certificate: root_certificate(table, self.folder)?,
            use_at_most: table.text("use-at-most")?,
            engine: table.text("engine")?,
            engine_admin: table.text("engine-admin")?,
            takes_effect_within: table.duration("takes-effect-within")?,
            zone: zone(table)?,
            lists: tenant::lists(table)?,
            inputs: inputs(table)?,
            ..Common::default()
        })
    }

    /// The system of a profile, the first where it names none.
    fn kit(&self, table: &Table<'_, '_>) -> Result<(&Kit, &ProfileReader), Problem> {
        let said = table.text("system")?;
        let kit = match &said {
            Some(system) => self.kits.get(system),
            None => self.kits.first(),
        };
        if let Some((kit, reader)) = kit.and_then(|kit| Some((kit, kit.profile.as_ref()?))) {
            return Ok((kit, reader));
        }
        let system = said.unwrap_or_default();
        let wrong = format!("unknown system `{system}`");
        let problem = match table.get("system") {
            Some(item) => table.wrong(item, &wrong),
            None => Problem::new(wrong),
        };
        let able = self.kits.iter().filter(|kit| kit.profile.is_some());
        let names: Vec<_> = able.map(|kit| kit.name).collect();
        Err(problem.help(match nearest(&system, names.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("use one of {}", names.join(", ")),
        }))
    }
}

fn overlaid(mut usual: Vec<(String, Given)>, own: Vec<(String, Given)>) -> Vec<(String, Given)> {
    usual.retain(|(name, _)| !own.iter().any(|(given, _)| given == name));
    usual.extend(own);
    usual
}

/// `root-certificate = "company.pem"`, or the certificate itself.
pub(super) fn root_certificate(
    table: &Table<'_, '_>,
    folder: &Path,
) -> Result<Option<RootCertificate>, Problem> {
    let said = table.text("root-certificate")?;
    Ok(said.map(|text| match text.contains("-----BEGIN") {
        true => RootCertificate::Pem(text),
        false => RootCertificate::File(folder.join(text)),
    }))
}

fn agent(table: &Table<'_, '_>) -> Result<Option<Agent>, Problem> {
    let Some(item) = table.get("agent") else {
        return Ok(None);
    };
    if !item.get_ref().is_table() {
        return Ok(table.id("agent")?.map(Agent::of));
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

fn timeouts(table: &Table<'_, '_>, reader: &ProfileReader) -> Result<Timeouts, Problem> {
    let Some(inner) = table.table("timeouts")? else {
        return Ok(Timeouts::default());
    };
    let timeouts = Timeouts::read(&inner, reader.timeouts)?;
    inner.nothing_else()?;
    Ok(timeouts)
}

fn zone(table: &Table<'_, '_>) -> Result<Option<String>, Problem> {
    let Some(zone) = table.text("zone")? else {
        return Ok(None);
    };
    match (jiff::tz::TimeZone::get(&zone), table.get("zone")) {
        (Err(_), Some(item)) => Err(table
            .wrong(item, &format!("unknown time zone `{zone}`"))
            .help("use an IANA name, such as \"Europe/Rome\" or \"America/New_York\"")),
        _ => Ok(Some(zone)),
    }
}

fn inputs(table: &Table<'_, '_>) -> Result<Vec<(String, Given)>, Problem> {
    let Some(inner) = table.table("inputs")? else {
        return Ok(Vec::new());
    };
    let one = |name: String, item| match is_place(item) {
        true => Ok((name.clone(), Given::From(secret_at(&inner, &name, item)?))),
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
