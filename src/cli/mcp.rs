//! `flow mcp`: a server of the Model Context Protocol, for assistants that write flows.
//!
//! Over stdio the protocol is one JSON-RPC message a line, and of it a server of tools needs five methods: that is
//! less than the crates of a framework would bring. Each tool is this very command, called in an empty folder of its
//! own, so that what an assistant is told is what a person is told, and nothing of this machine's settings counts.

mod child;
mod protocol;
mod tools;

use super::args::McpArgs;
use super::exit::Exit;
use super::session::tell;
use crate::config::Problem;
use crate::report::Printer;
use std::io::{BufRead, IsTerminal, Read, stdin};

/// No message of an assistant is longer.
const LONGEST: u64 = 16 << 20;

/// Serves until the other side closes the standard input.
pub(super) fn mcp(_args: &McpArgs, printer: &Printer) -> Exit {
    if stdin().is_terminal() {
        printer.note("waiting for an assistant; `flow docs assistants` has the setup");
    }
    match serve(&mut stdin().lock(), &|line| printer.verbatim(line)) {
        Ok(()) => Exit::Done,
        Err(error) => {
            let problem = Problem::new(format!("cannot read the assistant's messages: {error}"));
            tell(&problem, printer)
        }
    }
}

fn serve(from: &mut impl BufRead, answer: &dyn Fn(&str)) -> std::io::Result<()> {
    loop {
        let mut line = Vec::new();
        if from.take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        if let Some(message) = protocol::answer(&line) {
            answer(&format!("{message}\n"));
        }
    }
}
