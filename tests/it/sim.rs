//! The simulator of CXone, driven by a plain HTTP client, straight from the documented requests.

mod callbacks;
mod calls;
mod client;
mod contacts;
mod control;
mod faults;
mod malformed;
mod media;
mod refusals;
mod sessions;
mod sign_in;
mod vendor;
mod world;
