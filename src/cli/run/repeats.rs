//! Whether a run may be run again without doing anything a second time.

use crate::journal::{Journal, Record, SqliteJournal, effects};
use crate::program::Program;
use crate::run::effect::{Completion, EffectId, Request};
use std::collections::HashSet;
use std::sync::Arc;

/// Whether a run has done something that it would do a second time: an action that is not safe to
/// repeat and was carried out. Where that cannot be read, it has.
pub(super) fn would_do_again(journal: &SqliteJournal, run: &str, program: &Arc<Program>) -> bool {
    let Ok(records) = journal.read(run) else {
        return true;
    };
    let done = done(&records);
    if done.is_empty() {
        return false;
    }
    let Ok(asked) = effects(program.clone(), &records) else {
        return true;
    };
    let calls = program.calls();
    asked.iter().any(|effect| match &effect.request {
        Request::Call(call) if !call.reads && done.contains(&effect.id) => {
            let is = |known: &&&crate::program::Call| {
                known.action.system == call.system && known.action.key == call.action
            };
            let known = calls.iter().find(is);
            known.is_none_or(|known| !known.action.repeatable)
        }
        _ => false,
    })
}

/// What was carried out, by its answer or because somebody has settled it.
fn done(records: &[Record]) -> HashSet<EffectId> {
    let of = |record: &Record| match record {
        Record::Told {
            id,
            completion: Completion::Answer(answer),
            ..
        } if answer.is_success() => Some(*id),
        Record::Settled {
            id, happened: true, ..
        } => Some(*id),
        _ => None,
    };
    records.iter().filter_map(of).collect()
}
