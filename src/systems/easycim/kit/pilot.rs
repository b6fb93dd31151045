//! What is tried at an easyCIM toolbar, with a test agent and a person who watches the page.

use crate::system::pilot::{
    Does, HOLD_AND_RESUME, Pilot, READING, STEP, Step, Trial, WORKING_HOUR, WRONG_ACTION,
};
use std::time::Duration;

/// What a profile needs that goes over the agent's page.
pub fn over_a_page() -> Pilot {
    Pilot {
        mode: "beside = \"desktop\"".to_owned(),
        covered_by: Vec::new(),
        shares_events: false,
        steps: &STEPS,
    }
}

/// What is tried, as easyCIM's table calls it.
pub const TRIAL: Trial = Trial {
    hold: "hold contact",
    resume: "resume contact",
    read: "find active contacts",
};

const STEPS: [Step; 7] = [
    Step {
        title: "the page without a flow",
        prepare: "open the CRM with the toolbar, and sign the test agent in. Start no flow",
        question: "did the page work as usual?",
        ..STEP
    },
    Step {
        prepare: "leave the page open, and work in it: open contacts, change states",
        question: "did the page show everything as usual, without a delay?",
        ..READING
    },
    Step {
        prepare: "phone the test agent from the test phone, and answer in the page",
        question: "did the page show the hold and then the resumed phone call?",
        ..HOLD_AND_RESUME
    },
    Step {
        title: "a hold by hand",
        prepare: "put the phone call on hold and resume it in the page",
        question: "were the caller and the agent connected at the end, not on hold?",
        ..WRONG_ACTION
    },
    Step {
        title: "attached for a long time",
        prepare: "work in the page, with phone calls: the flow stays attached",
        does: Does::Connect,
        question: "did every action of the page end, with the right customer's data?",
        ..STEP
    },
    Step {
        title: "leaving",
        prepare: "leave the page open",
        does: Does::ConnectAndLeave,
        lasts: Duration::from_secs(60),
        question: "did the page continue as before, without a reload?",
        ..STEP
    },
    Step {
        prepare: "work as usual, with a flow every few minutes; reload the page in the middle",
        question: "did every action of the page get an answer?",
        ..WORKING_HOUR
    },
];
