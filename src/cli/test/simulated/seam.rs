//! Between a run and a connection: mocks answer first, and what was asked for is kept.

use crate::catalogue::SystemEntry;
use crate::host::virtual_time::Reply;
use crate::run::effect::{Answer, Await, Call, Effect, Request, Watch};
use crate::system::{Pending, System};
use crate::testing::{Asked, Mocks};
use crate::value::Record;
use std::sync::{Arc, Mutex, PoisonError};

/// What the connections of a test share.
#[derive(Clone)]
pub(super) struct Shared(Arc<Mutex<Kept>>);

struct Kept {
    mocks: Mocks,
    asked: Vec<Asked>,
}

impl Shared {
    pub fn new(mocks: Mocks) -> Self {
        let asked = Vec::new();
        Self(Arc::new(Mutex::new(Kept { mocks, asked })))
    }

    /// What was asked for, and the mocks.
    pub fn take(&self) -> (Vec<Asked>, Mocks) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (
            std::mem::take(&mut kept.asked),
            std::mem::take(&mut kept.mocks),
        )
    }

    /// Keeps what is asked for: its number, and what a mock has to say.
    fn ask(&self, request: Request, name: &str) -> (usize, Option<Reply>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = kept.asked.len();
        kept.asked.push(Asked {
            request: request.clone(),
            answer: None,
        });
        let effect = Effect {
            id: number as u64,
            name: name.into(),
            request,
        };
        (number, kept.mocks.answer(&effect))
    }

    fn answered(&self, number: usize, answer: &Answer) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(asked) = kept.asked.get_mut(number) {
            asked.answer = Some(answer.clone());
        }
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

    async fn answer(
        &self,
        request: Request,
        name: &str,
        real: impl Future<Output = Answer>,
    ) -> Answer {
        let (number, reply) = self.shared.ask(request, name);
        let answer = match reply {
            None => real.await,
            Some(Reply::Never) => std::future::pending().await,
            Some(Reply::After(time, answer)) => {
                tokio::time::sleep(time.unsigned_abs()).await;
                answer
            }
        };
        self.shared.answered(number, &answer);
        answer
    }
}

impl System for Seam {
    fn entry(&self) -> &Arc<SystemEntry> {
        self.inner.entry()
    }

    fn perform<'a>(&'a self, call: &'a Call, key: &'a str) -> Pending<'a, Answer> {
        let real = self.inner.perform(call, key);
        Box::pin(self.answer(Request::Call(call.clone()), key, real))
    }

    fn watch<'a>(&'a self, watch: &'a Watch) -> Pending<'a, Answer> {
        let real = self.inner.watch(watch);
        Box::pin(self.answer(Request::Watch(watch.clone()), "watch", real))
    }

    fn next<'a>(&'a self, what: &'a Await) -> Pending<'a, Answer> {
        let real = self.inner.next(what);
        Box::pin(self.answer(Request::Await(what.clone()), "await", real))
    }

    fn provided<'a>(&'a self) -> Pending<'a, Result<Record, Box<Answer>>> {
        self.inner.provided()
    }

    fn close(&self) -> Pending<'_, ()> {
        self.inner.close()
    }
}
