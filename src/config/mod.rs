//! `flow.toml`: the profiles that say where a script runs and as whom. Secrets stand nowhere in
//! it: it says where to get them.

mod calendar;
mod choose;
mod file;
mod former;
mod house;
mod ics;
mod mask;
pub mod meaning;
mod plans;
mod profile;
mod read;
mod serve;
mod simulated;
mod tenant;
#[cfg(feature = "net")]
mod trust;
mod way;

pub use crate::settings::{Agent, Given, Problem, SecretFrom, SecretPlace};
pub use file::Config;
pub use plans::Plans;
pub use profile::{Profile, Target};
pub use serve::{Scope, Serve, Token};
pub use simulated::Simulated;
#[cfg(feature = "net")]
pub use trust::Trusted;
pub use way::Way;

/// The file's name.
pub const FILE_NAME: &str = "flow.toml";

/// The profile that is always there: a system's simulator, inside this process.
pub const SIMULATOR: &str = "simulator";
