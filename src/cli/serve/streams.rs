//! What is listened for, and whether it is heard: for the log, the metrics, and who asks whether the service
//! is ready.

use super::queue::Queue;
use crate::cli::watched::{Log, Metrics};
use crate::program::Trigger;
use crate::report::text::{count, duration};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Events that were not heard for so long are worth a line: shorter is a connection that is made again.
const GAP: SignedDuration = SignedDuration::from_secs(15);

/// By the text of what is listened for.
type Known = BTreeMap<String, Stream>;

/// Every stream of events that flows wait for.
pub struct Streams {
    known: Mutex<Known>,
    /// What has arrived and has not started its flows yet.
    pub queue: Arc<Queue>,
    log: Arc<Log>,
    metrics: Arc<Metrics>,
}

/// How one of them stands.
struct Stream {
    system: Arc<str>,
    thing: Arc<str>,
    /// Why it is not heard; nothing while it is.
    silent: Option<String>,
    /// Up to when it was heard.
    until: Option<Timestamp>,
}

impl Streams {
    pub fn new(log: Arc<Log>, metrics: Arc<Metrics>) -> Self {
        Self {
            known: Mutex::default(),
            queue: Arc::default(),
            log,
            metrics,
        }
    }

    /// These are listened for, and no others.
    pub fn keep(&self, wanted: &[&Trigger]) {
        let mut known = self.known();
        known.retain(|text, _| wanted.iter().any(|one| one.text() == *text));
        for one in wanted {
            known.entry(one.text()).or_insert_with(|| Stream {
                system: one.system.clone(),
                thing: one.thing.name.clone(),
                silent: Some("the connection is being made".into()),
                until: None,
            });
        }
        self.count(&known);
    }

    /// It is heard, at this time; `before` is up to when it was heard before this program did so. How long it was
    /// not.
    pub fn heard(&self, of: &Trigger, now: Timestamp, before: Option<Timestamp>) {
        let mut known = self.known();
        let Some(stream) = known.get_mut(&of.text()) else {
            return;
        };
        let last = stream.until.replace(now).or(before);
        let hears_again = stream.silent.take().is_some();
        let labels = || {
            vec![
                ("system", stream.system.to_string()),
                ("thing", stream.thing.to_string()),
            ]
        };
        let gap = last.map(|last| now.duration_since(last));
        let gap = gap.filter(|gap| *gap > GAP);
        if let Some(gap) = gap {
            self.metrics.unheard(labels(), gap);
            self.log.say(
                "arrivals",
                &format!(
                    "{} of {} was not heard for {}, until {now}: what arrived in that time and is gone \
                     has started no flow",
                    stream.thing,
                    stream.system,
                    duration(gap)
                ),
            );
        }
        if hears_again {
            let line = format!("{} of {} is heard", stream.thing, stream.system);
            self.log.say("arrivals", &line);
        }
        self.count(&known);
    }

    /// It is not heard.
    pub fn silent(&self, of: &Trigger, why: &str) {
        let mut known = self.known();
        let Some(stream) = known.get_mut(&of.text()) else {
            return;
        };
        // Each reason once, however often it is tried again.
        if stream.silent.as_deref() != Some(why) {
            let line = format!(
                "{} of {} is not heard: {why}; it is tried again",
                stream.thing, stream.system
            );
            self.log.say("arrivals", &line);
            stream.silent = Some(why.to_owned());
        }
        self.count(&known);
    }

    /// What is not heard now, a sentence each.
    pub fn unheard(&self) -> Vec<String> {
        let known = self.known();
        let silent = known.values().filter_map(|stream| {
            let why = stream.silent.as_ref()?;
            Some(format!("{} of {}: {why}", stream.thing, stream.system))
        });
        silent.collect()
    }

    /// Says what is left when the service stops.
    pub fn end(&self) {
        let left = self.queue.len();
        if left > 0 {
            let line = format!(
                "{} had not started a flow yet: while it is still there, it does at the next start",
                count(left, "arrival", "arrivals")
            );
            self.log.say("arrivals", &line);
        }
    }

    /// Several lines may listen for one thing: it is heard while all of them hear it.
    fn count(&self, known: &Known) {
        let mut heard: BTreeMap<(&str, &str), bool> = BTreeMap::new();
        for stream in known.values() {
            let all = heard.entry((&stream.system, &stream.thing)).or_insert(true);
            *all &= stream.silent.is_none();
        }
        let all = heard.into_iter().map(|((system, thing), heard)| {
            let labels = vec![("system", system.to_owned()), ("thing", thing.to_owned())];
            (labels, if heard { 1.0 } else { 0.0 })
        });
        self.metrics.replace("flow_events_heard", all.collect());
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
