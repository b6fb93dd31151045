//! What the connections share: requests and what becomes of them, credentials, certificates and
//! proxies, and when a lost connection is tried again.

// Each connection needs only a part of it: what none needs is found where all of them are built.
#![cfg_attr(
    not(all(feature = "cxone", feature = "finesse", feature = "easycim")),
    allow(dead_code)
)]

pub(crate) mod address;
pub(crate) mod body;
pub(crate) mod credentials;
pub(crate) mod dial;
pub(crate) mod loss;
pub(crate) mod proxy;
pub(crate) mod reconnect;
pub(crate) mod refusal;
pub(crate) mod retry_after;
pub(crate) mod roots;
pub(crate) mod send;
mod setup;
pub(crate) mod stopwatch;
pub(crate) mod tls;
pub(crate) mod waiting;
pub(crate) mod way;

pub use crate::settings::Secret;
pub use credentials::Refusals;
pub use setup::SetupError;
pub use tls::certificates;
