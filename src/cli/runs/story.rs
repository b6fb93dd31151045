//! What happened in a run, out of its journal.

use crate::catalogue::{Action, Catalogue};
use crate::check;
use crate::cli::session;
use crate::host::live::kept_script;
use crate::journal::{
    Journal, JournalError, Kept, Record, RunState, SqliteJournal, Started, replay_from,
};
use crate::outcome::Outcome;
use crate::program::Program;
use crate::report::Printer;
use crate::run::action_text;
use crate::run::effect::Completion;
use crate::run::event::{Event, LeftOpen, RunReport};
use crate::source::Source;
use crate::value::Record as Fields;
use std::sync::Arc;

/// What happened in a run.
pub(in crate::cli) struct Story {
    pub records: Vec<Record>,
    pub program: Arc<Program>,
    pub source: Arc<Source>,
    pub events: Vec<Event>,
    /// Where the run is over.
    pub report: Option<RunReport>,
    /// What it has opened and not closed, as long as it is not over.
    pub open: Vec<LeftOpen>,
    /// The writes of which nothing is known: the number, and the action with its values.
    pub in_doubt: Vec<(u64, String)>,
}

/// Why it cannot be told.
pub(in crate::cli) enum NoStory {
    /// The records cannot be read.
    Records(JournalError),
    /// They are read, and do not fit the script of this version.
    Replay(Vec<Record>, String),
}

impl NoStory {
    /// Why, in words.
    pub fn said(&self) -> String {
        match self {
            Self::Records(why) => why.to_string(),
            Self::Replay(_, why) => why.clone(),
        }
    }
}

impl Story {
    /// Brings the run to where its journal ends. What must not be shown is hidden from now on.
    pub fn read(journal: &dyn Journal, run: &str, printer: &Printer) -> Result<Self, NoStory> {
        let records = journal.read(run).map_err(NoStory::Records)?;
        let program = match program(journal, &records, printer) {
            Ok(program) => program,
            Err(why) => return Err(NoStory::Replay(records, why)),
        };
        let Some(Record::Started(started)) = records.first() else {
            return Err(NoStory::Replay(
                records,
                "the first record is not a start".into(),
            ));
        };
        let mut replayed = match replay_from(program.clone(), &started.start, &records) {
            Ok(replayed) => replayed,
            Err(why) => return Err(NoStory::Replay(records, why.to_string())),
        };
        let redactor = printer.redactor();
        for text in replayed.take_sensitive() {
            redactor.register_text(&text);
        }
        let events = replayed.take_events();
        let settled = |id: &u64| {
            let by = |record: &Record| matches!(record, Record::Settled { id: other, .. } if other == id);
            records.iter().any(by)
        };
        let mut report = replayed.run().report();
        if let Some(report) = &mut report {
            // What somebody has found out since is known, whatever the run knew at its end.
            report.in_doubt.retain(|doubt| !settled(&doubt.effect));
        }
        let told = report.iter().flat_map(|report| &report.in_doubt);
        let mut in_doubt: Vec<(u64, String)> = told
            .map(|doubt| (doubt.effect, redactor.show(&doubt.what)))
            .collect();
        for sent in replayed.sent().filter(|sent| sent.settled.is_none()) {
            let what = asked(&events, &sent.effect.name, printer);
            in_doubt.push((sent.effect.id, what));
        }
        in_doubt.retain(|(id, _)| !settled(id));
        let open = match report {
            Some(_) => Vec::new(),
            None => replayed.run().open_now(),
        };
        Ok(Self {
            open,
            source: program.source.clone(),
            program,
            records,
            events,
            report,
            in_doubt,
        })
    }

    /// With what the run began.
    pub fn started(&self) -> Option<&Started> {
        match self.records.first() {
            Some(Record::Started(started)) => Some(started),
            _ => None,
        }
    }
}

/// The writes of a run that are in doubt: as its story tells them, and those that only the journal's list
/// has, since the audit record alone knew them.
pub(in crate::cli) fn in_doubt(
    journal: &SqliteJournal,
    kept: &Kept,
    printer: &Printer,
) -> Result<Vec<(u64, String)>, JournalError> {
    let mut found = match Story::read(journal, &kept.run, printer) {
        Ok(story) => story.in_doubt,
        Err(_) => Vec::new(),
    };
    // Of a run that goes on, what is on its way just now is no more in doubt than its story says.
    if kept.state != RunState::Running {
        let listed = journal.doubts(&kept.run)?;
        let is_new = |(number, _): &(u64, String)| !found.iter().any(|(id, _)| id == number);
        let more: Vec<_> = listed.into_iter().filter(is_new).collect();
        found.extend(more);
    }
    Ok(found)
}

/// A write of a run that is over whose result nobody knew, and that its script has looked after: the run was
/// not in doubt, and a person may have found out since. The action, with its values.
pub(in crate::cli) fn looked_after(
    journal: &SqliteJournal,
    kept: &Kept,
    effect: u64,
    printer: &Printer,
) -> Option<String> {
    let story = Story::read(journal, &kept.run, printer).ok();
    let story = story.filter(|story| story.report.is_some())?;
    let mut name = None;
    for record in &story.records {
        match record {
            Record::Asked { id, name: of, .. } if *id == effect => name = Some(of),
            Record::Settled { id, .. } if *id == effect => return None,
            Record::Told { id, completion, .. } if *id == effect && is_known(completion) => {
                return None;
            }
            _ => {}
        }
    }
    Some(asked(&story.events, name?, printer))
}

fn is_known(completion: &Completion) -> bool {
    match completion {
        Completion::Answer(answer) => answer.outcome != Outcome::UNKNOWN,
        Completion::Slept | Completion::Lost => false,
    }
}

/// The program of a run, as its journal keeps it. It was checked when the run began.
pub(in crate::cli) fn program(
    journal: &dyn Journal,
    records: &[Record],
    printer: &Printer,
) -> Result<Arc<Program>, String> {
    let kept = kept_script(journal, records).map_err(|why| why.to_string())?;
    let kept = kept.ok_or("the journal does not keep its flow")?;
    let source = kept.source();
    let checked = check::check_text(
        &source,
        Catalogue::builtin(),
        &kept.context(Catalogue::builtin()),
    );
    session::hide(&source, &checked.problems, printer);
    checked
        .program
        .ok_or_else(|| "its flow does not pass the check of this version".into())
}

/// An action with its values, as people may see it.
pub(in crate::cli) fn asked_text(action: &Action, args: &Fields, printer: &Printer) -> String {
    args.values()
        .for_each(|value| printer.redactor().register_value(value));
    printer.redactor().show(&action_text(action, args))
}

/// The action of an effect, with its values.
fn asked(events: &[Event], name: &str, printer: &Printer) -> String {
    use crate::run::event::EventKind;
    let found = events.iter().find_map(|event| match &event.kind {
        EventKind::Asked {
            name: other, what, ..
        } if **other == *name => Some(printer.redactor().show(what)),
        _ => None,
    });
    found.unwrap_or_else(|| name.to_owned())
}
