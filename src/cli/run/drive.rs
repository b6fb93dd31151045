//! Runs the jobs, and obeys Ctrl-C.

use super::front::Front;
use super::interrupts::Interrupts;
use super::job::{Job, Ready};
use super::objections;
use super::record::Recorder;
use super::reporter::Reporter;
use super::tell::{Ended, Teller};
use super::watch::{Seen, Telling, Watch};
use crate::cli::args::RunArgs;
use crate::cli::connect::{self, Connected};
use crate::cli::exit::Exit;
use crate::cli::runtime::{no_threads, runtime};
use crate::config::Problem;
use crate::host::{Engine, NoRuntime, RunHandle, RunOptions};
use crate::report::text::name;
use crate::report::trace::Detail;
use crate::report::{Printer, Style};
use jiff::tz::TimeZone;
use std::sync::Arc;
use tokio::task::JoinSet;

/// How often Ctrl-C has to be pressed until nothing is waited for any more.
const PATIENCE: usize = 3;

pub(super) fn drive(args: &RunArgs, ready: Ready<'_>, front: &Front<'_>) -> Exit {
    match runtime() {
        Ok(runtime) => {
            let exit = runtime.block_on(all(args, ready, front));
            runtime.shutdown_background();
            exit
        }
        Err(problem) => front.refuse(front.problem(&problem)),
    }
}

async fn all(args: &RunArgs, ready: Ready<'_>, front: &Front<'_>) -> Exit {
    let printer = front.printer();
    let connected = match connect::connect(&ready.profiles, &ready.secrets).await {
        Ok(connected) => connected,
        Err(problem) => return front.refuse(front.problem(&problem)),
    };
    if let Some(problem) = objections::first(&connected, &ready.jobs).await {
        connect::stop(connected).await;
        return front.refuse(front.problem(&problem));
    }
    begin(args, &ready, &connected, printer);
    let recorder = args.record.as_deref().map(Recorder::to);
    let engine = match engine(&connected, &ready, recorder.as_ref()) {
        Ok(engine) => engine,
        Err(error) => return front.refuse(front.problem(&Problem::new(error.to_string()))),
    };
    let reporter = match Reporter::begin(Teller::new(args, &ready, printer), printer.clone()) {
        Ok(reporter) => reporter,
        Err(error) => return front.refuse(front.problem(&no_threads(&error))),
    };
    let mut drive = Drive {
        telling: telling(args, ready.many),
        reporter,
        interrupts: Interrupts::listen(),
        engine,
        limits: ready.limits,
        printer,
        open: JoinSet::new(),
        cancels: Vec::new(),
        pressed: 0,
        recorder,
    };
    drive.run_all(ready.jobs, usize::from(args.at_once)).await;
    drive.engine.close().await;
    for left in connected.iter().flat_map(|one| one.system.left_behind()) {
        drive.reporter.note(left);
    }
    connect::stop(connected).await;
    let recorded = drive.recorder.as_ref().map_or(Exit::Done, Recorder::exit);
    tokio::select! {
        exit = drive.reporter.end(drive.pressed > 0) => exit.max(recorded),
        // Whoever reads the output has stopped reading.
        () = drive.interrupts.next() => Exit::Failed,
    }
}

/// An engine with these connections.
fn engine(
    connected: &[Connected],
    ready: &Ready<'_>,
    recorder: Option<&Recorder>,
) -> Result<Engine, NoRuntime> {
    let mut zones = ready
        .profiles
        .iter()
        .filter_map(|profile| profile.common.zone.as_deref());
    let zone = zones.next().and_then(|zone| TimeZone::get(zone).ok());
    let builder = connected.iter().fold(Engine::builder(), |engine, one| {
        engine.system(one.system.clone())
    });
    let builder = match recorder {
        Some(recorder) => builder.journal(recorder.journal()),
        None => builder,
    };
    builder
        .limits(ready.limits)
        .zone(zone.unwrap_or_else(TimeZone::system))
        .build()
}

fn telling(args: &RunArgs, many: bool) -> Telling {
    match (args.json, args.trace, args.quiet || many) {
        (true, true, _) => Telling::Json,
        (true, false, _) => Telling::Silent,
        (false, true, _) => Telling::Lines(Detail::Full),
        (false, false, true) => Telling::Quiet,
        (false, false, false) => Telling::Lines(Detail::Story),
    }
}

/// Says where everything that follows will happen.
fn begin(args: &RunArgs, ready: &Ready<'_>, connected: &[Connected], printer: &Printer) {
    if args.quiet || args.json {
        return;
    }
    let look = printer.look();
    for (profile, connected) in ready.profiles.iter().zip(connected) {
        let line = format!("profile {}: {}", profile.name(), connected.place);
        printer.note(&look.paint(Style::Faint, &line));
    }
    let mut told = Vec::new();
    for job in &ready.jobs {
        let name = name(job.script.script.source.name());
        if job.script.warnings > 0 && !told.contains(&name) {
            told.push(name.clone());
            let many = crate::report::text::count(job.script.warnings, "warning", "warnings");
            let it = if job.script.warnings == 1 {
                "it"
            } else {
                "them"
            };
            let line = match job.script.script.path {
                Some(_) => format!("{name} has {many}: `flow check {name}` shows {it}"),
                None => {
                    format!("{name} has {many}: `flow check -` shows {it}, given the same text")
                }
            };
            printer.note(&look.paint(Style::Faint, &line));
        }
    }
}

type Cancel = Box<dyn Fn() + Send + Sync>;

struct Drive<'a> {
    engine: Engine,
    limits: crate::run::Limits,
    telling: Telling,
    reporter: Reporter,
    interrupts: Interrupts,
    printer: &'a Printer,
    open: JoinSet<Ended>,
    cancels: Vec<(Arc<str>, Cancel)>,
    pressed: usize,
    recorder: Option<Recorder>,
}

impl Drive<'_> {
    async fn run_all(&mut self, jobs: Vec<Job>, at_once: usize) {
        let mut waiting = jobs.into_iter();
        loop {
            while self.pressed == 0 && self.open.len() < at_once {
                match waiting.next() {
                    Some(job) => self.begin(job),
                    None => break,
                }
            }
            if self.open.is_empty() {
                return;
            }
            tokio::select! {
                Some(ended) = self.open.join_next() => self.ended(ended),
                () = self.interrupts.next() => {
                    if self.interrupt() {
                        return;
                    }
                }
            }
        }
    }

    fn begin(&mut self, job: Job) {
        let source = &job.script.script.source;
        let watch = Watch::new(self.printer, source, &job, self.telling);
        let seen = watch.seen();
        let options = RunOptions {
            inputs: job.inputs.clone().into(),
            observer: Some(self.reporter.observer(watch)),
            limits: Some(self.limits),
            ..RunOptions::default()
        };
        let handle = self.engine.start_with(job.program().clone(), options);
        self.cancels
            .push((handle.id().clone(), Box::new(handle.canceller())));
        self.open.spawn(wait(job, handle, seen));
    }

    fn ended(&mut self, ended: Result<Ended, tokio::task::JoinError>) {
        if let Ok(ended) = ended {
            self.cancels.retain(|(name, _)| *name != ended.report.run);
            if let Some(recorder) = &mut self.recorder {
                recorder.ended(&ended, self.printer);
            }
            self.reporter.ended(ended);
        }
    }

    /// Cancels what is open. Whether nothing is waited for any more.
    fn interrupt(&mut self) -> bool {
        self.pressed += 1;
        self.cancels.iter().for_each(|(_, cancel)| cancel());
        self.reporter.hurry();
        if self.pressed == 1 {
            self.reporter
                .note("cancelling: `always` still runs; press Ctrl-C again to stop immediately");
        }
        self.pressed >= PATIENCE
    }
}

async fn wait(job: Job, handle: RunHandle, seen: Arc<Seen>) -> Ended {
    let report = handle.wait().await;
    Ended { job, report, seen }
}
