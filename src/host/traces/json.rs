//! Spans as OpenTelemetry's protocol has them in JSON: ids in hexadecimal, times in nanoseconds as texts.

use super::span::{Attribute, Span};
use jiff::Timestamp;
use serde_json::{Value as Json, json};

/// Spans of one program; `service` is what it is called.
pub(super) fn document(service: &str, spans: &[Span]) -> Json {
    let resource = [
        attribute("service.name", &Attribute::Text(service.into())),
        attribute(
            "service.version",
            &Attribute::Text(env!("CARGO_PKG_VERSION").into()),
        ),
    ];
    json!({
        "resourceSpans": [{
            "resource": { "attributes": resource },
            "scopeSpans": [{
                "scope": { "name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION") },
                "spans": spans.iter().map(span).collect::<Vec<_>>(),
            }],
        }],
    })
}

fn span(span: &Span) -> Json {
    let attributes = span.attributes.iter();
    let attributes: Vec<Json> = attributes
        .map(|(name, value)| attribute(name, value))
        .collect();
    let mut json = json!({
        "traceId": span.trace,
        "spanId": span.id,
        "name": span.name,
        // Of the program itself: it serves nobody and asks nobody.
        "kind": 1,
        "startTimeUnixNano": nanoseconds(span.from),
        "endTimeUnixNano": nanoseconds(span.to),
        "attributes": attributes,
        "status": if span.failed { json!({ "code": 2 }) } else { json!({}) },
    });
    if let Some(parent) = &span.parent {
        json["parentSpanId"] = parent.as_str().into();
    }
    json
}

fn attribute(name: &str, value: &Attribute) -> Json {
    let value = match value {
        Attribute::Text(text) => json!({ "stringValue": text }),
        // As a text: numbers of 64 bits have no place in JSON.
        Attribute::Number(number) => json!({ "intValue": number.to_string() }),
    };
    json!({ "key": name, "value": value })
}

fn nanoseconds(at: Timestamp) -> String {
    at.as_nanosecond().max(0).to_string()
}
