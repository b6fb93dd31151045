//! `flow serve` as its clients meet it: the built command, over real sockets.

mod arrivals;
pub mod client;
mod durable;
mod hostile;
mod load;
pub mod place;
mod schedule;
mod started;
mod traces;
mod watched;
