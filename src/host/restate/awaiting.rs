//! What an attempt waits for: the engine's next word, or its own work.

use super::attempt::{Attempt, Handle};
use super::line::Stop;
use super::perform::{Done, TooLate};
use super::wire::Noted;
use restate_sdk_shared_core::{
    AwaitResponse, CANCEL_NOTIFICATION_HANDLE, Error, RetryPolicy, RunExitResult, UnresolvedFuture,
    VM, Value as Given,
};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{Id, JoinError};

/// A run that only waits is left to the engine after this time.
const IDLE: Duration = Duration::from_millis(250);

/// One that has waited for so long, for a system or for what comes, has started.
const STARTED: Duration = Duration::from_millis(50);

/// How soon the engine offers a run again that a closing worker has put down.
const AGAIN: Duration = Duration::from_millis(50);

impl Attempt<'_> {
    /// Waits until one of these has come, and takes what it says; what a message says stays.
    pub async fn come(&mut self, handles: &[Handle]) -> Result<(Handle, Option<Noted>), Stop> {
        let handle = self.any(handles).await?;
        if handle == self.inbox || handle == CANCEL_NOTIFICATION_HANDLE {
            return Ok((handle, None));
        }
        self.proposed.retain(|other| *other != handle);
        match self.line.vm.take_notification(handle)? {
            Some(Given::Success(bytes)) => {
                let noted = serde_json::from_slice(&bytes).map_err(|error| {
                    Stop::mismatch(&format!("an entry cannot be read: {error}"))
                })?;
                Ok((handle, Some(noted)))
            }
            Some(Given::Failure(failure)) => Err(Stop::mismatch(&failure.message)),
            _ => Ok((handle, None)),
        }
    }

    /// Waits until one of these has come, and leaves it there.
    pub async fn any(&mut self, handles: &[Handle]) -> Result<Handle, Stop> {
        loop {
            let any = handles.iter().map(|handle| (*handle).into()).collect();
            let come = self.line.vm.do_await(UnresolvedFuture::FirstCompleted(any));
            if let Ok(AwaitResponse::ExecuteRun(handle)) = come {
                // What it gives goes out together with what asked for it.
                self.work(handle)?;
                continue;
            }
            // A run that waits says to the engine for what, also where that ends the attempt.
            self.line.flush()?;
            match come? {
                AwaitResponse::AnyCompleted => break,
                AwaitResponse::WaitingExternalProgress { waiting_input, .. } => {
                    self.wait(waiting_input).await?;
                }
                _ => return Err(Stop::failed("the engine sent something unexpected")),
            }
        }
        let come = handles
            .iter()
            .find(|handle| self.line.vm.is_completed(**handle));
        come.copied()
            .ok_or_else(|| Stop::failed("the engine reports an arrival that it does not have"))
    }

    /// Begins the work of an entry. What is done at once needs no task of its own: to hand it to another thread
    /// and to be woken by that takes longer than most of it.
    pub(super) fn work(&mut self, handle: Handle) -> Result<(), Stop> {
        let Some(mut work) = self.todo.remove(&handle) else {
            return Ok(());
        };
        let mut nobody = Context::from_waker(Waker::noop());
        let begun = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(&mut nobody)));
        match begun.map_err(|_| broken_down())? {
            Poll::Ready(done) => self.finished(handle, done),
            Poll::Pending => {
                let task = self.working.spawn(work);
                self.at_work.insert(task.id(), (handle, task));
                Ok(())
            }
        }
    }

    /// Waits until something has come in, or something is done.
    async fn wait(&mut self, for_input: bool) -> Result<(), Stop> {
        let works = !self.working.is_empty();
        let listens = for_input && !self.line.closed;
        // An attempt that ends between the announcing of a write and the keeping of what came of it would
        // leave the next one to ask, or to guess.
        let is_kept = self.sending.is_empty() && self.proposed.is_empty();
        let can_be_left = !works && is_kept && !self.line.closed;
        let starts = self.start.is_some() && (works || can_be_left);
        tokio::select! {
            Some(done) = self.working.join_next_with_id(), if works => self.done(done),
            read = self.line.read(), if listens => read,
            () = tokio::time::sleep(STARTED), if starts => {
                self.start = None;
                Ok(())
            }
            () = tokio::time::sleep(IDLE), if can_be_left => {
                self.line.hang_up();
                Ok(())
            }
            () = closed(&mut self.closing), if is_kept && works => {
                let error = Error::new(503_u16, "the worker closes");
                Err(Stop::Failed(error.with_next_retry_delay_override(AGAIN)))
            }
            else => Err(Stop::Gone),
        }
    }

    /// A task has ended.
    fn done(&mut self, done: Result<(Id, Result<Done, TooLate>), JoinError>) -> Result<(), Stop> {
        let (id, done) = match done {
            Ok(done) => done,
            Err(ended) if ended.is_cancelled() => {
                self.at_work.remove(&ended.id());
                return Ok(());
            }
            Err(_) => return Err(broken_down()),
        };
        match self.at_work.remove(&id) {
            Some((handle, _)) => self.finished(handle, done),
            None => Ok(()),
        }
    }

    /// Something is done: the engine keeps it, and then the run is told.
    fn finished(&mut self, handle: Handle, done: Result<Done, TooLate>) -> Result<(), Stop> {
        self.sending.retain(|other| *other != handle);
        let done = done.map_err(|TooLate| {
            Stop::failed("the engine took too long to keep that a write is about to be sent")
        })?;
        let bytes = super::over::json(&done.noted)?;
        if let Some(whole) = done.whole {
            self.whole.insert(handle, whole);
        }
        let result = RunExitResult::Success(bytes);
        let vm = &mut self.line.vm;
        vm.propose_run_completion(handle, result, RetryPolicy::None)?;
        self.proposed.push(handle);
        Ok(())
    }
}

async fn closed(closing: &mut watch::Receiver<bool>) {
    let _ = closing.wait_for(|closing| *closing).await;
}

fn broken_down() -> Stop {
    Stop::failed("a connection broke down in the middle of its work")
}
