//! How a toolbar is started.

use super::fault::Fault;
use super::world::WorldFile;
use serde::{Deserialize, Serialize};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// How a simulated toolbar is started. The usual: the small world on free ports of the loopback
/// interface, the new library, nothing goes wrong but what the world brings.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the page is served; port 0 is any that is free.
    pub page: SocketAddr,
    /// Where the toolbar listens; port 0 is any that is free.
    pub toolbar: SocketAddr,
    /// Whether the toolbar speaks TLS, as a real one does, with a certificate of an authority of
    /// its own. No browser trusts it unless it is told to.
    pub tls: bool,
    pub world: WorldSource,
    /// Which library the page loads.
    pub library: Library,
    /// Whom an answer goes to.
    pub answers: Answers,
    /// What goes wrong, beside what the world brings.
    pub faults: Vec<Fault>,
    /// What everything is drawn from that is left to chance.
    pub seed: u64,
    /// How many times faster than the wall's clock its waits are.
    pub speed: f64,
    /// How often a client has to ping; one that is silent for five seconds longer is let go.
    pub ping_every: Duration,
}

/// Where a world comes from.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum WorldSource {
    #[default]
    Small,
    /// One as it is written in TOML or JSON.
    Text(String),
    /// One that has been put together.
    File(Box<WorldFile>),
}

/// The page's library.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Library {
    /// As it was from 2021 to 2023: `saveScript` takes three arguments and drops any more without
    /// a word; there is no `getContactInfoWS`.
    Old,
    /// As it is documented: `saveScript` takes five.
    #[default]
    New,
}

/// Whom an answer goes to. The documents do not say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answers {
    /// The connection that asked.
    #[default]
    ToCaller,
    /// Every connection: a second page, or a program beside the page, gets answers that it never
    /// asked for.
    ToAll,
}

impl Default for Options {
    fn default() -> Self {
        let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            page: free,
            toolbar: free,
            tls: false,
            world: WorldSource::default(),
            library: Library::default(),
            answers: Answers::default(),
            faults: Vec::new(),
            seed: 0,
            speed: 1.0,
            ping_every: Duration::from_secs(25),
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

    pub fn library(mut self, library: Library) -> Self {
        self.library = library;
        self
    }
}

impl WorldSource {
    /// Reads the world; `Err` says what is wrong with its text.
    pub fn read(self) -> Result<WorldFile, String> {
        match self {
            Self::Small => Ok(WorldFile::small()),
            Self::Text(text) => WorldFile::read(&text),
            Self::File(file) => Ok(*file),
        }
    }
}
