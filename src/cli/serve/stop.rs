//! The life of the service: it listens, reads its flows again when it is told to, and stops so that
//! nothing is lost.

use super::house::House;
use super::http::accept::{Listening, listen};
use super::service::Service;
use super::{arrivals, house, notify, resume, schedule};
use crate::cli::args::ServeArgs;
use crate::cli::exit::Exit;
use crate::cli::session;
use crate::config::Problem;
use crate::journal::Journal;
use crate::report::text::count;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

/// How often the journal is asked what other programs want of the runs.
const LOOKS: Duration = Duration::from_secs(1);

/// What somebody wants of the service.
enum Wish {
    Stop,
    Reload,
}

/// Serves until it is told to stop.
pub async fn until_stopped(service: &Arc<Service>, args: &ServeArgs) -> Exit {
    let mut signals = Signals::listen();
    let fits = service.house().map_or(Ok(()), |house| fits(&house));
    if let Err(problem) = fits {
        return session::tell(&problem, &service.printer);
    }
    let listening = match listen(service, args).await {
        Ok(listening) => listening,
        Err(problem) => return session::tell(&problem, &service.printer),
    };
    service
        .log
        .say("listening", &format!("listening on {}", listening.address));
    let house = service.house();
    if let Some(runner) = house.as_ref().and_then(|house| house.runner.engine()) {
        let engine = &runner.client().address().ingress;
        let line =
            format!("runs are submitted to the engine at {engine}; its workers perform them");
        service.log.say("engine", &line);
    }
    notify::tell("READY=1");
    let resuming = tokio::spawn({
        let service = service.clone();
        async move {
            if let Err(why) = resume::resume_all(&service).await {
                service
                    .log
                    .say("journal", &format!("open runs were not resumed: {why}"));
            }
        }
    });
    let schedule = tokio::spawn(schedule::keep(service.clone()));
    let arrivals = tokio::spawn(arrivals::keep(service.clone()));
    let mut looks = interval(LOOKS);
    looks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            wish = signals.next() => match wish {
                Wish::Stop => break,
                Wish::Reload => reload(service, args, &listening).await,
            },
            _ = looks.tick() => look(service).await,
        }
    }
    // A second one ends the waiting.
    tokio::select! {
        () = stop(service, listening, (resuming, [schedule, arrivals])) => Exit::Done,
        () = signals.stopped() => Exit::Failed,
    }
}

async fn stop(
    service: &Arc<Service>,
    listening: Listening,
    (resuming, starting): (JoinHandle<()>, [JoinHandle<()>; 2]),
) {
    notify::tell("STOPPING=1");
    service.stop();
    let grace = service.house().map(|house| house.serve.grace);
    let grace = grace.unwrap_or_default();
    listening.close().await;
    let _ = resuming.await;
    // They may be in a pause: a start that has begun is kept, or begins at the next start.
    for task in starting {
        task.abort();
        let _ = task.await;
    }
    service.streams.end();
    if !service.flight.all_landed(grace).await {
        service.log.say("stopping", "an action in progress got no answer in time: its result is unknown, and is looked up when the run continues");
    }
    let open = service.open_runs();
    for run in &open {
        let _ = service.journal.settled(run).await;
    }
    let on_engine = service
        .house()
        .is_some_and(|house| house.runner.engine().is_some());
    let runs = count(
        open.len(),
        "run stays open and continues",
        "runs stay open and continue",
    );
    let stopped = match on_engine {
        true => "stopped: the workers of the engine continue the runs".to_owned(),
        false => format!("stopped: {runs} at the next start"),
    };
    service.log.say("stopped", &stopped);
    if let Some(traces) = service.traces() {
        traces.end().await;
    }
    for house in service.all_houses() {
        for left in house.connected.close().await {
            service.log.say("left", &left);
        }
    }
}

/// Whether every flow that starts by itself has what it needs.
fn fits(house: &House) -> Result<(), Problem> {
    schedule::fits(house).and_then(|()| arrivals::fits(house))
}

/// Takes what other programs want of the runs out of the journal.
async fn look(service: &Arc<Service>) {
    let journal = service.journal.clone();
    let asked = tokio::task::spawn_blocking(move || journal.to_cancel()).await;
    let asked: Vec<_> = asked.into_iter().flatten().flatten().collect();
    for house in service.all_houses() {
        let Some(here) = house.runner.here() else {
            continue;
        };
        if !asked.is_empty() {
            here.cancel_these(&asked);
        }
        if let Err(why) = here.engine().take_signals().await {
            service.metrics.journal_failed();
            service
                .log
                .say("journal", &format!("signals cannot be read: {why}"));
        }
    }
    for house in service.take_idle() {
        house.connected.close().await;
    }
}

/// Reads the flows and the settings again. Where something is wrong with them, everything stays as it was.
async fn reload(service: &Arc<Service>, args: &ServeArgs, listening: &Listening) {
    notify::tell("RELOADING=1");
    let before = service.house();
    let read = house::open(args, service, before.as_deref()).await;
    let kept = match read {
        Ok(house) => match fits(&house).and_then(|()| listening.reload(&house.serve)) {
            Ok(()) => {
                let flows = count(house.flows.len(), "flow", "flows");
                service.serve_now(house);
                service.log.say(
                    "reloaded",
                    &format!("read the flows and settings again: {flows}"),
                );
                true
            }
            Err(problem) => {
                session::tell(&problem, &service.printer);
                false
            }
        },
        Err(_) => false,
    };
    service.metrics.reloaded(kept);
    if !kept {
        service.log.say(
            "not-reloaded",
            "the flows and settings stay as they were: see the errors above",
        );
    }
    notify::tell("READY=1");
}

#[cfg(unix)]
struct Signals {
    stop: Vec<tokio::signal::unix::Signal>,
    reload: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let stop = [SignalKind::terminate(), SignalKind::interrupt()];
        Self {
            stop: stop
                .into_iter()
                .filter_map(|kind| signal(kind).ok())
                .collect(),
            reload: signal(SignalKind::hangup()).ok(),
        }
    }

    async fn next(&mut self) -> Wish {
        std::future::poll_fn(|context| {
            if self
                .stop
                .iter_mut()
                .any(|one| one.poll_recv(context).is_ready())
            {
                return std::task::Poll::Ready(Wish::Stop);
            }
            match &mut self.reload {
                Some(reload) => reload.poll_recv(context).map(|_| Wish::Reload),
                None => std::task::Poll::Pending,
            }
        })
        .await
    }

    async fn stopped(&mut self) {
        while !matches!(self.next().await, Wish::Stop) {}
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> Self {
        Self
    }

    async fn next(&mut self) -> Wish {
        match tokio::signal::ctrl_c().await {
            Ok(()) => Wish::Stop,
            Err(_) => std::future::pending().await,
        }
    }

    async fn stopped(&mut self) {
        self.next().await;
    }
}
