//! One JSON document: `docs/schema/test.json` describes it.

use super::form::{Form, Results};
use crate::cli::test::case::Done;
use crate::report::json::{KIND, VERSION, also};
use crate::testing::Problem;
use serde_json::{Value, json};

pub(super) struct Json;

impl Form for Json {
    fn text(&self, results: &Results<'_>) -> String {
        let (passed, failed) = results.counts();
        let tests: Vec<Value> = results.done.iter().map(|done| one(results, done)).collect();
        let errors = results.errors.iter().flat_map(|findings| {
            let source = &findings.source;
            let of = move |found: &crate::diagnostic::Diagnostic| {
                json!({
                    "file": &*crate::report::text::name(source.name()),
                    "line": source.line_of(found.span().start),
                    "code": found.code.to_string(),
                    "message": found.message,
                })
            };
            findings.found.iter().map(of)
        });
        let document = json!({
            "version": VERSION,
            "passed": passed,
            "failed": failed,
            "tests": tests,
            "errors": errors.collect::<Vec<_>>(),
        });
        format!("{document:#}")
    }
}

fn one(results: &Results<'_>, done: &Done<'_>) -> Value {
    let findings: Vec<Value> = done
        .problems
        .iter()
        .map(|problem| of_problem(results, done, problem))
        .collect();
    let trace = match done.passed() {
        true => Vec::new(),
        false => done.trace(Default::default(), results.redactor()),
    };
    let mut test = json!({
        "file": &*results.file(done),
        "line": results.line(done),
        "name": &*results.redactor().clean_written(&done.test.name),
        "flow": &*crate::report::text::name(done.unit.program.source.name()),
        "result": if done.passed() { "passed" } else { "failed" },
        "took_us": u64::try_from(done.took.as_micros()).unwrap_or(u64::MAX),
        "findings": findings,
        "trace": trace,
    });
    also(&mut test, "findings", "problems");
    test
}

fn of_problem(results: &Results<'_>, done: &Done<'_>, problem: &Problem) -> Value {
    let (file, line) = results.place(done, problem);
    let show = |text: &Option<Box<_>>| text.as_ref().map(|text| results.redactor().show(text));
    let mut finding = json!({
        "type": problem.kind,
        "file": file,
        "line": line,
        "message": problem.title,
        "expected": show(&problem.expected),
        "actual": show(&problem.actual),
        "help": problem.help,
    });
    also(&mut finding, "type", KIND);
    finding
}
