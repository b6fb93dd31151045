//! `flow lsp`: the language server, for editors.

use super::args::LspArgs;
use super::exit::Exit;
use crate::lsp::{self, Ended};
use crate::report::Printer;
use lsp_server::Connection;
use std::io::IsTerminal;

/// Serves the editor at the other end of the standard input and output, which belong to the
/// protocol alone.
pub(super) fn lsp(_args: &LspArgs, printer: &Printer) -> Exit {
    if std::io::stdin().is_terminal() {
        printer
            .note("waiting for an editor to speak first; `flow lsp --help` says how one is set up");
    }
    let (connection, threads) = Connection::stdio();
    let ended = lsp::serve(connection);
    let written = threads.join();
    match (ended, written) {
        (Ended::Orderly, Ok(())) => Exit::Done,
        _ => Exit::Environment,
    }
}
