//! Fields of JSON documents that have new names: version 1 has both, with the same value.

use super::call::{Call, Done};
use serde_json::Value as Json;

const FLOW: &str = "log \"a\"\n";
const TESTS: &str = "test \"t\" {\n    run this flow\n    expect logged \"b\"\n}\n";

fn called(args: &[&str]) -> Done {
    Call::new(args)
        .file("a.flow", FLOW)
        .file("a.test.flow", TESTS)
        .file("b.flow", "log \"a\"\nlog \"b\"\n")
        .run()
}

/// How many objects have the field, each under both names.
fn both(document: &Json, name: &str, former: &str) -> usize {
    let inside = match document {
        Json::Array(items) => items.iter().map(|item| both(item, name, former)).sum(),
        Json::Object(fields) => fields.values().map(|item| both(item, name, former)).sum(),
        _ => 0,
    };
    match document
        .as_object()
        .filter(|fields| fields.contains_key(former))
    {
        Some(fields) => {
            assert_eq!(fields.get(name), fields.get(former), "{document:#}");
            inside + 1
        }
        None => inside,
    }
}

#[test]
fn a_renamed_field_has_both_names() {
    for (args, fields) in [
        (
            &["test", "a.test.flow", "--output", "json"][..],
            &[("type", "kind"), ("findings", "problems")][..],
        ),
        (
            &["diff", "a.flow", "b.flow", "--output", "json"],
            &[("type", "kind"), ("sentences", "says")],
        ),
        (
            &["graph", "a.flow", "--output", "json"],
            &[("type", "kind")],
        ),
    ] {
        let done = called(args);
        let document: Json = serde_json::from_str(&done.out).expect(&done.out);
        for (name, former) in fields {
            assert!(both(&document, name, former) > 0, "{args:?}: {document:#}");
        }
    }
}

#[test]
fn a_line_of_a_trace_has_both_names() {
    let done = called(&["run", "a.flow", "--trace", "--output", "json"]);
    let lines = done
        .err
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let lines: Vec<Json> = lines.collect();
    assert!(!lines.is_empty(), "{}", done.err);
    for line in &lines {
        assert_eq!(both(line, "type", "kind"), 1, "{line:#}");
    }
}
