//! How a simulator is started.

use super::world::file::WorldFile;
use crate::clock;
use crate::sim::clock::Clock;
use crate::sim::fault::Fault;
use jiff::Timestamp;
use std::net::{IpAddr, Ipv4Addr};

/// How a simulator is started. The usual: the small world on free ports of the loopback
/// interface, nothing goes wrong, time as on the wall.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens.
    pub address: IpAddr,
    /// The ports of node A: REST with WebSocket, and XMPP over TLS. 0 is any that is free. Node B
    /// always takes free ones.
    pub ports: (u16, u16),
    pub world: WorldFile,
    /// What goes wrong, beside what the world brings.
    pub faults: Vec<Fault>,
    /// What everything is drawn from that is left to chance.
    pub seed: u64,
    /// How many times faster than the wall's clock its own runs.
    pub speed: f64,
    /// What its clock shows at first; `None`: what the wall's shows.
    pub starts: Option<Timestamp>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            address: Ipv4Addr::LOCALHOST.into(),
            ports: (0, 0),
            world: WorldFile::small(),
            faults: Vec::new(),
            seed: 0,
            speed: 1.0,
            starts: None,
        }
    }
}

impl Options {
    /// With a fault more.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    pub fn world(mut self, world: WorldFile) -> Self {
        self.world = world;
        self
    }
}

/// What a house is made of.
pub(super) struct Setup {
    pub world: WorldFile,
    pub faults: Vec<Fault>,
    pub clock: Clock,
    pub seed: u64,
}

impl Setup {
    pub fn of(options: Options) -> Self {
        let mut faults = options.faults;
        faults.extend(options.world.faults.iter().cloned());
        Self {
            faults,
            clock: Clock::new(options.starts.unwrap_or_else(clock::now), options.speed),
            seed: options.seed,
            world: options.world,
        }
    }
}
