//! Runs the jobs, and obeys Ctrl-C.

mod engine;
mod one;
mod opening;

use super::asks::Asks;
use super::cancels::Cancels;
use super::ended::Ended;
use super::front::Front;
use super::interrupts::Interrupts;
use super::jobs::{Job, Made};
use super::objections;
use super::overwritten;
use super::page::PageFile;
use super::questions::Questions;
use super::ready::{Keeping, Ready};
use super::record::Recorder;
use super::reporter::Reporter;
use super::results::ResultsFile;
use super::tally::{Again, Tally, begin_job};
use super::tell::Teller;
use super::watch::{Telling, Watch};
use crate::cli::args::RunArgs;
use crate::cli::connect;
use crate::cli::exit::Exit;
use crate::cli::plan::to_apply::ToApply;
use crate::cli::runtime::{no_threads, runtime};
use crate::cli::traces;
use crate::config::Problem;
use crate::host::traces::{Ear, Traces};
use crate::host::{Engine, RunOptions};
use crate::journal::Journal;
use crate::report::Printer;
use crate::report::text::name;
use crate::report::trace::Detail;
use crate::run::Observer;
use crate::system::System;
use engine::engine;
use one::{go_on, wait};
use opening::{begin, places, within};
use std::sync::Arc;
use tokio::task::JoinSet;

/// How often Ctrl-C has to be pressed until nothing is waited for any more.
const PATIENCE: usize = 3;

/// How often the journal is asked whether another process wants a run to be cancelled.
const LOOKS: std::time::Duration = std::time::Duration::from_secs(1);

pub(in crate::cli) fn drive(args: &RunArgs, ready: Ready<'_>, front: &Front<'_>) -> Exit {
    match runtime() {
        Ok(runtime) => {
            let keeping = ready.keeping.as_ref();
            let journal = keeping.map(|keeping| keeping.journal.clone());
            let exit = runtime.block_on(all(args, ready, front));
            runtime.shutdown_background();
            // Whatever still holds the journal, the program may end now: nothing of it has crashed.
            if let Some(journal) = journal {
                journal.rest();
            }
            exit
        }
        Err(problem) => front.refuse(front.problem(&problem)),
    }
}

async fn all(args: &RunArgs, mut ready: Ready<'_>, front: &Front<'_>) -> Exit {
    let printer = front.printer();
    if let Some(problem) = overwritten::find(args, &ready) {
        return front.refuse(front.problem(&problem));
    }
    let results = args.results.as_deref().map(ResultsFile::create).transpose();
    let results = match results {
        Ok(results) => results,
        Err(problem) => return front.refuse(front.problem(&problem)),
    };
    let page = args.report.as_deref();
    let page = page.map(|file| PageFile::create(file, ready.jobs.count(), printer));
    let mut page = match page.transpose() {
        Ok(page) => page,
        Err(problem) => return front.refuse(front.problem(&problem)),
    };
    let connected = match connect::connect(&ready.profiles, &ready.secrets).await {
        Ok(connected) => connected,
        Err(problem) => return front.refuse(front.problem(&problem)),
    };
    let objection = objections::first(&connected, &ready.jobs, printer);
    if let Some(problem) = within(ready.limits.time, objection).await {
        connect::stop(connected).await;
        return front.refuse(front.problem(&problem));
    }
    let begun = ready.plan.as_ref().map_or(Ok(()), ToApply::begin);
    let begun = begun.and_then(|()| ready.keeping.as_ref().map_or(Ok(()), begin_job));
    if let Err(problem) = begun {
        connect::stop(connected).await;
        return front.refuse(front.problem(&problem));
    }
    begin(args, &ready, &connected, printer);
    if let Some(page) = &mut page {
        page.begin(ready.keeping.as_ref(), places(&ready, &connected));
    }
    let unit = if args.given.inputs.is_some() {
        "row"
    } else {
        "run"
    };
    let gate = ready.pace.take();
    let recorder = args.record.as_deref();
    let recorder = recorder.map(|file| Recorder::to(file, ready.keeping.as_ref()));
    let engine = match engine(&connected, &ready, (gate, recorder.as_ref())) {
        Ok(engine) => engine,
        Err(error) => return front.refuse(front.problem(&Problem::new(error.to_string()))),
    };
    let teller = Teller::new(args, &ready, printer, results);
    let reporter = match Reporter::begin(teller, printer.clone()) {
        Ok(reporter) => reporter,
        Err(error) => return front.refuse(front.problem(&no_threads(&error))),
    };
    let said = printer.clone();
    let say = Arc::new(move |line: &str| said.note(line));
    let traces = match traces::start(None, say) {
        Ok(traces) => traces,
        Err(problem) => return front.refuse(front.problem(&problem)),
    };
    let mut drive = Drive {
        traces,
        telling: telling(args, ready.many),
        reporter,
        interrupts: Interrupts::listen(),
        asks: Asks::listen(),
        questions: Questions::new(printer, ready.keeping.is_some(), !args.output.is_json()),
        engine,
        systems: connected.iter().map(|one| one.system.clone()).collect(),
        rows: Tally::new(args, &ready),
        keeping: ready.keeping,
        plan: ready.plan,
        limits: ready.limits,
        printer,
        open: JoinSet::new(),
        cancels: Cancels::default(),
        pressed: 0,
        recorder,
        page,
        deaf: false,
    };
    match ready.jobs.each(printer) {
        Ok(jobs) => drive.run_all(jobs, usize::from(args.at_once)).await,
        Err(problem) => drive.stop(&problem),
    }
    drive.end_job(&|| ready.jobs.looked_at(printer));
    drive.engine.close().await;
    if let Some(traces) = &drive.traces {
        traces.end().await;
    }
    for left in connected.iter().flat_map(|one| one.system.left_behind()) {
        drive.reporter.note(left);
    }
    connect::stop(connected).await;
    let recorded = drive.recorder.as_ref().map_or(Exit::Done, Recorder::exit);
    let page = drive.page.take();
    let recorded = page.map_or(recorded, |page| recorded.max(page.end(unit, printer)));
    tokio::select! {
        exit = drive.reporter.end(drive.pressed > 0) => exit.max(recorded),
        // Whoever reads the output has stopped reading.
        () = drive.interrupts.next() => Exit::Failed,
    }
}

fn telling(args: &RunArgs, many: bool) -> Telling {
    match (args.output.is_json(), args.trace, args.quiet || many) {
        (true, true, _) => Telling::Json,
        (true, false, _) => Telling::Silent,
        (false, true, _) => Telling::Lines(Detail::Full),
        (false, false, true) => Telling::Quiet,
        (false, false, false) => Telling::Lines(Detail::Story),
    }
}

struct Drive<'a> {
    engine: Engine,
    /// The connections, which know whether their credentials were refused.
    systems: Vec<Arc<dyn System>>,
    /// What is kept in mind of the rows of a table.
    rows: Tally,
    keeping: Option<Keeping>,
    plan: Option<ToApply>,
    limits: crate::run::Limits,
    telling: Telling,
    reporter: Reporter,
    interrupts: Interrupts,
    asks: Asks,
    questions: Questions,
    printer: &'a Printer,
    open: JoinSet<Ended>,
    cancels: Cancels,
    pressed: usize,
    recorder: Option<Recorder>,
    page: Option<PageFile>,
    traces: Option<Arc<Traces>>,
    /// Whether it has been said that the journal's signals cannot be read.
    deaf: bool,
}

impl Drive<'_> {
    async fn run_all(&mut self, mut waiting: Made<'_>, at_once: usize) {
        let mut looks = tokio::time::interval(LOOKS);
        looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        loop {
            while self.pressed == 0 && self.open.len() < at_once && self.rows.may_begin() {
                match waiting.next() {
                    Some(Ok(job)) => match self.rows.take(job) {
                        Ok(Some(job)) => self.begin(job),
                        Ok(None) => {}
                        Err(problem) => {
                            self.stop(&problem);
                            waiting = Box::new(std::iter::empty());
                        }
                    },
                    Some(Err(problems)) => {
                        problems.iter().for_each(|problem| self.stop(problem));
                        waiting = Box::new(std::iter::empty());
                    }
                    None => break,
                }
            }
            if self.open.is_empty() {
                return;
            }
            tokio::select! {
                Some(ended) = self.open.join_next() => self.ended(ended),
                _ = looks.tick(), if self.keeping.is_some() => {
                    self.warn_of_journal();
                    self.cancel_asked_for().await;
                    self.take_signals().await;
                }
                () = self.questions.next() => {}
                () = self.asks.next() => self.reporter.asked(),
                () = self.interrupts.next() => {
                    if self.interrupt() {
                        return;
                    }
                }
            }
        }
    }

    /// The same observer, with the run's trace where traces go anywhere.
    fn traced(&self, inner: Arc<dyn Observer>, job: &Job) -> Arc<dyn Observer> {
        let Some(traces) = &self.traces else {
            return inner;
        };
        let name = name(job.script.script.source.name());
        let journal = self.keeping.as_ref().map(|keeping| &keeping.journal);
        let began = job.kept.as_ref().and_then(|kept| {
            let open = journal?.open_runs().ok()?;
            let known = open.iter().find(|known| known.run == kept.run)?;
            Some(known.started)
        });
        Arc::new(Ear {
            inner,
            traces: traces.clone(),
            flow: name.trim_end_matches(".flow").into(),
            program: job.program().clone(),
            began,
        })
    }

    /// Nothing more is begun, since something is wrong with what is to be run.
    fn stop(&mut self, problem: &Problem) {
        crate::cli::session::tell(problem, self.printer);
        self.reporter.stopped(Exit::Environment);
    }

    /// Says what people should know of the journal while it is written.
    fn warn_of_journal(&self) {
        let keeping = self.keeping.as_ref();
        if let Some(warning) = keeping.and_then(|keeping| keeping.journal.warning()) {
            let help = "close that program, or end its transaction";
            let problem = Problem::new(&*warning).help(help);
            crate::cli::session::tell(&problem, self.printer);
        }
    }

    /// Cancels what another process asks for: `flow runs cancel`.
    async fn cancel_asked_for(&mut self) {
        let Some(journal) = self.keeping.as_ref().map(|keeping| keeping.journal.clone()) else {
            return;
        };
        let asked = tokio::task::spawn_blocking(move || journal.to_cancel()).await;
        for run in asked.into_iter().flatten().flatten() {
            match self.rows.is_job(&run) {
                true => {
                    self.rows.cancel();
                    self.cancels.all();
                }
                false => self.cancels.one(&run),
            }
        }
    }

    /// Hands runs what other processes say to them: `flow signal`.
    async fn take_signals(&mut self) {
        if let Err(why) = self.engine.take_signals().await
            && !std::mem::replace(&mut self.deaf, true)
        {
            let problem = crate::cli::journal::problem(why);
            self.reporter.note(format!(
                "signals of `flow signal` cannot be read: {}",
                problem.message
            ));
        }
    }

    /// All runs are over, or nothing waits for them any more: what is to be said of the job.
    fn end_job(&mut self, rows: Again<'_>) {
        if let Some(plan) = &self.plan {
            let (lines, json) = plan.told(self.printer);
            self.reporter.planned(lines, json);
        }
        let (lines, exit, problem) = self.rows.end((self.keeping.as_ref(), rows));
        self.reporter.stopped(exit);
        if let Some(problem) = problem {
            self.stop(&problem);
        }
        self.reporter.closing(lines);
        match self.plan.as_ref().map(ToApply::keep_rest).transpose() {
            Ok(line) => self.reporter.closing(line.flatten().into_iter().collect()),
            Err(problem) => self.stop(&problem),
        }
    }

    fn begin(&mut self, job: Job) {
        let source = &job.script.script.source;
        let watch = Watch::new(self.printer, source, &job, self.telling);
        let seen = watch.seen();
        let observer = self.reporter.observer(watch, self.questions.ear());
        let observer = match &self.page {
            Some(page) => page.ear(observer, self.printer),
            None => observer,
        };
        let observer = self.traced(observer, &job);
        let cancels = self.cancels.clone();
        let signallers = self.questions.signallers();
        if job.kept.is_some() {
            let engine = self.engine.clone();
            self.open
                .spawn(go_on(engine, job, (observer, seen), (cancels, signallers)));
            return;
        }
        let of_row = self.rows.options(self.keeping.as_ref(), &job);
        let planned = job.planned.as_ref();
        let options = RunOptions {
            inputs: job.inputs.clone().into(),
            observer: Some(observer),
            limits: Some(self.limits),
            name: planned.and_then(|run| run.name.clone()).or(of_row.name),
            seed: planned.map(|run| run.seed),
            at: planned.map(|run| run.at.clone()),
            ..of_row
        };
        let handle = self.engine.start_with(job.program().clone(), options);
        cancels.add(&handle);
        signallers.add(handle.id().clone(), handle.signaller());
        self.open.spawn(wait(job, handle, seen));
    }

    fn ended(&mut self, ended: Result<Ended, tokio::task::JoinError>) {
        if let Ok(ended) = ended {
            self.cancels.remove(&ended.report.run);
            self.questions.remove(&ended.report.run);
            if let Some(recorder) = &mut self.recorder {
                recorder.ended(&ended, self.printer);
            }
            if let Some(page) = &mut self.page {
                page.ended(&ended, self.printer);
            }
            let refused = self.systems.iter().any(|system| system.is_refused());
            self.rows.ended(&ended, refused);
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
