//! `flow lsp`: the language server, for editors.

use super::args::LspArgs;
use super::exit::Exit;
use crate::lsp::{self, Ended};
use crate::report::Printer;
use std::io::IsTerminal;

/// Serves the editor at the other end of the standard input and output, which belong to the
/// protocol alone.
pub(super) fn lsp(_args: &LspArgs, printer: &Printer) -> Exit {
    if std::io::stdin().is_terminal() {
        printer.note("waiting for an editor; `flow lsp --help` has the setup");
    }
    let (connection, threads) = lsp::stdio();
    let ended = lsp::serve(connection);
    match (ended, threads.join()) {
        (Ended::Orderly, Ok(())) => Exit::Done,
        (_, Ok(())) => Exit::Environment,
        (_, Err(error)) => {
            printer.note(&format!("the editor's session ended: {error}"));
            Exit::Environment
        }
    }
}
