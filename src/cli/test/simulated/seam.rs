//! Between a run and a connection: mocks answer first.

use crate::catalogue::SystemEntry;
use crate::host::virtual_time::{Reply, World};
use crate::run::effect::{Answer, Await, Call, Effect, Request, Watch};
use crate::system::{Pending, System};
use crate::testing::Mocks;
use jiff::Timestamp;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the connections of a test share: its mocks.
#[derive(Clone)]
pub(super) struct Shared(Arc<Mutex<Mocks>>);

impl Shared {
    pub fn new(mocks: Mocks) -> Self {
        Self(Arc::new(Mutex::new(mocks)))
    }

    /// The mocks, when the run is over.
    pub fn take(&self) -> Mocks {
        std::mem::take(&mut *self.lock())
    }

    /// What a mock has to say, if one has.
    fn ask(&self, request: Request) -> Option<Reply> {
        self.lock().answer(&effect(request))
    }

    /// What a mock has to say to something that no simulator answers.
    pub fn ask_mocks_alone(&self, request: Request) -> Reply {
        self.lock().reply(&effect(request), Timestamp::UNIX_EPOCH)
    }

    fn lock(&self) -> MutexGuard<'_, Mocks> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Mocks look at the request alone.
fn effect(request: Request) -> Effect {
    Effect {
        id: 0,
        name: "".into(),
        request,
    }
}

/// A connection behind mocks.
pub(super) struct Seam {
    inner: Arc<dyn System>,
    shared: Shared,
}

impl Seam {
    pub fn new(inner: Arc<dyn System>, shared: Shared) -> Self {
        Self { inner, shared }
    }

    async fn answer(&self, request: Request, real: impl Future<Output = Answer>) -> Answer {
        match self.shared.ask(request) {
            None => real.await,
            // the run's own time limit is what ends a wait
            Some(Reply::Never | Reply::AtLimit(_)) => std::future::pending().await,
            Some(Reply::After(time, answer)) => {
                tokio::time::sleep(time.unsigned_abs()).await;
                answer
            }
        }
    }
}

impl System for Seam {
    fn entry(&self) -> &Arc<SystemEntry> {
        self.inner.entry()
    }

    fn inner(&self) -> Option<&dyn System> {
        Some(&*self.inner)
    }

    fn perform<'a>(&'a self, call: &'a Call, key: &'a str) -> Pending<'a, Answer> {
        let real = self.inner.perform(call, key);
        Box::pin(self.answer(Request::Call(call.clone()), real))
    }

    fn watch<'a>(&'a self, watch: &'a Watch) -> Pending<'a, Answer> {
        let real = self.inner.watch(watch);
        Box::pin(self.answer(Request::Watch(Box::new(watch.clone())), real))
    }

    fn next<'a>(&'a self, what: &'a Await) -> Pending<'a, Answer> {
        let real = self.inner.next(what);
        Box::pin(self.answer(Request::Await(Box::new(what.clone())), real))
    }
}
