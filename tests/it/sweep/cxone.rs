//! Sweeps over CXone's simulator.

use super::served::Served;
use super::{Effects, changes, compare, seed, size, told};
use std::fmt::Write;

/// Everything that CXone's simulator can let go wrong with a request that does something.
const FAULTS: &[&str] = &[
    "do = \"drop\", when = \"before\"",
    "do = \"drop\", when = \"after\"",
    "do = \"error\", status = 500, when = \"before\"",
    "do = \"error\", status = 500, when = \"after\"",
    "do = \"error\", status = 502, when = \"after\"",
    "do = \"error\", status = 503, when = \"before\"",
    "do = \"error\", status = 503, when = \"after\"",
    "do = \"error\", status = 504, when = \"after\"",
    "do = \"throttle\", retry-after = 0",
    "do = \"throttle\"",
    "do = \"unauthorized\"",
    "do = \"expire-token\"",
    "do = \"refuse\", status = 400, text = \"Invented\"",
    "do = \"refuse\", status = 408, text = \"Invented\"",
    "do = \"html\", status = 200, when = \"before\"",
    "do = \"html\", status = 200, when = \"after\"",
    "do = \"html\", status = 502, when = \"after\"",
    "do = \"truncate\"",
    "do = \"cut-off\"",
    "do = \"endless\"",
    "do = \"delay\", by = \"300ms\"",
    "do = \"lose-event\"",
    "do = \"delay-event\", by = \"400ms\"",
];

const FIRST: u64 = 500_001;

/// A world with as many contacts of agent 7 as the sweep is large, where about every second
/// request of these operations meets a fault.
fn world(operations: &[&str], seed: u64) -> String {
    let mut world = String::from(include_str!("cxone.toml"));
    for id in FIRST..FIRST + size() {
        let _ = write!(
            world,
            "[[contacts]]\nid = {id}\nstate = \"Active\"\nagent = 7\nskill = 4022\nage = \"3m\"\n"
        );
    }
    let mut random = fastrand::Rng::with_seed(seed);
    for operation in operations {
        let mut faults: Vec<_> = FAULTS.iter().collect();
        random.shuffle(&mut faults);
        for fault in faults {
            let often = often(fault);
            let fault = fault.replace(", ", "\n");
            let _ = write!(
                world,
                "[[faults]]\non = \"{operation}\"\nprobability = {often}\n{fault}\n"
            );
        }
    }
    world
}

/// A token that is ended is ended for every row: more often than a few times, the sweep would only see
/// that there are no more sign-ins.
fn often(fault: &str) -> f64 {
    match fault.contains("expire-token") {
        true => 0.03_f64.min(2.0 / size() as f64),
        false => 0.03,
    }
}

fn settings(served: &Served) -> String {
    format!(
        "[profile.lab]\naddress = \"{}\"\nsign-in = \"access-key\"\n\
         access-key-id = \"SIMULATOR7ACCESSKEY2FLOW3EXAMPLE4A5B6C7D8E9F0G======\"\n\
         access-key-secret = {{ env = \"LAB_SECRET\" }}\nagent = {{ id = 7 }}\n\
         timeouts = {{ connect = \"5s\", request = \"2s\", poll = \"2s\" }}\n",
        served.address
    )
}

fn items() -> Vec<u64> {
    (FIRST..FIRST + size()).collect()
}

/// Runs an action over all contacts while its requests fail at random, and compares.
fn sweep(operation: &str, action: &str) {
    let seed = seed();
    let served = Served::start("cxone", &world(&[operation], seed));
    let rows: String = items().iter().map(|id| format!("{id}\n")).collect();
    let flow = format!(
        "use cxone\n\n{action}\n    on Unavailable, Throttled -> retry 3 times every 20ms\n    \
         on any other -> fail\n"
    );
    let done = served.run(&flow, &format!("ContactId\n{rows}"), &settings(&served));
    let told = told::read(&done.out, &items());
    let effects = changes(&served, operation);
    compare(&format!("{operation}, seed {seed}"), &told, &effects);
}

#[test]
fn no_contact_is_ended_twice_or_falsely() {
    sweep("endContact", "end contact <ContactId>");
}

#[test]
fn no_contact_is_held_falsely() {
    sweep("hold", "hold contact <ContactId>");
}

#[test]
fn nobody_is_promised_two_callbacks() {
    let seed = seed();
    let served = Served::start("cxone", &world(&["createScheduledCallback"], seed));
    let phone = |item: u64| format!("+1202{:07}", item - FIRST + 5_550_100);
    let rows: String = items()
        .iter()
        .map(|item| format!("{}\n", phone(*item)))
        .collect();
    let flow = "use cxone\n\nset security user 7\n\n\
                schedule callback to <PhoneNumber> at now + 2h\n    \
                with FirstName: \"Ada\", LastName: \"Example\", SkillId: 4021\n    \
                on Unavailable, Throttled -> retry 3 times every 20ms\n    on any other -> fail\n";
    let done = served.run(flow, &format!("PhoneNumber\n{rows}"), &settings(&served));
    let told = told::read(&done.out, &items());
    let state = served.get("state");
    let mut effects = Effects::new();
    for callback in state["callbacks"].as_array().into_iter().flatten() {
        let number = callback["phone_number"].as_str().unwrap_or_default();
        if let Some(item) = items().into_iter().find(|item| phone(*item) == number) {
            *effects.entry(item).or_default() += 1;
        }
    }
    assert!(
        !effects.is_empty(),
        "some were booked: {state}\n{}",
        done.err
    );
    compare(&format!("schedule callback, seed {seed}"), &told, &effects);
}
