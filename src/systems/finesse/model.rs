//! What Finesse says, as plain values: dialogs, their participants, users, updates, errors.

mod body;
mod dialog;
mod errors;
mod lists;
mod medium;
mod state;
mod system;
mod update;
mod user;

pub use body::Body;
pub use dialog::{CallVariable, Callback, Dialog, Participant};
pub use errors::ApiError;
pub use lists::{Queue, Reason, Team};
pub use medium::Medium;
pub use state::{CallState, MediumState, TaskState, UserState};
pub use system::{Node, Status, SystemInfo};
pub use update::{Data, Source, Update, Verb};
pub use user::User;

#[cfg(test)]
mod tests;
