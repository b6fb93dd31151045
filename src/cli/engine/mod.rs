//! The commands that work on an engine's runs, where one is named.

mod change;
mod kept;
mod open;
mod report;
mod rerun;
mod settle;
mod show;
mod signal;
mod whose;

pub(super) use change::{cancel, forget, resume};
pub(super) use kept::{all, find, list, watch, watched};
pub(super) use open::{client, maybe_client, named, names, none_here, problem, profiles};
pub(super) use report::report;
pub(super) use rerun::rerun;
pub(super) use settle::{record, settle};
pub(super) use show::{show, story, tell, tell_job};
pub(super) use signal::{signal, waits};
pub(super) use whose::{choose, of_this_folder};
