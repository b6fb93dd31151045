//! A pilot: what is tried with a test agent, and a person who watches the desktop, before flows act
//! beside a live agent. The steps are data; whoever walks them asks, waits and keeps the record.

use std::time::Duration;

/// What is to be tried for a profile.
#[derive(Clone, Debug)]
pub struct Pilot {
    /// What the profile says of the desk, as it says it: `beside = "desktop"`. What was tried in
    /// one mode says nothing of another.
    pub mode: String,
    /// Modes whose pilot has tried everything that this one needs, and more.
    pub covered_by: Vec<String>,
    /// Whether flows meet the agent's desktop on its event stream.
    pub shares_events: bool,
    /// What is tried, one after the other.
    pub steps: &'static [Step],
}

/// One thing to try.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// What it is about, in a few words.
    pub title: &'static str,
    /// What the person does before it begins. `{profile}` is the profile's name.
    pub prepare: &'static str,
    /// What `flow` does meanwhile.
    pub does: Does,
    /// How long the desktop is watched.
    pub lasts: Duration,
    /// What is asked then: yes says that nothing came to harm.
    pub question: &'static str,
    /// Whether it is for profiles that share the agent's events, and not for others.
    pub shared_only: bool,
}

/// What `flow` does during a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Nothing.
    Nothing,
    /// It connects as a run does, and stays.
    Connect,
    /// It reads the active contacts every few seconds.
    Read,
    /// It puts the test contact on hold and resumes it.
    HoldAndResume,
    /// It resumes the test contact, which is not on hold.
    ResumeAgain,
    /// It connects as a run does, and leaves again.
    ConnectAndLeave,
}

impl Does {
    /// In words, behind "flow".
    pub fn text(self) -> &'static str {
        match self {
            Self::Nothing => "does nothing",
            Self::Connect => "connects as a run does, and stays connected",
            Self::Read => "reads the active contacts every 5 s",
            Self::HoldAndResume => "puts the test contact on hold, and resumes it",
            Self::ResumeAgain => "resumes the test contact, which is not on hold",
            Self::ConnectAndLeave => "connects as a run does, and disconnects after 5 s",
        }
    }

    /// Whether it needs a contact to try it with.
    pub fn needs_contact(self) -> bool {
        matches!(self, Self::HoldAndResume | Self::ResumeAgain)
    }
}

/// The keys of the actions that are tried at a system: what it calls them is in its own table alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Puts a contact on hold.
    pub hold: &'static str,
    /// Takes it off hold.
    pub resume: &'static str,
    /// Reads the active contacts, and changes nothing.
    pub read: &'static str,
}

/// A step that every mode has.
pub const STEP: Step = Step {
    title: "",
    prepare: "",
    does: Does::Nothing,
    lasts: Duration::from_secs(600),
    question: "",
    shared_only: false,
};

/// Contacts are read while the desktop is open.
pub const READING: Step = Step {
    title: "reading",
    prepare: "leave the test agent signed in and ready, with the desktop open",
    does: Does::Read,
    question: "did the desktop stay the same: same state, no message, no delay?",
    ..STEP
};

/// A phone call is put on hold and resumed.
pub const HOLD_AND_RESUME: Step = Step {
    title: "hold and resume",
    prepare: "phone the test agent from the test phone, and answer at the desktop",
    does: Does::HoldAndResume,
    lasts: Duration::from_secs(60),
    question: "did the desktop show the hold and then the resumed phone call, without a message?",
    ..STEP
};

/// What the system refuses.
pub const WRONG_ACTION: Step = Step {
    title: "a wrong action",
    prepare: "stay on the phone call; it is not on hold",
    does: Does::ResumeAgain,
    lasts: Duration::from_secs(60),
    question: "did the phone call continue, and did no error appear at the desktop?",
    ..STEP
};

/// Whether a flow hides that nobody is at the desk any more.
pub const CLOSED_DESKTOP: Step = Step {
    title: "a closed desktop",
    prepare: "set the agent to ready, and close the browser without signing out",
    does: Does::Connect,
    ..STEP
};

/// What only a day's work shows.
pub const WORKING_HOUR: Step = Step {
    title: "a working hour",
    does: Does::Read,
    lasts: Duration::from_secs(3600),
    ..STEP
};
