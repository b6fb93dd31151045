//! How a run has left a thing, so that what takes it back can see whether anybody has changed it since.

use crate::catalogue::{Action, Inverse, Look, SystemEntry, Undo};
use crate::journal::About;
use crate::run::effect::{Answer, Call};
use crate::value::{Record, Value};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Ages are shown in whole seconds.
const ROUNDED: SignedDuration = SignedDuration::from_secs(1);

/// The clocks of two machines differ by less: only the time of the answer is known, by our own clock.
const APART: SignedDuration = SignedDuration::from_mins(1);

/// How a run has left a thing.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Left {
    /// Where it is.
    pub system: Arc<str>,
    /// `contact`
    pub thing: Arc<str>,
    /// Which one.
    pub id: Value,
    /// The action that has changed it.
    pub action: Arc<str>,
    /// With what: the thing is looked at with the same.
    pub args: Record,
    /// What its system is to show.
    pub fields: Record,
    /// When its state had begun at the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<Timestamp>,
    /// How often the run has done that to it.
    pub times: u64,
}

/// What the journal holds of a write that has happened.
pub struct Happened<'a> {
    /// How it ended.
    pub answer: &'a Answer,
    /// What it was about.
    pub about: Option<&'a About>,
    /// When its answer came; nothing where a person has said that it happened.
    pub at: Option<Timestamp>,
}

/// What takes an action back.
pub(in crate::host) fn by(action: &Action) -> Option<&Inverse> {
    match action.undo.as_ref()? {
        Undo::By(by) => Some(&**by),
        Undo::Never => None,
    }
}

/// How the thing is looked at that an action changes.
pub(in crate::host) fn look_of<'a>(entry: &'a SystemEntry, action: &'a Action) -> Option<&'a Look> {
    let own = by(action).and_then(|by| by.look.as_ref());
    let of_thing = || {
        let change = action.state.as_ref()?;
        entry.thing(&change.thing)?.look.as_ref()
    };
    own.or_else(of_thing)
}

impl Left {
    /// What a write has left; nothing where its system shows nothing of that.
    pub fn of(
        entry: &SystemEntry,
        action: &Action,
        call: &Call,
        then: &Happened<'_>,
    ) -> Option<Self> {
        let look = look_of(entry, action)?;
        if let Some(made) = by(action).and_then(|by| by.made.as_ref()) {
            return Self::made(entry, action, call, (made, then));
        }
        let change = action.state.as_ref();
        let id = change.and_then(|change| call.args.get(&change.of));
        let acting = || look.with.iter().find_map(|(_, from)| call.args.get(from));
        let mut left = Self {
            system: entry.name.clone(),
            thing: change.map_or_else(|| "agent".into(), |change| change.thing.clone()),
            id: id.or_else(acting).cloned().unwrap_or_default(),
            action: action.key.clone(),
            args: call.args.clone(),
            fields: Record::new(),
            began: then.at.and_then(|at| at.saturating_add(APART).ok()),
            times: 1,
        };
        if let Some(state) = then.about.and_then(|about| about.after.clone()) {
            left.fields.insert(look.state.clone(), Value::text(&*state));
        }
        // What is set back to how it was before was set by the same parameters.
        let own = by(action).filter(|by| by.action == action.key);
        for (param, field) in own.iter().flat_map(|by| &by.before) {
            if let Some(value) = call.args.get(param) {
                left.fields.insert(field.clone(), value.clone());
            }
        }
        left.refine(then.answer);
        (!left.fields.is_empty()).then_some(left)
    }

    /// How a thing has been left that the action has made.
    fn made(
        entry: &SystemEntry,
        action: &Action,
        call: &Call,
        (made, then): (&Arc<str>, &Happened<'_>),
    ) -> Option<Self> {
        let (by, look) = (by(action)?, look_of(entry, action)?);
        let arg = |name: &Arc<str>| {
            let value = call.args.get(name)?;
            (!matches!(value, Value::Nothing)).then(|| value.clone())
        };
        if by.unless.iter().any(|param| arg(param).is_some()) {
            return None;
        }
        let id = then.answer.outputs.get(made)?;
        let with = look.with.iter();
        let left = by.left.iter();
        Some(Self {
            system: entry.name.clone(),
            thing: About::kind_of(made)?.into(),
            id: id.clone(),
            action: action.key.clone(),
            // Nothing of a person is kept that is not needed to look at it.
            args: with
                .filter_map(|(_, param)| Some((param.clone(), arg(param)?)))
                .collect(),
            // What was not set is not to be set by others either.
            fields: left
                .map(|(field, param)| (field.clone(), arg(param).unwrap_or_default()))
                .collect(),
            began: None,
            times: 1,
        })
    }

    /// What its system showed afterwards says more, unless it had not caught up yet.
    fn refine(&mut self, answer: &Answer) {
        let Some(shown) = &answer.left else { return };
        let mut known = self.fields.iter();
        if known.all(|(name, value)| said(shown.fields.get(name)) == said(Some(value))) {
            self.fields.extend(shown.fields.clone());
            let rounded = |began: Timestamp| began.saturating_add(ROUNDED).ok();
            self.began = shown.began.and_then(rounded).or(self.began);
        }
    }

    /// What it is called.
    fn whose(&self) -> String {
        let whose = format!("{} {}", self.thing, &*self.id.said());
        whose.trim_end().to_owned()
    }

    /// Its name among all things of all systems.
    pub fn key(&self) -> String {
        format!("{} {} {}", self.system, self.thing, &*self.id.said())
    }

    /// How the thing has changed since, in words; nothing where it is as it was left. `asked` is when the
    /// row was asked for.
    pub(in crate::host) fn changed(
        &self,
        look: &Look,
        (asked, row): (Timestamp, Result<&Option<Record>, &()>),
        (entry, action): (&SystemEntry, &Action),
    ) -> Option<String> {
        let whose = self.whose();
        let made = by(action).and_then(|by| by.made.as_ref());
        let row = match row {
            Err(()) => return Some(format!("{} does not show {whose} now", entry.title)),
            Ok(None) if made.is_some() => {
                return Some(format!(
                    "{whose} is not where the run left it: it was moved, or is over"
                ));
            }
            Ok(None) => return Some(format!("{whose} is gone now")),
            Ok(Some(row)) => row,
        };
        let mut fields = self.fields.iter();
        let other = fields.find(|(name, value)| !is_same(row.get(*name), value));
        if let (Some((name, value)), Some(_)) = (other, made) {
            let (then, now) = (or_none(said(Some(value))), or_none(said(row.get(name))));
            return Some(format!(
                "the run left {whose} with {name} {then}, and it has {now} now"
            ));
        }
        if other.is_some() {
            let (then, now) = (words(&self.fields, look), words(row, look));
            return Some(format!("the run left {whose} {then}, and it is {now} now"));
        }
        if let (Some(then), Some(now)) = (self.began, look.began(row, asked))
            && now > then
        {
            let state = words(row, look);
            return Some(format!("{whose} was set to {state} again after the run"));
        }
        let counted = by(action).and_then(|by| by.counted.as_ref())?;
        let Some(Value::Number(count)) = row.get(counted) else {
            return None;
        };
        let (count, times): (u64, u64) = (count.to_string().parse().ok()?, self.times);
        (count > times).then(|| {
            format!(
                "`{}` was done {count} times to {whose}, {times} of them by the run: before or after it, \
                 an agent or another flow did the same",
                action.short()
            )
        })
    }
}

/// `Unavailable (Lunch)`
fn words(row: &Record, look: &Look) -> String {
    let state = said(row.get(&look.state));
    let more = look.shows.iter().map(|name| said(row.get(name)));
    let more: Vec<String> = more.filter(|text| !text.is_empty()).collect();
    match more.is_empty() {
        true => state,
        false => format!("{state} ({})", more.join(", ")),
    }
}

impl Look {
    /// When the state began that a row shows, if it was asked for at this time.
    pub(in crate::host) fn began(&self, row: &Record, asked: Timestamp) -> Option<Timestamp> {
        let Value::Duration(age) = row.get(self.since.as_ref()?)? else {
            return None;
        };
        asked.checked_sub(*age).ok()
    }
}

fn or_none(said: String) -> String {
    if said.is_empty() { "none".into() } else { said }
}

/// Whether a field shows this value: of a time the moment counts, however it is written.
fn is_same(shown: Option<&Value>, value: &Value) -> bool {
    match (shown, value) {
        (Some(Value::Time(shown)), Value::Time(value)) => {
            shown.timestamp().as_second() == value.timestamp().as_second()
        }
        _ => said(shown) == said(Some(value)),
    }
}

/// A field as it is read; empty where nothing is shown.
fn said(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Nothing) => String::new(),
        Some(value) => value.said().to_string(),
    }
}

#[cfg(test)]
mod tests;
