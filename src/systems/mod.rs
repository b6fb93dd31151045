//! The systems that scripts drive, behind one trait.

pub mod cxone;
pub mod easycim;
pub mod finesse;
mod list;
#[cfg(feature = "net")]
pub mod net;

pub use crate::system::{Pending, System};
