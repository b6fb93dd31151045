//! Runs the jobs, and obeys Ctrl-C.

use super::cancels::Cancels;
use super::front::Front;
use super::interrupts::Interrupts;
use super::job::{Job, Keeping, Ready};
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
use crate::host::{Engine, NoRuntime, ResumeOptions, RunHandle, RunOptions};
use crate::report::text::name;
use crate::report::trace::Detail;
use crate::report::{Printer, Style};
use crate::run::Observer;
use crate::run::event::{End, Fault, RunReport};
use crate::source::Span;
use crate::value::Text;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;
use tokio::task::JoinSet;

/// How often Ctrl-C has to be pressed until nothing is waited for any more.
const PATIENCE: usize = 3;

/// How often the journal is asked whether another process wants a run to be cancelled.
const LOOKS: std::time::Duration = std::time::Duration::from_secs(1);

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
    let recorder = args.record.as_deref();
    let recorder = recorder.map(|file| Recorder::to(file, ready.keeping.as_ref()));
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
        keeping: ready.keeping,
        limits: ready.limits,
        printer,
        open: JoinSet::new(),
        cancels: Cancels::default(),
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
    let kept = ready.keeping.as_ref().map(|keeping| keeping.journal.clone());
    let builder = match (kept, recorder) {
        (Some(kept), _) => builder.journal(kept),
        (None, Some(recorder)) => builder.journal(recorder.journal()),
        (None, None) => builder,
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

struct Drive<'a> {
    engine: Engine,
    keeping: Option<Keeping>,
    limits: crate::run::Limits,
    telling: Telling,
    reporter: Reporter,
    interrupts: Interrupts,
    printer: &'a Printer,
    open: JoinSet<Ended>,
    cancels: Cancels,
    pressed: usize,
    recorder: Option<Recorder>,
}

impl Drive<'_> {
    async fn run_all(&mut self, jobs: Vec<Job>, at_once: usize) {
        let mut waiting = jobs.into_iter();
        let mut looks = tokio::time::interval(LOOKS);
        looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
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
                _ = looks.tick(), if self.keeping.is_some() => self.cancel_asked_for().await,
                () = self.interrupts.next() => {
                    if self.interrupt() {
                        return;
                    }
                }
            }
        }
    }

    /// Cancels what another process asks for: `flow runs cancel`.
    async fn cancel_asked_for(&self) {
        let Some(journal) = self.keeping.as_ref().map(|keeping| keeping.journal.clone()) else {
            return;
        };
        let asked = tokio::task::spawn_blocking(move || journal.to_cancel()).await;
        if let Ok(Ok(runs)) = asked {
            runs.iter().for_each(|run| self.cancels.one(run));
        }
    }

    fn begin(&mut self, job: Job) {
        let source = &job.script.script.source;
        let watch = Watch::new(self.printer, source, &job, self.telling);
        let seen = watch.seen();
        let observer = self.reporter.observer(watch);
        let cancels = self.cancels.clone();
        if job.kept.is_some() {
            let engine = self.engine.clone();
            self.open
                .spawn(go_on(engine, job, (observer, seen), cancels));
            return;
        }
        let options = RunOptions {
            inputs: job.inputs.clone().into(),
            observer: Some(observer),
            limits: Some(self.limits),
            note: self.keeping.as_ref().map(|keeping| keeping.note.clone()),
            ..RunOptions::default()
        };
        let handle = self.engine.start_with(job.program().clone(), options);
        cancels.add(&handle);
        self.open.spawn(wait(job, handle, seen));
    }

    fn ended(&mut self, ended: Result<Ended, tokio::task::JoinError>) {
        if let Ok(ended) = ended {
            self.cancels.remove(&ended.report.run);
            if let Some(recorder) = &mut self.recorder {
                recorder.ended(&ended, self.printer);
            }
            self.reporter.ended(ended);
        }
    }

    /// Cancels what is open. Whether nothing is waited for any more.
    fn interrupt(&mut self) -> bool {
        self.pressed += 1;
        self.cancels.all();
        self.reporter.hurry();
        if self.pressed == 1 {
            self.reporter
                .note("cancelling: `always` still runs; press Ctrl-C again to stop immediately");
        }
        self.pressed >= PATIENCE
    }
}

/// Goes on with a kept run, and waits for its end.
async fn go_on(
    engine: Engine,
    job: Job,
    (observer, seen): (Arc<dyn Observer>, Arc<Seen>),
    cancels: Cancels,
) -> Ended {
    let Some(kept) = &job.kept else {
        return not_resumed(job, seen, "it is not kept");
    };
    let options = ResumeOptions {
        script: kept.other_script.then(|| job.program().clone()),
        inputs: job.inputs.clone().into(),
        observer: Some(observer),
        held: true,
        ..ResumeOptions::default()
    };
    match engine.resume_run(&kept.run, options).await {
        Ok(handle) => {
            cancels.add(&handle);
            if kept.cancel {
                handle.cancel();
            }
            wait(job, handle, seen).await
        }
        Err(why) => not_resumed(job, seen, &why.to_string()),
    }
}

/// A kept run that does not go on; it is left as it was.
fn not_resumed(job: Job, seen: Arc<Seen>, why: &str) -> Ended {
    let run = job.kept.as_ref().map(|kept| kept.run.clone());
    let run = run.unwrap_or_default();
    let fault = Fault {
        span: Span::default(),
        message: Text::foreign(format!("run {run} was not resumed: {why}")),
        help: Some("the run is unchanged".into()),
    };
    let source = job.script.script.source.clone();
    let end = End::Faulted(Box::new(fault));
    let report = RunReport::of_nothing(run, source, Timestamp::now(), end);
    Ended { job, report, seen }
}

async fn wait(job: Job, handle: RunHandle, seen: Arc<Seen>) -> Ended {
    let report = handle.wait().await;
    Ended { job, report, seen }
}
