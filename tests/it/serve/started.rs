//! Starts of runs, and what can be done with them.

use super::client::TOKEN;
use super::place::{ADD, Place, SETTINGS, WAIT};

#[test]
fn a_run_is_started_shown_and_its_results_are_read() {
    let place = Place::with(SETTINGS, &[("night/add.flow", ADD)]);
    let mut service = place.serve();
    let mut client = service.client();
    let begun = client.post("/run/night/add", "{\"One\": 40}");
    assert_eq!(begun.status, 202, "{begun:?}");
    let run = begun.run();
    assert!(
        begun.head.contains(&format!("location: /runs/{run}")),
        "{begun:?}"
    );
    service.until("succeeded");
    let shown = client.get(&format!("/runs/{run}")).json();
    assert_eq!(shown["state"], "succeeded");
    assert_eq!(shown["report"]["status"], "succeeded");
    let results = client.get(&format!("/runs/{run}/results")).json();
    assert_eq!(results["results"]["Sum"], 42);
    let listed = client.get("/runs?where=state+%3D+succeeded").json();
    assert_eq!(listed["runs"][0]["run"].as_str(), Some(&*run));
    // The commands see the same runs.
    let done = place.call(&["runs"]).run();
    assert!(done.out.contains(&run), "{}", done.out);
}

#[test]
fn a_signal_is_heard_and_a_run_is_cancelled() {
    let place = Place::with(SETTINGS, &[("wait.flow", WAIT)]);
    let mut service = place.serve();
    let mut client = service.client();
    let run = client.post("/run/wait", "{\"ContactId\": \"1002\"}").run();
    service.until("waits");
    let wrong = client.post(&format!("/runs/{run}/signal/Aproved"), "");
    assert_eq!(wrong.status, 409);
    assert_eq!(wrong.json()["error"]["help"], "did you mean `Approved`?");
    let heard = client.post(
        &format!("/runs/{run}/signal/Approved"),
        "{\"value\": \"yes\"}",
    );
    assert_eq!(
        (heard.status, heard.json()["result"].as_str()),
        (200, Some("heard")),
        "{heard:?}"
    );
    service.until("succeeded");
    let results = client.get(&format!("/runs/{run}/results")).json();
    assert_eq!(results["results"]["Answer"], "yes");

    let run = client.post("/run/wait", "{\"ContactId\": \"1002\"}").run();
    service.until("waits");
    let pending = client.get(&format!("/runs/{run}/results"));
    assert_eq!(pending.status, 409, "{pending:?}");
    assert_eq!(client.post(&format!("/runs/{run}/cancel"), "").status, 202);
    service.until("cancelled");
    // The line is written before the run has left the list of open ones; cancelling again changes nothing.
    let over = loop {
        let answer = client.post(&format!("/runs/{run}/cancel"), "");
        if answer.status != 202 {
            break answer;
        }
    };
    assert_eq!(over.message(), format!("run {run} has already ended"));
    let no_number = client.post(&format!("/runs/{run}/settle/x"), "{\"happened\": true}");
    assert_eq!(
        (no_number.status, no_number.message().as_str()),
        (400, "`x` is not the number of a write")
    );
    assert_eq!(client.get("/runs/%ff").message(), "the address is wrong");
    let settled = client.post(&format!("/runs/{run}/settle/3"), "{\"happened\": true}");
    assert_eq!(
        settled.message(),
        format!("write 3 of run {run} is not in doubt")
    );
}

#[test]
fn a_start_that_is_wrong_says_why_and_starts_nothing() {
    let place = Place::with(SETTINGS, &[("add.flow", ADD), ("wait.flow", WAIT)]);
    let service = place.serve();
    let mut client = service.client();
    for (path, body, status, message) in [
        ("/run/ad", "{}", 404, "unknown flow `ad`"),
        ("/run/add", "{}", 400, "the request lacks One (number)"),
        (
            "/run/add",
            "{\"One\": \"many\"}",
            400,
            "One is not a number",
        ),
        (
            "/run/add",
            "{\"One\": 1, \"Too\": 3}",
            400,
            "the flow has no input `Too`",
        ),
        (
            "/run/add",
            "{\"One\": 1, \"One\": 2}",
            400,
            "the request is wrong: `One` is set twice",
        ),
        (
            "/run/add",
            "{\"One\": 1",
            400,
            "the request is not valid JSON: see line 1, column 9",
        ),
        ("/run/add", "[1]", 400, "the request is not a JSON object"),
        ("/runs/nothing", "", 405, "this address takes GET only"),
        ("/start/add", "{}", 404, "unknown address"),
    ] {
        let answer = client.post(path, body);
        assert_eq!(
            (answer.status, answer.message().as_str()),
            (status, message),
            "{path} {body}"
        );
    }
    assert_eq!(
        client.get("/run/add").message(),
        "this address takes POST only"
    );
    assert_eq!(
        client.get("/runs/nothing").message(),
        "unknown run `nothing`"
    );
    assert_eq!(client.get("/runs").json()["runs"], serde_json::json!([]));
}

#[test]
fn a_token_does_what_it_may_and_no_more() {
    let settings = format!(
        "{SETTINGS}
[serve.tokens.desk]
token = {{ env = \"DESK_TOKEN\" }}
may = [\"start\"]
flows = [\"night/**\"]
"
    );
    let place = Place::with(&settings, &[("night/add.flow", ADD), ("wait.flow", WAIT)]);
    let call = place.call(&["serve", "--listen", "127.0.0.1:0"]);
    let service = super::place::Service::of(call.env("DESK_TOKEN", "another-token-0002").command());
    let mut client = service.client();
    client.token = None;
    for (path, message) in [
        ("/flows", "the request has no token"),
        ("/metrics", "the request has no token"),
    ] {
        let answer = client.get(path);
        assert_eq!((answer.status, answer.message().as_str()), (401, message));
        assert!(
            answer
                .head
                .to_lowercase()
                .contains("www-authenticate: bearer"),
            "{answer:?}"
        );
    }
    assert_eq!(client.get("/health").status, 200);
    assert_eq!(client.get("/ready").status, 200);
    client.token = Some(format!("{TOKEN}x"));
    assert_eq!(client.get("/flows").message(), "the token is not known");
    client.token = Some("another-token-0002".into());
    assert_eq!(
        client.get("/runs").message(),
        "the token `desk` may not do this"
    );
    assert_eq!(
        client.post("/run/wait", "{\"ContactId\": \"1\"}").status,
        404
    );
    assert_eq!(client.post("/run/night/add", "{\"One\": 1}").status, 202);
    let flows = client.get("/flows").json();
    assert_eq!(flows["flows"].as_array().map(Vec::len), Some(1), "{flows}");
}

#[test]
fn the_service_says_what_it_takes() {
    let place = Place::with(SETTINGS, &[("night/add.flow", ADD), ("wait.flow", WAIT)]);
    let service = place.serve();
    let document = service.client().get("/openapi.json").json();
    let schema = &document["paths"]["/run/night/add"]["post"]["requestBody"];
    let schema = &schema["content"]["application/json"]["schema"];
    let checks = jsonschema::validator_for(schema).expect("it is a schema");
    for (body, fits) in [
        ("{\"One\": 1}", true),
        ("{\"One\": 1, \"Two\": 2}", true),
        ("{\"Two\": 2}", false),
        ("{\"One\": \"x\"}", false),
        ("{\"One\": 1, \"Three\": 3}", false),
    ] {
        let body = serde_json::from_str(body).unwrap();
        assert_eq!(checks.is_valid(&body), fits, "{body}");
    }
    let shown = format!("{document:#}").replace(env!("CARGO_PKG_VERSION"), "[version]");
    insta::assert_snapshot!("openapi", shown);
}

#[test]
fn flows_with_errors_are_not_served_and_a_reload_keeps_what_was() {
    let place = Place::with(SETTINGS, &[("add.flow", ADD)]);
    let mut service = place.serve();
    place.write("wait.flow", WAIT);
    service.signal("-HUP");
    service.until("read the flows and settings again: 2 flows");
    let mut client = service.client();
    assert_eq!(
        client.post("/run/wait", "{\"ContactId\": \"1\"}").status,
        202
    );
    place.write("add.flow", "hodl contact <ContactId>\n");
    service.signal("-HUP");
    service.until("the flows and settings stay as they were");
    assert_eq!(client.post("/run/add", "{\"One\": 1}").status, 202);
    service.kill();
    let done = place.call(&["serve", "--listen", "127.0.0.1:0"]).run();
    assert_eq!(done.code, 2, "{}", done.err);
}
