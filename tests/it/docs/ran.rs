//! Every flow in the documents is run, to its end, on the simulators of its systems: step by step as the studio does it,
//! where waits take no time.

use super::{documents, scripts};
use crate::studio::Served;
use serde_json::{Map, Value, json};

/// What the flows ask for, by the names that the documents use.
const INPUTS: [(&str, &str); 7] = [
    ("ContactId", "1001"),
    ("PhoneNumber", "+12025550101"),
    ("When", "2099-12-01T09:00:00+01:00"),
    ("FirstName", "Ada"),
    ("LastName", "Example"),
    ("Zone", "Europe/Rome"),
    ("SkillId", "4021"),
];
/// A contact on the simulator of Finesse.
const ON_FINESSE: (&str, &str) = ("ContactId", "16804378");

/// The inputs that a flow has and needs.
fn inputs(flow: &str, asked: &Value) -> Map<String, Value> {
    let own = flow.contains("use finesse").then_some(&ON_FINESSE);
    let known: Map<String, Value> = INPUTS
        .iter()
        .chain(own)
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect();
    let asked = asked.as_array().into_iter().flatten();
    let asked = asked.filter(|input| input["default"].is_null());
    let names = asked.filter_map(|input| input["name"].as_str());
    names
        .filter_map(|name| Some((name.to_owned(), known.get(name)?.clone())))
        .collect()
}

#[test]
fn every_flow_in_the_documents_runs_to_its_end() {
    let settings = std::fs::read_to_string("examples/flow.toml").expect("it is there");
    let served = Served::with(&[("flow.toml", &settings), ("it.flow", "")]);
    let mut wrong = Vec::new();
    let mut count = 0;
    for (path, document) in documents() {
        for text in scripts(&document) {
            count += 1;
            let file = json!({ "file": "it.flow", "text": text });
            let outline = served.done("outline", file);
            let inputs = inputs(text, &outline["inputs"]);
            let start =
                json!({ "file": "it.flow", "text": text, "inputs": inputs, "steps": false });
            let mut now = served.ask("run/start", start).unwrap_or_else(Value::from);
            // nobody answers a question, and nobody gives a signal
            for _ in 0..9 {
                let order = match now["state"].as_str() {
                    Some("stopped") => "step",
                    Some("running") => "look",
                    _ => break,
                };
                now = served.order(order);
            }
            if now["state"] != "ended" {
                wrong.push(format!("{}: {now:#}\n{text}", path.display()));
            }
        }
    }
    assert!(count > 25, "only {count} flows");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
