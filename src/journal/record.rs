//! The records of a journal. As JSON, one to a line.

use super::started::{Job, KeptScript, Started, digest};
use crate::run::effect::{Completion, Effect, EffectId, Request};
use crate::run::event::{End, RunReport};
use crate::value::{Mark, Record as Fields, Value};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Something that happened in a run. Values in it are true, not redacted: a journal has to be
/// kept like the systems' own data.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Record {
    /// It began.
    Started(Box<Started>),
    /// A job began: a run for each row of a table.
    Job(Box<Job>),
    /// A write is about to be sent.
    Asked {
        /// The effect's number.
        id: EffectId,
        /// The effect's name.
        name: Arc<str>,
        /// When.
        at: Timestamp,
        /// The action.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<Arc<str>>,
        /// A digest of its parameters, less the secrets.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        args: Option<u64>,
        /// What it is about.
        #[serde(default, skip_serializing_if = "About::is_empty")]
        about: Box<About>,
    },
    /// The run was told a completion.
    Told {
        /// The effect's number.
        id: EffectId,
        /// When.
        at: Timestamp,
        /// What.
        completion: Completion,
        /// What was asked for: the action, the watch or the await.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<Arc<str>>,
    },
    /// Somebody gave it a signal that it did not wait for yet: it is kept.
    Signalled {
        /// The signal.
        name: Arc<str>,
        /// What was said.
        value: Value,
        /// When.
        at: Timestamp,
        /// Its number, where another program gave it through the journal: it is given once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        given: Option<u64>,
    },
    /// It was cancelled from outside.
    Cancelled {
        /// When.
        at: Timestamp,
        /// After how many turns.
        turn: u64,
    },
    /// A time limit passed while it computed: nothing could be told to it then.
    TimeOver {
        /// When.
        at: Timestamp,
        /// After how many turns.
        turn: u64,
        /// The `within` whose limit it is, by its effect; nothing for that of the whole run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<EffectId>,
    },
    /// It goes on in another program than before.
    Resumed {
        /// When.
        at: Timestamp,
        /// The script that it goes on with, where that is another one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        with: Option<KeptScript>,
    },
    /// It was found out what came of a write of which nobody knew it.
    Settled {
        /// The effect's number.
        id: EffectId,
        /// When.
        at: Timestamp,
        /// Whether it happened. One that did not is sent again when the run goes on.
        happened: bool,
        /// Who says so.
        by: Arc<str>,
    },
    /// It is over.
    Ended {
        /// When.
        at: Timestamp,
        /// How.
        #[serde(default)]
        how: Ending,
        /// The outcome that it failed with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<Arc<str>>,
        /// The writes of which nobody knows what came of them, and that nothing in the script has
        /// looked after.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        in_doubt: Vec<EffectId>,
    },
}

/// What a write is about.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct About {
    /// What kind of thing it changes, and which one: a contact, an agent, a number to dial.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing: Option<(Arc<str>, Value)>,
    /// How it was before, as parameters of what takes the write back.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub before: Fields,
    /// The state that it leaves the thing in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Arc<str>>,
}

impl About {
    /// The kind of thing that a field of this name holds the id of: `CallbackId` that of a callback.
    pub fn kind_of(name: &str) -> Option<String> {
        let of = name.strip_suffix("Id").filter(|of| !of.is_empty())?;
        let mut kind = String::new();
        for letter in of.chars() {
            if letter.is_uppercase() && !kind.is_empty() {
                kind.push(' ');
            }
            kind.extend(letter.to_lowercase());
        }
        Some(kind)
    }

    fn is_empty(about: &Self) -> bool {
        *about == Self::default()
    }
}

/// How a run ended, without its words.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// It reached its end, or `finish`.
    #[default]
    Succeeded,
    /// An outcome that nothing handled, or `fail`.
    Failed,
    /// A limit, or a value that cannot be.
    Stopped,
    /// From outside.
    Cancelled,
}

impl Ending {
    /// The word for it, in lists and in queries.
    pub fn word(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::Cancelled => "cancelled",
        }
    }

    /// The ending of a word.
    pub fn of(word: &str) -> Option<Self> {
        let all = [
            Self::Succeeded,
            Self::Failed,
            Self::Stopped,
            Self::Cancelled,
        ];
        all.into_iter().find(|ending| ending.word() == word)
    }
}

impl From<&End> for Ending {
    fn from(end: &End) -> Self {
        match end {
            End::Finished { .. } => Self::Succeeded,
            End::Failed(_) => Self::Failed,
            End::Faulted(_) => Self::Stopped,
            End::Cancelled => Self::Cancelled,
        }
    }
}

impl Record {
    /// The record of the end of a run.
    pub fn ended(report: &RunReport) -> Self {
        let outcome = match &report.end {
            End::Failed(failure) => Some(failure.outcome.text()),
            _ => None,
        };
        Self::Ended {
            at: report.ended,
            how: (&report.end).into(),
            outcome,
            in_doubt: report.in_doubt.iter().map(|doubt| doubt.effect).collect(),
        }
    }

    /// The record of a write that is about to be sent.
    pub fn asked(effect: &Effect, at: Timestamp, about: About) -> Self {
        Self::Asked {
            id: effect.id,
            name: effect.name.clone(),
            at,
            of: asked_of(&effect.request),
            args: digest_of_args(&effect.request),
            about: Box::new(about),
        }
    }
}

/// What is asked for, without its values; nothing where no system is.
pub fn asked_of(request: &Request) -> Option<Arc<str>> {
    match request {
        Request::Call(call) => Some(call.action.clone()),
        Request::Watch(watch) => Some(format!("wait until {}", watch.thing).into()),
        Request::Await(what) => Some(format!("await {}", what.thing).into()),
        Request::Signal(what) => Some(format!("await signal {}", what.name).into()),
        Request::Sleep(_) => None,
    }
}

/// A digest of what an action is given, so that another script cannot pass its own off as the one
/// that was sent.
pub(super) fn digest_of_args(request: &Request) -> Option<u64> {
    let Request::Call(call) = request else {
        return None;
    };
    let mut words = String::new();
    for (name, value) in &call.args {
        let secret = matches!(value, Value::Text(text) if text.mark == Mark::Secret);
        if !secret {
            words.push_str(&format!("{name}={}\n", &*value.said()));
        }
    }
    Some(digest(words.bytes()))
}
