//! What an action does: to the state of a thing, to the agent, to what must not stay open.

use std::sync::Arc;

/// What an action does to the state of a thing.
#[derive(Clone, Debug)]
pub struct StateChange {
    /// The parameter or output that says which thing.
    pub of: Arc<str>,
    /// What kind of thing: `contact`.
    pub thing: Arc<str>,
    /// The states in which it can succeed; empty where any will do. Where platforms differ, those
    /// of all of them: [`StateChange::before`] has those of one.
    pub before: Vec<Arc<str>>,
    /// The states in which it can succeed on a platform, where platforms differ.
    pub before_on: Vec<(Arc<str>, Vec<Arc<str>>)>,
    /// The state after success, where it is known.
    pub after: Option<Arc<str>>,
}

/// What an action leaves open: a held contact, a masked recording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opens {
    /// What it is, as a message says it: `held contact`.
    pub what: Arc<str>,
    /// The parameter or output that says which one; an action that closes it has a parameter of
    /// the same name, or closes every one. `None` where there is only one at a time.
    pub of: Option<Arc<str>>,
    /// The parameter by which an action that closes it says which one, where that has another name: a
    /// consult call takes the caller as `ParentContactId`, and who resumes the caller as `ContactId`.
    pub by: Option<Arc<str>>,
    /// What to do about it: `resume the contact`.
    pub close: Arc<str>,
    /// The action that closes it by the id that opening it returns, without harm to anybody else:
    /// `end contact ContactId`.
    pub line: Option<Arc<str>>,
    /// What it does to people where it stays so: `the caller hears hold music`.
    pub left: Option<Arc<str>>,
    /// Whether a script may leave it so on purpose: it was there before, as a session that is
    /// joined. It is an obligation only to a script that closes one somewhere.
    pub stays: bool,
    /// Whether a script may never leave it so, also one that closes none: a recording that is masked
    /// has no other purpose than a moment.
    pub must: bool,
    /// Whether it is not known that the action does this, only that it may.
    pub perhaps: bool,
}

/// What two requests at once would disturb.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Exclusive {
    /// One agent's device or session: one request at a time.
    Device,
    /// The action itself: two of the same kind cannot be told apart.
    Method,
}

/// What an action has to do with the acting agent's own state.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AgentState {
    /// The parameter that says which state the agent gets.
    pub state: Option<Arc<str>>,
    /// The values of that parameter that make the agent ready for contacts.
    pub ready: Vec<Arc<str>>,
    /// Whether it leaves the agent in a state that nothing in the script says.
    pub changes: bool,
    /// The platforms on which it is refused while the agent is ready.
    pub not_ready_on: Vec<Arc<str>>,
}

impl StateChange {
    /// The states in which it can succeed on a platform; those of all platforms where it is not
    /// known. Empty where any will do.
    pub fn before(&self, platform: Option<&str>) -> &[Arc<str>] {
        let mut of_platforms = self.before_on.iter();
        let own = of_platforms.find(|(name, _)| Some(&**name) == platform);
        own.map_or(&self.before, |(_, states)| states)
    }
}

impl Opens {
    /// The parameter of an action that closes it which says which one.
    pub fn closed_by(&self) -> Option<&Arc<str>> {
        self.by.as_ref().or(self.of.as_ref())
    }

    /// What it is, and its state: a `held contact` is a contact on hold. What is in no state is open.
    pub fn words(&self) -> (&str, &str) {
        words_of_open(&self.what)
    }
}

/// The same of what an action closes: `masked recording`.
pub fn words_of_open(what: &str) -> (&str, &str) {
    match what.split_once(' ') {
        // The caller of a consult is a contact like one that was put on hold by itself.
        Some(("held", "caller")) => ("contact", "on hold"),
        Some(("held", what)) => (what, "on hold"),
        Some((state @ ("masked" | "monitored" | "muted" | "open"), what)) => (what, state),
        _ => (what, "open"),
    }
}
