//! The command `flow`, run as its users run it.

mod actions;
mod call;
mod fmt;
mod init;
mod inputs;
mod run;
mod scripts;
mod settings;
mod wrong_places;

use call::Call;
