//! A system that scripts drive, behind one trait.

pub mod doctor;
mod kit;
pub mod pilot;

pub use kit::{Connector, Kit, Kits, OpenBrowser, OpenedBrowser, ProfileReader, ProfileTable};

use crate::catalogue::SystemEntry;
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Await, Call, Watch};
use crate::value::Record;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// A future that a system hands out; it is dropped when nobody wants its answer any more.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A connection to a system: performs calls, watches things, and says what came of it.
///
/// An implementation answers every call with exactly one outcome out of its catalogue. It never
/// panics on what comes from outside, never retries a write by itself, and answers `Unknown`
/// where a write was sent and its fate cannot be told.
///
/// Dropping a pending future means that nobody waits for the answer any more: a request that has
/// been sent stays sent.
pub trait System: Send + Sync {
    /// What it offers.
    fn entry(&self) -> &Arc<SystemEntry>;

    /// The connection that it stands before, if it is one that stands before another: what it does not
    /// answer itself, that one does.
    fn inner(&self) -> Option<&dyn System> {
        None
    }

    /// Performs an action.
    fn perform<'a>(&'a self, call: &'a Call, key: &'a str) -> Pending<'a, Answer>;

    /// Why an action will not be done, with those of its values that are known before a run. It
    /// is asked before anything is done at all; nothing is changed by it.
    fn objection<'a>(&'a self, call: &'a Call) -> Pending<'a, Option<String>> {
        match self.inner() {
            Some(inner) => inner.objection(call),
            None => Box::pin(ready(None)),
        }
    }

    /// Says `Success` when a thing is (or is no longer) in a state. The run itself bounds the
    /// time; it drops the future then. A system whose catalogue has no things needs none.
    fn watch<'a>(&'a self, watch: &'a Watch) -> Pending<'a, Answer> {
        if let Some(inner) = self.inner() {
            return inner.watch(watch);
        }
        let reason = format!("{} cannot watch a {}", watch.system, watch.thing);
        Box::pin(ready(Answer::new(Outcome::REJECTED, reason)))
    }

    /// Says `Success`, with the thing's outputs, when the next one arrives.
    fn next<'a>(&'a self, what: &'a Await) -> Pending<'a, Answer> {
        if let Some(inner) = self.inner() {
            return inner.next(what);
        }
        let reason = format!("{} cannot wait for a {}", what.system, what.thing);
        Box::pin(ready(Answer::new(Outcome::REJECTED, reason)))
    }

    /// What its profile brings into a run: `SecurityUser`, `SessionId`. Asked for before each run
    /// that has none of its own: a system that asks somewhere keeps what it was told, as long as
    /// that is good. `Err` is an answer that says why not.
    fn provided<'a>(&'a self) -> Pending<'a, Result<Record, Box<Answer>>> {
        match self.inner() {
            Some(inner) => inner.provided(),
            None => Box::pin(ready(Ok(Record::new()))),
        }
    }

    /// Leaves what it holds: sessions of the profile, connections.
    fn close(&self) -> Pending<'_, ()> {
        match self.inner() {
            Some(inner) => inner.close(),
            None => Box::pin(ready(())),
        }
    }

    /// Whether its credentials were refused, and nothing is sent with them for now: whatever else is
    /// asked of it ends so too.
    fn is_refused(&self) -> bool {
        self.inner().is_some_and(System::is_refused)
    }

    /// Why nothing is heard from it right now, where it knows: it goes on trying, and whoever waits for
    /// something is not told.
    fn unheard(&self) -> Option<String> {
        self.inner().and_then(System::unheard)
    }

    /// What was left as it is when it was closed, and why, a sentence each: a session that somebody
    /// else uses by now.
    fn left_behind(&self) -> Vec<String> {
        self.inner().map(System::left_behind).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    struct Behind(Arc<SystemEntry>);

    impl System for Behind {
        fn entry(&self) -> &Arc<SystemEntry> {
            &self.0
        }

        fn perform<'a>(&'a self, _: &'a Call, _: &'a str) -> Pending<'a, Answer> {
            Box::pin(ready(Answer::success()))
        }

        fn objection<'a>(&'a self, _: &'a Call) -> Pending<'a, Option<String>> {
            Box::pin(ready(Some("not in this name".into())))
        }

        fn watch<'a>(&'a self, _: &'a Watch) -> Pending<'a, Answer> {
            Box::pin(ready(Answer::success()))
        }

        fn next<'a>(&'a self, _: &'a Await) -> Pending<'a, Answer> {
            Box::pin(ready(Answer::success()))
        }

        fn provided<'a>(&'a self) -> Pending<'a, Result<Record, Box<Answer>>> {
            Box::pin(ready(Ok(Record::from_iter([(
                "SessionId".into(),
                Value::text("1"),
            )]))))
        }

        fn is_refused(&self) -> bool {
            true
        }

        fn unheard(&self) -> Option<String> {
            Some("no answer".into())
        }

        fn left_behind(&self) -> Vec<String> {
            vec!["a session".into()]
        }
    }

    struct Before(Behind);

    impl System for Before {
        fn entry(&self) -> &Arc<SystemEntry> {
            self.0.entry()
        }

        fn inner(&self) -> Option<&dyn System> {
            Some(&self.0)
        }

        fn perform<'a>(&'a self, call: &'a Call, key: &'a str) -> Pending<'a, Answer> {
            self.0.perform(call, key)
        }
    }

    #[tokio::test]
    async fn one_that_stands_before_another_hides_nothing_of_it() {
        let entry =
            SystemEntry::from_toml("name = \"desk\"\ntitle = \"Desk\"\nabout = \"A desk.\"\n");
        let system = Before(Behind(Arc::new(entry.expect("a catalogue"))));
        let name: Arc<str> = "desk".into();
        let call = Call {
            system: name.clone(),
            action: name.clone(),
            args: Record::new(),
            reads: true,
        };
        let watch = Watch {
            system: name.clone(),
            thing: name.clone(),
            id: Value::Nothing,
            negated: false,
            state: name.clone(),
            needs: Record::new(),
        };
        let what = Await {
            system: name.clone(),
            thing: name,
            with: Record::new(),
            needs: Record::new(),
        };
        assert!(system.objection(&call).await.is_some());
        assert!(system.watch(&watch).await.is_success());
        assert!(system.next(&what).await.is_success());
        assert_eq!(system.provided().await.expect("it brings it").len(), 1);
        assert!(system.is_refused());
        assert!(system.unheard().is_some());
        assert_eq!(system.left_behind(), ["a session"]);
    }
}
