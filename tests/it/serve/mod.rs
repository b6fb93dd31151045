//! `flow serve` as its clients meet it: the built command, over real sockets.

pub mod client;
mod durable;
mod hostile;
mod load;
pub mod place;
mod schedule;
mod started;
mod watched;
