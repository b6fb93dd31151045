//! `flow simulate`: the simulator for other programs.

use super::args::SimulateArgs;
use super::exit::Exit;
use crate::report::Printer;

pub(super) fn simulate(args: &SimulateArgs, printer: &Printer) -> Exit {
    let _ = (args, printer);
    Exit::Done
}
