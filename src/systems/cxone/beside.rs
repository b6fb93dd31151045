//! What may be done in an agent's session, by who is at the desk: one table, which the guide shows
//! and a test holds it to.
//!
//! Joining a session beside its agent's desktop disturbs nobody. Ending it signs the agent out,
//! keeping it alive hides a desktop that has died, and what a second reader of its events takes
//! from the desktop is not documented.

/// Who is at the desk while flows act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Beside {
    /// A person, with a desktop of their own.
    #[default]
    Desktop,
    /// A supervisor, in the supervisor's own session: no other agent's is opened.
    Supervisor,
    /// Nobody: whoever is signed in is signed in for flows.
    Alone,
}

/// Whose events are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Events {
    /// Those of sessions that are the flow's own.
    #[default]
    Own,
    /// Those of joined sessions, too: a pilot has shown that the desktop loses none.
    Shared,
}

/// How a session came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was started here.
    Started,
    /// It was there before, and was joined.
    Joined,
    /// Its id came from outside; nothing else is known of it.
    Given,
}

/// What may be done in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conduct {
    /// Its events are read, and confirm what is done. Else it is read back.
    pub reads_events: bool,
    /// It is kept alive.
    pub keeps_alive: bool,
    /// It is ended when its profile is left, where its agent is idle and nobody else has acted.
    pub is_ended: bool,
}

impl Beside {
    /// What may be done in a session.
    pub fn conduct(self, events: Events, origin: Origin) -> Conduct {
        let started = origin == Origin::Started;
        let alone = self == Self::Alone;
        Conduct {
            reads_events: started || alone || events == Events::Shared,
            keeps_alive: started || alone,
            is_ended: started,
        }
    }

    /// Whether sessions of other agents than the credentials' own may be opened.
    pub fn opens_for_others(self) -> bool {
        self != Self::Supervisor
    }

    /// As profiles write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Desktop => "desktop",
            Self::Supervisor => "supervisor",
            Self::Alone => "alone",
        }
    }
}
