//! NICE CXone over its public API.
//!
//! A [`Connection`] is made from [`Settings`]; it signs in when it is first used, follows the
//! events of the agent sessions that scripts open, and answers each call with one outcome.

mod body;
mod confirm;
mod connection;
mod discover;
mod event;
mod exchange;
mod gate;
mod grant;
mod hub;
mod listing;
mod lookout;
mod loss;
mod outcomes;
mod outputs;
mod perform;
mod place;
mod plan;
mod poll;
mod profile;
mod refusal;
pub mod request;
mod secret;
mod session;
mod settings;
mod sign_in;
mod spelling;
mod tls;
mod transport;
mod watch;
mod wire;
mod words;

pub use connection::Connection;
pub use place::SetupError;
pub use secret::Secret;
pub use settings::{Place, ProfileSession, Settings, SignIn, Station, Timeouts};
pub use tls::certificates;
