//! A system that answers from a list.

use super::build::action;
use super::play::Answers;
use contactflow::catalogue::SystemEntry;
use contactflow::host::virtual_time::Reply;
use contactflow::run::effect::{Answer, Await, Call, Effect, Request, Watch};
use contactflow::systems::{Pending, System};
use contactflow::value::{Record as Values, Value};
use jiff::Timestamp;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A system whose answers are the test's.
pub struct Fake {
    entry: Arc<SystemEntry>,
    answers: Mutex<Answers>,
    sent: Mutex<Vec<String>>,
    pub provided: AtomicUsize,
}

impl Fake {
    pub fn new(answers: &[(&str, &str)]) -> Arc<Self> {
        let actions = vec![action("one", false)];
        let entry = SystemEntry::new("test", "Test", "", actions, vec![], vec![]);
        Arc::new(Self {
            entry: Arc::new(entry),
            answers: Mutex::new(Answers::new(answers)),
            sent: Mutex::new(vec![]),
            provided: AtomicUsize::new(0),
        })
    }

    pub fn sent(&self) -> Vec<String> {
        self.sent.lock().unwrap().clone()
    }

    async fn answer(&self, request: Request, key: &str) -> Answer {
        self.sent.lock().unwrap().push(key.to_owned());
        let effect = Effect {
            id: 0,
            name: key.into(),
            request,
        };
        match self
            .answers
            .lock()
            .unwrap()
            .reply(&effect, Timestamp::UNIX_EPOCH)
        {
            Reply::After(_, answer) if &*answer.outcome == "Panic" => panic!("a broken connection"),
            Reply::After(_, answer) => return answer,
            Reply::AtLimit(_) | Reply::Never => {}
        }
        std::future::pending().await
    }
}

impl System for Fake {
    fn entry(&self) -> &Arc<SystemEntry> {
        &self.entry
    }

    fn perform<'a>(&'a self, call: &'a Call, key: &'a str) -> Pending<'a, Answer> {
        Box::pin(self.answer(Request::Call(call.clone()), key))
    }

    fn watch<'a>(&'a self, watch: &'a Watch) -> Pending<'a, Answer> {
        Box::pin(self.answer(Request::Watch(Box::new(watch.clone())), "watch"))
    }

    fn next<'a>(&'a self, what: &'a Await) -> Pending<'a, Answer> {
        Box::pin(self.answer(Request::Await(Box::new(what.clone())), "await"))
    }

    fn provided<'a>(&'a self) -> Pending<'a, Result<Values, Box<Answer>>> {
        self.provided.fetch_add(1, Ordering::SeqCst);
        let session = ("Session".into(), Value::text("S1"));
        Box::pin(std::future::ready(Ok(Values::from_iter([session]))))
    }

    fn close(&self) -> Pending<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}
