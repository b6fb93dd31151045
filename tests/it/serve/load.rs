//! Many starts at once: each begins one run. `benches/serve.py` measures how long they take.

use super::place::{ADD, Place, SETTINGS};
use std::collections::HashSet;

#[test]
fn many_starts_on_a_few_connections_begin_one_run_each() {
    const EACH: usize = 50;
    let place = Place::with(SETTINGS, &[("add.flow", ADD)]);
    let service = place.serve();
    let runs: Vec<String> = std::thread::scope(|scope| {
        let client = || {
            let mut client = service.client();
            let start = |number| {
                client
                    .post("/run/add", &format!("{{\"One\": {number}}}"))
                    .run()
            };
            (0..EACH).map(start).collect::<Vec<_>>()
        };
        let all: Vec<_> = (0..4).map(|_| scope.spawn(client)).collect();
        all.into_iter()
            .flat_map(|one| one.join().unwrap())
            .collect()
    });
    let different: HashSet<&String> = runs.iter().collect();
    assert_eq!(different.len(), 4 * EACH);
    let listed = service.client().get("/runs?limit=1000").json();
    assert_eq!(listed["runs"].as_array().map(Vec::len), Some(4 * EACH));
}
