//! `flow studio`: the page for a browser, served until somebody presses Ctrl-C.

mod ask;
mod browser;
mod child;
mod desk;
mod files;
mod kept;
mod outline;
mod past;
mod stepper;
mod tests;
mod told;

use super::args::StudioArgs;
use super::exit::Exit;
use super::runtime::runtime;
use super::session::tell;
use crate::config::Problem;
use crate::report::Printer;
use crate::studio::Studio;
use desk::Bench;
use files::Folder;
use std::io::ErrorKind;
use std::sync::Arc;

pub(super) fn studio(args: &StudioArgs, printer: &Printer) -> Exit {
    let served = runtime().and_then(|runtime| {
        let served = runtime.block_on(serve(args, printer));
        runtime.shutdown_background();
        served
    });
    match served {
        Ok(()) => Exit::Done,
        Err(problem) => tell(&problem, printer),
    }
}

/// Ctrl-C is listened for before the address is printed: a person may press it as soon as they read that.
async fn serve(args: &StudioArgs, printer: &Printer) -> Result<(), Problem> {
    let folder = Folder::of(&args.path)?;
    let shown = folder.shown();
    let bench = Arc::new(Bench::new(folder));
    let studio = Studio::listen(args.port, bench.clone()).await;
    let studio = studio.map_err(|error| not_listening(args.port, &error))?;
    let address = studio.address();
    let stop = tokio::signal::ctrl_c();
    printer.note(&format!(
        "the studio of {shown} is open to this machine only; Ctrl-C ends it"
    ));
    printer.result(&address);
    if !printer.has_written() {
        bench.end();
        return Ok(());
    }
    let opened = browser::open(args, &address);
    match &opened {
        Ok(_) => {}
        Err(why) => printer.note(&format!(
            "could not open a browser ({why}): open the address yourself"
        )),
    }
    let ended = tokio::select! {
        biased;
        _ = stop => Ok(()),
        served = studio.serve() => served,
    };
    bench.end();
    ended.map_err(|error| Problem::new(format!("the studio stopped: {error}")))
}

fn not_listening(port: u16, error: &std::io::Error) -> Problem {
    match error.kind() {
        ErrorKind::AddrInUse => Problem::new(format!("port {port} is already in use"))
            .help("use a different port, or none: then a free one is used"),
        ErrorKind::PermissionDenied => Problem::new(format!("no permission to use port {port}"))
            .help("ports below 1024 are reserved: use a higher one"),
        _ => Problem::new(format!("the studio cannot start: {error}")),
    }
}
