//! Runs on the simulators, action by action, with faults.

use super::Served;
use serde_json::{Value, json};

fn start(served: &Served, contact: &str) -> Value {
    let inputs = json!({ "ContactId": contact });
    served.done(
        "run/start",
        json!({ "file": "hold.flow", "inputs": inputs, "steps": true }),
    )
}

fn next(scene: &Value) -> &str {
    scene["at"]["text"].as_str().unwrap_or_default()
}

fn state_of(scene: &Value, id: &str) -> String {
    let things = scene["things"].as_array().expect("things");
    let found = things
        .iter()
        .find(|one| one["id"] == id && one["sort"] == "contact");
    found.expect("the contact")["state"]
        .as_str()
        .expect("a state")
        .to_owned()
}

#[test]
fn a_run_stops_before_each_action_and_shows_what_it_does() {
    let served = Served::start();
    let first = start(&served, "1001");
    assert_eq!(first["state"], "stopped", "{first:#}");
    assert_eq!(next(&first), "set security user 7");
    assert_eq!(first["at"]["line"], 4);
    assert_eq!(next(&served.order("step")), "join agent session");
    let second = served.order("step");
    assert_eq!(next(&second), "hold contact 1001");
    assert_eq!(
        state_of(&second, "1001"),
        "Active",
        "nothing is sent before the order"
    );
    let ended = served.order("step");
    assert_eq!(ended["state"], "ended", "{ended:#}");
    assert_eq!(ended["end"]["succeeded"], true);
    assert_eq!(state_of(&ended, "1001"), "Holding");
    let again = served.ask("run/order", json!({ "order": "step" }));
    assert_eq!(again, Err("the run has ended".to_owned()));
}

#[test]
fn a_fault_is_thrown_in_and_seen() {
    let served = Served::start();
    start(&served, "1001");
    served.order("step");
    let before = served.order("step");
    let choices = before["faults"].as_array().expect("faults");
    let lost = choices
        .iter()
        .find(|one| one["title"] == "does it, and loses the connection before it answers");
    let mut order = lost.expect("the fault").clone();
    order["order"] = "fault".into();
    order["contact"] = before["at"]["contact"].clone();
    let set = served.done("run/order", order);
    assert_eq!(set["armed"].as_array().map(Vec::len), Some(1), "{set:#}");
    assert_eq!(next(&set), next(&before), "setting a fault sends nothing");
    let wrong = json!({ "order": "fault", "system": "cxone", "fault": "{\"do\":\"x\"}" });
    let refused = served.done("run/order", wrong);
    assert!(
        refused["notes"].to_string().contains("is not a fault"),
        "{refused:#}"
    );
    let after = served.order("step");
    let told = after["events"]["all"].to_string();
    assert!(told.contains("hold contact 1001"), "{told}");
    assert_eq!(state_of(&after, "1001"), "Holding", "it was done");
    assert_ne!(
        told.matches("Unknown").count() + told.matches("connection").count(),
        0,
        "{told}"
    );
}

#[test]
fn a_run_is_retried_cancelled_and_stopped_without_waiting() {
    let served = Served::start();
    start(&served, "1004");
    served.order("step");
    served.order("step");
    let begun = std::time::Instant::now();
    let mut attempts = 0;
    let last = loop {
        attempts += 1;
        let scene = served.order("step");
        if scene["state"] == "ended" || attempts > 20 {
            break scene;
        }
        assert_eq!(scene["at"]["attempt"], attempts + 1, "{scene:#}");
    };
    assert_eq!(attempts, 4, "three retries: {last:#}");
    assert_eq!(last["end"]["succeeded"], false);
    assert!(begun.elapsed().as_secs() < 30, "waits take no time");
    start(&served, "1004");
    let cancelled = served.order("cancel");
    assert_eq!(cancelled["state"], "ended", "{cancelled:#}");
    assert!(
        cancelled["end"]["text"].to_string().contains("cancelled"),
        "{cancelled:#}"
    );
    assert_eq!(cancelled["end"]["inDoubt"], json!([]), "nothing was sent");
    start(&served, "1004");
    assert_eq!(served.order("stop"), json!({ "state": "gone" }));
    let refused = served.ask("run/order", json!({ "order": "step" }));
    assert_eq!(refused, Err("no run is open".to_owned()));
}

#[test]
fn runs_go_to_a_line_and_to_the_end() {
    let served = Served::start();
    let inputs = json!({ "ContactId": "1001" });
    let asked = json!({ "file": "hold.flow", "inputs": inputs, "steps": false });
    let ended = served.done("run/start", asked);
    assert_eq!(ended["state"], "ended", "{ended:#}");
    start(&served, "1001");
    let line = json!({ "order": "go", "lines": [7] });
    let at = served.done("run/order", line);
    assert_eq!(
        (next(&at), at["at"]["line"].as_u64()),
        ("hold contact 1001", Some(7))
    );
}

#[test]
fn a_signal_is_waited_for_and_given() {
    let flow = "use cxone\n\nawait signal CallBack, at most 5m giving Answer\nemit Given: Answer\n";
    let served = Served::with(&[("wait.flow", flow)]);
    let start = || served.done("run/start", json!({ "file": "wait.flow", "steps": true }));
    let waits = start();
    assert_eq!(waits["at"]["signal"], "CallBack", "{waits:#}");
    let given = served.done(
        "run/order",
        json!({ "order": "signal", "name": "CallBack", "value": "tomorrow" }),
    );
    assert_eq!(given["state"], "ended", "{given:#}");
    assert!(
        given["end"]["results"].to_string().contains("tomorrow"),
        "{given:#}"
    );
    start();
    let late = served.order("step");
    assert_eq!(late["end"]["succeeded"], false, "{late:#}");
    assert!(late["events"].to_string().contains("TimedOut"), "{late:#}");
}

#[test]
fn every_simulator_is_stepped_through_and_takes_its_faults() {
    for (name, flow, contact) in [
        (
            "finesse",
            include_str!("../../../examples/hold-finesse.flow"),
            "16804377",
        ),
        (
            "easycim",
            include_str!("../../../examples/easycim.flow"),
            "",
        ),
    ] {
        let served = Served::with(&[("a.flow", flow)]);
        let inputs = json!({ "ContactId": contact });
        let inputs = if contact.is_empty() {
            json!({})
        } else {
            inputs
        };
        let mut scene = served.done(
            "run/start",
            json!({ "file": "a.flow", "inputs": inputs, "steps": true }),
        );
        assert_eq!(scene["state"], "stopped", "{name}: {scene:#}");
        assert!(
            !scene["things"].as_array().expect("things").is_empty(),
            "{name}"
        );
        for choice in scene["faults"].as_array().expect("faults").clone() {
            let mut order = choice.clone();
            order["order"] = "fault".into();
            let set = served.done("run/order", order);
            assert_eq!(set["notes"], json!([]), "{name}: {choice}");
        }
        // none of them keeps the run from its end
        for _ in 0..60 {
            if scene["state"] == "ended" {
                break;
            }
            scene = served.order("step");
        }
        assert_eq!(scene["state"], "ended", "{name}: {scene:#}");
    }
}
