//! What settings are read with: tables whose every key is looked at, what is wrong with them, and
//! secrets, which stand in no file and are fetched through one door.

mod common;
mod problem;
mod secret;
mod secrets;
mod table;

pub use common::{Agent, Common, Given, RootCertificate, Text, Timeouts};
pub use problem::Problem;
pub use secret::{SecretFrom, SecretPlace, is_place, read_secret, secret_at};
pub use secrets::{Secret, Secrets, store};
pub use table::{Item, Table, to_span};
