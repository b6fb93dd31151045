//! `Kit`: the one door through which a system comes into the house.

use super::doctor::Examination;
use super::pilot::{Pilot, Trial};
use super::{Pending, System};
use crate::catalogue::{Catalogue, LoadError, SystemEntry};
use crate::settings::{Agent, Common, Problem, Secrets, Table};
use std::fmt;
use std::sync::Arc;

/// Everything that a system brings. Nothing outside its folder knows its name: settings, checks,
/// the command and the editor's server walk a list of these.
///
/// A host program makes one for a system of its own, and adds it with [`Kits::with`].
#[derive(Clone, Copy)]
pub struct Kit {
    /// As in `use cxone`, and `system = "cxone"`.
    pub name: &'static str,
    /// As people call it: `CXone`.
    pub title: &'static str,
    /// What it offers to scripts.
    pub catalogue: fn() -> Result<SystemEntry, LoadError>,
    /// How a profile leads to it; without it scripts can be checked, and no more.
    pub profile: Option<ProfileReader>,
    /// Opens a page in a browser that flows can drive, for a system that is a page.
    pub browser: Option<OpenBrowser>,
}

/// How profiles of a system are read.
#[derive(Clone, Copy)]
pub struct ProfileReader {
    /// A page in Markdown whose tables say what its keys mean, for editors.
    pub page: Option<&'static str>,
    /// What they may say beside what all profiles may.
    pub keys: &'static [&'static str],
    /// Which `timeouts` there are.
    pub timeouts: &'static [&'static str],
    /// Reads where the system is and who connects.
    pub read: fn(&ProfileTable<'_, '_>) -> Result<Arc<dyn Connector>, Problem>,
    /// Reads those keys that may stand beside `simulator = true`.
    pub beside_simulator: fn(&Table<'_, '_>) -> Result<(), Problem>,
}

/// A profile's table, and what of it every profile has, read already.
pub struct ProfileTable<'a, 'i> {
    /// The table.
    pub table: &'a Table<'a, 'i>,
    /// What every profile may say.
    pub common: &'a Common,
    /// Whether it leads to the simulator: what is remembered of real systems has no part in it.
    pub simulated: bool,
}

/// A profile that has been read: it makes connections.
pub trait Connector: fmt::Debug + Send + Sync {
    /// Where it leads, for people: never more of an address than nobody's name can stand in.
    fn address(&self) -> String;

    /// The agent that scripts act for, where the system says so and not the profile.
    fn agent(&self) -> Option<Agent> {
        None
    }

    /// Whether nobody but this program is the agent there: a second program with the same profile would be the
    /// agent too, take events from the first one, and sign the agent out when it ends.
    fn is_alone(&self) -> bool {
        false
    }

    /// Makes the connection. Secrets are fetched now; the system itself is not asked yet.
    fn connect(
        &self,
        entry: Arc<SystemEntry>,
        secrets: &Secrets<'_>,
    ) -> Result<Arc<dyn System>, Problem>;

    /// Looks at everything that a connection needs, step by step, and changes nothing:
    /// `flow doctor`.
    fn examine<'a>(&'a self, examination: &'a mut Examination<'_>) -> Pending<'a, ()> {
        examination.not_looked_at("connection", "this system has no checks");
        Box::pin(std::future::ready(()))
    }

    /// The actions with which a contact is tried (`flow doctor --contact`, `--pilot`), where the system
    /// has such.
    fn trial(&self) -> Option<Trial> {
        None
    }

    /// What is to be tried with a test agent before flows act by this profile beside a live one:
    /// `flow doctor --pilot`. `None` where nobody is at the desk.
    fn pilot(&self) -> Option<Pilot> {
        None
    }
}

/// Opens a page, with more arguments for the browser.
pub type OpenBrowser =
    fn(page: String, arguments: Vec<String>) -> Result<Box<dyn OpenedBrowser>, Problem>;

/// A browser that has been opened.
pub trait OpenedBrowser: Send + Sync {
    /// Brings it up; the page is on its way then.
    fn start(&self) -> Pending<'_, Result<(), Problem>>;

    /// Closes it, and waits until it is gone.
    fn end(&self) -> Pending<'_, ()>;
}

/// The systems that there are. The first is that of profiles and scripts that name none.
#[derive(Clone, Debug)]
pub struct Kits(Vec<Kit>);

impl Kits {
    /// These systems.
    pub fn new(kits: impl Into<Vec<Kit>>) -> Self {
        Self(kits.into())
    }

    /// The same with one more. It takes the place of one of the same name.
    pub fn with(mut self, kit: Kit) -> Self {
        self.0.retain(|known| known.name != kit.name);
        self.0.push(kit);
        self
    }

    /// The system of a name.
    pub fn get(&self, name: &str) -> Option<&Kit> {
        self.0.iter().find(|kit| kit.name == name)
    }

    /// The system of profiles that name none.
    pub fn first(&self) -> Option<&Kit> {
        self.0.first()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Kit> {
        self.0.iter()
    }

    /// What all of them offer; `Err` says which cannot be used.
    pub fn catalogue(&self) -> Result<Catalogue, LoadError> {
        self.0.iter().try_fold(Catalogue::default(), |all, kit| {
            Ok(all.with((kit.catalogue)()?))
        })
    }
}

impl fmt::Debug for Kit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kit")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
