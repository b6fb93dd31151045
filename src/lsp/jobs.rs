//! Work beside the thread that reads: a check that takes long must not keep the editor waiting for a
//! completion, and what the editor takes back must not be waited for.

use super::document::Document;
use super::tested::{Results, Tested, ToTest};
use crossbeam_channel::{Receiver, Sender, unbounded};
use lsp_server::{ErrorCode, RequestId, Response};
use lsp_types::Uri;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Threads for requests: one may wait for a check that another has begun.
const FOR_REQUESTS: usize = 2;

/// What has been done.
pub(super) enum Done {
    /// A request is answered.
    Answered(Response),
    /// A text is checked.
    Checked(Checked),
    /// Tests have run.
    Tested(Results),
}

/// A text that has been checked.
pub(super) struct Checked {
    pub uri: Uri,
    /// The state of it that was looked at.
    pub document: Arc<Document>,
    /// How long that took.
    pub took: Duration,
    /// Whether something of ours went wrong.
    pub failed: bool,
}

type Work = Box<dyn FnOnce() -> Done + Send>;

/// The threads, and what they hand back.
pub(super) struct Jobs {
    requests: Sender<Work>,
    checks: Sender<Work>,
    to_server: Sender<Done>,
    /// What has been done, as it is.
    pub done: Receiver<Done>,
}

impl Jobs {
    /// Starts the threads; they end when this is dropped and what they have is done.
    pub fn start() -> Self {
        let (to_server, done) = unbounded();
        let (requests, waiting) = unbounded::<Work>();
        let (checks, texts) = unbounded::<Work>();
        for queue in std::iter::repeat_n(waiting, FOR_REQUESTS).chain([texts]) {
            let to_server = to_server.clone();
            std::thread::spawn(move || {
                for work in queue {
                    if to_server.send(work()).is_err() {
                        return;
                    }
                }
            });
        }
        Self {
            requests,
            checks,
            to_server,
            done,
        }
    }

    /// Answers a request. A mistake of ours is its answer, and ends nothing else.
    pub fn answer(
        &self,
        id: RequestId,
        method: String,
        work: impl FnOnce() -> Response + Send + 'static,
    ) {
        let work = move || {
            let answered = catch_unwind(AssertUnwindSafe(work));
            Done::Answered(answered.unwrap_or_else(|_| {
                let why = format!("an error in flow itself, while answering {method}");
                Response::new_err(id, ErrorCode::InternalError as i32, why)
            }))
        };
        // the threads live as long as this: there is always one to take it
        let _ = self.requests.send(Box::new(work));
    }

    /// Runs the tests of a flow. They may loop for long: in a thread of their own.
    pub fn test(&self, to_test: ToTest, about: Vec<(Uri, Arc<Document>)>) {
        let to_server = self.to_server.clone();
        std::thread::spawn(move || {
            let tested = catch_unwind(AssertUnwindSafe(|| to_test.run()));
            let tested = tested.unwrap_or_else(|_| Tested {
                problem: Some("an error in `flow` while it ran the tests".to_owned()),
                ..Tested::default()
            });
            let tested = Arc::new(tested);
            // an editor that has gone wants to know nothing
            let _ = to_server.send(Done::Tested(Results { tested, about }));
        });
    }

    /// Checks a text.
    pub fn check(&self, uri: Uri, document: Arc<Document>) {
        let work = move || {
            let started = Instant::now();
            let checked = catch_unwind(AssertUnwindSafe(|| {
                document.problems();
            }));
            Done::Checked(Checked {
                uri,
                document,
                took: started.elapsed(),
                failed: checked.is_err(),
            })
        };
        let _ = self.checks.send(Box::new(work));
    }
}
