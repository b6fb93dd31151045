//! What asks the engine: submits runs, says something to them, looks at them.

mod ask;
mod deployments;
mod entry;
mod list;
mod read;
mod runner;
mod settled;
mod sql;
mod tried;
mod trouble;
mod turns;

pub use ask::{Address, Client, NoClient, Submitted};
pub use deployments::Deployment;
pub use list::{Left, Listed};
pub use read::Unread;
pub use runner::{EngineRunner, secret_input};
pub use tried::Tried;
pub use turns::Turns;
