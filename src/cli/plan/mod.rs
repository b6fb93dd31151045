//! `flow plan`: what a flow would write, before anything is written.

pub(super) mod assemble;
mod estimate;
mod fates;
pub(super) mod file;
pub(super) mod keys;
pub(super) mod lines;
pub(super) mod make;
pub(super) mod rest;
pub(super) mod show;
pub(super) mod stale;
pub(super) mod summary;
pub(super) mod to_apply;

use super::args::{PlanArgs, PlanCommand};
use super::exit::Exit;
use crate::report::Printer;

pub(super) fn plan(args: &PlanArgs, printer: &Printer) -> Exit {
    match &args.command {
        Some(PlanCommand::Show(args)) => show::show(args, printer),
        None => make::plan(&args.make, printer),
    }
}
