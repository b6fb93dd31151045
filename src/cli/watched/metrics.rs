//! What the service counts, in the text form that Prometheus reads. Flows, systems, actions and outcomes
//! are named as reports name them; no value of a run is in it.
//!
//! The form is a few lines of text: a crate for it would bring more code than this, and no types beyond it.

mod family;

pub use family::FAMILIES;

use crate::journal::Ending;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The bounds of the histograms, in seconds.
const BOUNDS: [f64; 12] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0, 600.0,
];

type Labels = Vec<(&'static str, String)>;

#[derive(Default)]
struct Counts {
    numbers: BTreeMap<(&'static str, Labels), f64>,
    times: BTreeMap<(&'static str, Labels), Times>,
}

#[derive(Default, Clone)]
struct Times {
    within: [u64; BOUNDS.len()],
    count: u64,
    sum: f64,
}

/// The counts of the service.
#[derive(Default)]
pub struct Metrics(Mutex<Counts>);

impl Metrics {
    /// A run has begun.
    pub fn started(&self, flow: &str, by: &str) {
        let labels = vec![("flow", flow.into()), ("by", by.into())];
        self.add("flow_runs_started_total", labels, 1.0);
    }

    /// A run of an earlier start goes on.
    pub fn resumed(&self, flow: &str) {
        self.started(flow, "resumed");
    }

    /// A run is over.
    pub fn ended(&self, flow: &str, how: &str, took: Option<SignedDuration>) {
        let labels = vec![("flow", flow.into()), ("state", how.into())];
        self.add("flow_runs_ended_total", labels, 1.0);
        let took = took.and_then(|took| took.try_into().ok());
        let took: Duration = took.unwrap_or_default();
        self.time("flow_run_seconds", vec![("flow", flow.into())], took);
    }

    /// These flows are served. What has not happened yet is counted as none: a comparison then sees the first
    /// one.
    pub fn serves<'a>(&self, flows: impl Iterator<Item = &'a str>) {
        for flow in flows {
            for how in [
                Ending::Succeeded,
                Ending::Failed,
                Ending::Stopped,
                Ending::Cancelled,
            ] {
                let labels = vec![("flow", flow.into()), ("state", how.word().into())];
                self.add("flow_runs_ended_total", labels, 0.0);
            }
            let labels = vec![("flow", flow.into())];
            self.add("flow_actions_in_doubt_total", labels, 0.0);
        }
        self.add("flow_journal_errors_total", Labels::new(), 0.0);
    }

    /// What a run that is over leaves in doubt.
    pub fn in_doubt(&self, flow: &str, many: usize) {
        if many > 0 {
            let labels = vec![("flow", flow.into())];
            self.add("flow_actions_in_doubt_total", labels, many as f64);
        }
    }

    /// An action was answered.
    pub fn acted(&self, (system, action): (&str, &str), outcome: &str, took: Duration) {
        let of = || vec![("system", system.to_owned()), ("action", action.to_owned())];
        let mut labels = of();
        labels.push(("outcome", outcome.into()));
        self.add("flow_actions_total", labels, 1.0);
        self.time("flow_action_seconds", of(), took);
    }

    /// An action will be tried again.
    pub fn retried(&self, flow: &str, outcome: &str) {
        let labels = vec![("flow", flow.into()), ("outcome", outcome.into())];
        self.add("flow_retries_total", labels, 1.0);
    }

    /// How long an action waited for its turn in the budget.
    pub fn waited(&self, system: &str, time: Duration) {
        let labels = vec![("system", system.into())];
        self.time("flow_budget_wait_seconds", labels, time);
    }

    /// A request was answered.
    pub fn requested(&self, route: &'static str, status: u16, took: Duration) {
        let labels = vec![("route", route.into()), ("status", status.to_string())];
        self.add("flow_http_requests_total", labels, 1.0);
        self.time(
            "flow_http_request_seconds",
            vec![("route", route.into())],
            took,
        );
    }

    /// A connection, or what came over one, was refused before it was a request.
    pub fn refused(&self, why: &'static str) {
        self.add("flow_http_refused_total", vec![("reason", why.into())], 1.0);
    }

    /// The journal could not be read or written.
    pub fn journal_failed(&self) {
        self.add("flow_journal_errors_total", Labels::new(), 1.0);
    }

    /// The flows and the settings were read again; whether that changed anything.
    pub fn reloaded(&self, done: bool) {
        let result = if done { "done" } else { "refused" };
        self.add("flow_reloads_total", vec![("result", result.into())], 1.0);
    }

    /// What a schedule has done with a start: `started`, `late`, `skipped`, `missed`, `failed`.
    pub fn scheduled(&self, flow: &str, what: &'static str) {
        let labels = vec![("flow", flow.into()), ("result", what.into())];
        self.add("flow_schedule_starts_total", labels, 1.0);
    }

    /// Something has arrived that flows start for.
    pub fn arrived(&self, system: &str, thing: &str) {
        let labels = vec![("system", system.into()), ("thing", thing.into())];
        self.add("flow_events_total", labels, 1.0);
    }

    /// What came of a start for something that arrived: `started`, `repeated`, `failed`.
    pub fn event_started(&self, flow: &str, what: &'static str) {
        let labels = vec![("flow", flow.into()), ("result", what.into())];
        self.add("flow_event_starts_total", labels, 1.0);
    }

    /// For how long what arrives was not heard.
    pub fn unheard(&self, labels: Labels, time: SignedDuration) {
        self.add(
            "flow_events_unheard_seconds_total",
            labels,
            time.as_secs_f64(),
        );
    }

    /// How all of a family stand right now: there are no others.
    pub fn replace(&self, name: &'static str, all: Vec<(Labels, f64)>) {
        let mut counts = self.counts();
        counts.numbers.retain(|(known, _), _| *known != name);
        let all = all
            .into_iter()
            .map(|(labels, value)| ((name, labels), value));
        counts.numbers.extend(all);
    }

    /// How things stand right now.
    pub fn set(&self, name: &'static str, labels: Labels, value: f64) {
        self.counts().numbers.insert((name, labels), value);
    }

    /// Everything, as Prometheus reads it.
    pub fn text(&self) -> String {
        let counts = self.counts();
        let mut text = String::new();
        for family in FAMILIES {
            let _ = writeln!(text, "# HELP {} {}", family.name, family.about);
            let _ = writeln!(text, "# TYPE {} {}", family.name, family.sort.word());
            let of = |key: &&(&'static str, Labels)| key.0 == family.name;
            for (key, number) in counts.numbers.iter().filter(|(key, _)| of(key)) {
                let _ = writeln!(text, "{}{} {number}", family.name, braces(&key.1, None));
            }
            for (key, times) in counts.times.iter().filter(|(key, _)| of(key)) {
                times.write(&mut text, family.name, &key.1);
            }
        }
        text
    }

    fn add(&self, name: &'static str, labels: Labels, by: f64) {
        *self.counts().numbers.entry((name, labels)).or_default() += by;
    }

    fn time(&self, name: &'static str, labels: Labels, took: Duration) {
        let seconds = took.as_secs_f64();
        let mut counts = self.counts();
        let times = counts.times.entry((name, labels)).or_default();
        for (within, bound) in times.within.iter_mut().zip(BOUNDS) {
            *within += u64::from(seconds <= bound);
        }
        times.count += 1;
        times.sum += seconds;
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Times {
    fn write(&self, text: &mut String, name: &str, labels: &Labels) {
        for (within, bound) in self.within.iter().zip(BOUNDS) {
            let bound = bound.to_string();
            let _ = writeln!(
                text,
                "{name}_bucket{} {within}",
                braces(labels, Some(&bound))
            );
        }
        let _ = writeln!(
            text,
            "{name}_bucket{} {}",
            braces(labels, Some("+Inf")),
            self.count
        );
        let _ = writeln!(text, "{name}_sum{} {}", braces(labels, None), self.sum);
        let _ = writeln!(text, "{name}_count{} {}", braces(labels, None), self.count);
    }
}

fn braces(labels: &Labels, bound: Option<&str>) -> String {
    let bound = bound.map(|bound| ("le", bound));
    let all = labels.iter().map(|(name, value)| (*name, value.as_str()));
    let all: Vec<String> = all
        .chain(bound)
        .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
        .collect();
    match all.is_empty() {
        true => String::new(),
        false => format!("{{{}}}", all.join(",")),
    }
}

fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_times_are_text_that_prometheus_reads() {
        let metrics = Metrics::default();
        metrics.started("night/sweep", "http");
        metrics.started("night/sweep", "http");
        metrics.acted(
            ("cxone", "hold contact"),
            "Odd\"\n",
            Duration::from_millis(30),
        );
        let text = metrics.text();
        for line in [
            "# TYPE flow_runs_started_total counter",
            "flow_runs_started_total{flow=\"night/sweep\",by=\"http\"} 2",
            "flow_actions_total{system=\"cxone\",action=\"hold contact\",outcome=\"Odd\\\"\\n\"} 1",
            "flow_action_seconds_bucket{system=\"cxone\",action=\"hold contact\",le=\"0.025\"} 0",
            "flow_action_seconds_bucket{system=\"cxone\",action=\"hold contact\",le=\"0.05\"} 1",
            "flow_action_seconds_bucket{system=\"cxone\",action=\"hold contact\",le=\"+Inf\"} 1",
            "flow_action_seconds_count{system=\"cxone\",action=\"hold contact\"} 1",
        ] {
            assert!(text.lines().any(|one| one == line), "{line}\n{text}");
        }
    }
}
