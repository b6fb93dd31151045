//! What a run asks for, and what it is told. Plain values: a host can keep, send and replay
//! them.

use super::provenance::Provenance;
use crate::outcome::Outcome;
use crate::value::{Record, Text, Value};
use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An effect's number in its run, counted from 0 in the order of asking. The same run asks for
/// the same effects under the same numbers.
pub type EffectId = u64;

/// Something a run asks its host for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Effect {
    /// Its number in the run.
    pub id: EffectId,
    /// Its stable name, `<run>/<path in the script>/<attempt>`: the key under which a journal,
    /// or a far end that takes such keys, knows it.
    pub name: Arc<str>,
    /// What is asked for.
    pub request: Request,
}

impl Effect {
    /// Whether it is an action.
    pub fn is_call(&self) -> bool {
        matches!(&self.request, Request::Call(_))
    }

    /// Whether it is an action that changes something: one that must never be sent twice.
    pub fn writes(&self) -> bool {
        matches!(&self.request, Request::Call(call) if !call.reads)
    }
}

/// What can be asked for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// Perform an action.
    Call(Call),
    /// Say when this much time has passed.
    Sleep(SignedDuration),
    /// Say when a thing is, or is no longer, in a state.
    Watch(Box<Watch>),
    /// Say when the next thing arrives.
    Await(Box<Await>),
    /// Say when somebody gives the run a signal.
    Signal(Signal),
}

/// An action to perform.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Call {
    /// The system's name.
    pub system: Arc<str>,
    /// The action's key in its catalogue.
    pub action: Arc<str>,
    /// Parameters by name; those left out are not there.
    pub args: Record,
    /// Whether it only reads: such a call may be sent again after a crash.
    pub reads: bool,
}

/// A thing to watch.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Watch {
    /// The system's name.
    pub system: Arc<str>,
    /// `contact`
    pub thing: Arc<str>,
    /// Which one.
    pub id: Value,
    /// Until it is no longer in the state.
    pub negated: bool,
    /// The state, by our name.
    pub state: Arc<str>,
    /// What watching needs: the session.
    pub needs: Record,
}

/// A thing to wait for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Await {
    /// The system's name.
    pub system: Arc<str>,
    /// `contact`
    pub thing: Arc<str>,
    /// Which ones will do: every named output has to be equal.
    pub with: Record,
    /// What awaiting needs: the session.
    pub needs: Record,
}

/// What somebody is to say to a run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Signal {
    /// Its name.
    pub name: Arc<str>,
    /// What a person is asked; the answer is yes or no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Text>,
}

impl Signal {
    /// The answer to it that a value is; nothing where a question is answered with neither yes nor
    /// no. Somebody who just gives the signal that a question waits for means yes.
    pub fn answer(&self, value: &Value) -> Option<Answer> {
        if self.question.is_none() {
            return Some(Answer::success().with("Value", value.clone()));
        }
        let yes = match value {
            Value::Nothing => true,
            Value::YesNo(yes) => *yes,
            Value::Text(text) => match text.trim().to_lowercase().as_str() {
                "yes" | "y" | "true" => true,
                "no" | "n" | "false" => false,
                _ => return None,
            },
            _ => return None,
        };
        let answer = match yes {
            true => Answer::success(),
            false => Answer::new(Outcome::DECLINED, "the answer was no"),
        };
        Some(answer.with("Value", Value::YesNo(yes)))
    }
}

/// What a run is told. It comes with the time at which it was told, which is the run's clock.
#[expect(clippy::large_enum_variant, reason = "nearly all of them are answers")]
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Completion {
    /// A system answered a call, a watch or an await.
    Answer(Answer),
    /// The time has passed.
    Slept,
    /// It was asked for, and nobody knows what came of it: the program that drove the run died
    /// in between. A write ends in `Unknown`; a read is asked for again.
    Lost,
}

/// How an action ended.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// One of the action's outcomes.
    pub outcome: Outcome,
    /// Why, in the system's own words or ours; empty for `Success`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Outputs by name.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub outputs: Record,
    /// How long the system asked to wait before the next try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<SignedDuration>,
    /// By what the outcome is known, where the system says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Provenance>,
    /// What went over the wire, for reports: redacted where they are made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exchanges: Vec<Exchange>,
    /// Whether its host did not let it be sent: no system has answered.
    #[serde(default, skip_serializing_if = "is_false")]
    pub withheld: bool,
    /// How its system showed the thing afterwards, for whoever takes the action back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Box<Shown>>,
}

/// How a system shows a thing.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Shown {
    /// Its state, and what else says how it is.
    pub fields: Record,
    /// When that state had begun at the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<Timestamp>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// One question to a system and what came back.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Exchange {
    /// When it was sent.
    pub at: Timestamp,
    /// How long it took.
    pub took: SignedDuration,
    /// What was asked: `POST …/agent-sessions/{SessionId}/interactions/1001/hold`.
    pub asked: String,
    /// What came back: `202 Accepted`, `409 InvalidState`, `connection reset`, `event Holding`.
    pub answered: String,
}

impl Answer {
    /// An answer that says no more than its outcome and why.
    pub fn new(outcome: impl Into<Outcome>, reason: impl Into<String>) -> Self {
        Self {
            outcome: outcome.into(),
            reason: reason.into(),
            outputs: Record::new(),
            retry_after: None,
            confirmed: None,
            exchanges: Vec::new(),
            withheld: false,
            left: None,
        }
    }

    /// An answer of the host, which has sent nothing.
    pub fn withheld(outcome: impl Into<Outcome>, reason: impl Into<String>) -> Self {
        Self {
            withheld: true,
            ..Self::new(outcome, reason)
        }
    }

    /// Success without outputs.
    pub fn success() -> Self {
        Self::new(Outcome::SUCCESS, "")
    }

    /// Adds an output.
    pub fn with(mut self, name: impl Into<Arc<str>>, value: Value) -> Self {
        self.outputs.insert(name.into(), value);
        self
    }

    /// Says by what the outcome is known.
    pub fn confirmed(mut self, by: Provenance) -> Self {
        self.confirmed = Some(by);
        self
    }

    /// Adds what went over the wire.
    pub fn exchange(mut self, exchange: Exchange) -> Self {
        self.exchanges.push(exchange);
        self
    }

    /// Whether it is `Success`.
    pub fn is_success(&self) -> bool {
        self.outcome == Outcome::SUCCESS
    }
}
