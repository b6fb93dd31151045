//! HAR 1.2, the form in which browsers keep what went over the wire: a recording as one, and what one
//! says of a flow's actions.

mod confirmed;
mod matched;
mod read;
mod write;

pub use matched::{Mocked, mocks};
pub use read::{entries, recording_in};
pub use write::{OWN, document};
