//! What is tried at a tenant of CXone, with a test agent and a person who watches the desktop.

use crate::system::pilot::{Does, Pilot, STEP, Step};
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

const STEPS: [Step; 10] = [
    Step {
        title: "the desktop alone",
        prepare: "sign the test agent in at the desktop, and set the agent to Available. Start no flow. \
                  Note the states and what the browser's tools show of the desktop's requests: this is \
                  what later steps are compared with",
        question: "did the agent's state stay as it was?",
        ..STEP
    },
    Step {
        title: "reading",
        prepare: "leave the test agent Available, with the desktop open. The agent has to be signed in",
        does: Does::Read,
        question: "did the desktop stay as it was: same state, no message, no delay?",
        ..STEP
    },
    Step {
        title: "hold and resume",
        prepare: "call the test agent from the test phone, and accept at the desktop",
        does: Does::HoldAndResume,
        lasts: Duration::from_secs(60),
        question: "did the desktop show the hold and then the resumed call, without a message?",
        ..STEP
    },
    Step {
        title: "a wrong action",
        prepare: "keep the call, which is not on hold",
        does: Does::ResumeAgain,
        lasts: Duration::from_secs(60),
        question: "did the call go on, and did no error appear at the desktop?",
        ..STEP
    },
    Step {
        title: "a session that is joined",
        prepare: "end the call. Watch the desktop's requests for events in the browser's tools",
        does: Does::Connect,
        question: "did they go on with 200 or 304, without a new AgentSessionStart?",
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
        prepare: "make about 50 calls and changes of state, once with UI Queue on and once with it off. A \
                  flow in another window counts what comes: \
                  `flow run -e 'await contact' -p {profile} --trace`",
        does: Does::Connect,
        question: "did the desktop show every call and every state, and did no `event-queue-resize` \
                   appear that the first step did not show?",
        shared_only: true,
        ..STEP
    },
    Step {
        title: "a desktop that is closed",
        prepare: "set the agent to Available, and close the browser without signing out",
        does: Does::Connect,
        lasts: Duration::from_secs(1800),
        question: "did CXone sign the agent out as soon as without a flow?",
        ..STEP
    },
    Step {
        title: "several runs",
        prepare: "sign in again. Run two flows at once; refresh the desktop in the middle; sign out and in \
                  by hand",
        does: Does::Read,
        question: "did the desktop stay usable, without an unrequested sign-out?",
        ..STEP
    },
    Step {
        title: "a working hour",
        prepare: "work as on any day, with a flow every few minutes; then read the day's reports",
        does: Does::Read,
        lasts: Duration::from_secs(3600),
        question: "do the reports show no RemoteAgentSessionEnd and no state that the first step did not?",
        ..STEP
    },
];
