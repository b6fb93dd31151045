//! Who is at the desk, and in whose names things may be done, as a profile says it.

use super::super::choice::unknown;
use crate::settings::{Problem, SecretFrom, Secrets, Table, Text, read_secret};
use crate::systems::cxone::{ActsFor, Beside, Events, SignIn};
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::de::DeValue;

const BESIDE: [&str; 3] = ["desktop", "supervisor", "alone"];
const EVENTS: [&str; 2] = ["own", "shared"];

/// Who is at the desk, and in whose names things may be done; secrets have not been fetched yet.
#[derive(Debug)]
pub struct Desk {
    pub beside: Beside,
    pub events: Events,
    pub acts_for: ActsFor,
    keys: Vec<(Arc<str>, Text, SecretFrom)>,
}

impl Desk {
    pub fn read(table: &Table<'_, '_>) -> Result<Self, Problem> {
        Ok(Self {
            beside: beside(table)?,
            events: events(table)?,
            acts_for: acts_for(table)?,
            keys: keys(table)?,
        })
    }

    /// Fetches the other agents' credentials.
    pub fn keys(&self, secrets: &Secrets<'_>) -> Result<BTreeMap<Arc<str>, SignIn>, Problem> {
        let fetched = self.keys.iter().map(|(agent, id, secret)| {
            let id = match id {
                Text::Here(id) => id.clone(),
                Text::From(from) => secrets.fetch(from)?.reveal().to_owned(),
            };
            let secret = secrets.fetch(secret)?;
            Ok((agent.clone(), SignIn::AccessKey { id, secret }))
        });
        fetched.collect()
    }
}

fn beside(table: &Table<'_, '_>) -> Result<Beside, Problem> {
    match table.text("beside")?.as_deref() {
        None | Some("desktop") => Ok(Beside::Desktop),
        Some("supervisor") => Ok(Beside::Supervisor),
        Some("alone") => Ok(Beside::Alone),
        Some(other) => {
            let message = format!("unknown mode `{other}`");
            Err(unknown(table, "beside", &message, &BESIDE))
        }
    }
}

fn events(table: &Table<'_, '_>) -> Result<Events, Problem> {
    match table.text("events")?.as_deref() {
        None | Some("own") => Ok(Events::Own),
        Some("shared") => Ok(Events::Shared),
        Some(other) => {
            let message = format!("unknown value `{other}` for `events`");
            Err(unknown(table, "events", &message, &EVENTS))
        }
    }
}

/// `acts-for = "everybody"`, or the numbers of agents.
fn acts_for(table: &Table<'_, '_>) -> Result<ActsFor, Problem> {
    let Some(item) = table.get("acts-for") else {
        return Ok(ActsFor::Nobody);
    };
    let form = "`acts-for` must be \"everybody\" or a list of agent IDs: `[8, 9]`";
    let wrong = || table.wrong(item, form);
    match item.get_ref() {
        DeValue::String(text) if text.as_ref() == "everybody" => Ok(ActsFor::Everybody),
        DeValue::Array(agents) => {
            let agents = agents.iter().map(|agent| match agent.get_ref() {
                DeValue::Integer(number) => Some(Arc::from(number.to_string())),
                DeValue::String(text) if is_number(text) => Some(Arc::from(text.as_ref())),
                _ => None,
            });
            let agents: Option<Vec<_>> = agents.collect();
            agents.map(ActsFor::These).ok_or_else(wrong)
        }
        _ => Err(wrong()),
    }
}

/// `[profile.x.keys.8]` with the access key of agent 8.
fn keys(table: &Table<'_, '_>) -> Result<Vec<(Arc<str>, Text, SecretFrom)>, Problem> {
    let Some(all) = table.table("keys")? else {
        return Ok(Vec::new());
    };
    let keys = all.entries().map(|(agent, span, item)| {
        let form = "each entry of `keys` is an agent ID, with that agent's `access-key-id` and \
                    `access-key-secret`";
        let DeValue::Table(inner) = item.get_ref() else {
            return Err(table.wrong(item, form));
        };
        if !is_number(&agent) {
            let problem = Problem::new(format!("`{agent}` is not an agent ID"));
            return Err(problem.at(table.source, span, "").help(form));
        }
        let key = Table::new(table.source, item.span(), inner);
        let id = Text::read(&key, "access-key-id")?;
        let secret = read_secret(&key, "access-key-secret")?;
        key.nothing_else()?;
        match (id, secret) {
            (Some(id), Some(secret)) => Ok((Arc::from(agent), id, secret)),
            _ => Err(table.wrong(item, form)),
        }
    });
    keys.collect()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
