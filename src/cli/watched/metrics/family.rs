//! Every metric: its name, its type and what it says. The page `docs/watching.md` has a row for each.

/// One metric, under all its labels.
pub struct Family {
    pub name: &'static str,
    pub sort: Sort,
    pub about: &'static str,
}

/// The types that Prometheus knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    Counter,
    Gauge,
    Histogram,
}

impl Sort {
    pub fn word(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

const fn family(name: &'static str, sort: Sort, about: &'static str) -> Family {
    Family { name, sort, about }
}

use Sort::{Counter, Gauge, Histogram};

/// All of them.
pub const FAMILIES: &[Family] = &[
    family("flow_ready", Gauge, "1 while the service takes starts."),
    family(
        "flow_runs_started_total",
        Counter,
        "Runs that began, by flow and by what started them.",
    ),
    family(
        "flow_runs_ended_total",
        Counter,
        "Runs that ended, by flow and state: succeeded, failed, stopped, cancelled.",
    ),
    family(
        "flow_run_seconds",
        Histogram,
        "How long runs took, from their start to their end.",
    ),
    family(
        "flow_runs_open",
        Gauge,
        "Runs that have begun and not ended.",
    ),
    family(
        "flow_runs_held",
        Gauge,
        "Runs that are held: their program ended three times before they did, or the engine has stopped them.",
    ),
    family(
        "flow_runs_interrupted",
        Gauge,
        "Runs that no program drives, or whose last attempt on the engine failed.",
    ),
    family(
        "flow_actions_total",
        Counter,
        "Actions that were answered, by system, action and outcome.",
    ),
    family(
        "flow_action_seconds",
        Histogram,
        "How long actions took, from their request to their outcome.",
    ),
    family(
        "flow_actions_in_doubt_total",
        Counter,
        "Writes of ended runs whose result is unknown and that no handler decided.",
    ),
    family(
        "flow_retries_total",
        Counter,
        "Actions that were tried again, by flow and outcome.",
    ),
    family(
        "flow_budget_wait_seconds",
        Histogram,
        "How long actions waited for their turn under use-at-most.",
    ),
    family(
        "flow_credentials_refused",
        Gauge,
        "1 while a system rejects the credentials of its profile: nothing is sent with them.",
    ),
    family(
        "flow_http_requests_total",
        Counter,
        "Requests that were answered, by route and status.",
    ),
    family(
        "flow_http_request_seconds",
        Histogram,
        "How long requests took.",
    ),
    family(
        "flow_http_refused_total",
        Counter,
        "Connections and requests that were rejected before they reached a route, by reason.",
    ),
    family("flow_http_connections", Gauge, "Open connections."),
    family(
        "flow_engine_reached",
        Gauge,
        "1 while the engine answers the worker.",
    ),
    family(
        "flow_worker_runs",
        Gauge,
        "Runs that the worker has in hand: what only waits is not among them.",
    ),
    family(
        "flow_schedule_starts_total",
        Counter,
        "Starts that flows name with `every`, by flow and result: started, late, skipped, missed, failed.",
    ),
    family(
        "flow_schedule_next_timestamp_seconds",
        Gauge,
        "When the next start of a flow is due, in seconds since 1970.",
    ),
    family(
        "flow_events_heard",
        Gauge,
        "1 while what arrives is heard, by system and thing; only what flows name with `when`.",
    ),
    family(
        "flow_events_total",
        Counter,
        "What arrived that flows name with `when`, by system and thing.",
    ),
    family(
        "flow_event_starts_total",
        Counter,
        "Starts for what arrived, by flow and result: started, repeated, failed.",
    ),
    family(
        "flow_events_unheard_seconds_total",
        Counter,
        "How long what arrives was not heard, by system and thing.",
    ),
    family(
        "flow_spans_sent_total",
        Counter,
        "Spans of traces that the collector took.",
    ),
    family(
        "flow_spans_dropped_total",
        Counter,
        "Spans of traces that the collector did not take: it was not reached, or too many waited.",
    ),
    family(
        "flow_journal_errors_total",
        Counter,
        "Times that the journal could not be read or written.",
    ),
    family(
        "flow_reloads_total",
        Counter,
        "Times that the flows and settings were read again, by result: done, refused.",
    ),
];
