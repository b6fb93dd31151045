//! What a run has written, and by what each of it is taken back.

use super::told::Told;
use crate::catalogue::{Action, Catalogue, Inverse, ParamDefault, SystemEntry, Undo};
use crate::cli::journal::problem as of_journal;
use crate::cli::runs::story;
use crate::config::Problem;
use crate::host::left::{Happened, Left};
use crate::journal::{About, Journal, Kept, RunState, SqliteJournal, effects};
use crate::report::Printer;
use crate::run::effect::{Answer, Call, Effect, EffectId, Request};
use crate::value::{Record as Fields, Value};
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Rows of a job that are read together.
const PAGE: usize = 1_000;

/// Something that a run has written.
pub(super) struct Written {
    /// The action with its values, as people may see it.
    pub what: String,
    /// What came before it in its run and gives it a session and a user, the first first.
    pub before: Vec<Call>,
    pub back: Back,
    /// How it has left the thing, where its system shows that.
    pub left: Option<Left>,
    call: Call,
    at: Timestamp,
}

impl Written {
    /// What the system is called, for people.
    pub fn system(&self) -> String {
        let entry = Catalogue::builtin().system(&self.call.system);
        entry.map_or_else(
            || self.call.system.to_string(),
            |entry| entry.title.to_string(),
        )
    }
}

/// By what it is taken back.
pub(super) enum Back {
    By(TakesBack),
    /// Nothing any more: this run has.
    Already(Arc<str>),
    /// Nothing: somebody has changed it since.
    Changed {
        /// How.
        how: String,
        /// What a person can do who wants it taken back all the same.
        by_hand: String,
    },
    /// Why nothing does.
    Not(String),
}

/// An action that takes another one back.
pub(super) struct TakesBack {
    pub what: String,
    pub action: Arc<Action>,
    pub args: Fields,
}

impl TakesBack {
    pub fn call(&self) -> Call {
        Call {
            system: self.action.system.clone(),
            action: self.action.key.clone(),
            args: self.args.clone(),
            reads: false,
        }
    }
}

/// How often a run has done which action to which thing.
type Times = HashMap<(Arc<str>, String), u64>;

/// Leaves alone what somebody has changed, with all that was done to the same thing before. Says whether
/// there was any of it.
pub(super) fn leave(written: &mut [Written], changed: &[(Left, String)]) -> bool {
    let mut some = false;
    for write in written {
        let Some(left) = write
            .left
            .as_ref()
            .filter(|_| matches!(write.back, Back::By(_)))
        else {
            continue;
        };
        let found = changed.iter().find(|(other, _)| other.key() == left.key());
        if let (Some((_, how)), Back::By(by)) = (found, &write.back) {
            let (how, by_hand) = (how.clone(), by.what.clone());
            write.back = Back::Changed { how, by_hand };
            some = true;
        }
    }
    some
}

/// Everything that is still there of what a run, or a job, has written, and what was taken back by an
/// undo before; the newest first.
pub(super) fn of(
    journal: &SqliteJournal,
    kept: &Kept,
    printer: &Printer,
) -> Result<Vec<Written>, Problem> {
    let mut all = Vec::new();
    let mut times = Times::new();
    if kept.rows.is_none() {
        all.extend(with_undos(journal, &kept.run, &mut times, printer)?);
    } else {
        let mut from = 0;
        loop {
            let page = journal.items(&kept.run, from, PAGE).map_err(of_journal)?;
            let Some((_, last)) = page.last().and_then(|run| run.item.clone()) else {
                break;
            };
            from = last + 1;
            for run in page {
                all.extend(with_undos(journal, &run.run, &mut times, printer)?);
            }
        }
    }
    for left in all.iter_mut().filter_map(|write| write.left.as_mut()) {
        let done = times.get(&(left.action.clone(), left.key()));
        left.times = done.copied().unwrap_or(left.times);
    }
    // Of a row the undo of its whole job counts too, and of a job what it undid of each row.
    let job = kept.item.as_ref().map(|(job, _)| job);
    for whole in job.into_iter().chain(kept.rows.map(|_| &kept.run)) {
        mark_undone(&mut all, journal, whole, printer)?;
    }
    // Stable: what was done in one moment stays in its order, turned round.
    all.reverse();
    all.sort_by_key(|write| std::cmp::Reverse(write.at));
    Ok(all)
}

fn with_undos(
    journal: &SqliteJournal,
    run: &Arc<str>,
    times: &mut Times,
    printer: &Printer,
) -> Result<Vec<Written>, Problem> {
    let mut written = of_run(journal, run, times, printer)?;
    mark_undone(&mut written, journal, run, printer)?;
    Ok(written)
}

/// Marks what an undo has taken back before: what is there now is somebody else's doing.
fn mark_undone(
    written: &mut [Written],
    journal: &SqliteJournal,
    of: &str,
    printer: &Printer,
) -> Result<(), Problem> {
    let undos = journal
        .of_script(&super::flow::name(of))
        .map_err(of_journal)?;
    for undo in undos {
        still_open(of, &undo)?;
        let records = journal.read(&undo.run).map_err(of_journal)?;
        let cannot = |why: String| {
            Problem::new(format!(
                "run {of} cannot be undone: its undo {}: {why}",
                undo.run
            ))
        };
        let program = story::program(journal, &records, printer).map_err(cannot)?;
        let asked = effects(program, &records).map_err(|why| cannot(why.to_string()))?;
        let told = Told::of(&records);
        for effect in &asked {
            let Request::Call(call) = &effect.request else {
                continue;
            };
            let back = match (told.done(effect.id), told.is_in_doubt(effect.id)) {
                (Some(_), _) => Back::Already(undo.run.clone()),
                (None, true) => Back::Not(format!(
                    "run {} may have undone it: settle its write {} first",
                    undo.run, effect.id
                )),
                (None, false) => continue,
            };
            if let Some(at) = written.iter().rposition(|one| is_taken_back(one, call)) {
                written[at].back = back;
            }
        }
    }
    Ok(())
}

/// An undo that has not ended yet: a second one would do the same, and the first would fail at it.
fn still_open(of: &str, undo: &Kept) -> Result<(), Problem> {
    let run = &undo.run;
    let help = match undo.state {
        RunState::Ended(_) => return Ok(()),
        RunState::Running => format!("`flow runs watch {run}` follows it"),
        RunState::Interrupted | RunState::Held => {
            format!("continue it: `flow resume {run}`; or end it: `flow runs cancel {run}`")
        }
    };
    let problem = Problem::new(format!(
        "run {run} already undoes run {of}, and has not ended"
    ));
    Err(problem.help(help))
}

/// What one run has written, in order, without what it has taken back itself.
fn of_run(
    journal: &SqliteJournal,
    run: &str,
    times: &mut Times,
    printer: &Printer,
) -> Result<Vec<Written>, Problem> {
    let records = journal.read(run).map_err(of_journal)?;
    let cannot = |why: String| Problem::new(format!("run {run} cannot be undone: {why}"));
    let program = story::program(journal, &records, printer).map_err(cannot)?;
    let asked = effects(program, &records).map_err(|why| cannot(why.to_string()))?;
    let told = Told::of(&records);
    let mut written: Vec<Written> = Vec::new();
    let mut providers: Vec<(Call, Fields)> = Vec::new();
    for effect in &asked {
        let Request::Call(call) = &effect.request else {
            continue;
        };
        let entry = Catalogue::builtin().system(&call.system);
        let Some(action) = entry.and_then(|entry| entry.action(&call.action)) else {
            continue;
        };
        if let Some(answer) = told.done(effect.id)
            && action.outputs.iter().any(|output| output.provides)
        {
            providers.push((call.clone(), answer.outputs));
        }
        if call.reads {
            continue;
        }
        let Some(back) = back_of(action, effect, &told, printer) else {
            continue;
        };
        let left = entry.and_then(|entry| left_by(entry, action, (effect.id, call), &told));
        if let Some(left) = &left {
            *times.entry((left.action.clone(), left.key())).or_default() += 1;
        }
        if let Some(index) = written
            .iter()
            .rposition(|earlier| is_taken_back(earlier, call))
        {
            // The run has taken that back itself: neither of them is there any more.
            written.remove(index);
            continue;
        }
        // A session that is joined was there before: nothing is left of joining it.
        let stays = action.opens.as_ref().is_some_and(|opens| opens.stays);
        if stays && matches!(back, Back::Not(_)) {
            continue;
        }
        let what = story::asked_text(action, &call.args, printer);
        written.push(Written {
            what,
            before: before(&providers, call),
            back,
            left,
            call: call.clone(),
            at: told.at(effect.id),
        });
    }
    Ok(written)
}

/// How a write that has happened has left its thing.
fn left_by(
    entry: &SystemEntry,
    action: &Action,
    (id, call): (EffectId, &Call),
    told: &Told,
) -> Option<Left> {
    let answer = told.done(id)?;
    let happened = Happened {
        answer: &answer,
        about: told.about(id),
        at: told.answered_at(id),
    };
    Left::of(entry, action, call, &happened)
}

/// Whether an action is the one that takes an earlier write back. What its run provides, such as the
/// session, may be another one in another run.
fn is_taken_back(earlier: &Written, call: &Call) -> bool {
    let Back::By(by) = &earlier.back else {
        return false;
    };
    let same = |(name, value): (&Arc<str>, &Value)| {
        let other = call.args.get(name);
        is_provided(&by.action, name) || other.is_none_or(|other| other.said() == value.said())
    };
    earlier.call.system == call.system && by.action.key == call.action && by.args.iter().all(same)
}

/// By what a write is taken back; nothing where it did not happen.
fn back_of(action: &Arc<Action>, effect: &Effect, told: &Told, printer: &Printer) -> Option<Back> {
    let Request::Call(call) = &effect.request else {
        return None;
    };
    let answer = match (told.done(effect.id), told.is_in_doubt(effect.id)) {
        (Some(answer), _) => answer,
        (None, true) => {
            return Some(Back::Not(format!(
                "its result is unknown: settle write {} first",
                effect.id
            )));
        }
        (None, false) => return None,
    };
    Some(match &action.undo {
        Some(Undo::By(by)) => match inverse(by, (action, call), &answer, told.about(effect.id)) {
            Ok((action, args)) => Back::By(TakesBack {
                what: story::asked_text(&action, &args, printer),
                action,
                args,
            }),
            Err(why) => Back::Not(why),
        },
        Some(Undo::Never) => Back::Not("no action reverses it".into()),
        None => Back::Not("its catalogue names no action that reverses it".into()),
    })
}

/// The action that takes a write back, with what it needs.
fn inverse(
    by: &Inverse,
    (action, call): (&Action, &Call),
    answer: &Answer,
    about: Option<&About>,
) -> Result<(Arc<Action>, Fields), String> {
    let entry = Catalogue::builtin().system(&call.system);
    let found = entry.and_then(|entry| entry.action(&by.action));
    let found = found.ok_or_else(|| format!("there is no `{}` any more", by.action))?;
    let mut args = Fields::new();
    for (param, own) in &by.with {
        let value = call.args.get(own).or_else(|| answer.outputs.get(own));
        match value.filter(|value| !matches!(value, Value::Nothing)) {
            Some(value) => drop(args.insert(param.clone(), value.clone())),
            None if is_provided(found, param) => {}
            None => return Err(format!("its {own} is not known")),
        }
    }
    for (param, _) in &by.before {
        let value = about.and_then(|about| about.before.get(param));
        let value = value.ok_or_else(|| format!("the {param} before it is not known"))?;
        let fits = found
            .param(param)
            .is_none_or(|param| param.kind.read(&value.said()).is_ok());
        if !fits {
            return Err(format!(
                "it was {}, and `{}` cannot set that",
                &*value.said(),
                action.short()
            ));
        }
        args.insert(param.clone(), value.clone());
    }
    Ok((found.clone(), args))
}

fn is_provided(action: &Action, param: &str) -> bool {
    let param = action.param(param);
    param.is_some_and(|param| matches!(param.default, ParamDefault::Provided(_)))
}

/// What gave the action its user and its session, as it came in the run: a session is joined in the
/// name of the agent that was set before.
fn before(providers: &[(Call, Fields)], call: &Call) -> Vec<Call> {
    let gave = |value: &Value| {
        let gives = |(_, outputs): &(Call, Fields)| outputs.values().any(|output| output == value);
        providers.iter().rposition(gives)
    };
    let mut found = BTreeSet::new();
    let mut wanted: Vec<&Fields> = vec![&call.args];
    while let Some(args) = wanted.pop() {
        for index in args.values().filter_map(gave) {
            let (provider, _) = &providers[index];
            if provider != call && found.insert(index) {
                wanted.push(&provider.args);
            }
        }
    }
    let found = found.into_iter().map(|index| &providers[index].0);
    found.cloned().collect()
}
