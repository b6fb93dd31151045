//! What is tried at an easyCIM toolbar, with a test agent and a person who watches the page.

use crate::system::pilot::{Does, Pilot, STEP, Step};
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

const STEPS: [Step; 7] = [
    Step {
        title: "the page alone",
        prepare: "open the CRM with the toolbar, and sign the test agent in. Start no flow",
        question: "did the page work as on any day?",
        ..STEP
    },
    Step {
        title: "reading",
        prepare: "leave the page open, and work in it: look at contacts, change states",
        does: Does::Read,
        question: "did every look of the page's own show what it should, without a delay?",
        ..STEP
    },
    Step {
        title: "hold and resume",
        prepare: "call the test agent from the test phone, and answer at the page",
        does: Does::HoldAndResume,
        lasts: Duration::from_secs(60),
        question: "did the page show the hold and then the resumed call?",
        ..STEP
    },
    Step {
        title: "a hold by hand",
        prepare: "put the call on hold and take it back at the page",
        does: Does::ResumeAgain,
        lasts: Duration::from_secs(60),
        question: "was the caller with the agent at the end, and not on hold?",
        ..STEP
    },
    Step {
        title: "attached for long",
        prepare: "work in the page, with calls: the flow stays attached",
        does: Does::Connect,
        question: "did every action of the page's own end, with its own customer's data?",
        ..STEP
    },
    Step {
        title: "leaving",
        prepare: "leave the page open",
        does: Does::ConnectAndLeave,
        lasts: Duration::from_secs(60),
        question: "did the page go on as before, without a reload?",
        ..STEP
    },
    Step {
        title: "a working hour",
        prepare: "work as on any day, with a flow every few minutes; reload the page in the middle",
        does: Does::Read,
        lasts: Duration::from_secs(3600),
        question: "did no action of the page's own stay without an answer?",
        ..STEP
    },
];
