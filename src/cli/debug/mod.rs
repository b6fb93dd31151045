//! `flow debug-adapter`: an editor steps through a recorded run, a test, or a run on the simulator. The
//! run has always been carried out before: so it goes back as well as forwards, and no caller waits
//! at a breakpoint.

mod answer;
mod breakpoints;
mod debugged;
mod launch;
mod session;
mod shown;
mod wire;

use super::args::DebugArgs;
use super::exit::Exit;
use crate::report::Printer;
use session::Session;
pub(super) use shown::happened;
use std::io::{BufReader, IsTerminal};

/// Serves the editor at the other end of the standard input and output, which belong to the protocol
/// alone.
pub(super) fn serve(_: &DebugArgs, printer: &Printer) -> Exit {
    let input = std::io::stdin();
    if input.is_terminal() {
        printer.note("waiting for an editor; `flow debug-adapter --help` has the setup");
    }
    let mut input = BufReader::new(input.lock());
    let mut session = Session::new(std::io::stdout().lock());
    loop {
        let request = match wire::read(&mut input) {
            Ok(Some(request)) => request,
            Ok(None) => return Exit::Done,
            Err(error) => {
                printer.note(&format!("the editor's session ended: {error}"));
                return Exit::Environment;
            }
        };
        match session.take(&request) {
            Ok(true) => {}
            Ok(false) => return Exit::Done,
            Err(error) => {
                printer.note(&format!("the editor's session ended: {error}"));
                return Exit::Environment;
            }
        }
    }
}
