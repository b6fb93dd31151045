//! `flow serve`: starts runs over HTTP, at the times and by the events that flows name, and goes on with
//! those that were open when it stopped.

mod arrivals;
mod begin;
mod connections;
mod flight;
mod given;
mod house;
mod http;
mod look;
mod notify;
mod queue;
mod resume;
mod runs;
mod schedule;
mod service;
mod stop;
mod streams;
mod tokens;
mod watch;

use super::args::ServeArgs;
use super::exit::Exit;
use super::runtime::runtime;
use super::session;
use crate::journal::Journal;
use crate::report::Printer;
use service::Service;
use std::sync::Arc;
use std::time::Duration;

/// How long tasks that nobody waits for any more may take to end.
const LAST: Duration = Duration::from_secs(2);

pub(super) fn serve(args: &ServeArgs, printer: &Printer) -> Exit {
    let runtime = match runtime() {
        Ok(runtime) => runtime,
        Err(problem) => return session::tell(&problem, printer),
    };
    let done = runtime.block_on(async {
        let service = Service::open(args, printer).await?;
        let exit = stop::until_stopped(&service, args).await;
        Ok((service, exit))
    });
    let (service, exit) = match done {
        Ok(done) => done,
        Err(exit) => {
            runtime.shutdown_background();
            return exit;
        }
    };
    let left = service.open_runs();
    let journal = service.journal.clone();
    service.log.end();
    drop(service);
    // Nothing drives a run any more when it is given back: another process may go on with it at once.
    runtime.shutdown_timeout(LAST);
    for run in &left {
        let _ = journal.release(run);
    }
    drop::<Arc<_>>(journal);
    exit
}
