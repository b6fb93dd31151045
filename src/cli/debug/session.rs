//! The editor's requests, one after the other.

use super::answer::{Answer, NOTHING, Sender};
use super::breakpoints;
use super::debugged::{Debugged, Stopped};
use super::launch;
use crate::testing::timeline::{Line, Way};
use serde_json::{Value, json};
use std::io::{self, Write};

/// There is one line of work for the editor: items in parallel take turns in it.
const THREAD: u64 = 1;

/// A session of an editor.
pub(super) struct Session<W> {
    to: Sender<W>,
    /// Lines and columns as the editor counts them: from 1, or from 0.
    first_line: i64,
    first_column: i64,
    debugged: Option<Debugged>,
}

impl<W: Write> Session<W> {
    pub fn new(output: W) -> Self {
        Self {
            to: Sender::new(output),
            first_line: 1,
            first_column: 1,
            debugged: None,
        }
    }

    /// Answers a request; whether there is more to come.
    pub fn take(&mut self, request: &Value) -> io::Result<bool> {
        let command = request["command"].as_str().unwrap_or_default();
        let given = &request["arguments"];
        match command {
            "initialize" => self.initialize(request, given)?,
            "launch" => self.launch(request, given)?,
            "configurationDone" => {
                self.to.answer(request, Ok(Value::Null))?;
                if let Some(on) = &mut self.debugged {
                    let stopped = on.begin();
                    self.stopped(&stopped)?;
                }
            }
            "continue" => self.moved(
                request,
                json!({ "allThreadsContinued": true }),
                Debugged::go_on,
            )?,
            "reverseContinue" => self.moved(request, Value::Null, Debugged::go_back)?,
            "next" => self.moved(request, Value::Null, |on| on.step(Way::Next))?,
            "stepIn" => self.moved(request, Value::Null, |on| on.step(Way::Into))?,
            "stepOut" => self.moved(request, Value::Null, |on| on.step(Way::Out))?,
            "stepBack" => self.moved(request, Value::Null, |on| on.step(Way::Back))?,
            "disconnect" | "terminate" => {
                self.to.answer(request, Ok(Value::Null))?;
                if command == "terminate" {
                    self.to.event("terminated", json!({}))?;
                }
                return Ok(command == "terminate");
            }
            _ => {
                let answer = self.asked(command, given);
                self.to.answer(request, answer)?;
            }
        }
        Ok(true)
    }

    fn initialize(&mut self, request: &Value, given: &Value) -> io::Result<()> {
        let first = |name: &str| i64::from(given[name].as_bool().unwrap_or(true));
        self.first_line = first("linesStartAt1");
        self.first_column = first("columnsStartAt1");
        let can = json!({
            "supportsConfigurationDoneRequest": true,
            "supportsStepBack": true,
            "supportsEvaluateForHovers": true,
            "supportsTerminateRequest": true,
            "supportsBreakpointLocationsRequest": true,
            "supportsConditionalBreakpoints": true,
            "supportsHitConditionalBreakpoints": true,
            "supportsLogPoints": true,
            "supportsExceptionInfoRequest": true,
            "exceptionBreakpointFilters": breakpoints::kinds(),
        });
        self.to.answer(request, Ok(can))
    }

    fn launch(&mut self, request: &Value, given: &Value) -> io::Result<()> {
        let launched = match launch::launch(given) {
            Ok(launched) => launched,
            Err(why) => {
                self.to.answer(request, Err(why))?;
                return self.to.event("terminated", json!({}));
            }
        };
        self.to.answer(request, Ok(Value::Null))?;
        for line in &launched.said {
            self.to.line("console", line)?;
        }
        let stop_on_entry = given["stopOnEntry"].as_bool().unwrap_or(false);
        self.debugged = Some(Debugged::new(launched, stop_on_entry));
        // now the editor sends its breakpoints
        self.to.event("initialized", json!({}))
    }

    fn moved(
        &mut self,
        request: &Value,
        body: Value,
        to: impl FnOnce(&mut Debugged) -> Stopped,
    ) -> io::Result<()> {
        let Some(on) = &mut self.debugged else {
            return self.to.answer(request, Err(NOTHING.to_owned()));
        };
        let stopped = to(on);
        self.to.answer(request, Ok(body))?;
        self.stopped(&stopped)
    }

    /// Tells where the run is now, and what happened on the way there.
    fn stopped(&mut self, stopped: &Stopped) -> io::Result<()> {
        let Some(on) = &mut self.debugged else {
            return Ok(());
        };
        for line in on.arrive(stopped) {
            self.to.line("stdout", &line)?;
        }
        if !on.is_over() {
            let mut body = json!({
                "reason": stopped.reason, "threadId": THREAD, "allThreadsStopped": true,
            });
            let exception = on.exception().filter(|_| stopped.reason == "exception");
            if let Some(exception) = exception {
                body["text"] = exception["description"].clone();
            }
            return self.to.event("stopped", body);
        }
        if let Some(differs) = &on.timeline.differs {
            let text = format!("the run differs from the recording here: {differs}");
            self.to.line("stderr", &text)?;
        }
        let failed = i32::from(!on.succeeded());
        self.to.event("exited", json!({ "exitCode": failed }))?;
        self.to.event("terminated", json!({}))
    }

    /// What the editor asks of the place at hand.
    fn asked(&mut self, command: &str, given: &Value) -> Answer {
        let (first_line, first_column) = (self.first_line, self.first_column);
        if command == "threads" {
            let thread = json!({ "id": THREAD, "name": "flow" });
            return Ok(json!({ "threads": [thread] }));
        }
        let on = self.debugged.as_mut().ok_or(NOTHING)?;
        let ours = |line: &Value| {
            let line = line.as_i64().unwrap_or(first_line) - first_line + 1;
            u32::try_from(line).unwrap_or(1)
        };
        let theirs = |line: u32| i64::from(line) - 1 + first_line;
        match command {
            "setBreakpoints" => Ok(on.set_breakpoints(given, ours, theirs)),
            "breakpointLocations" => {
                let path = given["source"]["path"].as_str().unwrap_or_default();
                let wanted = on.file_of(path).map(|file| Line {
                    file,
                    number: ours(&given["line"]),
                });
                let line = wanted.and_then(|wanted| on.timeline.stopping_line(&wanted));
                let all = line.map(|line| json!({ "line": theirs(line.number) }));
                Ok(json!({ "breakpoints": all.into_iter().collect::<Vec<_>>() }))
            }
            "setExceptionBreakpoints" => {
                on.breakpoints.set_kinds(&given["filters"]);
                Ok(json!({ "breakpoints": [] }))
            }
            "exceptionInfo" => on
                .exception()
                .ok_or_else(|| "the run is not at an outcome".to_owned()),
            "setFunctionBreakpoints" => Ok(json!({ "breakpoints": [] })),
            "stackTrace" => Ok(on.stack(theirs, first_column)),
            "scopes" => Ok(on.scopes(number(&given["frameId"]))),
            "variables" => {
                let at = number(&given["variablesReference"]);
                Ok(json!({ "variables": on.opened.list(at, &on.redactor) }))
            }
            "evaluate" => {
                let expression = given["expression"].as_str().unwrap_or_default();
                on.evaluate(number(&given["frameId"]), expression)
            }
            "pause" => Ok(Value::Null),
            other => Err(format!("`{other}` is not supported")),
        }
    }
}

fn number(value: &Value) -> usize {
    value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok())
        .unwrap_or(0)
}
