//! The run that an editor steps through: where it is, and how it gets from there to elsewhere.

use super::answer::NOTHING;
use super::breakpoints::{Breakpoint, Breakpoints, Hit};
use super::launch::Launched;
use super::shown::{self, Opened};
use crate::report::Redactor;
use crate::testing::timeline::{Line, Scene, Timeline, Way};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The run that is stepped through.
pub(super) struct Debugged {
    pub timeline: Timeline,
    pub redactor: Redactor,
    file: PathBuf,
    /// The stop at hand; past the last one the run is over.
    pub at: usize,
    /// How many events the console has shown.
    told: usize,
    pub breakpoints: Breakpoints,
    pub stop_on_entry: bool,
    scene: Option<Scene>,
    pub opened: Opened,
}

/// Why a run stands where it stands.
#[derive(Default)]
pub(super) struct Stopped {
    /// As the protocol says it: `step`, `breakpoint` …
    pub reason: &'static str,
    /// What is to be written to the console, by the number of events before it.
    pub written: Vec<(usize, String)>,
}

impl Stopped {
    fn by(reason: &'static str) -> Self {
        Self {
            reason,
            written: Vec::new(),
        }
    }
}

impl Debugged {
    pub fn new(launched: Launched, stop_on_entry: bool) -> Self {
        let redactor = Redactor::new();
        for text in &launched.timeline.sensitive {
            redactor.register_text(text);
        }
        Self {
            timeline: launched.timeline,
            redactor,
            file: launched.file,
            at: 0,
            told: 0,
            breakpoints: Breakpoints::default(),
            stop_on_entry,
            scene: None,
            opened: Opened::default(),
        }
    }

    /// From the start to where the run is first to stop.
    pub fn begin(&mut self) -> Stopped {
        match self.stop_on_entry {
            true => Stopped::by("entry"),
            false => self.advance_from(0),
        }
    }

    /// Goes on to where the run is to stop.
    pub fn go_on(&mut self) -> Stopped {
        self.advance_from(self.at + 1)
    }

    fn advance_from(&mut self, first: usize) -> Stopped {
        let hits = self
            .breakpoints
            .hits(&self.timeline, &self.redactor)
            .to_vec();
        let line = hits
            .iter()
            .find(|(at, hit)| *at >= first && matches!(hit, Hit::Stops(_)));
        let kind = (first..self.timeline.stops.len())
            .find_map(|at| Some((at, self.breakpoints.kind_at(&self.timeline, at)?)));
        let over = self.timeline.stops.len();
        let (to, reason) = match (line, kind) {
            (Some((line, _)), Some((kind, _))) if kind < *line => (kind, "exception"),
            (None, Some((kind, _))) => (kind, "exception"),
            (Some((line, _)), _) => (*line, "breakpoint"),
            (None, None) => (over, "end"),
        };
        self.at = to;
        let passed = hits.into_iter().filter(|(at, _)| (first..=to).contains(at));
        let written = passed.filter_map(|(at, hit)| {
            let text = match hit {
                Hit::Logs(text) => text,
                Hit::Stops(why) => why?,
            };
            Some((self.timeline.stops[at].events, text))
        });
        Stopped {
            reason,
            written: written.collect(),
        }
    }

    /// Goes back to the last place where the run was to stop, or to its start.
    pub fn go_back(&mut self) -> Stopped {
        let hits = self.breakpoints.hits(&self.timeline, &self.redactor);
        let before = hits
            .iter()
            .rev()
            .find_map(|(at, hit)| (*at < self.at && matches!(hit, Hit::Stops(_))).then_some(*at));
        let kind = (0..self.at.min(self.timeline.stops.len()))
            .rev()
            .find(|at| self.breakpoints.kind_at(&self.timeline, *at).is_some());
        let reason = match (before, kind) {
            (None, None) => "entry",
            (before, kind) if kind > before => "exception",
            _ => "breakpoint",
        };
        self.at = before.max(kind).unwrap_or(0);
        self.seen_before();
        Stopped::by(reason)
    }

    pub fn step(&mut self, way: Way) -> Stopped {
        self.at = match (self.timeline.step(self.at, way), way) {
            (Some(at), _) => at,
            (None, Way::Back) => 0,
            (None, _) => self.timeline.stops.len(),
        };
        if way == Way::Back {
            self.seen_before();
        }
        Stopped::by("step")
    }

    /// What is shown once more on the way back is no news.
    fn seen_before(&mut self) {
        if let Some(stop) = self.timeline.stops.get(self.at) {
            self.told = stop.events;
        }
    }

    pub fn is_over(&self) -> bool {
        self.at >= self.timeline.stops.len()
    }

    /// Whether the run ended as its flow means it to.
    pub fn succeeded(&self) -> bool {
        let report = self.timeline.report.as_ref();
        report.is_some_and(|report| report.succeeded())
    }

    /// What happened on the way to where the run is, line by line.
    pub fn arrive(&mut self, stopped: &Stopped) -> Vec<String> {
        let stop = self.timeline.stops.get(self.at);
        let events = stop.map_or(self.timeline.events.len(), |stop| stop.events);
        let mut lines = Vec::new();
        let mut told = self.told;
        for (before, text) in &stopped.written {
            lines.extend(shown::happened(
                &self.timeline,
                told,
                *before,
                &self.redactor,
            ));
            lines.push(text.clone());
            told = told.max(*before);
        }
        lines.extend(shown::happened(
            &self.timeline,
            told,
            events,
            &self.redactor,
        ));
        self.told = events;
        self.opened = Opened::default();
        self.scene = Some(self.timeline.scene(self.at));
        lines
    }

    /// The file of the run that an editor means by a path.
    pub fn file_of(&self, path: &str) -> Option<Arc<str>> {
        let real = |path: &Path| std::fs::canonicalize(path).ok();
        let asked = PathBuf::from(path);
        let mut files = self.timeline.files().into_iter();
        files.find(|name| {
            let known = self.path_of(name);
            known == asked || real(&asked).is_some_and(|asked| Some(asked) == real(&known))
        })
    }

    fn path_of(&self, name: &str) -> PathBuf {
        match self.timeline.program.source.name() {
            own if **own == *name => self.file.clone(),
            _ => PathBuf::from(name),
        }
    }

    /// A breakpoint is where a statement or a handler begins; those of other files stop nothing.
    pub fn set_breakpoints(
        &mut self,
        given: &Value,
        ours: impl Fn(&Value) -> u32,
        theirs: impl Fn(u32) -> i64,
    ) -> Value {
        let asked = given["breakpoints"].as_array().cloned().unwrap_or_default();
        let unset = |why: &str| json!({ "verified": false, "message": why });
        let path = given["source"]["path"].as_str().unwrap_or_default();
        let Some(file) = self.file_of(path) else {
            let other = unset("the run is of another flow");
            let all: Vec<Value> = asked.iter().map(|_| other.clone()).collect();
            return json!({ "breakpoints": all });
        };
        let mut set = Vec::new();
        let all = asked.iter().map(|asked| {
            let wanted = Line {
                file: file.clone(),
                number: ours(&asked["line"]),
            };
            let Some(line) = self.timeline.stopping_line(&wanted) else {
                return unset("no statement is here or below");
            };
            let number = line.number;
            match Breakpoint::read(line, asked) {
                Ok(breakpoint) => {
                    set.push(breakpoint);
                    json!({ "verified": true, "line": theirs(number) })
                }
                Err(why) => unset(&why),
            }
        });
        let all: Vec<Value> = all.collect();
        self.breakpoints.set(&file, set);
        json!({ "breakpoints": all })
    }

    pub fn stack(&self, theirs: impl Fn(u32) -> i64, first_column: i64) -> Value {
        let source = &self.timeline.program.source;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy();
        let levels = self
            .scene
            .iter()
            .flat_map(|scene| &scene.levels)
            .enumerate();
        let frames = levels.map(|(id, level)| {
            let (file, span) = source.home(level.span);
            let (from, to) = (file.place(span.start), file.place(span.end));
            json!({
                "id": id,
                "name": shown::level_name(level.step.as_ref(), level.item, &name),
                "source": shown_file(&self.path_of(file.name())),
                "line": theirs(from.line),
                "column": i64::from(from.column) - 1 + first_column,
                "endLine": theirs(to.line),
                "endColumn": i64::from(to.column) - 1 + first_column,
            })
        });
        let frames: Vec<Value> = frames.collect();
        json!({ "totalFrames": frames.len(), "stackFrames": frames })
    }

    pub fn scopes(&mut self, level: usize) -> Value {
        let Some(scene) = &self.scene else {
            return json!({ "scopes": [] });
        };
        let all = [
            ("Variables", "locals", shown::variables(scene, level)),
            ("Inputs", "arguments", shown::inputs(scene)),
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

    /// An expression: it is worked out, and nothing is carried out.
    pub fn evaluate(&mut self, level: usize, expression: &str) -> Result<Value, String> {
        let scene = self.scene.as_ref().ok_or(NOTHING)?;
        match scene.evaluate(level, expression) {
            Ok(value) => Ok(self.opened.value(&value, &self.redactor)),
            Err(why) => Err(self.redactor.clean(&why).into_owned()),
        }
    }

    /// What stops the run here, for an editor that stopped at an outcome.
    pub fn exception(&self) -> Option<Value> {
        let stop = self.timeline.stops.get(self.at)?;
        let (id, about) = shown::decided(&stop.why, &self.redactor)?;
        Some(json!({ "exceptionId": id, "description": about, "breakMode": "always" }))
    }
}

/// A file as an editor finds it.
fn shown_file(file: &Path) -> Value {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let path = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    json!({ "name": name, "path": path.display().to_string() })
}
