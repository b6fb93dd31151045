//! Contacts that arrive start runs on an engine: each once, whichever service hears of it.

use super::server::Server;
use super::{free_port, ready, until};
use crate::serve::arrivals::{Desk, flow};
use crate::serve::client::Answer;
use crate::serve::place::{Place, Service};

/// The runs of a service, as many as there have to be.
fn runs(service: &Service, many: usize) -> Vec<String> {
    let mut all = Vec::new();
    until("they have begun", || {
        let listed = service.client().get("/runs").json();
        let listed = listed["runs"].as_array().expect("a list").clone();
        all = listed
            .iter()
            .map(|run| run["run"].as_str().unwrap_or_default().to_owned())
            .collect();
        assert!(all.len() <= many, "{listed:?}");
        all.len() == many
    });
    all
}

/// What a run has said, once it is over.
fn results(service: &Service, run: &str) -> String {
    let mut results = None::<Answer>;
    until("it is over", || {
        let answer = service.client().get(&format!("/runs/{run}/results"));
        let over = answer.status == 200;
        results = Some(answer);
        over
    });
    results.expect("it was asked").body
}

#[test]
fn a_contact_starts_one_run_whichever_service_hears_it() {
    let test = "a_contact_starts_one_run_whichever_service_hears_it";
    let Some(server) = Server::start(test) else {
        return;
    };
    let flows = [("ring.flow", &*flow("cxone"))];
    let desk = Desk::with("cxone", "", &flows);
    let (ingress, admin) = (server.ingress(), server.admin());
    let engine = ["--engine", &*ingress, "--engine-admin", &*admin];
    let mut first = desk.serve_in(&desk.place, &engine);
    first.until("contact of cxone is heard");
    // Nobody performs runs yet: the contact rings on, and its start is tried again.
    let early = desk.ring(5001);
    first.until("it waits for up to 60 s");
    let at = format!("127.0.0.1:{}", free_port());
    let worker = desk.call(&desk.place, &["worker", "--listen", &at]);
    let worker = worker
        .env("FLOW_ENGINE", &ingress)
        .env("FLOW_ENGINE_ADMIN", &admin);
    let _worker = ready(worker.command());
    first.until("of ring to the engine (event cxone contact)");

    // Another machine serves the same flows, and hears what rings already.
    let settings = std::fs::read_to_string(desk.place.0.path().join("flow.toml")).unwrap();
    let place = Place::with(&settings, &flows);
    let mut second = desk.serve_in(&place, &engine);
    second.until("began for the same contact before");
    let late = desk.ring(5002);
    let begun = runs(&second, 2);
    let said: String = begun.iter().map(|run| results(&second, run)).collect();
    for contact in [&early, &late] {
        assert_eq!(said.matches(contact.as_str()).count(), 1, "{said}");
    }
    let heard = "flow_events_heard{system=\"cxone\",thing=\"contact\"} 1";
    let metrics = second.client().get("/metrics").body;
    assert!(metrics.lines().any(|line| line == heard), "{metrics}");
    // One of them is lost: the other one starts what comes.
    first.kill();
    desk.ring(5003);
    runs(&second, 3);
}

/// Whoever is the agent alone would be the agent twice: with the service, and with each worker.
#[test]
fn what_arrives_for_an_agent_without_a_desktop_is_not_heard_beside_workers() {
    let desk = Desk::with("cxone", "", &[("ring.flow", &flow("cxone"))]);
    let settings = std::fs::read_to_string(desk.place.0.path().join("flow.toml")).unwrap();
    let alone = settings.replace("[profile.desk]\n", "[profile.desk]\nbeside = \"alone\"\n");
    desk.place.write("flow.toml", &alone);
    let engine = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--engine",
        "http://127.0.0.1:1",
    ];
    let done = desk.call(&desk.place, &engine).run();
    assert_eq!(done.code, 3, "{}", done.err);
    let said = "the service and each worker would be the agent";
    assert!(done.err.contains(said), "{}", done.err);
}
