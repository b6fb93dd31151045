//! `flow explain`: the page of a finding.

use super::args::ExplainArgs;
use super::exit::Exit;
use super::session::tell;
use crate::config::Problem;
use crate::report::Printer;

pub(super) fn explain(args: &ExplainArgs, printer: &Printer) -> Exit {
    let _ = (args, printer);
    tell(&Problem::new("there are no pages yet"), printer)
}
