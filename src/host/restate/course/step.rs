//! What a run asks of its engine, and what it then waits for.

use crate::host::restate::wire::Message;
use crate::journal::ReplayError;
use crate::run::effect::{Effect, EffectId};
use crate::run::event::Fault;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// Something that is to be done, and whose result comes into the journal.
#[derive(Debug)]
pub(in super::super) enum Step {
    /// A system is asked something that may be asked again.
    Read(Effect),
    /// A write is announced.
    Intent(Effect),
    /// A write is sent, if that has not been done; when it was announced, and by whom.
    Send(Effect, (Timestamp, u64)),
    /// It waits until a time.
    Sleep {
        /// The effect's name.
        name: Arc<str>,
        /// Until when.
        until: Timestamp,
    },
    /// Somebody looks at the clock.
    Clock,
}

impl Step {
    /// What it is called in the engine's journal.
    pub fn name(&self) -> String {
        match self {
            Self::Read(effect) => effect.name.to_string(),
            Self::Intent(effect) => format!("intent {}", effect.name),
            Self::Send(effect, _) => format!("send {}", effect.name),
            Self::Sleep { name, .. } => name.to_string(),
            Self::Clock => "time".into(),
        }
    }
}

/// What a step is for.
#[derive(Debug)]
pub(super) enum Wait {
    Read(EffectId),
    Intent(Effect),
    /// With the mark of the attempt that has announced it.
    Send(Effect, u64),
    Sleep(EffectId, SignedDuration),
    Clock(At),
}

impl Wait {
    /// The effect that it is for. What has come is not left any more.
    pub(super) fn effect(&self) -> Option<EffectId> {
        match self {
            Self::Read(id) | Self::Sleep(id, _) | Self::Clock(At::Woke(id, _)) => Some(*id),
            Self::Intent(effect) | Self::Send(effect, _) => Some(effect.id),
            Self::Clock(At::Said(_)) => None,
        }
    }
}

/// What happened at the time that somebody looks up: the journal gives no times.
#[derive(Debug)]
pub(super) enum At {
    Woke(EffectId, SignedDuration),
    Said(Message),
}

/// What a journal holds that this run would not have done.
#[derive(Debug)]
pub(in super::super) struct Differs(pub String);

/// Why a run has no course.
#[derive(Debug)]
pub(in super::super) enum NoCourse {
    /// Its inputs are wrong.
    Inputs(Vec<Fault>),
    /// What has happened does not fit it.
    Replay(ReplayError),
}
