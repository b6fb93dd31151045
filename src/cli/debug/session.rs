//! The editor's requests, one after the other.

use super::answer::{Answer, Sender};
use super::launch;
use super::shown::{self, Opened};
use crate::report::Redactor;
use crate::testing::timeline::{Scene, Timeline, Way};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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

/// The run that is stepped through.
struct Debugged {
    timeline: Timeline,
    redactor: Redactor,
    file: PathBuf,
    /// The statement at hand; past the last one the run is over.
    at: usize,
    /// How many events the console has shown.
    told: usize,
    lines: BTreeSet<u32>,
    stop_on_entry: bool,
    scene: Scene,
    opened: Opened,
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
                self.begin()?;
            }
            "continue" => self.moved(request, json!({ "allThreadsContinued": true }), |on| {
                on.go_to_breakpoint(false)
            })?,
            "reverseContinue" => {
                self.moved(request, Value::Null, |on| on.go_to_breakpoint(true))?
            }
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
        });
        self.to.answer(request, Ok(can))
    }

    fn launch(&mut self, request: &Value, given: &Value) -> io::Result<()> {
        let launched = launch::launch(given);
        let launched = match launched {
            Ok(launched) => launched,
            Err(why) => {
                self.to.answer(request, Err(why))?;
                return self.to.event("terminated", json!({}));
            }
        };
        let redactor = Redactor::new();
        for text in &launched.timeline.sensitive {
            redactor.register_text(text);
        }
        self.to.answer(request, Ok(Value::Null))?;
        for line in &launched.said {
            self.to.line("console", line)?;
        }
        self.debugged = Some(Debugged {
            timeline: launched.timeline,
            redactor,
            file: launched.file,
            at: 0,
            told: 0,
            lines: BTreeSet::new(),
            stop_on_entry: given["stopOnEntry"].as_bool().unwrap_or(false),
            scene: Scene::default(),
            opened: Opened::default(),
        });
        // now the editor sends its breakpoints
        self.to.event("initialized", json!({}))
    }

    /// The breakpoints are known: the first of them, or the first statement.
    fn begin(&mut self) -> io::Result<()> {
        let Some(on) = &mut self.debugged else {
            return Ok(());
        };
        let first = on.timeline.line(0);
        let reason = match first.is_some_and(|line| on.lines.contains(&line)) {
            _ if on.stop_on_entry => "entry",
            true => "breakpoint",
            false => on.go_to_breakpoint(false),
        };
        self.stopped(reason)
    }

    fn moved(
        &mut self,
        request: &Value,
        body: Value,
        to: impl FnOnce(&mut Debugged) -> &'static str,
    ) -> io::Result<()> {
        let Some(on) = &mut self.debugged else {
            return self.to.answer(request, Err(NOTHING.to_owned()));
        };
        let reason = to(on);
        self.to.answer(request, Ok(body))?;
        self.stopped(reason)
    }

    /// Tells where the run is now, and what happened on the way there.
    fn stopped(&mut self, reason: &str) -> io::Result<()> {
        let Some(on) = &mut self.debugged else {
            return Ok(());
        };
        let over = on.at >= on.timeline.stops.len();
        let events = match on.timeline.stops.get(on.at) {
            Some(stop) => stop.events,
            None => on.timeline.events.len(),
        };
        for line in shown::happened(&on.timeline, on.told, events, &on.redactor) {
            self.to.line("stdout", &line)?;
        }
        on.told = events;
        on.opened = Opened::default();
        on.scene = on.timeline.scene(on.at);
        if !over {
            let body = json!({ "reason": reason, "threadId": THREAD, "allThreadsStopped": true });
            return self.to.event("stopped", body);
        }
        if let Some(differs) = &on.timeline.differs {
            let text = format!("the run differs from the recording here: {differs}");
            self.to.line("stderr", &text)?;
        }
        let failed = on
            .timeline
            .report
            .as_ref()
            .is_none_or(|report| !report.succeeded());
        self.to
            .event("exited", json!({ "exitCode": i32::from(failed) }))?;
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
                let line = on.timeline.statement_line(ours(&given["line"]));
                let all: Vec<Value> = line
                    .iter()
                    .map(|line| json!({ "line": theirs(*line) }))
                    .collect();
                Ok(json!({ "breakpoints": all }))
            }
            "setExceptionBreakpoints" | "setFunctionBreakpoints" => {
                Ok(json!({ "breakpoints": [] }))
            }
            "stackTrace" => Ok(on.stack(theirs, first_column)),
            "scopes" => Ok(on.scopes(number(&given["frameId"]))),
            "variables" => {
                let at = number(&given["variablesReference"]);
                Ok(json!({ "variables": on.opened.list(at, &on.redactor) }))
            }
            "evaluate" => on.evaluate(given),
            "pause" => Ok(Value::Null),
            other => Err(format!("`{other}` is not supported")),
        }
    }
}

/// What is answered before anything runs.
const NOTHING: &str = "no run has been launched";

fn number(value: &Value) -> usize {
    value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok())
        .unwrap_or(0)
}

impl Debugged {
    fn go_to_breakpoint(&mut self, back: bool) -> &'static str {
        match (self.timeline.to_line(self.at, &self.lines, back), back) {
            (Some(at), _) => {
                self.at = at;
                "breakpoint"
            }
            (None, true) => {
                self.at = 0;
                "entry"
            }
            (None, false) => {
                self.at = self.timeline.stops.len();
                "end"
            }
        }
    }

    fn step(&mut self, way: Way) -> &'static str {
        match (self.timeline.step(self.at, way), way) {
            (Some(at), _) => self.at = at,
            (None, Way::Back) => self.at = 0,
            (None, _) => self.at = self.timeline.stops.len(),
        }
        // what is shown once more on the way back is no news
        self.told = match self.timeline.stops.get(self.at) {
            Some(stop) if way == Way::Back => stop.events,
            _ => self.told,
        };
        "step"
    }

    fn is_ours(&self, file: &str) -> bool {
        let same = |path: &PathBuf| std::fs::canonicalize(path).ok();
        let asked = PathBuf::from(file);
        asked == self.file || same(&asked).is_some_and(|asked| Some(asked) == same(&self.file))
    }

    /// A breakpoint is where a statement begins; those of other files stop nothing.
    fn set_breakpoints(
        &mut self,
        given: &Value,
        ours: impl Fn(&Value) -> u32,
        theirs: impl Fn(u32) -> i64,
    ) -> Value {
        let asked = given["breakpoints"].as_array().cloned().unwrap_or_default();
        if !self.is_ours(given["source"]["path"].as_str().unwrap_or_default()) {
            let other = json!({ "verified": false, "message": "the run is of another flow" });
            let all: Vec<Value> = asked.iter().map(|_| other.clone()).collect();
            return json!({ "breakpoints": all });
        }
        self.lines.clear();
        let all = asked.iter().map(|asked| {
            let line = self.timeline.statement_line(ours(&asked["line"]));
            match line {
                Some(line) => {
                    self.lines.insert(line);
                    json!({ "verified": true, "line": theirs(line) })
                }
                None => json!({ "verified": false, "message": "no statement is here or below" }),
            }
        });
        let all: Vec<Value> = all.collect();
        json!({ "breakpoints": all })
    }

    fn stack(&self, theirs: impl Fn(u32) -> i64, first_column: i64) -> Value {
        let source = &self.timeline.program.source;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let shown_source = shown_file(&self.file);
        let levels = self.scene.levels.iter().enumerate();
        let frames = levels.map(|(id, level)| {
            let (file, span) = source.home(level.span);
            let (from, to) = (file.place(span.start), file.place(span.end));
            let shown_source = match file.name() == source.name() {
                true => shown_source.clone(),
                false => shown_file(Path::new(&**file.name())),
            };
            json!({
                "id": id,
                "name": shown::level_name(level.step.as_ref(), level.item, &name),
                "source": shown_source,
                "line": theirs(from.line),
                "column": i64::from(from.column) - 1 + first_column,
                "endLine": theirs(to.line),
                "endColumn": i64::from(to.column) - 1 + first_column,
            })
        });
        let frames: Vec<Value> = frames.collect();
        json!({ "totalFrames": frames.len(), "stackFrames": frames })
    }

    fn scopes(&mut self, level: usize) -> Value {
        let all = [
            ("Variables", "locals", shown::variables(&self.scene, level)),
            ("Inputs", "arguments", shown::inputs(&self.scene)),
        ];
        let scopes = all.into_iter().filter_map(|(name, hint, parts)| {
            let number = self.opened.add(parts);
            (number > 0).then(|| {
                json!({
                    "name": name,
                    "presentationHint": hint,
                    "variablesReference": number,
                    "expensive": false,
                })
            })
        });
        let scopes: Vec<Value> = scopes.collect();
        json!({ "scopes": scopes })
    }

    /// A name, with fields: nothing is calculated, and nothing is carried out.
    fn evaluate(&mut self, given: &Value) -> Answer {
        let name = given["expression"].as_str().unwrap_or_default().trim();
        let found = self.scene.value(number(&given["frameId"]), name);
        match found {
            Some(value) => Ok(self.opened.value(&value, &self.redactor)),
            None => Err(format!("unknown variable `{}`", self.redactor.clean(name))),
        }
    }
}

/// A file as an editor finds it.
fn shown_file(file: &Path) -> Value {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let path = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    json!({ "name": name, "path": path.display().to_string() })
}
