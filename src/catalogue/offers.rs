//! The systems that scripts may use. Each is read when it is first asked for: a script uses one or
//! two, and reading the tables of all of them takes longer than checking it.

use super::{LoadError, SystemEntry};
use std::sync::{Arc, OnceLock};

/// Every system that scripts may use.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// In the order in which they were registered.
    offers: Vec<Offer>,
}

#[derive(Clone, Debug)]
enum Offer {
    Read(Arc<SystemEntry>),
    Unread {
        name: &'static str,
        read: fn() -> Result<SystemEntry, LoadError>,
        entry: OnceLock<Option<Arc<SystemEntry>>>,
    },
}

impl Catalogue {
    /// Systems by name, each with what reads it. One whose tables are wrong is not there.
    pub(crate) fn unread(
        systems: impl IntoIterator<Item = (&'static str, fn() -> Result<SystemEntry, LoadError>)>,
    ) -> Self {
        let offers = systems.into_iter().map(|(name, read)| Offer::Unread {
            name,
            read,
            entry: OnceLock::new(),
        });
        Self {
            offers: offers.collect(),
        }
    }

    /// The same with one more system: a host program's own. It takes the place of one of the
    /// same name.
    pub fn with(mut self, system: impl Into<Arc<SystemEntry>>) -> Self {
        let system = system.into();
        self.offers.retain(|known| known.name() != &*system.name);
        self.offers.push(Offer::Read(system));
        self
    }

    /// The system of that name.
    pub fn system(&self, name: &str) -> Option<&Arc<SystemEntry>> {
        let mut offers = self.offers.iter();
        offers.find(|offer| offer.name() == name)?.entry()
    }

    /// All of them.
    pub fn systems(&self) -> impl Iterator<Item = &Arc<SystemEntry>> + Clone {
        self.offers.iter().filter_map(Offer::entry)
    }

    /// Their names, for which none has to be read.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.offers.iter().map(Offer::name)
    }
}

impl Offer {
    fn name(&self) -> &str {
        match self {
            Self::Read(entry) => &entry.name,
            Self::Unread { name, .. } => name,
        }
    }

    fn entry(&self) -> Option<&Arc<SystemEntry>> {
        match self {
            Self::Read(entry) => Some(entry),
            Self::Unread { read, entry, .. } => {
                entry.get_or_init(|| read().ok().map(Arc::new)).as_ref()
            }
        }
    }
}
