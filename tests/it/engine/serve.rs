//! `flow serve` gives its runs to an engine: what it promises of starts, signals and schedules holds there too.

use super::server::Server;
use super::{free_port, until, work_in};
use crate::serve::client::Answer;
use crate::serve::place::{ADD, Place, SETTINGS, Service};
use std::time::{Duration, Instant};

const SIM: &str = "default = \"sim\"\n[profile.sim]\nsystem = \"cxone\"\nsimulator = true\n";

const ASKS: &str = "input ContactId: contact id\n\ntry {\n    await signal Approved giving Answer, at most 2h\n        \
    on TimedOut -> fail\n    emit Answer: Answer\n}\nalways {\n    emit Tidied: true\n}\n";

fn place(flows: &[(&str, &str)]) -> Place {
    Place::with(&format!("{SIM}{SETTINGS}"), flows)
}

fn serve(place: &Place, server: &Server) -> Service {
    place.serve_with(&[
        "--engine",
        &server.ingress(),
        "--engine-admin",
        &server.admin(),
    ])
}

fn with_key(service: &Service, key: &str, path: &str, body: &str) -> Answer {
    let headers = [
        ("Content-Type", "application/json"),
        ("Idempotency-Key", key),
    ];
    service.client().ask("POST", path, &headers, Some(body))
}

#[test]
fn a_service_gives_its_runs_to_the_engine_and_so_does_the_one_beside_it() {
    let test = "a_service_gives_its_runs_to_the_engine_and_so_does_the_one_beside_it";
    let Some(server) = Server::start(test) else {
        return;
    };
    let flows = [("asks.flow", ASKS), ("add.flow", ADD)];
    let (one, two) = (place(&flows), place(&flows));
    let mut first = serve(&one, &server);
    first.until("runs are submitted to the engine at");
    let ready = first.client().get("/ready");
    assert_eq!(ready.message(), "no worker has registered with the engine");
    let early = with_key(&first, "t1", "/run/asks", "{\"ContactId\": \"1002\"}");
    assert_eq!(early.status, 503, "{early:?}");
    let _worker = work_in(one.0.path(), &server, free_port());
    assert_eq!(first.client().get("/ready").status, 200);

    let begun = with_key(&first, "t1", "/run/asks", "{\"ContactId\": \"1002\"}");
    assert_eq!(begun.status, 202, "{begun:?}");
    let run = begun.run();
    // Another machine has the same flows: a key is one run on all of them.
    let second = serve(&two, &server);
    let again = with_key(&second, "t1", "/run/asks", "{\"ContactId\": \"1002\"}");
    assert_eq!((again.status, again.run()), (200, run.clone()));
    let other = with_key(&second, "t1", "/run/asks", "{\"ContactId\": \"1003\"}");
    assert_eq!(other.status, 422, "{other:?}");
    let wrong = second
        .client()
        .post(&format!("/runs/{run}/signal/Aproved"), "{}");
    assert_eq!(wrong.status, 409, "{wrong:?}");
    // The service that began it is gone; the engine is not.
    first.signal("-TERM");
    let (code, lines) = first.stopped();
    assert_eq!(code, Some(0), "{lines:?}");
    assert!(
        lines
            .iter()
            .any(|line| line.contains("the workers of the engine continue the runs")),
        "{lines:?}"
    );
    let said = second.client().post(
        &format!("/runs/{run}/signal/Approved"),
        "{\"value\": \"go\"}",
    );
    assert_eq!(said.status, 200, "{said:?}");
    ended(&second, &run, "succeeded");
    let results = second.client().get(&format!("/runs/{run}/results")).json();
    assert_eq!(results["results"]["Answer"], "go", "{results}");
    let shown = second.client().get(&format!("/runs/{run}")).json();
    assert_eq!(shown["report"]["run"], run, "{shown}");
    let listed = second.client().get("/runs").json();
    assert_eq!(listed["runs"].as_array().map(Vec::len), Some(1), "{listed}");

    // However often a client asks, `always` is run.
    let run = second
        .client()
        .post("/run/asks", "{\"ContactId\": \"1003\"}")
        .run();
    let cancel = format!("/runs/{run}/cancel");
    assert_eq!(second.client().post(&cancel, "").status, 202);
    let twice = second.client().post(&cancel, "");
    assert!(matches!(twice.status, 202 | 409), "{twice:?}");
    ended(&second, &run, "cancelled");
    let results = second.client().get(&format!("/runs/{run}/results")).json();
    assert_eq!(results["results"]["Tidied"], true, "{results}");
}

fn ended(service: &Service, run: &str, how: &str) {
    until("the run has ended", || {
        let state = service.client().get(&format!("/runs/{run}")).json();
        let state = state["state"].as_str().unwrap_or_default().to_owned();
        assert!(["running", how].contains(&state.as_str()), "{state}");
        state == how
    });
}

/// Two services whose starts had names of their own would begin two runs each second.
#[test]
fn a_schedule_starts_each_run_once_whichever_service_is_first() {
    let test = "a_schedule_starts_each_run_once_whichever_service_is_first";
    let Some(server) = Server::start(test) else {
        return;
    };
    let flows = [("tick.flow", "every 1s\n\nlog \"tick\"\n")];
    let (one, two) = (place(&flows), place(&flows));
    let _worker = work_in(one.0.path(), &server, free_port());
    let began = Instant::now();
    let (first, second) = (serve(&one, &server), serve(&two, &server));
    let many = |service: &Service| {
        let listed = service.client().get("/runs").json();
        listed["runs"].as_array().map_or(0, Vec::len)
    };
    until("six have begun", || many(&first) >= 6);
    let begun = many(&second);
    let seconds = began.elapsed().as_secs() as usize;
    assert!(begun <= seconds + 2, "{begun} runs in {seconds} s");
    assert!(began.elapsed() >= Duration::from_secs(4), "too soon");
}

#[test]
fn a_flow_with_a_secret_input_is_not_served_on_an_engine() {
    let flow = "input Pin: secret\n\nlog \"{Pin}\"\n";
    let place = place(&[("pin.flow", flow)]);
    let call = place.call(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--engine",
        "http://127.0.0.1:1",
    ]);
    let done = call.run();
    assert_eq!(done.code, 3, "{}", done.err);
    assert!(
        done.err
            .contains("the input Pin of pin is a secret, and an engine would keep it"),
        "{}",
        done.err
    );
}
