//! The simulated Finesse, asked by plain requests and read by an XMPP client that nobody here
//! wrote.

mod client;
mod faults;
mod listener;
mod rest;
mod stream;
mod tables;
mod websocket;
