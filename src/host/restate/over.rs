//! Where an invocation ends: the run is over, or goes on in another one.

use super::attempt::{Attempt, Handle};
use super::course::Course;
use super::line::Stop;
use super::wire::{Before, Begun, EndLine, INBOX, Order, RUN};
use crate::program::Program;
use crate::run::event::{End, RunReport};
use crate::value::Record;
use bytes::Bytes;
use jiff::Timestamp;
use restate_sdk_shared_core::{
    CANCEL_NOTIFICATION_HANDLE, NonEmptyValue, PayloadOptions, Target, TerminalFailure, VM,
    Value as Given,
};
use serde::Serialize;

impl Attempt<'_> {
    /// The run goes on in a new invocation. This one passes on what is said to it, since everybody knows
    /// it, and ends as that one does.
    pub async fn hand_over(
        &mut self,
        course: Course,
        (mut order, begun): (Order, Begun),
        service: &str,
    ) -> Result<(), Stop> {
        let records = course.records().to_vec();
        order.before = Some(Box::new(Before { begun, records }));
        let target = Target {
            service: service.to_owned(),
            handler: RUN.into(),
            key: None,
            idempotency_key: None,
            scope: None,
            limit_key: None,
            headers: Vec::new(),
        };
        // What it is given was read from this very journal: it need not be compared.
        let options = PayloadOptions::unstable_serialization();
        let call = self
            .line
            .vm
            .sys_call(target, json(&order)?, None, options)?;
        self.waits.clear();
        self.working.abort_all();
        self.todo.clear();
        // Nobody waits any more until the engine has kept what was done here: it has that before the call.
        self.proposed.clear();
        self.beginning = None;
        let next = self
            .successor(call.invocation_id_notification_handle)
            .await?;
        loop {
            let mut handles = vec![call.call_notification_handle, self.inbox];
            if self.cancel {
                handles.push(CANCEL_NOTIFICATION_HANDLE);
            }
            match self.any(&handles).await? {
                handle if handle == call.call_notification_handle => {
                    let end = self.line.vm.take_notification(handle)?;
                    return self.write(match end {
                        Some(Given::Failure(failure)) => NonEmptyValue::Failure(failure),
                        Some(Given::Success(bytes)) => NonEmptyValue::Success(bytes),
                        _ => NonEmptyValue::Success(Bytes::new()),
                    });
                }
                handle => {
                    if let Some(message) = self.heard(handle)? {
                        let said = NonEmptyValue::Success(json(&message)?);
                        let vm = &mut self.line.vm;
                        vm.sys_complete_signal(next.clone(), INBOX.into(), said)?;
                    }
                }
            }
        }
    }

    /// The invocation in which the run goes on.
    async fn successor(&mut self, handle: Handle) -> Result<String, Stop> {
        let handle = self.any(&[handle]).await?;
        match self.line.vm.take_notification(handle)? {
            Some(Given::InvocationId(id)) => Ok(id),
            _ => Err(Stop::mismatch("the run continues nowhere")),
        }
    }

    /// The run cannot even begin.
    pub fn refuse(&mut self, end: End, order: &Order, program: &Program) -> Result<(), Stop> {
        let (run, source) = (order.run.clone(), program.source.clone());
        let report = RunReport::of_nothing(run, source, Timestamp::now(), end);
        self.end(&report)
    }

    /// The run is over.
    pub fn end(&mut self, report: &RunReport) -> Result<(), Stop> {
        let line = end_line(report);
        self.working.abort_all();
        self.write(match line.is_well() {
            true => NonEmptyValue::Success(json(&Results::of(report))?),
            false => NonEmptyValue::Failure(TerminalFailure {
                code: 500,
                message: line.text(),
                metadata: Vec::new(),
            }),
        })?;
        self.following.ended(report);
        Ok(())
    }

    fn write(&mut self, end: NonEmptyValue) -> Result<(), Stop> {
        let options = PayloadOptions::unstable_serialization();
        self.line.vm.sys_write_output(end, options)?;
        self.line.vm.sys_end()?;
        self.line.flush()
    }
}

/// What a run that ended well has to say.
#[derive(Serialize)]
struct Results {
    results: Record,
}

impl Results {
    fn of(report: &RunReport) -> Self {
        let results = report.results.iter();
        Self {
            results: results
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        }
    }
}

/// How a run ended, in a line.
pub(super) fn end_line(report: &RunReport) -> EndLine {
    EndLine {
        how: (&report.end).into(),
        outcome: match &report.end {
            End::Failed(failure) => Some(failure.outcome.text()),
            _ => None,
        },
        in_doubt: report
            .in_doubt
            .iter()
            .map(|doubt| doubt.name.clone())
            .collect(),
    }
}

pub(super) fn json(value: &impl Serialize) -> Result<Bytes, Stop> {
    let bytes = serde_json::to_vec(value);
    bytes
        .map(Bytes::from)
        .map_err(|error| Stop::failed(format!("a value cannot be kept: {error}")))
}
