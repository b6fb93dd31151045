//! What is tried at a tenant of CXone, with a test agent and a person who watches the desktop.

use crate::system::pilot::{
    CLOSED_DESKTOP, Does, HOLD_AND_RESUME, Pilot, READING, STEP, Step, Trial, WORKING_HOUR,
    WRONG_ACTION,
};
use crate::systems::cxone::{Beside, Events};
use std::time::Duration;

/// What a profile's mode needs; nothing where nobody is at the desk.
pub fn of(beside: Beside, events: Events) -> Option<Pilot> {
    let own = format!("beside = \"{}\"", beside.name());
    let shared = format!("{own}, events = \"shared\"");
    match (beside, events) {
        (Beside::Alone, _) => None,
        (_, Events::Shared) => Some(Pilot {
            mode: shared,
            covered_by: Vec::new(),
            shares_events: true,
            steps: &STEPS,
        }),
        (_, Events::Own) => Some(Pilot {
            mode: own,
            covered_by: vec![shared],
            shares_events: false,
            steps: &STEPS,
        }),
    }
}

/// What is tried, as CXone's table calls it.
pub const TRIAL: Trial = Trial {
    hold: "hold contact",
    resume: "resume contact",
    read: "find active contacts",
};

const STEPS: [Step; 10] = [
    Step {
        title: "the desktop alone",
        prepare: "sign the test agent in at the desktop, and set the agent to Available. Start no \
                  flow. Note the states and the desktop's requests in the browser's developer \
                  tools: later steps are compared with them",
        question: "did the agent's state stay the same?",
        ..STEP
    },
    READING,
    HOLD_AND_RESUME,
    WRONG_ACTION,
    Step {
        title: "a joined session",
        prepare: "end the phone call. Watch the desktop's requests for events in the browser's \
                  developer tools",
        does: Does::Connect,
        question: "did the requests still end in 200 or 304, without a new AgentSessionStart?",
        ..STEP
    },
    Step {
        title: "leaving the session",
        prepare: "leave the agent Available",
        does: Does::ConnectAndLeave,
        lasts: Duration::from_secs(1800),
        question: "is the agent still signed in and Available?",
        ..STEP
    },
    Step {
        title: "two readers of one session",
        prepare: "make about 50 phone calls and changes of state, once with UI Queue on and once \
                  with it off. A flow in another window counts the events: `flow run -e 'await \
                  contact' -p {profile} --trace`",
        does: Does::Connect,
        question: "did the desktop show every phone call and every state, and did no \
                   `event-queue-resize` appear that the first step did not show?",
        shared_only: true,
        ..STEP
    },
    Step {
        lasts: Duration::from_secs(1800),
        question: "did CXone sign the agent out as quickly as it does without a flow?",
        ..CLOSED_DESKTOP
    },
    Step {
        title: "several runs",
        prepare: "sign in again. Run two flows in parallel; refresh the desktop in the middle; \
                  sign out and in by hand",
        does: Does::Read,
        question: "did the desktop stay usable, without an unrequested sign-out?",
        ..STEP
    },
    Step {
        prepare: "work as usual, with a flow every few minutes; then read the day's reports",
        question: "do the reports show no RemoteAgentSessionEnd and no state that the first step did not?",
        ..WORKING_HOUR
    },
];
