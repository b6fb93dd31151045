//! Where a run is to stop, beside the statements that somebody steps to.

use crate::cli::debug::shown;
use crate::report::Redactor;
use crate::testing::timeline::{Line, Scene, Timeline, Why};
use crate::value::Value;
use serde_json::{Value as Json, json};

/// What an editor may have a run stop at, whatever the line: its name, what it says, and whether it holds
/// from the start.
const KINDS: [(&str, &str, bool); 3] = [
    ("failed", "The run fails", true),
    ("handled", "A handler handles an outcome", false),
    ("retried", "An action is retried", false),
];

/// The filters, as an editor lists them.
pub(super) fn kinds() -> Json {
    let kinds = KINDS.map(
        |(filter, label, default)| json!({ "filter": filter, "label": label, "default": default }),
    );
    json!(kinds)
}

/// A breakpoint.
#[derive(Debug)]
pub(super) struct Breakpoint {
    pub line: Line,
    condition: Option<String>,
    hits: Option<Hits>,
    log: Option<String>,
}

/// Which of the times that a run comes to a breakpoint count.
#[derive(Clone, Copy, Debug)]
enum Hits {
    Only(usize),
    From(usize),
    Each(usize),
}

/// What an editor sets: its lines and what stands with them.
impl Breakpoint {
    /// `Err`: what of it cannot be read.
    pub fn read(line: Line, asked: &Json) -> Result<Self, String> {
        let text = |name: &str| {
            let text = asked[name].as_str().map(str::trim);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        Ok(Self {
            line,
            condition: text("condition"),
            hits: text("hitCondition")
                .map(|text| Hits::read(&text))
                .transpose()?,
            log: text("logMessage"),
        })
    }

    /// Whether the condition holds. One that cannot be worked out stops the run and says why: it
    /// would be passed over in silence.
    fn holds(&self, scene: &Scene) -> Result<bool, String> {
        let Some(condition) = &self.condition else {
            return Ok(true);
        };
        match scene.evaluate(0, condition)? {
            Value::YesNo(yes) => Ok(yes),
            _ => Err("the condition is not a yes/no value".to_owned()),
        }
    }
}

impl Hits {
    fn read(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.trim().parse().ok().filter(|number| *number > 0);
        let read = match text.split_at_checked(1) {
            Some((">", rest)) => match rest.strip_prefix('=') {
                Some(rest) => number(rest).map(Self::From),
                None => number(rest).map(|number: usize| Self::From(number + 1)),
            },
            Some(("%", rest)) => number(rest).map(Self::Each),
            Some(("=", rest)) => number(rest.trim_start_matches('=')).map(Self::Only),
            _ => number(text).map(Self::Only),
        };
        read.ok_or_else(|| "the hit count is a number, `>= 3` or `% 3`".to_owned())
    }

    fn counts(self, hit: usize) -> bool {
        match self {
            Self::Only(number) => hit == number,
            Self::From(number) => hit >= number,
            Self::Each(number) => hit.is_multiple_of(number),
        }
    }
}

/// What happens where a run comes to a breakpoint.
#[derive(Clone, Debug)]
pub(super) enum Hit {
    /// It stops; with what is wrong with the condition.
    Stops(Option<String>),
    /// This is written, and it goes on.
    Logs(String),
}

/// The breakpoints of a run, and what comes of them.
#[derive(Debug, Default)]
pub(super) struct Breakpoints {
    all: Vec<Breakpoint>,
    kinds: Vec<&'static str>,
    /// At which stops, in order; worked out when somebody goes on.
    hits: Option<Vec<(usize, Hit)>>,
}

impl Breakpoints {
    /// Those of a file are these from now on.
    pub fn set(&mut self, file: &str, these: Vec<Breakpoint>) {
        self.all.retain(|known| *known.line.file != *file);
        self.all.extend(these);
        self.hits = None;
    }

    /// The run stops at these kinds of stops too.
    pub fn set_kinds(&mut self, filters: &Json) {
        let asked: Vec<&str> = filters
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .collect();
        let kinds = KINDS.iter().map(|(filter, ..)| *filter);
        self.kinds = kinds.filter(|filter| asked.contains(filter)).collect();
    }

    /// What comes of the breakpoints, in the order of the run.
    pub fn hits(&mut self, timeline: &Timeline, redactor: &Redactor) -> &[(usize, Hit)] {
        let all = &self.all;
        self.hits
            .get_or_insert_with(|| worked_out(all, timeline, redactor))
    }

    /// Why the run stops at a stop, whatever its line is.
    pub fn kind_at(&self, timeline: &Timeline, stop: usize) -> Option<&'static str> {
        let kind = match timeline.stops.get(stop)?.why {
            Why::Statement => return None,
            Why::Handled(_) => "handled",
            Why::Retried(_) => "retried",
            Why::Failing(_) => "failed",
        };
        self.kinds.iter().copied().find(|known| *known == kind)
    }
}

/// Goes through the run once, and sees at each breakpoint what comes of it.
fn worked_out(all: &[Breakpoint], timeline: &Timeline, redactor: &Redactor) -> Vec<(usize, Hit)> {
    let mut counts = vec![0; all.len()];
    let mut hits = Vec::new();
    if all.is_empty() {
        return hits;
    }
    let meant = |stop: usize| {
        let mut all = all.iter();
        all.any(|one| timeline.is_stopped_by(stop, &one.line))
    };
    timeline.scenes(&meant, &mut |stop, scene| {
        for (breakpoint, count) in all.iter().zip(&mut counts) {
            if timeline.is_stopped_by(stop, &breakpoint.line)
                && let Some(hit) = hit_of(breakpoint, count, &scene, redactor)
            {
                hits.push((stop, hit));
            }
        }
        true
    });
    hits
}

fn hit_of(
    breakpoint: &Breakpoint,
    count: &mut usize,
    scene: &Scene,
    redactor: &Redactor,
) -> Option<Hit> {
    match breakpoint.holds(scene) {
        Ok(true) => *count += 1,
        Ok(false) => return None,
        Err(why) => return Some(Hit::Stops(Some(redactor.clean(&why).into_owned()))),
    }
    if !breakpoint.hits.is_none_or(|hits| hits.counts(*count)) {
        return None;
    }
    Some(match &breakpoint.log {
        Some(message) => Hit::Logs(shown::message(scene, message, redactor)),
        None => Hit::Stops(None),
    })
}
