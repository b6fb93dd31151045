//! How soon a profile sees what it has done, tried on one contact.

use crate::run::Provenance;
use crate::run::effect::{Answer, Call};
use crate::system::System;
use crate::system::doctor::Examination;
use crate::system::pilot::Trial;
use crate::value::{Record, Value};
use std::time::{Duration, Instant};

/// The step of `flow doctor` that it is.
const STEP: &str = "read-back";

/// What came of an action, in words for people.
pub(super) struct Measured {
    pub text: String,
    pub is_good: bool,
}

/// Holds a contact and resumes it.
pub(super) async fn examine(
    system: &dyn System,
    trial: Option<Trial>,
    contact: &str,
    examination: &mut Examination<'_>,
) {
    let Some(trial) = trial else {
        let why = "this system names no actions to try a contact with";
        return examination.not_looked_at(STEP, why);
    };
    let measured = hold_and_resume(system, trial, contact).await;
    let texts: Vec<_> = measured.iter().map(|one| one.text.as_str()).collect();
    let found = texts.join("; ");
    match measured.iter().all(|one| one.is_good) {
        true => examination.good(STEP, found),
        false => examination.failed(
            STEP,
            found,
            format!(
                "name an active phone call of the profile's agent, which is not on hold; then \
                 check contact {contact} on the agent's screen: it may still be on hold"
            ),
        ),
    }
}

/// Holds a contact and, where it may be on hold then, resumes it.
pub(super) async fn hold_and_resume(
    system: &dyn System,
    trial: Trial,
    contact: &str,
) -> Vec<Measured> {
    let held = act(system, trial.hold, Some(contact)).await;
    let may_be_held = held.is_good || held.outcome == "Unknown";
    let mut all = vec![held.measured()];
    if may_be_held {
        let resumed = act(system, trial.resume, Some(contact)).await;
        all.push(resumed.measured());
    }
    all
}

/// Resumes a contact that is not on hold.
pub(super) async fn resume(system: &dyn System, trial: Trial, contact: &str) -> Vec<Measured> {
    vec![act(system, trial.resume, Some(contact)).await.measured()]
}

/// Reads the active contacts.
pub(super) async fn read(system: &dyn System, trial: Trial) -> Measured {
    act(system, trial.read, None).await.measured()
}

/// What an action came to.
struct Acted {
    words: String,
    outcome: String,
    is_good: bool,
    confirmed: Option<Provenance>,
    took: Duration,
}

impl Acted {
    fn measured(self) -> Measured {
        let took = self.took.as_millis();
        let (words, outcome) = (&self.words, &self.outcome);
        let by = match &self.confirmed {
            Some(Provenance::Event { .. }) => ", confirmed by event",
            Some(Provenance::ReadBack { .. }) => ", read back",
            Some(Provenance::Accepted) => ", accepted, not confirmed",
            Some(Provenance::Reply) | None => "",
        };
        Measured {
            text: format!("`{words}` ended in {outcome} after {took} ms{by}"),
            is_good: self.is_good,
        }
    }
}

async fn act(system: &dyn System, action: &str, contact: Option<&str>) -> Acted {
    let words = match contact {
        Some(contact) => format!("{action} {contact}"),
        None => action.to_owned(),
    };
    let begun = Instant::now();
    let answer = match call(system, action, contact).await {
        Ok(call) => system.perform(&call, "doctor").await,
        Err(answer) => *answer,
    };
    Acted {
        words,
        outcome: answer.outcome.to_string(),
        is_good: answer.is_success(),
        confirmed: answer.confirmed,
        took: begun.elapsed(),
    }
}

/// The action with what the profile brings, as far as the action takes it.
async fn call(
    system: &dyn System,
    action: &str,
    contact: Option<&str>,
) -> Result<Call, Box<Answer>> {
    let entry = system.entry();
    let Some(known) = entry.action(action) else {
        let reason = format!("{} has no action `{action}`", entry.name);
        return Err(Box::new(Answer::new("Rejected", reason)));
    };
    let provided = system.provided().await?;
    let mut args: Record = provided
        .into_iter()
        .filter(|(name, _)| known.params.iter().any(|param| param.name == *name))
        .collect();
    if let Some(contact) = contact {
        args.insert("ContactId".into(), Value::text(contact));
    }
    Ok(Call {
        system: entry.name.clone(),
        action: action.into(),
        args,
        reads: known.reads,
    })
}
