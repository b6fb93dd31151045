//! A run that is over, forwards and back: a recording, or a test.

use super::files::Folder;
use super::{ask, outline, told};
use crate::cli::{replay, scripts, test};
use crate::config::Problem;
use crate::graph::Seen;
use crate::report::page::see;
use crate::report::{Printer, Redactor};
use crate::testing::timeline::{Timeline, Way};
use serde_json::{Value as Json, json};
use std::path::Path;

/// The run, and where the page is in it.
pub(super) struct Past {
    timeline: Timeline,
    redactor: Redactor,
    file: Option<String>,
    /// What is to be said beside it: what was not as a test expects it.
    said: Vec<String>,
    at: usize,
}

impl Past {
    /// A recording, on the flow that it names.
    pub fn recorded(folder: &Folder, asked: &Json) -> Result<Self, Problem> {
        let file = folder.path(ask::text(asked, "file")?)?;
        let recording = replay::read(&file)?;
        let flow = replay::flow_of(&file, &recording.flow);
        let script = scripts::read(&flow)?.with_files();
        let printer = Printer::of_process();
        let shown = crate::report::text::name(&flow.display().to_string()).into_owned();
        let program = outline::checked(&script, &printer)?.program;
        let program = program
            .ok_or_else(|| Problem::new(format!("{shown} has errors")).help("fix them first"))?;
        let timeline = Timeline::recorded(program, &recording).map_err(Problem::new)?;
        Ok(Self::new(
            timeline,
            printer.redactor(),
            folder,
            &flow,
            Vec::new(),
        ))
    }

    /// A test of a saved file, with its own answers or on the simulator.
    pub fn tested(folder: &Folder, asked: &Json) -> Result<Self, Problem> {
        let file = folder.path(ask::text(asked, "file")?)?;
        let played = test::played(&file, ask::text(asked, "name")?)?;
        let timeline = Timeline::new(played.program, played.journal).map_err(Problem::new)?;
        Ok(Self::new(
            timeline,
            &Redactor::new(),
            folder,
            &played.flow,
            played.said,
        ))
    }

    fn new(
        timeline: Timeline,
        redactor: &Redactor,
        folder: &Folder,
        flow: &Path,
        said: Vec<String>,
    ) -> Self {
        for text in &timeline.sensitive {
            redactor.register_text(text);
        }
        let whole = std::fs::canonicalize(flow).unwrap_or_else(|_| flow.to_owned());
        Self {
            redactor: redactor.clone(),
            file: folder.shown_name(&whole),
            said,
            at: 0,
            timeline,
        }
    }

    /// Goes somewhere: a step, a place by its number, a line.
    pub fn go(&mut self, asked: &Json) {
        let end = self.timeline.stops.len();
        let to = |way| self.timeline.step(self.at, way);
        self.at = match ask::some(asked, "way") {
            Some("next") => to(Way::Next).unwrap_or(end),
            Some("into") => to(Way::Into).unwrap_or(end),
            Some("out") => to(Way::Out).unwrap_or(end),
            Some("back") => to(Way::Back).unwrap_or(0),
            Some("start") => 0,
            Some("end") => end,
            _ => ask::number(asked, "at").unwrap_or(self.at).min(end),
        };
    }

    /// What is to be seen there.
    pub fn scene(&self) -> Json {
        let timeline = &self.timeline;
        let over = self.at >= timeline.stops.len();
        let events = match timeline.stops.get(self.at) {
            Some(stop) => stop.events,
            None => timeline.events.len(),
        };
        let events = timeline.events.get(..events).unwrap_or(&timeline.events);
        let mut seen = Seen::of_runs();
        events.iter().for_each(|event| see(&mut seen, event));
        let end = timeline.report.as_ref().filter(|_| over);
        json!({
            "state": if over { "ended" } else { "stopped" },
            "past": true,
            "file": self.file,
            "place": self.at,
            "places": timeline.stops.len(),
            "at": timeline.stops.get(self.at).map(|stop| json!({
                "sort": "statement",
                "line": told::place(&timeline.program.source, stop.span.start),
                "text": self.redactor.clean_written(timeline.program.source.slice(stop.span).lines().next().unwrap_or_default()),
            })),
            "scene": told::scene(&timeline.scene(self.at), &self.redactor),
            "events": told::events(events, &self.redactor),
            "end": end.map(|report| told::end(report, &self.redactor)),
            "differs": timeline.differs.as_ref().filter(|_| over).map(|text| self.redactor.clean(text)),
            "said": self.said,
            "svg": outline::svg(&timeline.program, Some(&seen), &self.redactor),
        })
    }
}
