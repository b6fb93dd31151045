//! What the connection may do, by who is at the agent's desk: one table, which the guide shows and a
//! test holds it to.
//!
//! A flow that acts for an agent shares that agent with the agent's own desktop. Finesse does not
//! support a user on both nodes at once, and it takes an agent whose stream has ended for gone: so a
//! stream is opened as an agent only where nobody else is there, or where it was asked for.

/// Who is at the desk while flows act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Beside {
    /// A person, with a desktop of their own.
    #[default]
    Desktop,
    /// A supervisor, who looks after agents and is none of them.
    Supervisor,
    /// Nobody: the flow signs the agent in, or is all that the agent has.
    Alone,
}

/// Whose events are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Events {
    /// Those that the mode reads by itself.
    #[default]
    Own,
    /// Beside a desktop, the agent's too: a pilot has shown that the desktop loses none.
    Shared,
}

/// Which event stream is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// None: what was done is read back.
    None,
    /// As the agent, who has no other: it follows everything, and goes to the other node.
    Agent,
    /// As the agent beside the agent's desktop: on its node alone, competing with nobody.
    BesideDesktop,
    /// As the supervisor, for the states of the supervisor's teams.
    Team,
}

/// What the connection may open and send, and by what it confirms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conduct {
    /// Which event stream is opened.
    pub stream: Stream,
    /// The priority of the presence that it sends: below zero it gets what is sent to itself alone.
    pub priority: i8,
    /// Whether an agent whom a failover signed out is signed in again.
    pub signs_in_again: bool,
}

impl Beside {
    /// What the connection may do.
    pub fn conduct(self, events: Events) -> Conduct {
        let (stream, priority) = match (self, events) {
            (Self::Alone, _) => (Stream::Agent, 0),
            (Self::Supervisor, _) => (Stream::Team, -1),
            (Self::Desktop, Events::Shared) => (Stream::BesideDesktop, -1),
            (Self::Desktop, Events::Own) => (Stream::None, -1),
        };
        Conduct {
            stream,
            priority,
            signs_in_again: self == Self::Alone,
        }
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

impl Conduct {
    /// Whether events tell of everything that the agent does, so that nothing has to be asked for
    /// first.
    pub fn follows(self) -> bool {
        self.stream == Stream::Agent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `| mode | stream | presence | ... |` as the guide has it.
    fn row(beside: Beside, events: Events) -> String {
        let conduct = beside.conduct(events);
        let shared = match events {
            Events::Shared => ", `events = \"shared\"`",
            Events::Own => "",
        };
        let (opens, by) = match conduct.stream {
            Stream::None => ("none", "reading back"),
            Stream::Agent => (
                "as the agent, at either node",
                "events, otherwise reading back",
            ),
            Stream::BesideDesktop => (
                "as the agent, only at the desktop's node",
                "events, otherwise reading back",
            ),
            Stream::Team => (
                "as the supervisor, for the team's states, unless the supervisor is signed in",
                "events for agents' states, otherwise reading back",
            ),
        };
        let priority = match conduct.stream {
            Stream::None => "none".to_owned(),
            _ => conduct.priority.to_string(),
        };
        let again = if conduct.signs_in_again { "yes" } else { "no" };
        format!(
            "| `\"{}\"`{shared} | {opens} | {priority} | {again} | {by} |",
            beside.name()
        )
    }

    #[test]
    fn the_guide_shows_the_table() {
        let guide = include_str!("../../../docs/finesse.md");
        for beside in [Beside::Desktop, Beside::Supervisor, Beside::Alone] {
            let row = row(beside, Events::Own);
            assert!(guide.contains(&row), "{row}");
        }
        let row = row(Beside::Desktop, Events::Shared);
        assert!(guide.contains(&row), "{row}");
    }

    #[test]
    fn beside_a_person_nothing_is_opened_that_was_not_asked_for() {
        let conduct = Beside::default().conduct(Events::default());
        assert_eq!(conduct.stream, Stream::None);
        assert!(!conduct.signs_in_again && !conduct.follows());
    }
}
