//! Traces, as a collector gets them over HTTP.

use super::client::TOKEN;
use super::place::{Place, SETTINGS, Service, WAIT};
use crate::cli::Call;
use serde_json::Value as Json;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// Takes what is sent to it.
pub struct Collector {
    pub address: String,
    documents: Receiver<(String, Json)>,
    pub spans: Vec<Json>,
}

impl Collector {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (tell, documents) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let tell = tell.clone();
                std::thread::spawn(move || {
                    let mut stream = BufReader::new(stream);
                    while let Some((head, body)) = request(&mut stream) {
                        let _ = tell.send((head, body));
                        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
                        let _ = stream.get_mut().write_all(answer);
                    }
                });
            }
        });
        Self {
            address,
            documents,
            spans: Vec::new(),
        }
    }

    /// Waits for a span of this name, and checks the form of all that comes.
    pub fn span(&mut self, name: &str) -> Json {
        loop {
            if let Some(span) = self.spans.iter().find(|span| span["name"] == name) {
                return span.clone();
            }
            let (head, document) = self
                .documents
                .recv_timeout(Duration::from_secs(60))
                .unwrap_or_else(|_| panic!("no `{name}` in {:#?}", self.spans));
            assert!(head.starts_with("POST /v1/traces HTTP/1.1"), "{head}");
            let json = "content-type: application/json";
            assert!(head.to_ascii_lowercase().contains(json), "{head}");
            self.spans.extend(spans_of(&document));
        }
    }

    fn attempts_of(&self, action: &Json) -> Vec<&Json> {
        let parts = self.spans.iter();
        parts
            .filter(|span| span["parentSpanId"] == action["spanId"])
            .collect()
    }
}

fn request(stream: &mut BufReader<std::net::TcpStream>) -> Option<(String, Json)> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head.to_ascii_lowercase();
    let length = length.split("content-length: ").nth(1)?;
    let length = length.split("\r\n").next()?.parse().ok()?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some((head, serde_json::from_slice(&body).ok()?))
}

/// The spans of a document, each as OpenTelemetry's JSON has it.
fn spans_of(document: &Json) -> Vec<Json> {
    let resource = &document["resourceSpans"][0];
    let attributes = resource["resource"]["attributes"].as_array().unwrap();
    let service = attributes
        .iter()
        .find(|one| one["key"] == "service.name")
        .expect("the service has a name");
    assert!(service["value"]["stringValue"].is_string(), "{document}");
    let scope = &resource["scopeSpans"][0];
    assert_eq!(scope["scope"]["name"], "contactflow");
    let spans = scope["spans"].as_array().expect("a list").clone();
    for span in &spans {
        let hex = |key: &str, length: usize| {
            let text = span[key].as_str().unwrap_or_default();
            text.len() == length
                && text
                    .bytes()
                    .all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase())
        };
        assert!(hex("traceId", 32) && hex("spanId", 16), "{span}");
        assert!(
            span["parentSpanId"].is_null() || hex("parentSpanId", 16),
            "{span}"
        );
        let time = |key: &str| -> u64 { span[key].as_str().expect("a text").parse().unwrap() };
        assert!(
            time("startTimeUnixNano") <= time("endTimeUnixNano"),
            "{span}"
        );
        assert_eq!(span["kind"], 1);
        for one in span["attributes"].as_array().expect("a list") {
            let value = one["value"].as_object().expect("an object");
            let (sort, value) = value.iter().next().expect("one value");
            assert!(
                matches!(sort.as_str(), "stringValue" | "intValue"),
                "{span}"
            );
            assert!(value.is_string(), "{span}");
        }
    }
    spans
}

pub fn attribute(span: &Json, key: &str) -> String {
    let all = span["attributes"].as_array().expect("a list");
    let found = all.iter().find(|one| one["key"] == key);
    let value = &found.unwrap_or_else(|| panic!("no {key} in {span}"))["value"];
    let value = value.get("stringValue").or_else(|| value.get("intValue"));
    value.and_then(Json::as_str).unwrap_or_default().to_owned()
}

const CALL_BACK: &str = "input PhoneNumber: phone number\ninput Name: text\n\n\
    schedule callback to <PhoneNumber> at now + 2h\n    \
    with FirstName: <Name>, LastName: \"Zebedee\", SkillId: 4021\n    on any other -> fail\n";

fn traced(place: &Place, collector: &Collector, more: &[(&str, &str)]) -> Service {
    let mut call = place
        .call(&["serve", "--listen", "127.0.0.1:0"])
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.address);
    for (name, value) in more {
        call = call.env(name, value);
    }
    Service::of(call.command())
}

#[test]
fn a_run_is_a_part_of_the_trace_of_who_asked_for_it_and_holds_no_value() {
    let mut collector = Collector::start();
    let place = Place::with(SETTINGS, &[("book.flow", CALL_BACK)]);
    let service = traced(&place, &collector, &[("OTEL_SERVICE_NAME", "desk")]);
    let body = "{\"PhoneNumber\": \"+12025550134\", \"Name\": \"Zacharias\"}";
    let headers = [
        ("Content-Type", "application/json"),
        ("traceparent", PARENT),
    ];
    let answer = service
        .client()
        .ask("POST", "/run/book", &headers, Some(body));
    let run = answer.run();
    let whole = collector.span("run book");
    assert_eq!(whole["traceId"], "4bf92f3577b34da6a3ce929d0e0e4736");
    assert_eq!(whole["parentSpanId"], "00f067aa0ba902b7");
    assert_eq!(attribute(&whole, "flow.run"), run);
    assert_eq!(attribute(&whole, "flow.state"), "succeeded");
    let action = collector.span("schedule callback to at");
    assert_eq!(action["parentSpanId"], whole["spanId"]);
    assert_eq!(action["traceId"], whole["traceId"]);
    assert_eq!(attribute(&action, "flow.system"), "cxone");
    let attempts = collector.attempts_of(&action);
    assert_eq!(attempts.len(), 1);
    assert_eq!(attribute(attempts[0], "flow.outcome"), "Success");
    let all = format!("{:?}", collector.spans);
    for planted in ["2025550134", "Zebedee", "Zacharias", TOKEN] {
        assert!(!all.contains(planted), "{planted}");
    }
}

#[test]
fn a_run_that_goes_on_after_a_crash_goes_on_in_its_trace() {
    let mut collector = Collector::start();
    let place = Place::with(SETTINGS, &[("wait.flow", WAIT)]);
    let mut service = traced(&place, &collector, &[]);
    let headers = [
        ("Content-Type", "application/json"),
        ("traceparent", PARENT),
    ];
    let body = Some("{\"ContactId\": \"1002\"}");
    let run = service
        .client()
        .ask("POST", "/run/wait", &headers, body)
        .run();
    service.until("waits");
    service.kill();
    let mut service = traced(&place, &collector, &[]);
    service.until("continues");
    let mut client = service.client();
    let answer = client.post(
        &format!("/runs/{run}/signal/Approved"),
        "{\"value\": \"yes\"}",
    );
    assert_eq!(answer.status, 200, "{answer:?}");
    let whole = collector.span("run wait");
    assert_eq!(whole["traceId"], "4bf92f3577b34da6a3ce929d0e0e4736");
    assert_eq!(whole["parentSpanId"], "00f067aa0ba902b7");
    assert_eq!(attribute(&whole, "flow.run"), run);
    let waited = collector.span("await signal Approved");
    assert_eq!(waited["parentSpanId"], whole["spanId"]);
}

#[test]
fn each_attempt_of_an_action_is_a_part_of_it_and_the_command_sends_all_before_it_ends() {
    let mut collector = Collector::start();
    let flow = "hold contact <ContactId>\n    on InvalidState -> retry 5 times every 100ms\n    on any other -> fail\n\
                resume contact <ContactId>\n    on any other -> fail\n";
    let done = Call::new(&["run", "hold.flow", "-i", "ContactId=1002"])
        .file("hold.flow", flow)
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.address)
        .run();
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    let whole = collector.span("run hold");
    assert!(whole["parentSpanId"].is_null(), "{whole}");
    let action = collector.span("hold contact");
    let attempts = collector.attempts_of(&action);
    let retries: usize = attribute(&action, "flow.retries").parse().unwrap();
    assert!(retries > 0 && attempts.len() == retries + 1, "{attempts:?}");
    let failed = attempts.iter().filter(|one| one["status"]["code"] == 2);
    assert_eq!(failed.count(), retries);
    assert_eq!(action["status"], serde_json::json!({}));
    assert_eq!(
        action["endTimeUnixNano"],
        attempts[retries]["endTimeUnixNano"]
    );
}

#[test]
fn a_collector_that_is_not_there_holds_nothing_up_and_is_said_once() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let flow = "every 1s\n\nlog \"tick\"\n";
    let settings = format!("[serve]\ntraces = \"{address}\"\n{SETTINGS}");
    let place = Place::with(&settings, &[("tick.flow", flow)]);
    let mut service = place.serve();
    service.until("of tick succeeded");
    let said = service.until("traces are dropped");
    assert!(said.contains("the collector is not reached"), "{said}");
    let mut client = service.client();
    let dropped = |text: &str| {
        let line = text
            .lines()
            .find(|line| line.starts_with("flow_spans_dropped_total "))?;
        line.rsplit(' ').next()?.parse::<u64>().ok()
    };
    while dropped(&client.get("/metrics").body).is_none_or(|many| many < 2) {}
    service.signal("-TERM");
    let (code, lines) = service.stopped();
    assert_eq!(code, Some(0));
    let again = lines
        .iter()
        .filter(|line| line.contains("traces are dropped"));
    assert_eq!(again.count(), 0, "{lines:?}");
}

/// The traces as OpenTelemetry's own description of its protocol reads them.
#[test]
fn opentelemetrys_own_reader_takes_them() {
    let test = "opentelemetrys_own_reader_takes_them";
    let python = |script: &[&str]| {
        let mut python = std::process::Command::new("python3");
        python.args(script).stdin(std::process::Stdio::piped());
        python.stdout(std::process::Stdio::piped());
        python
    };
    let there = python(&["-c", "import opentelemetry.proto.trace.v1.trace_pb2"])
        .stderr(std::process::Stdio::null())
        .status();
    if !there.is_ok_and(|status| status.success()) {
        return crate::tools::skipped(test, "opentelemetry-proto");
    }
    let collector = Collector::start();
    let done = Call::new(&["run", "hold.flow", "-i", "ContactId=1002"])
        .file("hold.flow", "hold contact <ContactId>\n    on InvalidState -> retry 5 times every 100ms\n    on any other -> fail\nresume contact <ContactId>\n    on any other -> fail\n")
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.address)
        .run();
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    let mut names = String::new();
    while !names.lines().any(|name| name == "run hold") {
        let wait = Duration::from_secs(60);
        let (_, document) = collector.documents.recv_timeout(wait).expect("it is sent");
        let mut reader = python(&["tests/serve/otlp.py"]).spawn().expect("it starts");
        let mut input = reader.stdin.take().expect("it is piped");
        input.write_all(document.to_string().as_bytes()).unwrap();
        drop(input);
        let read = reader.wait_with_output().expect("it ends");
        assert!(read.status.success(), "{document}");
        names.push_str(&String::from_utf8_lossy(&read.stdout));
    }
    assert!(names.contains("attempt 2"), "{names}");
}
