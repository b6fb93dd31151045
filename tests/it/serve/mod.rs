//! `flow serve` as its clients meet it: the built command, over real sockets.

pub mod arrivals;
pub mod client;
mod durable;
mod hostile;
mod load;
pub mod place;
mod prometheus;
mod schedule;
mod started;
pub mod traces;
#[cfg(target_os = "linux")]
mod units;
mod watched;
