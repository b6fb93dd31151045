//! Entries, made where records are kept.

use super::super::keys::KeyFile;
use super::entry::{Entry, Thing};
use super::verify::Anchor;
use crate::journal::{About, Actor, Job, KeptScript, Started};
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Completion, EffectId};
use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is in an entry.
type Fields = BTreeMap<String, Json>;

/// What is said in every entry of a run.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Facts(BTreeMap<String, Json>);

impl Facts {
    /// Those of a run that is no item of a job.
    pub fn of_run(started: &Started) -> Option<Self> {
        let kept = started.kept.as_ref()?;
        Some(Self::new(kept, started.actor.as_ref()))
    }

    /// Those of all items of a job.
    pub fn of_job(job: &Job) -> Self {
        Self::new(&job.script, job.actor.as_ref())
    }

    fn new(script: &KeptScript, actor: Option<&Actor>) -> Self {
        let text = digest(&SHA256, script.text.as_bytes());
        let mut facts = BTreeMap::from([
            ("flow".to_owned(), Json::from(&*script.name)),
            (
                "flow-sha256".to_owned(),
                super::entry::hex(text.as_ref()).into(),
            ),
        ]);
        if let Some(actor) = actor {
            facts.insert("by".into(), (*actor.by).into());
            let profiles: Vec<&str> = actor.profiles.iter().map(|name| &**name).collect();
            facts.insert("profiles".into(), profiles.into());
            let mut some = |name: &str, value: &Option<Arc<str>>| {
                if let Some(value) = value {
                    facts.insert(name.into(), (**value).into());
                }
            };
            some("principal", &actor.principal);
            some("plan", &actor.plan);
            some("undoes", &actor.undoes);
        }
        Self(facts)
    }

    /// As the journal keeps them beside the run.
    pub fn text(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }
}

/// The facts of a run, or of its job.
fn facts_of(change: &Connection, run: &str) -> rusqlite::Result<BTreeMap<String, Json>> {
    let found = change
        .prepare_cached(
            "SELECT coalesce(own.facts, job.facts), own.job, own.item FROM run AS own
             LEFT JOIN run AS job ON job.name = own.job WHERE own.name = ?1",
        )?
        .query_row([run], |row| {
            let facts: Option<String> = row.get(0)?;
            Ok((
                facts,
                row.get::<_, Option<String>>(1)?,
                row.get::<_, Option<i64>>(2)?,
            ))
        })
        .optional()?;
    let Some((facts, job, item)) = found else {
        return Ok(BTreeMap::new());
    };
    let facts = facts.and_then(|text| serde_json::from_str(&text).ok());
    let mut facts: BTreeMap<String, Json> = facts.unwrap_or_default();
    if let Some((job, row)) = job.zip(item) {
        facts.insert("job".into(), job.into());
        facts.insert("row".into(), row.into());
    }
    Ok(facts)
}

/// A write of which something is to be said.
struct Write {
    /// As `flow runs settle` names it.
    number: EffectId,
    effect: String,
    action: String,
    thing: Option<String>,
    before: Option<String>,
    after: Option<String>,
    told: bool,
}

/// Makes entries, in the transactions in which records are kept.
pub struct Notes {
    keys: KeyFile,
    /// Which key names the things in them.
    mark: String,
}

impl Notes {
    pub fn new(keys: KeyFile) -> Self {
        let mark = keys.mark();
        Self { keys, mark }
    }

    /// A write is about to be sent.
    pub fn asked(
        &self,
        change: &Transaction<'_>,
        (run, effect): (&str, EffectId),
        (name, action): (&str, Option<&str>),
        about: &About,
    ) -> rusqlite::Result<()> {
        let thing = about.thing.as_ref();
        let thing = thing.map(|(kind, id)| Thing::of(&self.keys, kind, &id.said()));
        let before: Vec<String> = about
            .before
            .values()
            .map(|value| value.said().to_string())
            .collect();
        change
            .prepare_cached(
                "INSERT OR REPLACE INTO doubt (run, effect, name, action, thing, before, after, told)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)",
            )?
            .execute(params![
                run,
                whole(effect),
                name,
                action,
                thing.as_ref().map(Thing::text),
                (!before.is_empty()).then(|| before.join(", ")),
                about.after.as_deref(),
            ])
            .map(drop)
    }

    /// Whether it is known which write that is.
    pub fn knows(
        &self,
        change: &Transaction<'_>,
        (run, effect): (&str, EffectId),
    ) -> rusqlite::Result<bool> {
        find(change, run, effect).map(|found| found.is_some())
    }

    /// Something is known of a write, or that nothing is.
    pub fn told(
        &self,
        change: &Transaction<'_>,
        (run, effect): (&str, EffectId),
        completion: &Completion,
    ) -> rusqlite::Result<()> {
        let Some(write) = find(change, run, effect)? else {
            return Ok(());
        };
        let (result, answer) = match completion {
            Completion::Answer(answer) => (result(answer), Some(answer)),
            Completion::Lost => ("in-doubt", None),
            Completion::Slept => return Ok(()),
        };
        let mut fields = of_write(&write, result);
        if let Some(answer) = answer {
            fields.insert("outcome".into(), answer.outcome.as_str().into());
            let made = self.made(answer);
            if !made.is_empty() {
                fields.insert("made".into(), made.into());
            }
        }
        self.add(change, run, fields)?;
        mark_told(change, run, effect)
    }

    /// The things that an answer names, such as the callback that was booked: a later write to one of
    /// them is found by it.
    fn made(&self, answer: &Answer) -> Vec<String> {
        let outputs = answer.outputs.iter();
        let made = outputs.filter_map(|(name, value)| {
            let kind = About::kind_of(name).filter(|kind| kind != "session")?;
            let id = value.said();
            (!id.is_empty()).then(|| Thing::of(&self.keys, &kind, &id).text().to_owned())
        });
        made.collect()
    }

    /// A person, or the system itself, has said whether a write happened.
    pub fn settled(
        &self,
        change: &Transaction<'_>,
        (run, effect): (&str, EffectId),
        (happened, by): (bool, &str),
    ) -> rusqlite::Result<()> {
        let Some(write) = find(change, run, effect)? else {
            return Ok(());
        };
        let result = match happened {
            true => "settled-done",
            false => "settled-not-done",
        };
        let mut fields = of_write(&write, result);
        fields.insert("settled-by".into(), by.into());
        self.add(change, run, fields)
    }

    /// A run is over, or forgotten: of what it has sent and was never told of, nothing is known.
    pub fn left(&self, change: &Transaction<'_>, run: &str) -> rusqlite::Result<()> {
        left(change, run, |change, fields| self.add(change, run, fields))
    }

    /// Adds an entry. With another key nothing in it is found by an id: the entry says why.
    fn add(&self, change: &Transaction<'_>, run: &str, mut fields: Fields) -> rusqlite::Result<()> {
        if fields.contains_key("thing") || fields.contains_key("made") {
            fields.insert("key".into(), self.mark.as_str().into());
        }
        add(change, run, fields)
    }
}

/// The same of a run, or of a job with its runs.
pub fn left_of_all(change: &Transaction<'_>, run: &str) -> rusqlite::Result<()> {
    let runs: Vec<String> = {
        let mut list = change.prepare(
            "SELECT DISTINCT run FROM doubt WHERE told = 0
             AND run IN (SELECT name FROM run WHERE name = ?1 OR job = ?1)",
        )?;
        let rows = list.query_map([run], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    runs.iter()
        .try_for_each(|run| left(change, run, |change, fields| add(change, run, fields)))
}

/// What is in doubt of a run, and no entry says so yet.
fn left(
    change: &Transaction<'_>,
    run: &str,
    add: impl Fn(&Transaction<'_>, Fields) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let effects: Vec<i64> = {
        let mut list =
            change.prepare_cached("SELECT effect FROM doubt WHERE run = ?1 AND told = 0")?;
        let rows = list.query_map([run], |row| row.get(0))?;
        rows.collect::<Result<_, _>>()?
    };
    for effect in effects {
        let effect = EffectId::try_from(effect).unwrap_or_default();
        if let Some(write) = find(change, run, effect)? {
            add(change, of_write(&write, "in-doubt"))?;
            mark_told(change, run, effect)?;
        }
    }
    Ok(())
}

/// What came of a write, in a word. A failure is never told as a change.
fn result(answer: &Answer) -> &'static str {
    match () {
        () if answer.withheld => "skipped",
        () if answer.is_success() => "done",
        () if answer.outcome == Outcome::UNKNOWN => "in-doubt",
        () if answer.outcome == Outcome::UNAVAILABLE => "not-sent",
        () => "refused",
    }
}

fn find(change: &Transaction<'_>, run: &str, effect: EffectId) -> rusqlite::Result<Option<Write>> {
    change
        .prepare_cached(
            "SELECT name, action, thing, before, after, told FROM doubt
             WHERE run = ?1 AND effect = ?2",
        )?
        .query_row(params![run, whole(effect)], |row| {
            Ok(Write {
                number: effect,
                effect: row.get(0)?,
                action: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                thing: row.get(2)?,
                before: row.get(3)?,
                after: row.get(4)?,
                told: row.get(5)?,
            })
        })
        .optional()
}

fn mark_told(change: &Transaction<'_>, run: &str, effect: EffectId) -> rusqlite::Result<()> {
    change
        .prepare_cached("UPDATE doubt SET told = 1 WHERE run = ?1 AND effect = ?2")?
        .execute(params![run, whole(effect)])
        .map(drop)
}

fn of_write(write: &Write, result: &str) -> Fields {
    let attempt = write.effect.rsplit('/').next().unwrap_or_default();
    let mut fields = BTreeMap::from([
        ("write".to_owned(), Json::from(write.number)),
        ("effect".to_owned(), write.effect.as_str().into()),
        ("action".to_owned(), write.action.as_str().into()),
        (
            "attempt".to_owned(),
            attempt.parse::<u64>().unwrap_or(1).into(),
        ),
        ("result".to_owned(), result.into()),
    ]);
    let mut some = |name: &str, value: &Option<String>| {
        if let Some(value) = value {
            fields.insert(name.into(), value.as_str().into());
        }
    };
    some("thing", &write.thing);
    some("before", &write.before);
    if matches!(result, "done" | "settled-done") {
        some("after", &write.after);
    }
    if write.told && !result.starts_with("settled") {
        fields.insert("again".into(), true.into());
    }
    fields
}

fn add(change: &Transaction<'_>, run: &str, mut fields: Fields) -> rusqlite::Result<()> {
    let last = head(change)?;
    fields.extend(facts_of(change, run)?);
    fields.insert("run".into(), run.into());
    fields.insert("at".into(), Timestamp::now().to_string().into());
    fields.insert("number".into(), (last.number + 1).into());
    fields.insert("previous".into(), last.hash.into());
    let (line, hash) = Entry::new(fields).sealed();
    let number = whole(last.number + 1);
    change
        .prepare_cached("INSERT INTO audit (number, line) VALUES (?1, ?2)")?
        .execute(params![number, line])?;
    change
        .prepare_cached("INSERT OR REPLACE INTO audit_head (one, number, hash) VALUES (1, ?1, ?2)")?
        .execute(params![number, hash])
        .map(drop)
}

/// How many entries there are, and the hash of the last one.
pub fn head(connection: &Connection) -> rusqlite::Result<Anchor> {
    let found = connection
        .prepare_cached("SELECT number, hash FROM audit_head")?
        .query_row([], |row| {
            let number: i64 = row.get(0)?;
            Ok(Anchor {
                number: u64::try_from(number).unwrap_or(0),
                hash: row.get(1)?,
            })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// The same without those that wait for the file.
pub fn written(connection: &Connection) -> rusqlite::Result<Anchor> {
    let first = connection
        .prepare_cached("SELECT number, line FROM audit ORDER BY number LIMIT 1")?
        .query_row([], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })
        .optional()?;
    let Some((number, line)) = first else {
        return head(connection);
    };
    let previous = Entry::read(&line).map(|entry| entry.text("previous").to_owned());
    Ok(Anchor {
        number: u64::try_from(number - 1).unwrap_or(0),
        hash: previous.unwrap_or_default(),
    })
}

/// How many entries wait for the file.
pub fn waiting(connection: &Connection) -> rusqlite::Result<u64> {
    let count: i64 = connection
        // Each end by itself: asked for together they are found by going through all entries.
        .prepare_cached(
            "SELECT coalesce((SELECT max(number) FROM audit) - (SELECT min(number) FROM audit) + 1, 0)",
        )?
        .query_row([], |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

pub(super) fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
