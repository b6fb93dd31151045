//! One run of a command, until it has ended.

use crate::cli::run::cancels::Cancels;
use crate::cli::run::ended::Ended;
use crate::cli::run::jobs::Job;
use crate::cli::run::questions::Signallers;
use crate::cli::run::seen::Seen;
use crate::clock;
use crate::host::{Engine, NotResumed, ResumeOptions, RunHandle};
use crate::run::Observer;
use crate::run::event::{End, Fault, RunReport};
use crate::source::Span;
use crate::value::Text;
use jiff::Timestamp;
use std::sync::Arc;

/// Goes on with a kept run, and waits for its end.
pub(super) async fn go_on(
    engine: Engine,
    job: Job,
    (observer, seen): (Arc<dyn Observer>, Arc<Seen>),
    (cancels, signallers): (Cancels, Signallers),
) -> Ended {
    let Some(kept) = &job.kept else {
        return not_resumed(job, seen, "it is not kept");
    };
    let options = ResumeOptions {
        script: kept.other_script.then(|| job.program().clone()),
        inputs: job.inputs.clone().into(),
        observer: Some(observer),
        held: true,
        stands: job.planned.is_some(),
        ..ResumeOptions::default()
    };
    match engine.resume_run(&kept.run, options).await {
        Ok(handle) => {
            cancels.add(&handle);
            signallers.add(handle.id().clone(), handle.signaller());
            if kept.cancel {
                handle.leave();
            }
            wait(job, handle, seen).await
        }
        Err(NotResumed::Journal(why)) => {
            let (what, help) = why.parts();
            stays(job, seen, what, help)
        }
        Err(why) => not_resumed(job, seen, &why.to_string()),
    }
}

/// A kept run that does not go on; it is left as it was.
pub(super) fn not_resumed(job: Job, seen: Arc<Seen>, why: &str) -> Ended {
    stays(job, seen, why, None)
}

fn stays(job: Job, seen: Arc<Seen>, why: &str, help: Option<&str>) -> Ended {
    let run = job.kept.as_ref().map(|kept| kept.run.clone());
    let run = run.unwrap_or_default();
    let fault = Fault {
        span: Span::default(),
        message: Text::foreign(format!("run {run} was not resumed: {why}")),
        help: Some(help.unwrap_or("the run is unchanged").into()),
        outcome: None,
    };
    let source = job.script.script.source.clone();
    let end = End::Faulted(Box::new(fault));
    let report = RunReport::of_nothing(run, source, Timestamp::now(), end);
    Ended { job, report, seen }
}

pub(super) async fn wait(job: Job, handle: RunHandle, seen: Arc<Seen>) -> Ended {
    let began = clock::now();
    let mut report = handle.wait().await;
    if job.planned.is_some() {
        // The run's own clock stands at the time of its plan.
        report.started = began;
        report.ended = clock::now();
    }
    Ended { job, report, seen }
}
