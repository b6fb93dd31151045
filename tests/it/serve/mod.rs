//! `flow serve` as its clients meet it: the built command, over real sockets.

mod client;
mod durable;
mod hostile;
mod load;
mod place;
mod schedule;
mod started;
mod watched;
