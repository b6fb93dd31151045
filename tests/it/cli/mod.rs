//! The command `flow`, run as its users run it.

mod actions;
mod call;
mod fmt;
mod init;
mod inputs;
mod scripts;
mod settings;

use call::Call;
