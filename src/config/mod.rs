//! `flow.toml`: the profiles that say where a script runs and as whom. Secrets stand nowhere in
//! it: it says where to get them.

mod choose;
mod cxone;
mod easycim;
mod file;
mod finesse;
mod house;
mod mask;
mod problem;
mod profile;
mod read;
mod secret;
mod table;
mod tenant;

pub use cxone::SimulatorDoor;
pub use easycim::{Browser, Toolbar};
pub use file::Config;
pub use finesse::{By, Finesse, FinesseDoor};
pub use problem::Problem;
pub use profile::{Address, Agent, Given, Profile, SignIn, Simulator, Target, Text, Timeouts};
pub use secret::{SecretFrom, SecretPlace};

/// The file's name.
pub const FILE_NAME: &str = "flow.toml";

/// The profile that is always there: a system's simulator, inside this process.
pub const SIMULATOR: &str = "simulator";
