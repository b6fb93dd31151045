//! The command `flow`, run as its users run it.

mod actions;
#[cfg(unix)]
mod bad_night;
#[cfg(unix)]
mod bulk;
pub mod call;
mod crash;
mod dangerous;
mod doctor;
mod explored;
mod fmt;
#[cfg(target_os = "linux")]
mod full_device;
mod in_doubt;
mod init;
mod inputs;
#[cfg(unix)]
pub mod kept;
mod left_open;
mod mcp;
#[cfg(unix)]
mod planned;
mod record;
mod redaction;
mod renamed;
mod replay;
mod run;
mod scripts;
#[cfg(unix)]
mod secrets;
mod settings;
mod signals;
mod simulate;
mod steps;
mod test;
mod test_explored;
mod test_files;
mod test_forms;
mod test_on_simulators;
#[cfg(unix)]
mod tried;
#[cfg(unix)]
mod undone;
#[cfg(unix)]
mod volume;
mod wrong_places;

pub use call::Call;
