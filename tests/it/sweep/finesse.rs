//! Sweeps over Finesse's simulator.

use super::served::Served;
use super::{changes, compare, seed, size, told};
use std::fmt::Write;

/// What Finesse's simulator can let go wrong with a request that does something.
const FAULTS: &[&str] = &[
    "do = \"drop\"\nwhen = \"before\"",
    "do = \"drop\"\nwhen = \"after\"",
    "do = \"error\"\nstatus = 500\nwhen = \"before\"",
    "do = \"error\"\nstatus = 500\nwhen = \"after\"",
    "do = \"error\"\nstatus = 502\nwhen = \"after\"",
    "do = \"error\"\nstatus = 503\nwhen = \"before\"",
    "do = \"html\"\nstatus = 503\nwhen = \"after\"",
    "do = \"throttle\"\nretry-after = 0",
    "do = \"throttle\"",
    "do = \"refuse\"\nstatus = 400\ntext = \"Invented\"",
    "do = \"html\"\nstatus = 200\nwhen = \"before\"",
    "do = \"html\"\nstatus = 200\nwhen = \"after\"",
    "do = \"truncate\"",
    "do = \"cut-off\"",
    "do = \"endless\"",
    "do = \"fail\"\ncode = 22",
    "do = \"delay-answer\"\nby = \"200ms\"",
    "do = \"lose-event\"",
    "do = \"delay-event\"\nby = \"300ms\"",
    "do = \"unname-event\"",
    "do = \"repeat-event\"",
    "do = \"odd-event\"\nas = \"as-xml\"",
    "do = \"kill-stream\"",
];

const FIRST: u64 = 16_900_001;

fn world(operation: &str, seed: u64) -> String {
    let mut world = String::from(include_str!("finesse.toml"));
    for id in FIRST..FIRST + size() {
        let _ = write!(
            world,
            "[[dialogs]]\nid = {id}\nfrom = \"12025550101\"\nagent = \"1001\"\n\
             kind = \"PREROUTE_ACD_IN\"\nstate = \"ACTIVE\"\nqueue = 4022\n"
        );
    }
    let mut faults: Vec<_> = FAULTS.iter().collect();
    fastrand::Rng::with_seed(seed).shuffle(&mut faults);
    for fault in faults {
        let _ = write!(
            world,
            "[[faults]]\non = \"{operation}\"\nprobability = 0.03\n{fault}\n"
        );
    }
    world
}

fn settings(served: &Served) -> String {
    format!(
        "[profile.lab]\nsystem = \"finesse\"\naddress = \"{}\"\nuser = \"1001\"\n\
         password = {{ env = \"LAB_PASSWORD\" }}\nroot-certificate = \"authority.pem\"\n\
         timeouts = {{ connect = \"5s\", request = \"2s\", confirm = \"2s\" }}\n",
        served.address
    )
}

fn sweep(operation: &str, action: &str) {
    let seed = seed();
    let served = Served::start("finesse", &world(operation, seed));
    let items: Vec<u64> = (FIRST..FIRST + size()).collect();
    let rows: String = items.iter().map(|id| format!("{id}\n")).collect();
    let flow = format!(
        "use finesse\n\n{action}\n    on Unavailable, Throttled -> retry 3 times every 20ms\n    \
         on any other -> fail\n"
    );
    let done = served.run(&flow, &format!("ContactId\n{rows}"), &settings(&served));
    assert!(!done.out.is_empty(), "{}", done.err);
    let told = told::read(&done.out, &items);
    let what = format!("{operation}, seed {seed}");
    compare(&what, &told, &changes(&served, operation));
}

#[test]
fn no_contact_is_held_falsely() {
    sweep("HOLD", "hold contact <ContactId>");
}

#[test]
fn no_contact_is_dropped_falsely() {
    sweep("DROP", "end contact <ContactId>");
}
