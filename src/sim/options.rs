//! How a simulator is started.

use super::cxone::WorldFile;
use super::fault::Fault;
use jiff::Timestamp;
use std::net::{Ipv4Addr, SocketAddr};

/// How a simulator is started. The usual: the small world on a free port of the loopback
/// interface, nothing goes wrong, time as on the wall.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens; port 0 is any that is free.
    pub address: SocketAddr,
    pub world: WorldSource,
    /// What goes wrong, beside what the world brings.
    pub faults: Vec<Fault>,
    /// What everything is drawn from that is left to chance.
    pub seed: u64,
    /// How many times faster than the wall's clock its own runs.
    pub speed: f64,
    /// What its clock shows at first; `None`: what the wall's shows.
    pub starts: Option<Timestamp>,
}

/// Where a world comes from.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum WorldSource {
    /// The small one, still until somebody acts on it.
    #[default]
    Small,
    /// The small one's people, with callers who come and go.
    Busy,
    /// One as it is written in TOML or JSON.
    Text(String),
    /// One that has been put together.
    File(Box<WorldFile>),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            world: WorldSource::default(),
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

    pub fn world(mut self, world: WorldSource) -> Self {
        self.world = world;
        self
    }
}

impl WorldSource {
    /// Reads the world; `Err` says what is wrong with its text.
    pub fn read(self) -> Result<WorldFile, String> {
        match self {
            Self::Small => Ok(WorldFile::small()),
            Self::Busy => Ok(WorldFile::busy()),
            Self::Text(text) => WorldFile::read(&text),
            Self::File(file) => Ok(*file),
        }
    }
}
