//! `await call-data`: what somebody writes into a contact: call variables, the wrap-up reason.

use super::broker::{Judge, Known, Notice};
use super::model::{Data, Dialog, Verb};
use crate::run::effect::Answer;
use crate::value::{Mark, Record, Value};
use std::collections::{BTreeMap, HashMap};

/// The name under which the wrap-up reason is told, as Finesse calls it.
const REASON: &str = "wrapUpReason";

/// What is written in each contact, by name.
pub(super) type Written = HashMap<String, BTreeMap<String, String>>;

/// What is known to be written in the agent's contacts.
pub(super) fn written(known: &Known) -> Written {
    let dialogs = known.dialogs();
    dialogs
        .map(|dialog| (dialog.id.clone(), of(dialog)))
        .collect()
}

fn of(dialog: &Dialog) -> BTreeMap<String, String> {
    let variables = dialog.variables.iter();
    let variables = variables.map(|known| (known.name.clone(), known.value.clone()));
    let reason = dialog.wrap_up_reason.clone();
    variables
        .chain(reason.map(|reason| (REASON.to_owned(), reason)))
        .collect()
}

/// Answers with the first value that is another than before and fits.
pub(super) fn judge(mut before: Written, with: Record) -> Judge {
    Box::new(move |known, notice| match notice {
        Notice::Update(update) if update.verb != Verb::Went => {
            let Data::Dialogs(dialogs) = &update.data else {
                return None;
            };
            let mut dialogs = dialogs.iter();
            dialogs.find_map(|dialog| changed(&mut before, known.now(&dialog.id), dialog, &with))
        }
        // What came while nothing was heard counts too.
        Notice::Rebuilt => known.dialogs().find_map(|dialog| {
            let id = dialog.id.clone();
            changed(&mut before, &id, dialog, &with)
        }),
        _ => None,
    })
}

/// The same at once, for what came since `before` was looked at.
pub(super) fn since(before: &Written, known: &Known, with: &Record) -> Option<Answer> {
    let mut before = before.clone();
    known.dialogs().find_map(|dialog| {
        let id = dialog.id.clone();
        changed(&mut before, &id, dialog, with)
    })
}

fn changed(before: &mut Written, id: &str, dialog: &Dialog, with: &Record) -> Option<Answer> {
    let now = of(dialog);
    // An event that brings no data says nothing of it.
    if now.is_empty() {
        return None;
    }
    // Of a contact that is new everything is as it was when it came.
    let old = before.insert(id.to_owned(), now.clone())?;
    let news = now
        .into_iter()
        .filter(|(name, value)| old.get(name).map_or(!value.is_empty(), |old| old != value));
    let mut news = news.map(|(name, value)| outputs(id, &name, &value));
    let outputs = news.find(|outputs| fits(outputs, with))?;
    Some(Answer {
        outputs,
        ..Answer::success()
    })
}

fn outputs(id: &str, name: &str, value: &str) -> Record {
    [
        ("ContactId", Value::text(id)),
        ("Variable", Value::text(name)),
        ("Value", Value::text(value).with_mark(Mark::Personal)),
    ]
    .into_iter()
    .map(|(name, value)| (name.into(), value))
    .collect()
}

fn fits(outputs: &Record, with: &Record) -> bool {
    with.iter().all(|(name, wanted)| {
        let there = outputs.get(name).map(Value::to_string);
        there.is_some_and(|there| there.eq_ignore_ascii_case(&wanted.to_string()))
    })
}
