//! `flow runs show`: a run's story, what is in doubt, and what to do.

use super::advice::{next_command, next_step};
use super::list::{document, line};
use super::story::{NoStory, Story};
use crate::catalogue::Catalogue;
use crate::cli::args::ShowArgs;
use crate::cli::exit::Exit;
use crate::cli::journal::{self, Note};
use crate::cli::run::left;
use crate::config::Problem;
use crate::journal::{Journal, Kept, Record, RunState, SqliteJournal};
use crate::report::text::{count, name};
use crate::report::trace::{self, Detail};
use crate::report::{People, Printer, Style, json, left_json, run_json};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};

/// Rows of a job that are listed.
pub(in crate::cli) const ROWS: usize = 20;

pub fn show(args: &ShowArgs, printer: &Printer) -> Result<Exit, Problem> {
    let journal = super::select::kept_runs(&args.journal)?;
    let kept = super::select::find(&journal, &args.id)?;
    if kept.rows.is_some() {
        return job(&journal, &kept, args, printer);
    }
    let story = Story::read(&*journal, &kept.run, printer);
    if args.output.is_json() {
        printer.json_result(&as_json(&kept, &story, printer), true);
        return Ok(Exit::Done);
    }
    printer.result(&line(&kept, Timestamp::now(), printer));
    match &story {
        Ok(story) => tell(story, args, printer),
        Err(NoStory::Records(why)) => printer.note(&format!("its records cannot be read: {why}")),
        // What a person has found out since is told with the doubts.
        Err(NoStory::Replay(records, _))
            if !matches!(records.first(), Some(Record::Started(_) | Record::Job(_))) =>
        {
            printer.note(&format!(
                "only the audit record knows this run: `flow audit show --run {}`",
                kept.run
            ));
            records.iter().for_each(|record| beside(record, printer));
        }
        Err(NoStory::Replay(records, why)) => {
            printer.note(&format!("its history cannot be shown: {why}"));
            raw(records, printer);
        }
    }
    let listed = super::story::in_doubt(&journal, &kept, printer).map_err(journal::problem)?;
    doubts(&kept.run, &listed, printer);
    let next_step = match &story {
        Ok(story) => next_step(&kept, &story.records),
        // Without its start it cannot be begun again.
        Err(NoStory::Replay(records, _)) if matches!(records.first(), Some(Record::Started(_))) => {
            next_step(&kept, records)
        }
        Err(_) => next_command(&kept),
    };
    next(next_step, printer);
    Ok(Exit::Done)
}

pub(in crate::cli) fn tell(story: &Story, args: &ShowArgs, printer: &Printer) {
    if let Some(line) = about(story) {
        printer.result(&printer.look().paint(Style::Faint, &line));
    }
    let telling = trace::Telling {
        detail: match args.trace {
            true => Detail::Full,
            false => Detail::Story,
        },
        look: printer.look(),
        redactor: printer.redactor(),
    };
    let began = story
        .events
        .first()
        .map_or(Timestamp::UNIX_EPOCH, |event| event.at);
    for event in &story.events {
        for line in telling.lines(event, began, &story.source) {
            printer.result(&line);
        }
    }
    for record in &story.records {
        beside(record, printer);
    }
    if let Some(report) = &story.report {
        let people = People {
            catalogue: Some(Catalogue::builtin()),
            ..People::new(printer.look(), printer.redactor())
        };
        let text = people.run(&story.source, report);
        if !text.is_empty() {
            printer.note(&text);
        }
    }
    open(story, printer);
}

/// What is open now: before anything else somebody at the desk has to know of it.
fn open(story: &Story, printer: &Printer) {
    for one in &story.open {
        let what = printer.redactor().show(&one.what);
        printer.note(&printer.look().paint(Style::Care, &format!("open: {what}")));
        let close = &one.close;
        printer.note(&format!(
            "help: continue the run or cancel it; if it does not close this itself, {close} by hand"
        ));
    }
}

/// Who started it, when, and with which profile.
fn about(story: &Story) -> Option<String> {
    let started = story.started()?;
    let at = started
        .start
        .at
        .timestamp()
        .to_zoned_datetime(TimeZone::system());
    let mut line = format!("began {}", at.strftime("%Y-%m-%d %H:%M:%S %Z"));
    if let Some(note) = Note::read(&started.note) {
        line.push_str(&format!(", by {}", note.user));
        if !note.profiles.is_empty() {
            line.push_str(&format!(", profile {}", note.profiles.join(", ")));
        }
        if let Some(again) = &note.again {
            line.push_str(&format!(", a rerun of {again}"));
        }
    }
    Some(line)
}

/// What happened to the run rather than in it.
fn beside(record: &Record, printer: &Printer) {
    let at = |at: &Timestamp| {
        at.to_zoned_datetime(TimeZone::system())
            .strftime("%H:%M:%S")
    };
    let line = match record {
        Record::Resumed { at: when, with } => match with {
            Some(script) => format!("resumed at {} with {}", at(when), name(&script.name)),
            None => format!("resumed at {}", at(when)),
        },
        Record::Settled {
            id,
            at: when,
            happened,
            by,
        } => {
            let what = if *happened {
                "happened"
            } else {
                "did not happen"
            };
            format!("write {id} {what}: recorded at {} by {by}", at(when))
        }
        Record::Cancelled { at: when, .. } => format!("cancelled at {}", at(when)),
        Record::TimeOver { at: when, .. } => format!("time limit reached at {}", at(when)),
        _ => return,
    };
    printer.result(&printer.look().paint(Style::Faint, &line));
}

/// The writes in doubt of a run, and how what is found out is recorded.
pub(in crate::cli) fn doubts(run: &str, in_doubt: &[(u64, String)], printer: &Printer) {
    let Some((first, _)) = in_doubt.first() else {
        return;
    };
    printer.note(&printer.look().paint(Style::Care, "in doubt:"));
    for (id, what) in in_doubt {
        printer.note(&format!("  {id}  {what}"));
    }
    printer.note(&format!(
        "help: check each one in the system, then record what you found: \
         `flow runs settle {run} {first} happened`, or `did-not`"
    ));
}

/// The records themselves, where no story can be made of them.
fn raw(records: &[Record], printer: &Printer) {
    for record in records {
        let line = match record {
            Record::Asked { id, name, at, .. } => format!("{at}  write {id} sent: {name}"),
            Record::Told {
                id, at, completion, ..
            } => match completion {
                crate::run::effect::Completion::Answer(answer) => {
                    format!("{at}  {id} answered: {}", answer.outcome)
                }
                crate::run::effect::Completion::Slept => continue,
                crate::run::effect::Completion::Lost => format!("{at}  {id} lost"),
            },
            Record::Ended { at, how, .. } => format!("{at}  {}", how.word()),
            _ => continue,
        };
        printer.result(&line);
    }
}

fn next(next: Option<String>, printer: &Printer) {
    if let Some(next) = next
        && !next.starts_with("flow runs show")
    {
        printer.note(&format!("next: {next}"));
    }
}

fn job(
    journal: &SqliteJournal,
    kept: &Kept,
    args: &ShowArgs,
    printer: &Printer,
) -> Result<Exit, Problem> {
    let now = Timestamp::now();
    let bad = bad_rows(journal, kept)?;
    if args.output.is_json() {
        let mut document = document(kept);
        document["version"] = json::VERSION.into();
        document["bad"] = bad.iter().map(super::list::document).collect();
        printer.json_result(&document, true);
        return Ok(Exit::Done);
    }
    printer.result(&line(kept, now, printer));
    for row in bad.iter().take(ROWS) {
        let number = row.item.as_ref().map_or(0, |(_, row)| *row);
        printer.result(&format!("row {number}: {}", line(row, now, printer)));
    }
    if bad.len() > ROWS {
        printer.note(&format!("and {} more", bad.len() - ROWS));
    }
    not_begun(journal, kept, printer);
    next(next_command(kept), printer);
    Ok(Exit::Done)
}

/// How many rows of a job that is over never began, and where they are listed.
fn not_begun(journal: &SqliteJournal, kept: &Kept, printer: &Printer) {
    let many = kept.rows.map_or(0, |rows| rows.not_begun());
    if many == 0 || !matches!(kept.state, RunState::Ended(_)) {
        return;
    }
    let records = journal.read(&kept.run).unwrap_or_default();
    let table = records.into_iter().find_map(|record| match record {
        Record::Job(job) => Some(Note::read(&job.note)?.job?.table),
        _ => None,
    });
    let file = table.and_then(|table| left::not_begun(&table, &kept.run));
    let file = file.map(|file| format!(": {}", name(&file.display().to_string())));
    let rows = count(
        usize::try_from(many).unwrap_or(usize::MAX),
        "row has",
        "rows have",
    );
    printer.result(&format!("{rows} not begun{}", file.unwrap_or_default()));
}

/// The rows of a job that did not end well, or are not over.
pub(super) fn bad_rows(journal: &SqliteJournal, kept: &Kept) -> Result<Vec<Kept>, Problem> {
    const PAGE: usize = 1000;
    let mut bad = Vec::new();
    let mut from = 0;
    loop {
        let page = journal
            .items(&kept.run, from, PAGE)
            .map_err(crate::cli::journal::problem)?;
        let Some((_, last)) = page.last().and_then(|run| run.item.clone()) else {
            return Ok(bad);
        };
        from = last + 1;
        let ill = |run: &Kept| run.state.word() != "succeeded" || !run.in_doubt.is_empty();
        bad.extend(page.into_iter().filter(ill));
    }
}

pub(in crate::cli) fn as_json(
    kept: &Kept,
    story: &Result<Story, NoStory>,
    printer: &Printer,
) -> Json {
    let mut json = document(kept);
    json["version"] = json::VERSION.into();
    match story {
        Ok(story) => {
            let events = story.events.iter();
            let events: Vec<Json> = events
                .map(|event| trace::event_json(&kept.run, event, &story.source, printer.redactor()))
                .collect();
            json["events"] = events.into();
            let doubt = |(id, what): &(u64, String)| json!({ "effect": id, "what": what });
            let left = story.open.iter();
            json["open"] = left
                .map(|one| left_json(one, &story.source, printer.redactor()))
                .collect();
            json["unknown"] = story.in_doubt.iter().map(doubt).collect();
            let catalogue = Some(Catalogue::builtin());
            json["report"] = story.report.as_ref().map_or(Json::Null, |report| {
                run_json(&story.source, report, catalogue, printer.redactor())
            });
        }
        Err(NoStory::Records(why)) => json["problem"] = why.to_string().into(),
        Err(NoStory::Replay(_, why)) => json["problem"] = why.as_str().into(),
    }
    json
}
