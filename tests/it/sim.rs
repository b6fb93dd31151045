//! The simulator of CXone, driven by a plain HTTP client, straight from the documented requests.

mod client;
mod first;
