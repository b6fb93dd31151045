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
            Self::ConnectAndLeave => "connects as a run does, and leaves after 5 s",
        }
    }

    /// Whether it needs a contact to try it with.
    pub fn needs_contact(self) -> bool {
        matches!(self, Self::HoldAndResume | Self::ResumeAgain)
    }
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
