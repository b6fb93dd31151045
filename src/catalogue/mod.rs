//! What exists: systems, their actions, parameters, outputs and outcomes. Data, not code: a
//! system brings an `actions.toml`, a host program may bring its own.

mod action;
mod effects;
mod load;
mod manual;
mod offers;
mod phrases;
mod read_back;
mod refuse;
mod request;
mod table;
mod transport;
mod undo;

pub use crate::nearest::{near, nearest, nearest_of};
pub use action::{Action, Outcome, Output, Param, ParamDefault, PhrasePart};
pub use effects::{AgentState, Exclusive, Opens, StateChange, words_of_open};
pub use load::{LoadError, Wrong};
pub use offers::Catalogue;
pub use phrases::{NotFound, Part};
pub use read_back::ReadBack;
pub use request::RequestTable;
pub use undo::{Inverse, Look, Undo};

use crate::value::Kind;
use phrases::Phrases;
use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// What one system offers.
#[derive(Clone, Debug)]
pub struct SystemEntry {
    /// As in `use cxone`.
    pub name: Arc<str>,
    /// As its maker calls it.
    pub title: Arc<str>,
    /// What it is, in one sentence.
    pub about: Arc<str>,
    /// Its actions, in the order of its catalogue.
    pub actions: Vec<Arc<Action>>,
    /// What can be watched and awaited: contacts, agents.
    pub things: Vec<Arc<Thing>>,
    /// Names from elsewhere that are no action here, and what to write instead.
    pub foreign: Vec<Foreign>,
    /// The platforms that differ in what they offer, as `CCE` and `CCX`; empty where none do.
    pub platforms: Vec<Arc<str>>,
    rules: Option<Rules>,
    phrases: Phrases,
}

/// Rules that a system brings for the scripts that use it. What they look at is the checker's
/// business, which stands on a floor above: here they are only carried.
#[derive(Clone)]
struct Rules(Arc<dyn Any + Send + Sync>);

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rules(…)")
    }
}

/// A name that somebody coming from a vendor's tool would write.
#[derive(Clone, Debug)]
pub struct Foreign {
    /// The name, matched without regard to case and spaces: `Hangup`, `killcontact`.
    pub name: Arc<str>,
    /// What to write instead, and why.
    pub help: Arc<str>,
}

/// Something with states: it can be watched (`wait until contact X is Held`), and some can be
/// awaited (`await contact`).
#[derive(Clone, Debug)]
pub struct Thing {
    /// `contact`
    pub name: Arc<str>,
    /// The kind of its id.
    pub id: Kind,
    /// The states it can be in.
    pub states: Vec<State>,
    /// Whether the next one can be awaited.
    pub awaitable: bool,
    /// Whether the next one is a new one, that a flow can start for: `when contact arrives`.
    pub arrives: bool,
    /// What awaiting it gives.
    pub outputs: Vec<Output>,
    /// How watching or awaiting can end beside `Success` and `TimedOut`.
    pub outcomes: Vec<Outcome>,
    /// What watching needs to have been provided: `SessionId`.
    pub needs: Vec<Arc<str>>,
    /// How one of them is looked at, where its system shows them.
    pub look: Option<Look>,
}

/// A state of a thing.
#[derive(Clone, Debug)]
pub struct State {
    /// Our name, shared between systems: `Held`.
    pub name: Arc<str>,
    /// What this system calls it: `Holding`.
    pub vendor_names: Vec<Arc<str>>,
    /// What it means.
    pub about: Arc<str>,
}

impl SystemEntry {
    /// A system of these actions, things and foreign names. Nothing is checked:
    /// [`SystemEntry::from_toml`] does that.
    pub fn new(
        name: impl Into<Arc<str>>,
        title: impl Into<Arc<str>>,
        about: impl Into<Arc<str>>,
        actions: Vec<Arc<Action>>,
        things: Vec<Arc<Thing>>,
        foreign: Vec<Foreign>,
    ) -> Self {
        Self {
            name: name.into(),
            title: title.into(),
            about: about.into(),
            phrases: Phrases::new(&actions),
            actions,
            things,
            foreign,
            platforms: Vec::new(),
            rules: None,
        }
    }

    /// The same, with rules for the scripts that use it: `check::rules::RuleSet`.
    pub fn with_rules(mut self, rules: impl Any + Send + Sync) -> Self {
        self.rules = Some(Rules(Arc::new(rules)));
        self
    }

    /// The rules that it brings, as the checker knows them.
    pub fn rules<T: Any>(&self) -> Option<&T> {
        self.rules.as_ref()?.0.downcast_ref()
    }

    /// The same, of a system whose platforms differ in what they offer.
    pub fn on_platforms(mut self, platforms: Vec<Arc<str>>) -> Self {
        self.platforms = platforms;
        self
    }

    /// The action of that key.
    pub fn action(&self, key: &str) -> Option<&Arc<Action>> {
        self.actions.iter().find(|action| &*action.key == key)
    }

    /// The thing of that name.
    pub fn thing(&self, name: &str) -> Option<&Arc<Thing>> {
        self.things.iter().find(|thing| &*thing.name == name)
    }
}

impl Thing {
    /// The state of that name: ours.
    pub fn state(&self, name: &str) -> Option<&State> {
        self.states.iter().find(|state| &*state.name == name)
    }

    /// The state that the system calls so, without regard to case, spaces and hyphens.
    pub fn vendor_state(&self, vendor: &str) -> Option<&State> {
        let wanted = phrases::plain(vendor);
        self.states.iter().find(|state| {
            let mut names = state.vendor_names.iter();
            phrases::plain(&state.name) == wanted
                || names.any(|name| phrases::plain(name) == wanted)
        })
    }
}
