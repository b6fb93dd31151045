//! The simulators that there are.

use super::{cxone, easycim, finesse};
use crate::sim::kit::SimulatorKit;

/// All of them: a line each. The first is the one that is served where none is named.
pub const KITS: [SimulatorKit; 3] = [cxone::KIT, finesse::KIT, easycim::KIT];

/// The simulator of a system.
pub fn of(system: &str) -> Option<&'static SimulatorKit> {
    KITS.iter().find(|kit| kit.system == system)
}
