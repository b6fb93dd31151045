//! The service over HTTP.

pub mod accept;
mod body;
mod guard;
mod known;
mod openapi;
mod reply;
mod routes;
mod runs;
pub mod schema;
mod start;
mod state;
mod tls;
