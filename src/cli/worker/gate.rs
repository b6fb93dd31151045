//! How fast a worker acts: as fast as its call and its machine allow, and as the budgets that it shares with all
//! other workers of the engine.

use crate::cli::journal;
use crate::cli::run::pace::{self, Pace, Rate};
use crate::config::{Problem, Profile};
use crate::host::live::Gate;
use crate::host::restate::{Client, Turns};
use crate::run::effect::{Answer, Effect, Request};
use crate::system::Pending;
use std::collections::HashMap;
use std::sync::Arc;

pub(super) struct Shared {
    pace: Option<Pace>,
    /// By system.
    turns: HashMap<Arc<str>, Turns>,
}

impl Shared {
    /// What the call and the profiles ask for; nothing where nobody asks for anything.
    pub fn new(
        rate: Option<&str>,
        profiles: &[Profile],
        client: &Client,
    ) -> Result<Option<Self>, Problem> {
        let rate = rate
            .map(|rate| pace::of_option("--rate", rate))
            .transpose()?;
        let kept = || journal::open(&crate::cli::args::JournalArgs::default());
        let pace = Pace::new(rate, profiles, &kept)?;
        let turns = profiles.iter().filter_map(|profile| {
            // One that is no rate was refused just before.
            let rate = Rate::read(profile.common.use_at_most.as_deref()?)?;
            let turns = Turns::new(client.clone(), &profile.tenant(), rate.per_second());
            Some((profile.system().into(), turns))
        });
        let turns: HashMap<_, _> = turns.collect();
        let any = pace.is_some() || !turns.is_empty();
        Ok(any.then_some(Self { pace, turns }))
    }

    fn turns(&self, effect: &Effect) -> Option<&Turns> {
        match &effect.request {
            Request::Call(call) => self.turns.get(&call.system),
            _ => None,
        }
    }
}

impl Gate for Shared {
    fn admit<'a>(&'a self, effect: &'a Effect) -> Pending<'a, ()> {
        Box::pin(async move {
            if let Some(pace) = &self.pace {
                pace.admit(effect).await;
            }
            if let Some(turns) = self.turns(effect) {
                turns.take().await;
            }
        })
    }

    fn answered(&self, effect: &Effect, answer: &Answer) {
        if let Some(pace) = &self.pace {
            pace.answered(effect, answer);
        }
    }
}
