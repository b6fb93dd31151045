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
    let why = match (ended, threads.join()) {
        (Ended::Orderly, Ok(())) => return Exit::Done,
        (_, Err(error)) => error.to_string(),
        (Ended::Abruptly, Ok(())) => "it closed without `shutdown` and `exit`".into(),
        (Ended::Ungreeted, Ok(())) => "it did not begin with `initialize` and `initialized`".into(),
    };
    printer.note(&format!("the editor's session ended: {why}"));
    Exit::Environment
}
