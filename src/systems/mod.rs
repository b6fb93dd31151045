//! The systems that scripts drive, behind one trait.

pub mod cxone;
pub mod easycim;
pub mod finesse;
mod list;
pub mod net;

pub use crate::system::{Pending, System};
