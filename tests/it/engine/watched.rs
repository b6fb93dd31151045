//! What a worker lets others see: traces that go on over workers, and metrics.

use super::server::Server;
use super::settled::on;
use super::{free_port, ready_with_log, until};
use crate::cli::kept::User;
use crate::serve::client::Client;
use crate::serve::traces::{Collector, attribute};
use std::collections::HashSet;

const BOOK: &str = "set security user 7\n\
    schedule callback to \"+12025550123\" at now + 2h\n    \
    with FirstName: \"Zebedee\", LastName: \"Example\", SkillId: 4021, TargetAgentId: 7\n    \
    on Unknown   -> ignore\n    \
    on any other -> fail\n\
    await signal Go, at most 1h\n    on TimedOut -> fail\n\
    schedule callback to \"+12025550124\" at now + 2h\n    \
    with FirstName: \"Zebedee\", LastName: \"Example\", SkillId: 4021, TargetAgentId: 7\n    \
    on Unknown   -> ignore\n    \
    on any other -> fail\n";

#[test]
fn a_run_is_one_trace_over_its_workers_and_is_counted() {
    let test = "a_run_is_one_trace_over_its_workers_and_is_counted";
    let Some(server) = Server::start(test) else {
        return;
    };
    let user = User::new();
    let settings = user.read("flow.toml");
    user.write(
        "flow.toml",
        &format!("{settings}takes-effect-within = \"100ms\"\n"),
    );
    user.write("book.flow", BOOK);
    let mut collector = Collector::start();
    let at = format!("127.0.0.1:{}", free_port());
    let metrics = format!("127.0.0.1:{}", free_port());
    let traced = collector.address.clone();
    let worker = |log: &str| {
        let call = user.call(&[
            "worker",
            "--listen",
            &at,
            "--metrics",
            &metrics,
            "--log",
            "json",
        ]);
        let call = call.env("OTEL_EXPORTER_OTLP_ENDPOINT", &traced);
        let log = std::fs::File::create(user.path(log)).unwrap();
        ready_with_log(on(call, &server).command(), log.into())
    };
    let done = |args: &[&str]| on(user.call(args), &server).run();
    let first = worker("first.log");
    assert_eq!(done(&["submit", "book.flow", "--name", "b1"]).code, 0);
    until("it waits", || {
        done(&["runs", "show", "b1"])
            .out
            .contains("waits for signal Go")
    });
    let counted = Client::of(&metrics).get("/metrics").body;
    has(
        &counted,
        "flow_runs_started_total{flow=\"book\",by=\"engine\"} 1",
    );
    has(&counted, "flow_engine_reached 1");
    has(&counted, "flow_runs_held 0");
    // What it has done is with the collector; a lost worker takes with it what it has not sent yet.
    collector.span("schedule callback to at");
    // The worker that began it is gone; the second callback's answer is lost.
    drop(first);
    let second = worker("second.log");
    let fault = "{\"on\": \"createScheduledCallback\", \"do\": \"drop\", \"when\": \"after\", \"times\": 1}";
    user.post("faults", fault);
    assert_eq!(done(&["signal", "b1", "Go"]).code, 0);
    let whole = collector.span("run book");
    assert_eq!(attribute(&whole, "flow.run"), "b1");
    assert_eq!(attribute(&whole, "flow.state"), "succeeded");
    collector.span("await signal Go");
    let named = |name: &str| -> Vec<_> {
        let all = collector.spans.iter();
        all.filter(|span| span["name"] == name).collect()
    };
    let booked = named("schedule callback to at");
    let outcomes: Vec<_> = booked
        .iter()
        .map(|span| attribute(span, "flow.outcome"))
        .collect();
    assert_eq!(outcomes, ["Success", "Unknown"]);
    let ids: HashSet<String> = collector
        .spans
        .iter()
        .map(|one| one["spanId"].to_string())
        .collect();
    assert_eq!(ids.len(), collector.spans.len(), "{:#?}", collector.spans);
    for span in &collector.spans {
        assert_eq!(span["traceId"], whole["traceId"], "{span}");
        let parent = span["parentSpanId"].to_string();
        let known = span["parentSpanId"].is_null() || ids.contains(&parent);
        assert!(known, "{span}");
        let text = span.to_string();
        assert!(
            !text.contains("Zebedee") && !text.contains("5550123"),
            "{text}"
        );
    }
    let mut counted = String::new();
    until("its end is counted", || {
        counted = Client::of(&metrics).get("/metrics").body;
        counted.contains("flow_runs_ended_total{flow=\"book\",state=\"succeeded\"} 1")
    });
    has(&counted, "flow_actions_in_doubt_total{flow=\"book\"} 1");
    has(
        &counted,
        "flow_actions_total{system=\"cxone\",action=\"schedule callback to at\",outcome=\"Unknown\"} 1",
    );
    // It began with the first worker.
    assert!(!counted.contains("flow_runs_started_total{"), "{counted}");
    assert!(!counted.contains("Zebedee") && !counted.contains("5550123"));
    drop(second);
    let logs = ["first.log", "second.log"].map(|log| user.read(log));
    let kinds = logs.each_ref().map(|log| -> Vec<String> {
        let lines = log.lines().filter(|line| line.starts_with('{'));
        let lines = lines.map(|line| serde_json::from_str::<serde_json::Value>(line).expect(line));
        lines
            .map(|line| line["kind"].as_str().unwrap_or_default().to_owned())
            .collect()
    });
    let has = |log: usize, kind: &str| kinds[log].iter().any(|known| known == kind);
    assert!(has(0, "started") && !has(1, "started"), "{kinds:?}");
    assert!(has(1, "ended") && !has(0, "ended"), "{kinds:?}");
    assert!(
        !logs.concat().contains("Zebedee") && !logs.concat().contains("5550123"),
        "{logs:?}"
    );
}

fn has(metrics: &str, line: &str) {
    assert!(metrics.lines().any(|one| one == line), "{line}\n{metrics}");
}
