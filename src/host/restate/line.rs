//! The line to the engine on which one attempt is made: its protocol, what comes in, what goes out.

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, Incoming};
use restate_sdk_shared_core::{CoreVM, Error, VM};
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;

/// How long the engine has to close its side of a line.
const CLOSES: Duration = Duration::from_secs(5);

/// Why an attempt ends before its run does.
#[derive(Debug)]
pub(super) enum Stop {
    /// The run waits for something: the engine makes the next attempt when it has come.
    Suspended,
    /// The engine is not there any more. It makes another attempt.
    Gone,
    /// Something is wrong, in words: the engine tries again later.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        match error.is_suspended_error() {
            true => Self::Suspended,
            false => Self::Failed(error),
        }
    }
}

impl Stop {
    /// The journal holds what this version of the worker would not have done. Trying again does not help:
    /// somebody has to see to it.
    pub fn mismatch(why: &str) -> Self {
        let why = format!("the journal does not fit the flow: {why}");
        Self::Failed(Error::new(570_u16, why).with_should_pause(true))
    }

    /// It is tried again, at the engine's own pace.
    pub fn failed(why: impl Into<String>) -> Self {
        Self::Failed(Error::new(500_u16, why.into()))
    }
}

/// The line.
pub(super) struct Line {
    pub vm: CoreVM,
    out: mpsc::UnboundedSender<Bytes>,
    input: Incoming,
    /// Whether nothing more comes in.
    pub closed: bool,
}

impl Line {
    pub fn new(vm: CoreVM, input: Incoming) -> (Self, Outgoing) {
        let (out, outgoing) = mpsc::unbounded_channel();
        let line = Self {
            vm,
            out,
            input,
            closed: false,
        };
        (line, Outgoing(outgoing))
    }

    /// Sends what there is to send.
    pub fn flush(&mut self) -> Result<(), Stop> {
        let bytes = self.vm.take_output();
        match bytes.is_empty() {
            true => Ok(()),
            false => self.out.send(bytes).map_err(|_| Stop::Gone),
        }
    }

    /// Takes in what has come, or waits for it. To stop waiting loses nothing.
    pub async fn read(&mut self) -> Result<(), Stop> {
        match self.input.frame().await {
            Some(Ok(frame)) => {
                if let Ok(bytes) = frame.into_data() {
                    self.vm.notify_input(bytes);
                }
                Ok(())
            }
            Some(Err(_)) => Err(Stop::Gone),
            None => {
                self.hang_up();
                Ok(())
            }
        }
    }

    /// Nothing more is listened to: what the run still waits for, the engine waits for.
    pub fn hang_up(&mut self) {
        self.closed = true;
        self.vm.notify_input_closed();
    }

    /// Until everything is there that the journal has.
    pub async fn ready(&mut self) -> Result<(), Stop> {
        while !self.vm.is_ready_to_execute()? {
            self.read().await?;
        }
        Ok(())
    }

    /// Ends the attempt.
    pub async fn end(mut self, stop: Result<(), Stop>) {
        if let Err(Stop::Failed(error)) = stop {
            self.vm.notify_error(error, None);
        }
        if self.flush().is_err() {
            return;
        }
        drop(self.out);
        // The engine may still be sending, and closes its side then.
        let rest = async { while let Some(Ok(_)) = self.input.frame().await {} };
        let _ = tokio::time::timeout(CLOSES, rest).await;
    }
}

/// What goes out, as the body of an answer.
pub(super) struct Outgoing(mpsc::UnboundedReceiver<Bytes>);

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = self.0.poll_recv(context);
        bytes.map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}
