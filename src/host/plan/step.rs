//! What a plan holds of one run.

use super::place::Place;
use crate::host::left::Left;
use crate::host::look::Seen;
use crate::journal::take_out_of;
use crate::run::Start;
use crate::run::effect::{Answer, Call};
use crate::value::{Mark, Text, Value};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What one run would do.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Planned {
    /// With what it begins.
    pub start: Start,
    /// What it asks for, in order.
    pub steps: Vec<Step>,
    /// Why what comes after the last step cannot be known before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<String>,
}

/// What a run asks for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// It was read, and the run is told the same again.
    Read {
        /// Where.
        place: Place,
        /// What was asked.
        call: Call,
        /// What came back.
        answer: Answer,
    },
    /// It would be written.
    Write {
        /// Where.
        place: Place,
        /// Its line in the flow's text.
        line: u32,
        /// What would be sent.
        call: Call,
        /// The action with its values.
        what: Text,
        /// What was seen of the thing that it changes, where nothing before it has changed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sighting: Option<Sighting>,
    },
    /// The run waits for something, which is taken to come.
    Assumed {
        /// Its line in the flow's text.
        line: u32,
        /// What it waits for.
        what: Text,
    },
}

/// A thing, as it was seen.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Sighting {
    /// `contact`
    pub thing: Arc<str>,
    /// Which one.
    pub id: Value,
    /// How it was.
    pub seen: Seen,
    /// How the run that is undone has left it: as long as it is so, it is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Left>,
    /// How it had changed since then when it was looked at.
    #[serde(skip)]
    pub changed: Option<String>,
}

impl Planned {
    /// What it would write.
    pub fn writes(&self) -> impl Iterator<Item = &Step> {
        let steps = self.steps.iter();
        steps.filter(|step| matches!(step, Step::Write { .. }))
    }

    /// Removes every secret. What was read together with one is read again when it is applied.
    pub fn take_out_secrets(&mut self) {
        take_out_of(&mut self.start.inputs);
        self.start.provided.clear();
        self.steps.retain(|step| match step {
            Step::Read { answer, .. } => !answer.outputs.values().any(is_secret),
            _ => true,
        });
        for step in &mut self.steps {
            match step {
                Step::Read { call, .. } | Step::Write { call, .. } => take_out_of(&mut call.args),
                Step::Assumed { .. } => {}
            }
        }
    }
}

fn is_secret(value: &Value) -> bool {
    value.mark() == Mark::Secret
}
