//! The simulators that there are.

#[cfg(feature = "sim")]
use super::{cxone, easycim, finesse};
use crate::sim::kit::SimulatorKit;

/// All of them: a line each. The first is the one that is served where none is named.
#[cfg(feature = "sim")]
pub const KITS: &[SimulatorKit] = &[cxone::KIT, finesse::KIT, easycim::KIT];

/// This crate was built without them.
#[cfg(not(feature = "sim"))]
pub const KITS: &[SimulatorKit] = &[];

pub fn of(system: &str) -> Option<&'static SimulatorKit> {
    KITS.iter().find(|kit| kit.system == system)
}
