//! What is tried at a Finesse deployment, with a test agent and a person who watches the desktop.

use crate::system::pilot::{
    CLOSED_DESKTOP, Does, HOLD_AND_RESUME, Pilot, READING, STEP, Step, Trial, WORKING_HOUR,
    WRONG_ACTION,
};
use crate::systems::finesse::beside::{Beside, Events};
use std::time::Duration;

/// What a profile's mode needs; nothing where nobody is at the desk.
pub fn of(beside: Beside, events: Events) -> Option<Pilot> {
    let own = format!("beside = \"{}\"", beside.name());
    let shared = format!("{own}, events = \"shared\"");
    match (beside, events) {
        (Beside::Alone, _) => None,
        (Beside::Desktop, Events::Shared) => Some(Pilot {
            mode: shared,
            covered_by: Vec::new(),
            shares_events: true,
            steps: &STEPS,
        }),
        (Beside::Desktop, Events::Own) => Some(Pilot {
            mode: own,
            covered_by: vec![shared],
            shares_events: false,
            steps: &STEPS,
        }),
        (Beside::Supervisor, _) => Some(Pilot {
            mode: own,
            covered_by: Vec::new(),
            shares_events: false,
            steps: &STEPS,
        }),
    }
}

/// What is tried, as Finesse's table calls it.
pub const TRIAL: Trial = Trial {
    hold: "hold contact",
    resume: "resume contact",
    read: "find active contacts",
};

const STEPS: [Step; 10] = [
    Step {
        title: "the desktop alone",
        prepare: "sign the test agent in at the desktop, and set the agent to Ready. Start no \
                  flow. Note the states, the reason codes and the servers' logs: later steps are \
                  compared with them",
        question: "did the agent's state and reason code stay the same?",
        ..STEP
    },
    READING,
    HOLD_AND_RESUME,
    WRONG_ACTION,
    Step {
        title: "two event streams",
        prepare: "change the agent's state at the desktop about 50 times, and answer some phone \
                  calls. A flow in another window shows the events that it receives: `flow run -e \
                  'await contact' -p {profile} --trace`",
        does: Does::Connect,
        question: "did the desktop show every change immediately?",
        shared_only: true,
        ..STEP
    },
    Step {
        title: "leaving the event stream",
        prepare: "set the agent to Ready, with no phone call",
        does: Does::ConnectAndLeave,
        lasts: Duration::from_secs(200),
        question: "did the agent stay Ready, with no sign-out (255) and no Not Ready (50002)?",
        shared_only: true,
    },
    Step {
        title: "a program that stops",
        prepare: "answer a phone call. In another window run `flow run -e 'await contact' -p \
                  {profile}`, and end it with `kill -9`; then run it again, and unplug its \
                  network cable",
        lasts: Duration::from_secs(200),
        question: "did the agent and the phone call stay the same, each time?",
        shared_only: true,
        ..STEP
    },
    Step {
        title: "a failover",
        prepare: "ask the administrator to take the desktop's node out of service and back into \
                  service, with the agent Ready",
        does: Does::Connect,
        question: "did the desktop move to the other node and back, as it does without a flow?",
        ..STEP
    },
    Step {
        lasts: Duration::from_secs(300),
        question: "did Finesse sign the agent out, or set it to Not Ready, as quickly as it does \
                   without a flow?",
        ..CLOSED_DESKTOP
    },
    Step {
        prepare: "sign in again. Run two flows in parallel; refresh the desktop in the middle; \
                  sign out and in by hand; then read the day's reports",
        question: "do the reports show no 255, 50002 or 32740 that the first step did not?",
        ..WORKING_HOUR
    },
];
