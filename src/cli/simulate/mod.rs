//! `flow simulate`: the simulators, for other programs. A file a system.

mod cxone;
mod easycim;
mod finesse;

use super::args::{SimulateArgs, Simulated};
use super::exit::Exit;
use super::session::tell;
use crate::config::Problem;
use crate::report::Printer;
use std::io::{self, ErrorKind};

pub(super) fn simulate(args: &SimulateArgs, printer: &Printer) -> Exit {
    if let Err(problem) = own_options(args) {
        return tell(&problem, printer);
    }
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
            Simulated::Easycim => easycim::simulate(args, printer).await,
        }
    });
    runtime.shutdown_background();
    match served {
        Ok(()) => Exit::Done,
        Err(problem) => tell(&problem, printer),
    }
}

/// An option that the system has nothing to do with would be overlooked in silence.
fn own_options(args: &SimulateArgs) -> Result<(), Problem> {
    let options = [
        (
            "--certificate",
            args.certificate.is_some(),
            Simulated::Finesse,
        ),
        (
            "--toolbar-port",
            args.toolbar_port.is_some(),
            Simulated::Easycim,
        ),
        ("--library", args.library.is_some(), Simulated::Easycim),
        ("--browser", args.browser, Simulated::Easycim),
    ];
    let stray = options
        .iter()
        .find(|(_, given, of)| *given && *of != args.system);
    let Some((option, _, of)) = stray else {
        return Ok(());
    };
    let wrong = format!("`{option}` has no meaning for this simulator");
    let of = format!("{of:?}").to_lowercase();
    Err(Problem::new(wrong).help(format!(
        "write `flow simulate {of} {option}`, or leave it out"
    )))
}

/// Serves until somebody presses Ctrl-C. It is listened for before anything is served: whoever
/// reads the address may press it at once.
async fn until_stopped<E>(serving: impl Future<Output = Result<(), E>>) -> Result<(), E> {
    tokio::select! {
        biased;
        _ = tokio::signal::ctrl_c() => Ok(()),
        served = serving => served,
    }
}

fn unserved(args: &SimulateArgs, error: &io::Error) -> Problem {
    unserved_at(args.port, error)
}

fn unserved_at(port: u16, error: &io::Error) -> Problem {
    match error.kind() {
        ErrorKind::AddrInUse => Problem::new(format!("something listens on port {port} already"))
            .help("name another port, or none: a free one is taken then"),
        ErrorKind::PermissionDenied => Problem::new(format!("port {port} may not be used"))
            .help("ports below 1024 are kept for the system: name a higher one"),
        _ => Problem::new(format!("the simulator cannot be served: {error}")),
    }
}
