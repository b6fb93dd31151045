//! `--report`: the runs of a call as one page.

use super::ended::Ended;
use super::ready::Keeping;
use crate::catalogue::Catalogue;
use crate::cli::exit::Exit;
use crate::cli::session::tell;
use crate::config::Problem;
use crate::private;
use crate::report::page::{Collect, Doubt, Dropped, Started, html};
use crate::report::text::name;
use crate::report::{Look, People, Printer, Redactor};
use crate::run::Observer;
use crate::run::event::{Event, EventKind, RunReport};
use crate::value::Text;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A loop can log for hours: of one run the last so many events are kept in mind, of which the page shows the end.
const MOST: usize = 20_000;

/// The page of a call's runs.
pub(super) struct PageFile {
    path: PathBuf,
    collect: Collect,
    heard: Arc<Heard>,
    /// Whether somebody can say what came of a write in doubt: only of what is kept.
    kept: bool,
    lead: Vec<String>,
}

/// What has happened in the runs that are not over.
#[derive(Default)]
struct Heard(Mutex<HashMap<Arc<str>, Story>>);

/// What is kept in mind of a run.
#[derive(Default)]
struct Story {
    events: Vec<Event>,
    dropped: Dropped,
}

impl PageFile {
    /// One that goes to this file, which has to be writable before anything runs.
    pub fn create(path: &Path, expected: usize, printer: &Printer) -> Result<Self, Problem> {
        private::may_write(path).map_err(|error| unwritable(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            collect: Collect::new(printer.redactor(), expected),
            heard: Arc::default(),
            kept: false,
            lead: Vec::new(),
        })
    }

    /// Where the runs are made.
    pub fn begin(&mut self, keeping: Option<&Keeping>, lead: Vec<String>) {
        self.kept = keeping.is_some();
        self.lead = lead;
    }

    /// Hears what another observer hears, too.
    pub fn ear(&self, inner: Arc<dyn Observer>, printer: &Printer) -> Arc<dyn Observer> {
        Arc::new(Ear {
            inner,
            heard: self.heard.clone(),
            redactor: printer.redactor().clone(),
        })
    }

    /// A run is over.
    pub fn ended(&mut self, ended: &Ended, printer: &Printer) {
        let report = &ended.report;
        let Story { events, dropped } = self.heard.take(&report.run);
        let script = &ended.job.script.script.source;
        let label = ended.job.label.clone();
        let doubts = doubts(report, self.kept, printer.redactor());
        let started = Started {
            title: label.unwrap_or_else(|| name(script.name()).into_owned()),
            number: ended.job.number().unwrap_or_default() as u64,
            events: &events,
            dropped,
            report: Some(report),
            failure: &|| failure(report, printer.redactor()),
            doubts,
            state: None,
        };
        self.collect.add(ended.job.program(), started);
    }

    /// Writes the page.
    pub fn end(self, unit: &'static str, printer: &Printer) -> Exit {
        let page = self.collect.page(self.lead, unit);
        match private::write_for_all(&self.path, html(&page).as_bytes()) {
            Ok(()) => Exit::Done,
            Err(error) => tell(&unwritable(&self.path, &error), printer),
        }
    }
}

/// Why a run failed, as people are told it.
pub(in crate::cli) fn failure(report: &RunReport, redactor: &Redactor) -> String {
    // as wide as the place that the page has for it
    let look = Look {
        width: 76,
        ..Look::default()
    };
    let people = People {
        catalogue: Some(Catalogue::builtin()),
        ..People::new(look, redactor)
    };
    people.run(&report.source, report)
}

/// The writes of which nobody knows what came of them.
fn doubts(report: &RunReport, kept: bool, redactor: &Redactor) -> Vec<Doubt> {
    let all = report.in_doubt.iter().map(|doubt| Doubt {
        what: redactor.show(&doubt.what),
        commands: match kept {
            true => settle(&report.run, doubt.effect),
            false => Vec::new(),
        },
    });
    all.collect()
}

/// What to type when it is known what came of a write.
pub(in crate::cli) fn settle(run: &str, effect: u64) -> Vec<String> {
    let command = |word| format!("flow runs settle {run} {effect} {word}");
    vec![command("happened"), command("did-not")]
}

/// A page that cannot be written.
pub(in crate::cli) fn unwritable(path: &Path, error: &std::io::Error) -> Problem {
    let shown = path.display().to_string();
    Problem::new(format!(
        "cannot write the report `{}`: {error}",
        name(&shown)
    ))
    .help("name a file in a folder that exists and can be written")
}

impl Heard {
    fn add(&self, run: &Arc<str>, event: &Event) {
        if matches!(event.kind, EventKind::Progress { .. }) {
            return;
        }
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.entry(run.clone()).or_default().add(event);
    }

    fn take(&self, run: &str) -> Story {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.remove(run).unwrap_or_default()
    }
}

impl Story {
    fn add(&mut self, event: &Event) {
        if self.events.len() >= MOST {
            // the start says when it began
            self.events
                .drain(1..MOST / 2)
                .for_each(|event| self.dropped.count(&event));
        }
        self.events.push(event.clone());
    }
}

struct Ear {
    inner: Arc<dyn Observer>,
    heard: Arc<Heard>,
    redactor: Redactor,
}

impl Observer for Ear {
    fn event(&self, run: &Arc<str>, event: &Event) {
        self.heard.add(run, event);
        self.inner.event(run, event);
    }

    /// They are hidden at once: the page is made of runs as they end, and another thread tells of them.
    fn sensitive(&self, run: &Arc<str>, texts: &[Text]) {
        texts
            .iter()
            .for_each(|text| self.redactor.register_text(text));
        self.inner.sensitive(run, texts);
    }
}
