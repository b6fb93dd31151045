//! `flow audit`: the record of everything that was written.

mod import;

use super::args::{AuditArgs, AuditCommand, AuditShowArgs, AuditVerifyArgs, JournalArgs};
use super::exit::Exit;
use super::journal as kept;
use super::session;
use crate::config::Problem;
use crate::journal::{Anchor, Audit, Entry};
use crate::report::text::{count, name};
use crate::report::{Printer, Style, json};
use serde_json::json;
use std::collections::HashMap;

pub(super) fn audit(args: &AuditArgs, printer: &Printer) -> Exit {
    let done = match &args.command {
        AuditCommand::Verify(args) => verify(args, printer),
        AuditCommand::Head(args) => head(&args.journal, printer),
        AuditCommand::Show(args) => show(args, printer),
        AuditCommand::Import(args) => import::import(args, printer),
    };
    done.unwrap_or_else(|problem| session::tell(&problem, printer))
}

fn open(args: &JournalArgs) -> Result<Audit, Problem> {
    let journal = super::runs::select::kept_runs(args)?;
    journal.audit().map_err(kept::problem)
}

fn head(args: &JournalArgs, printer: &Printer) -> Result<Exit, Problem> {
    let head = open(args)?.head().map_err(kept::problem)?;
    match head.number {
        0 => printer.note("the audit record is empty"),
        _ => printer.result(&head.to_string()),
    }
    Ok(Exit::Done)
}

fn verify(args: &AuditVerifyArgs, printer: &Printer) -> Result<Exit, Problem> {
    let anchors = args.anchor.iter().map(|text| {
        text.parse::<Anchor>().map_err(|()| {
            Problem::new(format!("`{text}` is not an anchor"))
                .help("write it as `flow audit head` printed it: a number, `:`, and 64 hex digits")
        })
    });
    let anchors = anchors.collect::<Result<Vec<_>, _>>()?;
    let mut audit = open(&args.journal)?;
    let found = audit.verify(&anchors).map_err(kept::problem)?;
    let good = found.problems.is_empty();
    if args.output.is_json() {
        let mut document = json!({
            "version": json::VERSION,
            "entries": found.entries,
            "anchored": found.anchored,
            "findings": found.problems,
        });
        json::also(&mut document, "findings", "problems");
        printer.json_result(&document, true);
    } else {
        let path = audit.path();
        let path = name(&path.display().to_string()).into_owned();
        for problem in &found.problems {
            printer.result(&printer.look().paint(Style::Bad, problem));
        }
        let entries = count(
            usize::try_from(found.entries).unwrap_or(usize::MAX),
            "entry",
            "entries",
        );
        match good {
            true => printer.note(&format!(
                "{path}: {entries}, each follows from the one before it"
            )),
            false => printer.note(&format!("{path}: {entries}; {}", why(&audit))),
        }
        printer.note(&anchored(&anchors, found.anchored, found.entries));
    }
    Ok(if good { Exit::Done } else { Exit::Failed })
}

/// What the findings mean.
fn why(audit: &Audit) -> String {
    match audit.differs() {
        None => "it was changed after it was written".into(),
        Some(why) => {
            let (what, help) = why.parts();
            format!("{what}\nhelp: {}", help.unwrap_or_default())
        }
    }
}

/// What the anchors vouch for, and what nothing outside of this machine does.
fn anchored(anchors: &[Anchor], upto: u64, entries: u64) -> String {
    match (anchors.is_empty(), upto) {
        (true, _) => {
            "anchored in the journal alone: `flow audit head` prints an anchor to keep elsewhere"
                .into()
        }
        (false, 0) => "no anchor fits".into(),
        (false, upto) if upto >= entries => format!("anchored up to the last entry, {upto}"),
        (false, upto) => format!(
            "anchored up to entry {upto}; entries {} to {entries} by the journal alone",
            upto + 1
        ),
    }
}

fn show(args: &AuditShowArgs, printer: &Printer) -> Result<Exit, Problem> {
    let mut audit = open(&args.journal)?;
    // Which kind of thing an id is of nobody has to say: it is looked for as each.
    let things: Option<Vec<String>> = args.contact.as_ref().map(|id| {
        let kinds = [
            "contact",
            "dialog",
            "agent",
            "ecid",
            "phone number",
            "callback",
        ];
        let named = kinds
            .iter()
            .map(|kind| audit.thing(kind, id).text().to_owned());
        named.collect()
    });
    let mut many = 0;
    let mut unseen = Unseen::default();
    let mut done = DoneTo::default();
    for entry in audit.entries().map_err(kept::problem)? {
        let of_run = args.run.as_ref().is_none_or(|run| {
            entry.text("run").starts_with(run.as_str())
                || entry.text("job").starts_with(run.as_str())
        });
        let of_thing = things.as_ref().is_none_or(|things| {
            entry
                .things()
                .any(|thing| things.iter().any(|one| one == thing))
        });
        let undone = done.undone_by(&entry);
        done.add(&entry);
        if of_run && !of_thing {
            unseen.add(&audit, &entry);
        }
        if !(of_run && of_thing) {
            continue;
        }
        many += 1;
        match args.output.is_json() {
            true => {
                let mut document = entry.json();
                if let Some(undone) = undone {
                    document["undoes-entry"] = undone.into();
                }
                printer.json_result(&document, false);
            }
            false => printer.result(&line(&entry, undone, printer)),
        }
    }
    printer.note(&match many {
        0 if things.is_some() => "no entries with this id".to_owned(),
        0 => "no entries".to_owned(),
        many => count(many, "entry", "entries"),
    });
    if things.is_some() {
        unseen.tell(many, printer);
    }
    Ok(Exit::Done)
}

/// Entries in which an id cannot be looked for: nobody may read "nothing was done to it" there.
#[derive(Default)]
struct Unseen {
    of_another_key: usize,
    of_unknown_key: usize,
}

impl Unseen {
    fn add(&mut self, audit: &Audit, entry: &Entry) {
        if entry.things().next().is_none() {
            return;
        }
        match audit.is_of_this_key(entry) {
            Some(true) => {}
            Some(false) => self.of_another_key += 1,
            None => self.of_unknown_key += 1,
        }
    }

    fn tell(&self, found: usize, printer: &Printer) {
        let many = self.of_another_key;
        if many > 0 {
            let were = if many == 1 { "was" } else { "were" };
            let entries = count(many, "entry", "entries");
            printer.note(&printer.look().paint(
                Style::Care,
                &format!(
                    "warning: {entries} {were} made with another `audit.keys`: this id cannot be found in them\n\
                     help: put that `audit.keys` into a copy of the folder, and look there too"
                ),
            ));
        }
        // An older entry that is found shows that the key is the same one.
        if found == 0 && self.of_unknown_key > 0 {
            let entries = count(self.of_unknown_key, "older entry", "older entries");
            printer.note(&format!(
                "{entries} do not say with which `audit.keys` they were made: if it was another one, this id \
                 cannot be found in them"
            ));
        }
    }
}

/// What each run has done to each thing, while entries are read in order.
#[derive(Default)]
struct DoneTo(HashMap<(String, String), Vec<u64>>);

impl DoneTo {
    fn add(&mut self, entry: &Entry) {
        let number = entry.number("number").unwrap_or(0);
        if !is_done(entry) {
            return;
        }
        for run in ["run", "job"].map(|field| entry.text(field)) {
            for thing in entry.things().filter(|_| !run.is_empty()) {
                let of = (run.to_owned(), thing.to_owned());
                self.0.entry(of).or_default().push(number);
            }
        }
    }

    /// Which entry another one takes back: the last that is still there.
    fn undone_by(&mut self, undo: &Entry) -> Option<u64> {
        let of = (
            undo.text("undoes").to_owned(),
            undo.text("thing").to_owned(),
        );
        let left = self.0.get_mut(&of)?;
        match is_done(undo) {
            true => left.pop(),
            false => left.last().copied(),
        }
    }
}

fn is_done(entry: &Entry) -> bool {
    matches!(entry.text("result"), "done" | "settled-done")
}

fn line(entry: &Entry, undone: Option<u64>, printer: &Printer) -> String {
    let result = entry.text("result");
    let style = match result {
        "done" | "settled-done" => Style::Good,
        "in-doubt" => Style::Care,
        _ => Style::Faint,
    };
    let outcome = match entry.text("outcome") {
        "" | "Success" => String::new(),
        outcome => format!(" ({outcome})"),
    };
    let before = match entry.text("before") {
        "" => String::new(),
        before => format!("  was {before}"),
    };
    let undoes = match (entry.text("undoes"), undone) {
        ("", _) => String::new(),
        (run, Some(undone)) => format!("  undoes entry {undone} of run {run}"),
        (run, None) => format!("  undoes run {run}"),
    };
    format!(
        "{}  {}  {}{outcome}  {}  {}  by {}, run {}{before}{undoes}",
        entry.number("number").unwrap_or(0),
        entry.text("at"),
        printer.look().paint(style, result),
        entry.text("action"),
        entry.text("thing"),
        entry.text("by"),
        entry.text("run"),
    )
}
