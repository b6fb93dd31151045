//! `flow simulate`: the simulators, for other programs. A file a system.

mod cxone;
mod finesse;

use super::args::{SimulateArgs, Simulated};
use super::exit::Exit;
use super::session::tell;
use crate::config::Problem;
use crate::report::Printer;
use std::io::{self, ErrorKind};

pub(super) fn simulate(args: &SimulateArgs, printer: &Printer) -> Exit {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return tell(&Problem::new(error.to_string()), printer),
    };
    let served = runtime.block_on(async {
        match args.system {
            Simulated::Cxone => cxone::simulate(args, printer).await,
            Simulated::Finesse => finesse::simulate(args, printer).await,
        }
    });
    runtime.shutdown_background();
    match served {
        Ok(()) => Exit::Done,
        Err(problem) => tell(&problem, printer),
    }
}

/// Serves until somebody presses Ctrl-C.
async fn until_stopped<E>(serving: impl Future<Output = Result<(), E>>) -> Result<(), E> {
    tokio::select! {
        served = serving => served,
        _ = tokio::signal::ctrl_c() => Ok(()),
    }
}

fn unserved(args: &SimulateArgs, error: &io::Error) -> Problem {
    let port = args.port;
    match error.kind() {
        ErrorKind::AddrInUse => Problem::new(format!("something listens on port {port} already"))
            .help("name another port, or none: a free one is taken then"),
        ErrorKind::PermissionDenied => Problem::new(format!("port {port} may not be used"))
            .help("ports below 1024 are kept for the system: name a higher one"),
        _ => Problem::new(format!("the simulator cannot be served: {error}")),
    }
}
