//! Runs on an engine, for services that start them for others.

use super::ask::{Client, Refused, Submitted};
use super::list::Listed;
use crate::host::restate::wire::{Message, Order, services};
use crate::host::runner::{Begun, NotBegun, NotSaid, OutOfReach, Runner, Wanted};
use crate::host::{Heard, NotHeard};
use crate::journal::{Kept, RunState};
use crate::program::Program;
use crate::system::Pending;
use crate::value::{Mark, Value};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;
use std::time::Duration;

/// How often an order is sent to which nobody answers: its run begins once all the same.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(300);

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

    /// The same for some of the profiles: those that one flow needs.
    pub fn only(&self, profiles: Vec<Arc<str>>) -> Self {
        Self {
            profiles,
            ..self.clone()
        }
    }

    /// What asks the engine.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The run of exactly this name, if it is for these profiles or some of them: an engine may have those of
    /// others, too.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn find(&self, run: &str) -> Result<Option<Listed>, OutOfReach> {
        let found = self.client.find(run).await?;
        let is_it = |one: &Listed| *one.kept.run == *run && self.has(one);
        Ok(found.into_iter().find(is_it))
    }

    /// Whether a run is for these profiles, or for some of them.
    pub fn has(&self, run: &Listed) -> bool {
        services(&self.profiles)
            .iter()
            .any(|(name, _)| *name == run.service)
    }

    async fn begin(&self, wanted: Wanted) -> Result<Begun, NotBegun> {
        if let Some(input) = secret_input(&wanted.program) {
            return Err(NotBegun::Wrong {
                problem: format!("the input {input} is a secret, and an engine would keep it"),
                help: Some("write it into the profile of the worker".into()),
            });
        }
        let profiles = self.profiles.clone();
        let mut order = Order::new(wanted.name, &wanted.program, profiles, wanted.inputs.0);
        order.limits = wanted.limits;
        order.ordered = Timestamp::now().to_zoned_datetime(self.zone.clone());
        order.note = wanted.note;
        order.actor = wanted.actor;
        let mut tries = 1;
        loop {
            match self.client.give(&order).await {
                Ok(Submitted::Now(_)) => return Ok(Begun::Now),
                Ok(Submitted::Before(_)) => return Ok(Begun::Before),
                Err(Refused::Said(404, _)) => {
                    return Err(NotBegun::OutOfReach(self.client.nobody(&order).await));
                }
                Err(refused) if refused.may_be_done() && tries < TRIES => tries += 1,
                Err(refused) => return Err(self.not_begun(refused)),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn not_begun(&self, refused: Refused) -> NotBegun {
        let unsure = refused.may_be_done();
        let why = self.client.out_of_reach(refused);
        match unsure {
            true => NotBegun::Unsure(why),
            false => NotBegun::OutOfReach(why),
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

    /// Cancels a run. However often it is asked for, the run hears it once: a second time would end it without
    /// its `always` blocks.
    async fn end(&self, run: &str) -> Result<bool, OutOfReach> {
        let Some(found) = self.find(run).await? else {
            return Ok(false);
        };
        if matches!(found.kept.state, RunState::Ended(_)) {
            return Ok(false);
        }
        let to = (found.service.as_str(), found.id.as_str());
        let key = format!("cancel.{run}");
        self.client
            .say(to, Message::Cancel, &key)
            .await
            .map(|()| true)
    }
}

/// The first input that is a secret: an engine keeps what a run begins with, as it is.
pub fn secret_input(program: &Program) -> Option<&Arc<str>> {
    let mut inputs = program.inputs.iter();
    let secret = inputs.find(|input| input.mark.max(input.kind.mark()) == Mark::Secret);
    secret.map(|input| &input.name)
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
