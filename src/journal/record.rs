//! The records of a journal. As JSON, one to a line.

use crate::program::Program;
use crate::run::effect::{Completion, Effect, EffectId};
use crate::run::{Limits, Start};
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
    /// A write is about to be sent.
    Asked {
        /// The effect's number.
        id: EffectId,
        /// The effect's name.
        name: Arc<str>,
        /// When.
        at: Timestamp,
    },
    /// The run was told a completion.
    Told {
        /// The effect's number.
        id: EffectId,
        /// When.
        at: Timestamp,
        /// What.
        completion: Completion,
    },
    /// It was cancelled from outside.
    Cancelled {
        /// When.
        at: Timestamp,
        /// After how many turns.
        turn: u64,
    },
    /// It is over.
    Ended {
        /// When.
        at: Timestamp,
    },
}

/// Everything that decides a run, beside the completions.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Started {
    /// The script's name.
    pub script: Arc<str>,
    /// A digest of the script's text: a run goes on only with the script that it began with.
    pub digest: u64,
    /// With what it began.
    pub start: Start,
    /// What it may use.
    pub limits: Limits,
}

impl Started {
    /// The beginning of a run of this program.
    pub fn new(program: &Program, start: &Start, limits: Limits) -> Self {
        Self {
            script: program.source.name().clone(),
            digest: digest(program.source.text()),
            start: start.clone(),
            limits,
        }
    }

    /// Whether it is the beginning of a run of this program.
    pub fn fits(&self, program: &Program) -> bool {
        self.digest == digest(program.source.text())
    }
}

impl Record {
    /// The record of a write that is about to be sent.
    pub fn asked(effect: &Effect, at: Timestamp) -> Self {
        Self::Asked {
            id: effect.id,
            name: effect.name.clone(),
            at,
        }
    }
}

/// FNV-1a: the same on every machine and in every version.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
