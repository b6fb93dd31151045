//! The commands that work on an engine's runs, where one is named.

mod change;
mod kept;
mod open;
mod show;
mod signal;

pub(super) use change::{cancel, forget, rerun, resume, settle};
pub(super) use kept::{find, list, watch, watched};
pub(super) use open::{client, named, names, none_here, problem, profiles};
pub(super) use show::{show, tell, tell_job};
pub(super) use signal::signal;
