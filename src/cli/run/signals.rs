//! Signals that nobody can send to a run: it would wait for them to the end of their limit, with whatever
//! it has begun by then. Better it does not begin.

use super::jobs::Jobs;
use super::prepare::Prepared;
use super::ready::Ready;
use crate::config::Problem;
use crate::program::{Op, Program, Signal};
use crate::source::Span;
use std::io::IsTerminal;
use std::sync::Arc;

/// The first signal that nobody can send: the run is not kept, so `flow signal` does not find it, and no
/// terminal is there at which its question could be answered.
pub(super) fn can_be_sent(ready: &Ready<'_>) -> Result<(), Problem> {
    if ready.keeping.is_some() {
        return Ok(());
    }
    let asked_here = std::io::stdin().is_terminal();
    let scripts: Vec<&Arc<Prepared>> = match &ready.jobs {
        Jobs::Listed(jobs) => jobs.iter().map(|job| &job.script).collect(),
        Jobs::Table(of) => of.scripts.iter().collect(),
    };
    for script in scripts {
        if let Some((signal, at)) = first_unsendable(&script.program, asked_here) {
            return Err(problem(signal, asked_here).at(
                &script.program.source,
                at,
                "waits for it here",
            ));
        }
    }
    Ok(())
}

fn first_unsendable(program: &Program, asked_here: bool) -> Option<(Unsendable, Span)> {
    let mut first = None;
    program.each_stmt(&mut |stmt| {
        if let Op::Signal(signal) = &stmt.op
            && first.is_none()
            && !(asked_here && signal.question.is_some())
        {
            first = Some((Unsendable::of(signal), stmt.span));
        }
    });
    first
}

struct Unsendable {
    name: Arc<str>,
    asks: bool,
}

impl Unsendable {
    fn of(signal: &Signal) -> Self {
        Self {
            name: signal.name.clone(),
            asks: signal.question.is_some(),
        }
    }
}

fn problem(signal: Unsendable, asked_here: bool) -> Problem {
    let name = &signal.name;
    let terminal = match signal.asks && !asked_here {
        true => ", and the standard input is no terminal to answer at",
        false => "",
    };
    let here = match signal.asks {
        true => ", or run it at a terminal and answer there",
        false => "",
    };
    Problem::new(format!(
        "signal `{name}` cannot be sent: the run is not kept{terminal}"
    ))
    .help(format!(
        "run with `--journal` and send it with `flow signal <run> {name}`{here}"
    ))
}
