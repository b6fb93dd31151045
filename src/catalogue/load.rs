//! Reads an `actions.toml`, and says everything that is wrong with it.

mod action;
mod findings;
mod open;
mod param;
mod read_back;
mod state;
mod thing;
mod undo;

pub use findings::{LoadError, Wrong};

use super::table::{FamilyTable, SystemTable};
use super::{Foreign, SystemEntry};
use findings::Findings;
use serde::de::DeserializeOwned;

impl SystemEntry {
    /// Reads a system's catalogue: the text of its `actions.toml`. `Err` says everything that is
    /// wrong with it, by the action's phrase.
    ///
    /// ```
    /// use contactflow::catalogue::SystemEntry;
    ///
    /// let desk = SystemEntry::from_toml(r#"
    /// name = "desk"                  # as in `use desk`: lower-case letters
    /// title = "The help desk"
    /// about = "Tickets of the help desk."
    ///
    /// [[actions]]
    /// phrase = "open ticket for <ContactId>"
    /// about = "Opens a ticket for a contact."
    /// vendor = ["createTicket"]      # leads who writes that to the phrase
    /// params.ContactId = { type = "contact id", about = "The contact." }
    /// params.Priority = { values = ["Low", "High"], default = "Low", about = "How urgent it is." }
    /// params.Notes = { type = "text", mark = "personal", about = "What it is about." }
    /// outputs.TicketId = { type = "text", about = "The ticket's number." }
    /// outcomes.InvalidContactId = { when = "There is no such contact." }
    /// outcomes.Busy = { when = "The desk is closed for a moment.", transient = true }
    /// repeatable = false             # `reads`, `repeatable`, `irreversible`: false if left out
    /// example = """
    /// open ticket for <ContactId>
    ///     on Busy -> retry
    /// """
    /// "#)?;
    /// let open = desk.action("open ticket for").expect("it is there");
    /// assert_eq!(open.phrase_text(), "open ticket for <ContactId>");
    /// assert!(open.outcome("Unknown").is_some()); // the transport's are always there
    /// # Ok::<(), contactflow::catalogue::LoadError>(())
    /// ```
    ///
    /// A parameter with `provided = "SessionId"` takes the latest output of that name which an
    /// action `provides`; one with `list = "skills"` takes what the profile's list of that name
    /// holds. What the checker knows of ways through a script comes from these, all of them optional:
    ///
    /// - `state = { of = "ContactId", thing = "contact", before = ["Active"], after = "Held" }`: where
    ///   platforms differ, `before = { CCE = ["Active"], CCX = ["Active", "Held"] }`;
    /// - `opens = { what = "held contact", of = "ContactId", close = "resume it or end it" }`, and on
    ///   other actions `closes = ["held contact"]`: what a script must not leave open. With
    ///   `stays = true` it may, unless the script closes one somewhere;
    /// - `promises = "callback"`: who was promised one is not let go before that has succeeded;
    /// - `exclusive = "device"` (one request at a time for an agent's device or session) or `"method"`
    ///   (two of the same action cannot be told apart): not in items that run at once;
    /// - `result = "none"`: the system says nothing of how it went;
    /// - `undo = { action = "resume contact", with = { ContactId = "ContactId" } }`, or `"none"`: what takes
    ///   it back, for `flow undo`. `before = { State = "State" }` takes what the thing showed before;
    /// - `check = ["find ticket"]`: the actions that show, after `Unknown`, whether it happened; `[]` where none
    ///   does, with `check-in = "the help desk's screen"` if people find it there. A family's file may
    ///   have both for all of its actions;
    /// - `look = { action = "find ticket", with = { TicketId = "id" }, output = "Ticket", id = "TicketId",
    ///   state = "State" }`, of a thing: how its state is seen, for plans;
    /// - `platforms = ["CCE"]`, of an action or of a parameter: who offers it.
    ///
    /// `request` may hold anything: it is handed to the system's connection.
    pub fn from_toml(text: &str) -> Result<Self, LoadError> {
        Self::from_tables(text, &[])
    }

    /// Reads a catalogue that is split by family: the system's own file, then the families'.
    /// A family's file has a `family` and its `actions`.
    pub fn from_tables(system: &str, families: &[&str]) -> Result<Self, LoadError> {
        let mut table: SystemTable = toml(system, "actions.toml")?;
        for text in families {
            let family = toml(text, &table.name)?;
            add(&mut table, family);
        }
        build(table)
    }

    /// The same, of the tables that the build script has turned into JSON: those of this crate's own
    /// systems, which every start reads.
    pub(crate) fn from_baked(system: &str, families: &[&str]) -> Result<Self, LoadError> {
        let mut table: SystemTable = json(system, "actions.toml")?;
        for text in families {
            let family = json(text, &table.name)?;
            add(&mut table, family);
        }
        build(table)
    }
}

fn add(table: &mut SystemTable, family: FamilyTable) {
    let FamilyTable {
        family,
        check,
        check_in,
        mut actions,
    } = family;
    for action in &mut actions {
        action.family.get_or_insert_with(|| family.clone());
        if action.check.is_none() && !action.reads {
            action.check.clone_from(&check);
            if action.check_in.is_none() {
                action.check_in.clone_from(&check_in);
            }
        }
    }
    table.actions.append(&mut actions);
}

fn json<T: DeserializeOwned>(text: &str, system: &str) -> Result<T, LoadError> {
    serde_json::from_str(text).map_err(|error| LoadError {
        system: system.to_owned(),
        wrong: vec![Wrong {
            table: "the file".to_owned(),
            what: error.to_string(),
        }],
    })
}

/// Reads a text; where it cannot be, names the line, and the action whose table is wrong.
fn toml<T: DeserializeOwned>(text: &str, system: &str) -> Result<T, LoadError> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        LoadError {
            system: system.to_owned(),
            wrong: vec![Wrong {
                table: table_at(text, at),
                what: format!("line {line}: {}", error.message()),
            }],
        }
    })
}

/// The phrase of the action whose table holds a place in the text.
fn table_at(text: &str, at: usize) -> String {
    let header = "[[actions]]";
    let before = text.get(..at).unwrap_or_default();
    let begin = before.rfind(header).unwrap_or(0);
    let table = &text[begin..];
    let end = table[1.min(table.len())..]
        .find(header)
        .map_or(table.len(), |end| end + 1);
    let phrase = table[..end]
        .lines()
        .find_map(|line| line.strip_prefix("phrase"))
        .filter(|_| table.starts_with(header));
    match phrase {
        Some(phrase) => phrase.trim_start_matches([' ', '=']).trim().to_owned(),
        None => "the file".to_owned(),
    }
}

fn build(table: SystemTable) -> Result<SystemEntry, LoadError> {
    let mut findings = Findings::default();
    if table.name.is_empty() || !table.name.chars().all(|c| c.is_ascii_lowercase()) {
        findings.add(
            "the file",
            "`name` must be in lower-case letters: flows write it after `use`",
        );
    }
    let things = thing::all(&table, &mut findings);
    let actions = action::all(&table, &things, &mut findings);
    let foreign = foreign(&table, &mut findings);
    if findings.0.is_empty() {
        let platforms = state::platforms(&table);
        let SystemTable {
            name, title, about, ..
        } = table;
        let system = SystemEntry::new(name, title, about, actions, things, foreign);
        return Ok(system.on_platforms(platforms));
    }
    Err(LoadError {
        system: table.name,
        wrong: findings.0,
    })
}

fn foreign(table: &SystemTable, findings: &mut Findings) -> Vec<Foreign> {
    let mut known = Vec::new();
    for foreign in &table.foreign {
        for name in &foreign.names {
            if foreign.help.is_empty() {
                findings.add(
                    format!("`{name}`"),
                    "`help` must name what to write instead",
                );
            }
            known.push(Foreign {
                name: name.as_str().into(),
                help: foreign.help.as_str().into(),
            });
        }
    }
    known
}

#[cfg(test)]
mod tests;
