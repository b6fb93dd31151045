//! What is told of runs that are over.

use super::ended::Ended;
use super::jobs::Job;
use super::progress::{self, Progress};
use super::ready::Ready;
use super::results::ResultsFile;
use super::seen::Seen;
use crate::catalogue::Catalogue;
use crate::cli::args::RunArgs;
use crate::cli::exit::Exit;
use crate::cli::runs::advice::next_step;
use crate::cli::session;
use crate::clock;
use crate::config::Problem;
use crate::journal::{Journal, SqliteJournal};
use crate::report::text::{count, duration, in_a_line, name};
use crate::report::{People, Printer, Redactor, Style, concise, json, run_json};
use crate::run::event::{End, RunReport};
use crate::value::Text;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

/// Of more runs that went wrong than these a line each is told; `--output json` has everything.
const IN_FULL: usize = 3;

/// Tells of runs as they end, and sums them up.
pub(super) struct Teller {
    json: bool,
    quiet: bool,
    printer: Printer,
    many: bool,
    all: usize,
    done: usize,
    failed: usize,
    told: usize,
    exit: Exit,
    documents: Vec<Json>,
    /// Where the runs are kept, if they are.
    journal: Option<Arc<SqliteJournal>>,
    progress: Progress,
    closing: Vec<String>,
    planned: Option<Json>,
    began: Timestamp,
    results: Option<ResultsFile>,
}

impl Teller {
    /// How long nothing may be heard of rows before something is said of them.
    pub const PAUSE: Duration = progress::PAUSE;

    pub fn new(
        args: &RunArgs,
        ready: &Ready,
        printer: &Printer,
        results: Option<ResultsFile>,
    ) -> Self {
        let before = before(ready);
        Self {
            json: args.output.is_json(),
            quiet: args.quiet,
            printer: printer.clone(),
            many: ready.many,
            // What was over before is not told again.
            all: ready.jobs.count().saturating_sub(before),
            done: 0,
            failed: 0,
            told: 0,
            exit: Exit::Done,
            documents: Vec::new(),
            progress: Progress::new(args, printer, before),
            closing: Vec::new(),
            planned: None,
            began: clock::now(),
            journal: ready
                .keeping
                .as_ref()
                .map(|keeping| keeping.journal.clone()),
            results,
        }
    }

    /// These may not be seen from now on.
    pub fn hide(&self, texts: &[Text]) {
        let redactor = self.printer.redactor();
        texts.iter().for_each(|text| redactor.register_text(text));
    }

    /// A run is over.
    pub fn ended(&mut self, ended: &Ended) {
        let Ended { job, report, .. } = ended;
        self.done += 1;
        let exit = exit_of(ended);
        self.failed += usize::from(exit > Exit::Done);
        self.exit = self.exit.max(exit);
        if let Some(file) = &mut self.results {
            file.add(job.number(), report);
        }
        if self.json {
            self.documents.push(self.document(job, report));
            return;
        }
        self.results(job, report);
        self.unheard(job, report);
        self.report(job, report);
        match self.many {
            true => self.progress(),
            false => self.line(job, report, &ended.seen),
        }
        if !self.many && job.row.is_none() {
            self.next(report);
        }
    }

    /// What to do with a kept run that did not end well.
    fn next(&self, report: &RunReport) {
        if let Some(next) = self.next_command(report) {
            self.printer.note(&format!("next: {next}"));
        }
    }

    fn next_command(&self, report: &RunReport) -> Option<String> {
        if report.succeeded() && report.in_doubt.is_empty() {
            return None;
        }
        let journal = self.journal.as_ref()?;
        let kept = journal.named(&report.run).ok()?.pop()?;
        let records = journal.read(&kept.run).ok()?;
        next_step(&kept, &records)
    }

    /// Nothing more is begun.
    pub fn stopped(&mut self, exit: Exit) {
        self.exit = self.exit.max(exit);
    }

    fn document(&self, job: &Job, report: &RunReport) -> Json {
        let source = &job.script.script.source;
        let mut json = run_json(
            source,
            report,
            Some(Catalogue::builtin()),
            self.printer.redactor(),
        );
        json["row"] = job.number().into();
        json["warnings"] = job.script.warnings.into();
        if let Some(next) = self.next_command(report) {
            json["next"] = next.into();
        }
        json
    }

    fn results(&self, job: &Job, report: &RunReport) {
        for (name, value) in &report.results {
            let shown = self.printer.redactor().show_value(value);
            let line = format!("{name}: {}", in_a_line(&shown));
            match &job.label {
                Some(label) => self.printer.result(&format!("{label}: {line}")),
                None => self.printer.result(&line),
            }
        }
    }

    /// Signals that the run ended without: whoever gave them thinks that they were heard.
    fn unheard(&self, job: &Job, report: &RunReport) {
        let label = job.label.as_ref().map(|label| format!("{label}: "));
        for name in &report.unheard {
            self.printer.note(&format!(
                "{}signal {name} was sent, but the run ended without waiting for it",
                label.as_deref().unwrap_or_default()
            ));
        }
    }

    fn report(&mut self, job: &Job, report: &RunReport) {
        let source = &job.script.script.source;
        let people = People {
            catalogue: Some(Catalogue::builtin()),
            ..People::new(self.printer.look(), self.printer.redactor())
        };
        let text = people.run(source, report);
        if text.is_empty() {
            return self.message(job, report);
        }
        self.told += 1;
        if self.told > IN_FULL {
            let label = job.label.as_deref().unwrap_or("run");
            self.printer.note(&format!(
                "{label}: {}",
                briefly(report, self.printer.redactor())
            ));
            return;
        }
        self.printer.progress("");
        match &job.label {
            Some(label) => {
                let label = self.printer.look().paint(Style::Strong, label);
                self.printer.note(&format!("\n{label}\n{text}"));
            }
            None => self.printer.note(&format!("\n{text}")),
        }
    }

    /// What a row or one of several flows said at its end.
    fn message(&self, job: &Job, report: &RunReport) {
        if let (Some(label), End::Finished { message: Some(_) }) = (&job.label, &report.end)
            && !self.quiet
        {
            let end = concise::end(report, self.printer.redactor());
            self.printer.note(&format!("{label}: {end}"));
        }
    }

    /// How the only run ended, in a line.
    fn line(&self, job: &Job, report: &RunReport, seen: &Seen) {
        if self.quiet {
            return;
        }
        let name = name(job.script.script.source.name());
        let actions = seen.actions();
        let took = report.ended.duration_since(report.started);
        // what only computes takes no time that anybody asks for
        let took = match actions > 0 || took >= SignedDuration::from_secs(1) {
            true => format!(" in {}", duration(took)),
            false => String::new(),
        };
        let retries = match seen.retries() {
            0 => String::new(),
            some => format!(", {}", count(some, "retry", "retries")),
        };
        let done = match actions {
            0 => "no actions".to_owned(),
            some => format!("{}{retries}", count(some, "action", "actions")),
        };
        let look = self.printer.look();
        let end = match &report.end {
            End::Finished { .. } => {
                look.paint(Style::Good, &concise::end(report, self.printer.redactor()))
            }
            End::Failed(_) => look.paint(Style::Bad, "failed"),
            End::Faulted(_) => look.paint(Style::Bad, "stopped"),
            End::Cancelled => look.paint(Style::Care, "cancelled"),
        };
        // behind the flow's own words the time would be read as a part of them
        let facts = match &report.end {
            End::Finished { message: Some(_) } => {
                format!(" ({}: {done})", took.trim_start()).replace("(: ", "(")
            }
            _ => format!("{took}: {done}"),
        };
        let facts = look.paint(Style::Faint, &facts);
        self.printer.note(&format!("{name} {end}{facts}"));
    }

    /// How far the rows are.
    pub fn progress(&mut self) {
        if self.many {
            let rows = (self.done, self.failed, self.all);
            self.progress.show(&self.printer, rows);
        }
    }

    /// What is said last.
    pub fn closing(&mut self, lines: Vec<String>) {
        self.closing.extend(lines);
    }

    /// What became of a plan.
    pub fn planned(&mut self, lines: Vec<String>, json: Json) {
        if !self.json {
            self.closing.extend(lines);
        }
        self.planned = Some(json);
    }

    /// Somebody asks how far it is: said at once, whatever was said before.
    pub fn asked(&mut self) {
        let rows = (self.done, self.failed, self.all);
        self.progress.say(&self.printer, rows);
    }

    /// Sums up.
    pub fn end(mut self) -> Exit {
        self.printer.progress("");
        let lost = self.results.take().and_then(ResultsFile::end);
        if let Some(problem) = &lost {
            self.exit = self.exit.max(Exit::Environment);
            if !self.json {
                session::tell(problem, &self.printer);
            }
        }
        if self.json {
            let mut document = json!({
                "version": json::VERSION,
                "runs": self.documents,
                "files": [],
                "environment_errors": lost.iter().map(Problem::json).collect::<Vec<_>>(),
                "exit": self.exit.code(),
            });
            if let Some(planned) = self.planned {
                document["planned"] = planned;
            }
            if !self.closing.is_empty() {
                document["left"] = self.closing.into();
            }
            self.printer.json_result(&document, true);
        } else if self.many {
            self.printer.note(&self.summary());
            self.closing.iter().for_each(|line| self.printer.note(line));
        } else {
            self.closing.iter().for_each(|line| self.printer.note(line));
        }
        self.exit
    }

    fn summary(&self) -> String {
        let look = self.printer.look();
        let good = self.done - self.failed;
        let mut parts = vec![format!("{} succeeded", good)];
        if self.failed > 0 {
            parts.push(look.paint(Style::Bad, &format!("{} failed", self.failed)));
        }
        if self.done < self.all {
            parts.push(format!("{} not started", self.all - self.done));
        }
        let took = match self.planned {
            Some(_) => format!(" in {}", duration(clock::now().duration_since(self.began))),
            None => String::new(),
        };
        let runs = count(self.all, "run", "runs");
        format!("{runs}: {}{took}", parts.join(", "))
    }
}

/// How many rows of a job were over before.
fn before(ready: &Ready<'_>) -> usize {
    let Some(keeping) = &ready.keeping else {
        return 0;
    };
    let Some(job) = keeping.job.as_ref().filter(|job| job.begins.is_none()) else {
        return 0;
    };
    let kept = keeping.journal.named(&job.name).unwrap_or_default();
    let rows = kept.first().and_then(|kept| kept.rows);
    rows.map_or(0, |rows| (rows.succeeded + rows.failed) as usize)
}

/// How a run ended, and what it left unknown, in a line.
fn briefly(report: &RunReport, redactor: &Redactor) -> String {
    let in_doubt = report.in_doubt.iter();
    let unknown: Vec<String> = in_doubt.map(|doubt| redactor.show(&doubt.what)).collect();
    match unknown.as_slice() {
        [] => concise::end(report, redactor),
        unknown => format!(
            "{} (unknown result: {})",
            concise::end(report, redactor),
            unknown.join(", ")
        ),
    }
}

/// A run that reached no system at all, or that its profile could not begin, failed for the
/// environment's sake: the address, the network, the key or the profile is wrong.
fn exit_of(ended: &Ended) -> Exit {
    match &ended.report.end {
        End::Finished { .. } => Exit::Done,
        End::Failed(failure) if failure.is_of_profile() => Exit::Environment,
        End::Failed(failure)
            if !ended.seen.reached()
                && matches!(&*failure.outcome, "Unavailable" | "Unauthorized") =>
        {
            Exit::Environment
        }
        _ => Exit::Failed,
    }
}
