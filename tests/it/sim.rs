//! The simulator of CXone, driven by a plain HTTP client, straight from the documented requests.

mod callbacks;
mod client;
mod contacts;
mod control;
mod families;
mod faults;
mod malformed;
mod refusals;
mod sessions;
mod sign_in;
mod world;
