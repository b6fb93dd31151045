//! Runs on an engine, for services that start them for others.

use super::ask::{Client, Submitted};
use crate::host::restate::wire::{Message, Order};
use crate::host::runner::{Begun, NotBegun, NotSaid, OutOfReach, Runner, Wanted};
use crate::host::{Heard, NotHeard};
use crate::journal::{Kept, RunState};
use crate::program::Program;
use crate::system::Pending;
use crate::value::{Mark, Value};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// Starts runs on an engine, for these profiles.
#[derive(Clone, Debug)]
pub struct EngineRunner {
    client: Client,
    profiles: Vec<Arc<str>>,
    zone: TimeZone,
}

impl EngineRunner {
    /// Runs for these profiles, which mean `today` in this zone.
    pub fn new(client: Client, profiles: Vec<Arc<str>>, zone: TimeZone) -> Self {
        Self {
            client,
            profiles,
            zone,
        }
    }

    async fn find(&self, run: &str) -> Result<Option<super::list::Listed>, OutOfReach> {
        let found = self.client.find(run).await?;
        Ok(found.into_iter().find(|one| *one.kept.run == *run))
    }

    async fn begin(&self, wanted: Wanted) -> Result<Begun, NotBegun> {
        no_secrets(&wanted.program)?;
        let profiles = self.profiles.clone();
        let mut order = Order::new(wanted.name, &wanted.program, profiles, wanted.inputs.0);
        order.limits = wanted.limits;
        order.ordered = Timestamp::now().to_zoned_datetime(self.zone.clone());
        order.note = wanted.note;
        order.actor = wanted.actor;
        match self.client.submit(&order).await {
            Ok(Submitted::Now(_)) => Ok(Begun::Now),
            Ok(Submitted::Before(_)) => Ok(Begun::Before),
            Err(why) => Err(NotBegun::OutOfReach(why)),
        }
    }

    async fn tell(&self, run: &str, said: (Arc<str>, Value), key: &str) -> Result<Heard, NotSaid> {
        let found = self.find(run).await.map_err(NotSaid::OutOfReach)?;
        let found = found.ok_or(NotSaid::NoRun)?;
        if matches!(found.kept.state, RunState::Ended(_)) {
            return Err(NotSaid::Refused(NotHeard::Over));
        }
        let (name, value) = said;
        let to = (found.service.as_str(), found.id.as_str());
        let message = Message::Signal { name, value };
        let told = self.client.say(to, message, key).await;
        // The engine keeps it; whether the run waits for it, only the run's journal would show.
        told.map(|()| Heard::Kept).map_err(NotSaid::OutOfReach)
    }

    async fn end(&self, run: &str) -> Result<bool, OutOfReach> {
        let Some(found) = self.find(run).await? else {
            return Ok(false);
        };
        if matches!(found.kept.state, RunState::Ended(_)) {
            return Ok(false);
        }
        let to = (found.service.as_str(), found.id.as_str());
        let key = crate::host::live::new_name();
        self.client
            .say(to, Message::Cancel, &key)
            .await
            .map(|()| true)
    }
}

/// An engine keeps what a run begins with, as it is.
fn no_secrets(program: &Program) -> Result<(), NotBegun> {
    let mut inputs = program.inputs.iter();
    let secret = inputs.find(|input| input.mark.max(input.kind.mark()) == Mark::Secret);
    match secret {
        None => Ok(()),
        Some(input) => Err(NotBegun::Wrong {
            problem: format!(
                "the input {} is a secret, and an engine would keep it",
                input.name
            ),
            help: Some("put it into the profile of the worker".into()),
        }),
    }
}

impl Runner for EngineRunner {
    fn start(&self, wanted: Wanted) -> Pending<'_, Result<Begun, NotBegun>> {
        Box::pin(self.begin(wanted))
    }

    fn state<'a>(&'a self, run: &'a str) -> Pending<'a, Result<Option<Kept>, OutOfReach>> {
        Box::pin(async move { Ok(self.find(run).await?.map(|found| found.kept)) })
    }

    fn signal<'a>(
        &'a self,
        run: &'a str,
        said: (Arc<str>, Value),
        key: &'a str,
    ) -> Pending<'a, Result<Heard, NotSaid>> {
        Box::pin(self.tell(run, said, key))
    }

    fn cancel<'a>(&'a self, run: &'a str) -> Pending<'a, Result<bool, OutOfReach>> {
        Box::pin(self.end(run))
    }
}
