//! One attempt at a run: its journal so far is read, and it goes on from there.
//!
//! What a run asks for becomes entries of the journal in its own order, and exactly one result is told
//! to it at a time, in the journal's order. So the next attempt takes the same course, on whichever
//! worker it is made.

use super::course::{Course, Differs, NoCourse, Step};
use super::follow::{Attempted, Following};
use super::line::{Line, Stop};
use super::perform::{Doing, Done, TooLate, perform};
use super::wire::{Begun, INBOX, Message, Noted, Order};
use super::worker::{NotTaken, Worker};
use crate::host::live::refusal;
use crate::host::live::watchers::Watchers;
use crate::host::plan::Applied;
use crate::program::Program;
use crate::run::effect::Request;
use crate::run::event::End;
use crate::system::System;
use crate::value::Record;
use jiff::Timestamp;
use restate_sdk_shared_core::{
    AwaitResponse, CANCEL_NOTIFICATION_HANDLE, NotificationHandle, State, UnresolvedFuture, VM,
    Value as Given,
};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::task::{AbortHandle, Id, JoinSet};
use tokio::time::Instant;

/// An entry of the journal by which a run is told what came of a step.
pub(super) type Handle = NotificationHandle;

type Work = std::pin::Pin<Box<dyn Future<Output = Result<Done, TooLate>> + Send>>;

/// Makes an attempt at a run.
pub(super) async fn run(
    mut line: Line,
    (worker, start): (Arc<Worker>, Option<OwnedSemaphorePermit>),
    service: &str,
) {
    let done = match line.ready().await {
        Ok(()) => {
            let mut attempt = Attempt::new(&mut line, worker);
            attempt.start = start;
            attempt.make(service).await
        }
        Err(stop) => Err(stop),
    };
    line.end(done).await;
}

pub(super) struct Attempt<'a> {
    pub(super) line: &'a mut Line,
    pub(super) worker: Arc<Worker>,
    pub(super) doing: Doing,
    pub(super) inbox: Handle,
    /// Whether the engine's own cancelling is still to come.
    pub(super) cancel: bool,
    /// The steps whose results are awaited, in their order.
    pub(super) waits: Vec<(Handle, u32)>,
    /// What is to be done for an entry, when the engine has it.
    pub(super) todo: HashMap<Handle, Work>,
    pub(super) working: JoinSet<Result<Done, TooLate>>,
    pub(super) at_work: HashMap<Id, (Handle, AbortHandle)>,
    /// Results with secrets, which the journal does not have.
    pub(super) whole: HashMap<Handle, Noted>,
    /// Results that were given to the engine, and that it has not kept yet.
    pub(super) proposed: Vec<Handle>,
    /// The connections that hold the run to a plan, if one does.
    held: Vec<Arc<Applied>>,
    /// Whether one of the steps that are under way sends something.
    pub(super) sending: Vec<Handle>,
    /// Those who follow it.
    pub(super) following: Following,
    /// Whether the worker closes.
    pub(super) closing: watch::Receiver<bool>,
    /// How the run begins, as long as the engine has not said that it keeps it.
    pub(super) beginning: Option<Handle>,
    /// Its place among those that start, which it leaves to another one when it waits.
    pub(super) start: Option<OwnedSemaphorePermit>,
}

impl<'a> Attempt<'a> {
    fn new(line: &'a mut Line, worker: Arc<Worker>) -> Self {
        let doing = Doing {
            systems: worker.systems.clone(),
            gate: worker.gate.clone(),
            mark: fastrand::u64(..),
            run: "".into(),
            found_out: worker.found_out.clone(),
        };
        Self {
            line,
            doing,
            inbox: CANCEL_NOTIFICATION_HANDLE,
            cancel: true,
            waits: Vec::new(),
            todo: HashMap::new(),
            working: JoinSet::new(),
            at_work: HashMap::new(),
            whole: HashMap::new(),
            proposed: Vec::new(),
            held: Vec::new(),
            sending: Vec::new(),
            following: Following::default(),
            closing: worker.closing.subscribe(),
            worker,
            beginning: None,
            start: None,
        }
    }

    async fn make(&mut self, service: &str) -> Result<(), Stop> {
        let input = self.line.vm.sys_input()?;
        let order: Order = serde_json::from_slice(&input.input)
            .map_err(|error| Stop::failed(format!("this is no order of a run: {error}")))?;
        let program = self.worker.program(service, &order).map_err(not_taken)?;
        (self.doing.systems, self.held) = self.worker.systems_of(&order);
        self.doing.run = order.run.clone();
        self.inbox = self.line.vm.create_signal_handle(INBOX.into())?;
        let (begun, provided) = self.begin(&program, &order).await?;
        if let Some(answer) = &begun.refused {
            return self.refuse(refusal::not_signed_in(answer), &order, &program);
        }
        let course = match Course::begin(&program, &order, &begun, provided) {
            Ok(course) => course,
            Err(NoCourse::Inputs(faults)) => {
                let end = refusal::wrong_inputs(faults).unwrap_or(End::Cancelled);
                return self.refuse(end, &order, &program);
            }
            Err(NoCourse::Replay(why)) => return Err(Stop::mismatch(&why.to_string())),
        };
        self.drive(course, (order, begun), service).await
    }

    /// How the run begins: at which time, and with what its profiles bring.
    async fn begin(
        &mut self,
        program: &Arc<Program>,
        order: &Order,
    ) -> Result<(Begun, Option<Vec<(Arc<str>, Record)>>), Stop> {
        let fresh = match order.before {
            Some(_) => None,
            None => {
                let run = self.line.vm.sys_run("begin".into())?;
                Some(run)
            }
        };
        // A worker that resumes a run needs what its profiles bring as well: no journal keeps all of it.
        let provided = self.worker.provided(program).await;
        let is_first = fresh.as_ref().is_some_and(|run| !run.replayed);
        let begun = match (&order.before, fresh) {
            (Some(before), _) => before.begun.clone(),
            (None, Some(run)) if run.replayed => match self.come(&[run.handle]).await?.1 {
                Some(Noted::Begun(begun)) => *begun,
                other => return Err(Stop::mismatch(&format!("the run begins with {other:?}"))),
            },
            (None, Some(run)) => {
                let begun = Begun::now(provided.clone(), self.worker.long);
                self.propose_beginning(run.handle, &begun)?;
                begun
            }
            (None, None) => return Err(Stop::mismatch("the run does not begin")),
        };
        self.following = Following::of(
            &self.worker.followers,
            &Attempted {
                run: &order.run,
                program,
                began: begun.at,
                is_first,
                note: &order.note,
            },
        );
        match (provided, &begun.refused) {
            (Ok(provided), _) => Ok((begun, Some(provided))),
            (Err(_), Some(_)) => Ok((begun, None)),
            // It has begun: what it has done is not lost for that.
            (Err(answer), None) => Err(Stop::failed(format!("cannot sign in: {}", answer.reason))),
        }
    }

    /// Nobody waits until the engine keeps how the run begins: it keeps what comes on a line in its order, so
    /// whatever follows on this beginning is kept only with it. A write is sent when the engine has kept its
    /// announcement.
    fn propose_beginning(&mut self, handle: Handle, begun: &Begun) -> Result<(), Stop> {
        let noted = Noted::Begun(Box::new(begun.clone()));
        let work = async move { Ok(Done::from(noted)) };
        self.todo.insert(handle, Box::pin(work));
        match self.line.vm.do_await(UnresolvedFuture::Single(handle))? {
            AwaitResponse::ExecuteRun(handle) => self.work(handle)?,
            _ => return Err(Stop::failed("the engine sent something unexpected")),
        }
        self.beginning = Some(handle);
        Ok(())
    }

    async fn drive(
        &mut self,
        mut course: Course,
        (order, begun): (Order, Begun),
        service: &str,
    ) -> Result<(), Stop> {
        let mut watchers = Watchers::new(self.worker.observers.clone());
        loop {
            while course.advance() {
                tokio::task::yield_now().await;
            }
            for step in course.take_left() {
                self.leave(step);
            }
            let (texts, events) = course.take_news();
            let is_new = matches!(self.line.vm.state(), State::Processing);
            self.following.news(&texts, &events, is_new);
            if is_new {
                watchers.tell(&order.run, &texts, &events);
            }
            if let Some(report) = course.report() {
                return self.end(&report);
            }
            if course.hands_over() {
                return self.hand_over(course, (order, begun), service).await;
            }
            for (number, step) in course.take_steps() {
                self.begin_step(number, step)?;
            }
            self.next(&mut course).await?;
        }
    }

    /// Tells the run the one thing that comes next.
    async fn next(&mut self, course: &mut Course) -> Result<(), Stop> {
        let waits = self.waits.iter().map(|(handle, _)| *handle);
        let mut handles: Vec<Handle> = self.beginning.into_iter().chain(waits).collect();
        handles.push(self.inbox);
        if self.cancel {
            handles.push(CANCEL_NOTIFICATION_HANDLE);
        }
        let (handle, noted) = self.come(&handles).await?;
        if self.beginning == Some(handle) {
            self.beginning = None;
            return Ok(());
        }
        if handle == self.inbox || handle == CANCEL_NOTIFICATION_HANDLE {
            if let Some(message) = self.heard(handle)? {
                course.say(message);
            }
            return Ok(());
        }
        let Some(at) = self.waits.iter().position(|(other, _)| *other == handle) else {
            return Err(Stop::mismatch(
                "something came for which the run does not wait",
            ));
        };
        let (_, step) = self.waits.remove(at);
        let noted = match (self.whole.remove(&handle), noted) {
            (Some(whole), _) => Some(whole),
            (None, noted) => noted,
        };
        let told = course.notify(step, noted);
        told.map_err(|Differs(why)| Stop::mismatch(&why))?;
        // What another attempt has left open may be closed by this one.
        for effect in course.take_done() {
            if let Request::Call(call) = &effect.request {
                let of = |held: &&Arc<Applied>| held.entry().name == call.system;
                let mut held = self.held.iter().filter(of);
                held.by_ref()
                    .for_each(|held| held.has_done(call, &effect.name));
            }
        }
        Ok(())
    }

    /// What somebody says; what is no message is passed over.
    pub(super) fn heard(&mut self, handle: Handle) -> Result<Option<Message>, Stop> {
        let given = self.line.vm.take_notification(handle)?;
        if handle == CANCEL_NOTIFICATION_HANDLE {
            self.cancel = false;
            return Ok(Some(Message::Cancel));
        }
        self.inbox = self.line.vm.create_signal_handle(INBOX.into())?;
        Ok(match given {
            Some(Given::Success(bytes)) => serde_json::from_slice(&bytes).ok(),
            _ => None,
        })
    }

    fn begin_step(&mut self, number: u32, step: Step) -> Result<(), Stop> {
        let name = step.name();
        if let Step::Sleep { until, .. } = step {
            let handle = self.line.vm.sys_sleep(name, since_epoch(until), None)?;
            self.waits.push((handle, number));
            return Ok(());
        }
        let run = self.line.vm.sys_run(name)?;
        self.waits.push((run.handle, number));
        if !run.replayed {
            let sends = matches!(step, Step::Send(..));
            // Announced just now: the engine has told us so, and nobody else.
            let announced = sends.then(Instant::now);
            if sends {
                self.sending.push(run.handle);
            }
            let work = perform(self.doing.clone(), step, announced);
            self.todo.insert(run.handle, Box::pin(work));
        }
        Ok(())
    }

    /// Nobody waits for a step any more.
    fn leave(&mut self, step: u32) {
        let Some(at) = self.waits.iter().position(|(_, other)| *other == step) else {
            return;
        };
        let (handle, _) = self.waits.remove(at);
        self.todo.remove(&handle);
        self.sending.retain(|other| *other != handle);
        self.proposed.retain(|other| *other != handle);
        let at_work = self.at_work.values();
        at_work
            .filter(|(other, _)| *other == handle)
            .for_each(|(_, task)| task.abort());
    }
}

fn not_taken(NotTaken(why): NotTaken) -> Stop {
    Stop::failed(why)
}

fn since_epoch(time: Timestamp) -> Duration {
    let since = time.as_millisecond();
    Duration::from_millis(u64::try_from(since).unwrap_or(0))
}
