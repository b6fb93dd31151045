//! What a list has to show, so that it shows that a write was carried out.
//!
//! The list lags behind: what was so before the write, and has not changed since, proves nothing
//! before it is older than the list can lag.

use super::matching::{any_means, field, means, mentions, value_of};
use super::outputs::state_of;
use super::readback::Seen;
use super::request::{Look, Template};
use super::rows::Rows;
use crate::catalogue::SystemEntry;
use crate::value::{Record, Value};
use indexmap::IndexMap;
use serde_json::Value as Json;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// What is looked for.
#[derive(Debug)]
pub(super) struct Evidence {
    look: Look,
    entry: Arc<SystemEntry>,
    /// What the view is of: a contact, an agent.
    subject: String,
    has: Facts,
    agrees: Facts,
    lacks: Facts,
    mentions: Vec<Value>,
    /// What there was before the write, where that was looked at.
    before: Option<Vec<Json>>,
    /// The system's answer did not clearly accept the write.
    doubted: bool,
    /// An earlier write is in doubt, and the list has shown nothing of the thing since.
    silent: bool,
    sent: Instant,
    lag: Duration,
}

/// Fields and what they have to mean.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    facts: Vec<(String, Value)>,
    /// Something could not be looked up: nothing can be known by these.
    incomplete: bool,
}

impl Facts {
    pub(super) fn of(facts: &IndexMap<String, Template>, args: &Record) -> Self {
        let mut all = Self::default();
        for (name, template) in facts {
            match value_of(template, args) {
                Some(value) => all.facts.push((name.clone(), value)),
                // A parameter that was left out says nothing.
                None => all.incomplete |= template.params().any(|name| name.contains('.')),
            }
        }
        all
    }

    /// Whether all of them hold.
    pub(super) fn hold(&self, text: impl Fn(&str) -> Option<String>) -> bool {
        let holds = |(names, wanted): &(String, Value)| any_means(names, wanted, &text);
        !self.incomplete && self.facts.iter().all(holds)
    }

    /// Whether nothing speaks against them. A name where a number is wanted says nothing.
    pub(super) fn agree(&self, text: impl Fn(&str) -> Option<String>) -> bool {
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        self.facts.iter().all(|(names, wanted)| {
            let mut said = names.split('|').filter_map(&text);
            said.all(|said| {
                let nothing = said.is_empty() || said == "0";
                let other = number(&wanted.to_string()) && !number(&said);
                nothing || other || means(&said, wanted)
            })
        })
    }

    /// Whether none of them holds.
    fn fail(&self, text: impl Fn(&str) -> Option<String>) -> bool {
        let holds = |(names, wanted): &(String, Value)| any_means(names, wanted, &text);
        !self.incomplete && !self.facts.iter().any(holds)
    }
}

impl Evidence {
    pub(super) fn new(
        look: &Look,
        entry: &Arc<SystemEntry>,
        subject: String,
        args: &Record,
        lag: Duration,
    ) -> Self {
        let values = look.mentions.iter();
        Self {
            has: Facts::of(&look.has, args),
            agrees: Facts::of(&look.agrees, args),
            lacks: Facts::of(&look.lacks, args),
            mentions: values.filter_map(|one| value_of(one, args)).collect(),
            look: look.clone(),
            entry: entry.clone(),
            subject,
            before: None,
            doubted: false,
            silent: false,
            sent: Instant::now(),
            lag,
        }
    }

    /// What there was before the write.
    pub(super) fn found_before(&mut self, rows: Vec<Json>) {
        self.before = Some(rows);
        self.sent = Instant::now();
    }

    /// What there was of the thing before the write, where that was looked at; when the list was told of it is no
    /// part of that.
    pub(super) fn before(&self) -> Option<Vec<Json>> {
        let rows = self.before.as_ref()?.iter();
        let rows = rows.filter(|row| self.is_of_one() && self.is_subject(row));
        Some(rows.map(without_times).collect())
    }

    /// The list shows of the thing what it showed before a write that is in doubt. That one may have been carried
    /// out and this one not: a state that stays what it was proves nothing, however long it does.
    pub(super) fn is_silent(&mut self) {
        self.silent = true;
    }

    /// The answer to the write was not that of one that is accepted: that the contact is on no list
    /// shows nothing then, where it was not looked for before.
    pub(super) fn distrust(&mut self) {
        self.doubted = true;
    }

    /// Whether looking can show anything at all.
    pub(super) fn can_show(&self) -> bool {
        self.before.is_some() || !(self.look.new || self.look.least > 1)
    }

    /// What a list shows.
    pub(super) fn judge(&self, items: &Rows<'_>) -> Option<Seen> {
        if !self.look.mentions.is_empty() {
            return self.mentioned(items);
        }
        if self.look.new {
            return self.newcomers(items);
        }
        match self.is_of_one() {
            true => self.one(items),
            false => self.several(items),
        }
    }

    fn settled(&self) -> bool {
        self.sent.elapsed() >= self.lag
    }

    /// Whether the view is about one thing.
    fn is_of_one(&self) -> bool {
        use super::request::View::{AgentContacts, Contacts};
        !matches!(self.look.view, Contacts | AgentContacts)
    }

    fn mentioned(&self, items: &[Json]) -> Option<Seen> {
        let count =
            |rows: &[Json]| -> usize { rows.iter().map(|row| mentions(row, &self.mentions)).sum() };
        let now = count(items);
        let more = self
            .before
            .as_deref()
            .is_some_and(|before| now > count(before));
        let so = now > 0 && self.settled() && !self.look.new;
        (more || so).then_some(Seen::Reached)
    }

    /// What was not there before, and fits.
    fn newcomers(&self, items: &[Json]) -> Option<Seen> {
        // A row without an id may be any of those that are listed now.
        let before = self.before.as_ref()?.iter().map(|row| self.id(row));
        let before: HashSet<String> = before.collect::<Option<_>>()?;
        let new = items.iter().filter(|row| {
            let id = self.id(row);
            id.is_some_and(|id| !before.contains(&id)) && self.fits(row)
        });
        let new: Vec<Json> = new.cloned().collect();
        (!new.is_empty()).then_some(Seen::Rows(new))
    }

    /// One thing's state.
    fn one(&self, items: &Rows<'_>) -> Option<Seen> {
        let rows = items.of_or_nameless(self.look.view.shape().id, &self.subject);
        let before = self.before.as_deref();
        let before: Option<Vec<&Json>> =
            before.map(|rows| rows.iter().filter(|row| self.is_subject(row)).collect());
        // Only what is ended by its number is known to have been there, by being accepted: a transfer is
        // not shown by a contact that is gone.
        let was_there = match &before {
            Some(before) => !before.is_empty(),
            None => self.says_nothing() && !self.doubted,
        };
        if rows.iter().all(|row| self.is_over(row)) && self.is_of_contact() {
            return match (was_there, self.look.gone) {
                (false, _) => None,
                (true, true) => Some(Seen::Reached),
                // Without a look before, it may not be listed yet.
                (true, false) => before.is_some().then_some(Seen::Over),
            };
        }
        let says = |rows: &[&Json]| !rows.is_empty() && rows.iter().all(|row| self.fits(row));
        let grew = |before: &Vec<&Json>| self.count(&rows) > self.count(before);
        if before.as_ref().is_some_and(grew) {
            return Some(Seen::Reached);
        }
        let only_gone = self.look.gone && self.says_nothing();
        if only_gone || !says(&rows) {
            return self.gone_from_a_list(&rows, was_there);
        }
        let changed = before.is_some_and(|before| !says(&before));
        (changed || self.settled() && !self.silent).then_some(Seen::Reached)
    }

    /// A callback that is listed no more.
    fn gone_from_a_list(&self, rows: &[&Json], was_there: bool) -> Option<Seen> {
        let gone = self.look.gone && !self.is_of_contact() && rows.is_empty();
        // Without a look before, what is not listed may never have been.
        let proven = was_there && self.before.is_some();
        (gone && proven).then_some(Seen::Reached)
    }

    fn says_nothing(&self) -> bool {
        self.look.states.is_empty() && self.look.has.is_empty() && self.look.lacks.is_empty()
    }

    /// Several things' states: enough of them are so that were not before.
    fn several(&self, items: &[Json]) -> Option<Seen> {
        let before = self.before.as_ref()?;
        let nameless = items.iter().any(|row| self.id(row).is_none());
        let now = |id: &str| items.iter().find(|row| self.id(row).as_deref() == Some(id));
        let count = before
            .iter()
            .filter(|row| !self.is_over(row))
            .filter(|row| {
                let Some(id) = self.id(row) else { return false };
                match (now(&id), self.look.gone) {
                    (None, gone) => gone && !nameless,
                    (Some(row), true) => self.is_over(row),
                    (Some(now), false) => self.fits(now) && !self.fits(row),
                }
            })
            .count();
        (count >= self.look.least).then_some(Seen::Reached)
    }

    /// Whether a row shows what was asked for.
    fn fits(&self, row: &Json) -> bool {
        let text = |name: &str| row_text(row, name);
        let state = self.look.states.is_empty() || {
            let said = self.state(row);
            said.is_some_and(|said| self.look.states.iter().any(|wanted| **wanted == *said))
        };
        state && self.has.hold(text) && self.agrees.agree(text) && self.lacks.fail(text)
    }

    fn is_of_contact(&self) -> bool {
        !self.look.view.shape().state.is_empty() && self.thing() == "contact"
    }

    fn thing(&self) -> &'static str {
        match self.look.view {
            super::request::View::Agent => "agent",
            _ => "contact",
        }
    }

    fn is_subject(&self, row: &Json) -> bool {
        let ids = self.look.view.shape().id;
        ids.is_empty() || self.id(row).is_none_or(|id| id == self.subject)
    }

    fn id(&self, row: &Json) -> Option<String> {
        let ids = self.look.view.shape().id;
        ids.iter().find_map(|name| row_text(row, name))
    }

    /// The state of a row's thing, by our name.
    fn state(&self, row: &Json) -> Option<Arc<str>> {
        let names = self.look.view.shape().state;
        let said = names.iter().find_map(|name| row_text(row, name))?;
        Some(state_of(&self.entry, self.thing(), &said))
    }

    /// Whether a contact is listed as over: while its agent still works after it, it is.
    fn is_over(&self, row: &Json) -> bool {
        self.state(row)
            .is_some_and(|state| &*state == "Disconnected")
    }

    fn count(&self, rows: &[&Json]) -> u64 {
        let Some(name) = &self.look.grows else {
            return 0;
        };
        let counts = rows
            .iter()
            .filter_map(|row| row_text(row, name)?.parse::<u64>().ok());
        counts.max().unwrap_or(0)
    }
}

fn without_times(row: &Json) -> Json {
    let Json::Object(fields) = row else {
        return row.clone();
    };
    let fields = fields.iter().filter(|(name, _)| {
        let name = name.to_ascii_lowercase();
        !["time", "duration"].iter().any(|of| name.contains(of))
    });
    fields
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// A field of a row as text, of several names split by `|` the first that holds something.
pub(super) fn row_text(row: &Json, names: &str) -> Option<String> {
    field(row.as_object()?, names).map(|text| text.into_owned())
}
