//! Documents against the schemas that they say they follow.

use super::check;
use crate::cli::call::Call;
use jsonschema::Validator;
use serde_json::{Value as Json, json};

/// The OASIS standard's own schema: see the notice beside it.
const SARIF: &str = include_str!("../../report/schema/sarif-2.1.0.json");
const CHECK: &str = include_str!("../../../docs/schema/check.json");
const RUN: &str = include_str!("../../../docs/schema/run.json");
const EXPLAIN: &str = include_str!("../../../docs/schema/explain.json");
const TEST: &str = include_str!("../../../docs/schema/test.json");
const DOCTOR: &str = include_str!("../../../docs/schema/doctor.json");

/// The standard's schema. One of its patterns, for languages, closes a bracket that it never
/// opened, which strict readers refuse.
fn sarif() -> Validator {
    let strict = SARIF.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    assert_ne!(strict, SARIF);
    let schema: Json = serde_json::from_str(&strict).expect("it is JSON");
    validator(&schema)
}

fn validator(schema: &Json) -> Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .expect("it is a schema")
}

/// A schema of ours, which lets no field pass that it does not name.
fn closed(schema: &str) -> Validator {
    let mut schema: Json = serde_json::from_str(schema).expect("it is JSON");
    close(&mut schema);
    validator(&schema)
}

fn close(schema: &mut Json) {
    match schema {
        Json::Object(fields) => {
            fields.values_mut().for_each(close);
            if fields.get("type") == Some(&json!("object")) {
                let closed = fields.entry("additionalProperties");
                closed.or_insert(json!(false));
            }
        }
        Json::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

fn follows(schema: &Validator, document: &str) {
    let document: Json = serde_json::from_str(document).expect("it is JSON");
    let errors: Vec<String> = schema
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// Calls that bring out all that can stand in a document.
const CALLS: [&[&str]; 5] = [
    &["."],
    &["right.flow"],
    &["gone.flow", "."],
    &["--deny", "warnings", "night"],
    &["-p", "gone", "."],
];

#[test]
fn sarif_follows_the_standard() {
    let schema = sarif();
    for call in CALLS {
        follows(&schema, &check("sarif", call).out);
    }
}

#[test]
fn the_schema_of_sarif_refuses_what_is_none() {
    let schema = sarif();
    let mut document: Json = serde_json::from_str(&check("sarif", &["."]).out).unwrap();
    document["runs"][0]["results"][0]["level"] = json!("fatal");
    assert!(!schema.is_valid(&document));
}

#[test]
fn sarif_counts_columns_in_utf16() {
    let document: Json = serde_json::from_str(&check("sarif", &["a, b.flow"]).out).unwrap();
    let run = &document["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let extra = run["results"]
        .as_array()
        .unwrap()
        .iter()
        .find(|result| result["ruleId"] == "F013")
        .expect("the extra word is found");
    let place = &extra["locations"][0]["physicalLocation"];
    // `log "é😀" extra`: the smiling face is one character and two units.
    assert_eq!(place["region"]["startColumn"], 11);
    assert_eq!(place["region"]["endColumn"], 16);
    assert_eq!(place["artifactLocation"]["uri"], "a,%20b.flow");
}

#[test]
fn every_result_of_sarif_has_its_rule_with_a_page() {
    let document: Json = serde_json::from_str(&check("sarif", &["."]).out).unwrap();
    let run = &document["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(results.len() > 4);
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        let page = rule["help"]["markdown"].as_str().unwrap();
        assert!(page.contains(rule["id"].as_str().unwrap()), "{page}");
    }
}

#[test]
fn our_document_follows_our_schema() {
    let schema = closed(CHECK);
    for call in CALLS {
        follows(&schema, &check("json", call).out);
    }
    let bad_settings = Call::new(&["check", "-o", "json"])
        .file("a.flow", "log \"a\"\n")
        .file("flow.toml", "default = \"gone\"\n")
        .run();
    assert!(
        bad_settings.out.contains("\"location\""),
        "{}",
        bad_settings.out
    );
    follows(&schema, &bad_settings.out);
}

/// Scripts that end in every way there is.
const ENDINGS: [(&str, i32, &str); 7] = [
    (
        "succeeded",
        0,
        "log \"a\"\nemit Answer: { A: [1] }\nfinish \"done\"\n",
    ),
    (
        "failed",
        1,
        "use cxone\nset security user <AgentId>\njoin agent session\nhold contact <ContactId>\n    \
         on InvalidState -> retry 2 times every 1ms, then fail \"never\"\n    on any other -> fail\n",
    ),
    ("failed", 1, "fail \"on purpose\"\n"),
    ("stopped", 1, "let A = 0\nlog 1 / A\n"),
    (
        "failed",
        1,
        "try {\n    log \"a\"\n    fail \"b\"\n} always {\n    log 1\n}\n",
    ),
    ("", 2, "log \"a\n"),
    ("", 3, "input Missing: text\nlog Missing\n"),
];

#[test]
fn what_a_run_says_follows_its_schema() {
    let schema = closed(RUN);
    for (end, code, script) in ENDINGS {
        let call = ["run", "--json", "a.flow", "-i", "ContactId=1004"];
        let call = Call::new(if script.contains("ContactId") {
            &call
        } else {
            &call[..3]
        });
        let done = call.file("a.flow", script).run();
        assert_eq!(done.code, code, "{script}{}", done.everything());
        follows(&schema, &done.out);
        let document: Json = serde_json::from_str(&done.out).unwrap();
        match end {
            "" => assert_eq!(document["runs"], json!([])),
            end => assert_eq!(document["runs"][0]["status"], end, "{script}"),
        }
    }
}

#[test]
fn the_list_of_rules_follows_its_schema() {
    let schema = closed(EXPLAIN);
    for call in [&["explain", "--json"][..], &["explain", "F052", "--json"]] {
        follows(&schema, &Call::new(call).run().out);
    }
}

#[test]
fn what_doctor_writes_follows_its_schema() {
    let schema = closed(DOCTOR);
    for call in [
        Call::new(&["doctor", "--json"]),
        Call::new(&["doctor", "bad", "--json"]).file(
            "flow.toml",
            "[profile.bad]\narea = \"na1\"\nsign-in = \"token\"\ntoken = { env = \"GONE\" }\n",
        ),
    ] {
        follows(&schema, &call.run().out);
    }
}

#[test]
fn results_of_tests_follow_their_schema() {
    let flow = "log \"one\"\n\ntest \"a\" {\n    run this flow\n    expect logged \"two\"\n}\n\ntest \"b\" {\n    \
                run this flow\n    expect it finishes\n}\n";
    let call = Call::new(&["test", "-o", "json"]).file("a.flow", flow);
    let done = call.file("b.flow", "nonsense\n\ntest \"c\" {\n}\n").run();
    follows(&closed(TEST), &done.out);
}
