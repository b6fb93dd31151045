//! The systems that scripts drive, behind one trait.

/// A system's table by its path here, as the build script has turned it.
macro_rules! baked {
    ($table:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/src/systems/", $table, ".json"))
    };
}

pub mod cxone;
pub mod easycim;
pub mod finesse;
mod list;
#[cfg(feature = "net")]
pub mod net;

pub use crate::system::{Pending, System};
