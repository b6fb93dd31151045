//! Sweeps over easyCIM's simulator, straight to its toolbar.

use super::{Effects, compare, seed, size, told};
use crate::cli::call::{Call, Done};
use contactflow::sim::easycim::{LogEntry, Options, Simulator, WorldSource};
use std::fmt::Write;

/// Everything that the simulated toolbar can let go wrong with a call that does something. A toolbar
/// that is gone comes back. A second answer comes while the method rests (`settle`): one that comes later
/// can be taken for the next answer, as `docs/easycim.md` says.
const FAULTS: &[&str] = &[
    "do = \"delay\"\nby = \"200ms\"",
    "do = \"delay\"\nby = \"1500ms\"",
    "do = \"drop\"\nwhen = \"before\"",
    "do = \"drop\"\nwhen = \"after\"",
    "do = \"twice\"",
    "do = \"twice\"\nby = \"10ms\"",
    "do = \"disconnect\"\nwhen = \"before\"\nby = \"100ms\"",
    "do = \"disconnect\"\nwhen = \"after\"\nby = \"100ms\"",
    "do = \"refuse\"",
    "do = \"error\"\ntext = \"Invented\"",
    "do = \"lose-event\"",
];

const FIRST: u64 = 500_001;

fn items() -> Vec<u64> {
    (FIRST..FIRST + size()).collect()
}

fn contact(item: u64) -> String {
    format!("68-{item}@toolbar.example")
}

/// A world with as many contacts and scripts as the sweep is large, where about every third call of
/// a method meets a fault.
fn world(method: &str, seed: u64, faults: &[&str]) -> String {
    let mut world = String::from("dispositions = [\"DONE\"]\n");
    for item in items() {
        let _ = write!(
            world,
            "[[scripts]]\necid = \"E-{item}\"\n[[contacts]]\nid = \"{}\"\nconnected = true\n",
            contact(item)
        );
    }
    let mut faults = faults.to_vec();
    fastrand::Rng::with_seed(seed).shuffle(&mut faults);
    for fault in faults {
        let _ = write!(
            world,
            "[[faults]]\non = \"{method}\"\nprobability = 0.03\n{fault}\n"
        );
    }
    world
}

/// What was changed by a method, by what the log says that it was about.
fn effects(log: &[LogEntry], method: &str, name: impl Fn(u64) -> String) -> Effects {
    let mut effects = Effects::new();
    let items = items();
    let did = log
        .iter()
        .filter(|entry| entry.method == method && !entry.changed.is_empty());
    for entry in did {
        let item = items
            .iter()
            .find(|item| entry.about.contains(&name(**item)));
        if let Some(item) = item {
            *effects.entry(*item).or_default() += 1;
        }
    }
    effects
}

fn run(simulator: &Simulator, flow: &str, table: &str) -> Done {
    let settings = format!(
        "[profile.lab]\nsystem = \"easycim\"\ntoolbar-address = \"{}\"\nbeside = \"alone\"\n\
         keeps-notes = true\nlists = {{ dispositions = [\"DONE\"] }}\n\
         timeouts = {{ connect = \"5s\", request = \"1s\", confirm = \"1s\", settle = \"50ms\" }}\n",
        simulator.toolbar_address()
    );
    let args = ["run", "it.flow", "--inputs", "rows.csv", "--at-once", "16"];
    Call::new(&[&args[..], &["--json", "-p", "lab"]].concat())
        .file("it.flow", flow)
        .file("rows.csv", table)
        .file("flow.toml", settings)
        .run()
}

/// Runs a flow over all items while a method fails at random, and compares.
async fn sweep(
    method: &'static str,
    faults: &[&str],
    input: &str,
    name: fn(u64) -> String,
    flow: &str,
) {
    let seed = seed();
    let options = Options {
        world: WorldSource::Text(world(method, seed, faults)),
        seed,
        ..Options::default()
    };
    let simulator = Simulator::start(options).await.expect("it starts");
    // An answer that never comes blocks its method as long as the connection lasts: the rows after it are
    // not sent. A person would connect anew and run those again, and so does the sweep, until each row
    // has been sent.
    let (mut told, mut left) = (Vec::new(), items());
    for _ in 0..size() {
        let rows: String = left.iter().map(|item| name(*item) + "\n").collect();
        let done = run(&simulator, flow, &format!("{input}\n{rows}"));
        assert!(!done.out.is_empty(), "{}", done.err);
        let said = told::read(&done.out, &left).into_iter();
        let (blocked, sent): (Vec<_>, Vec<_>) = said.partition(|row| row.outcome == "Unavailable");
        told.extend(sent);
        left = blocked.iter().map(|row| row.item).collect();
        if left.is_empty() {
            break;
        }
    }
    assert_eq!(told.len(), items().len(), "never sent: {left:?}");
    let effects = effects(&simulator.log(), method, name);
    assert!(!effects.is_empty(), "{told:?}");
    compare(&format!("{method}, seed {seed}"), &told, &effects);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_contact_is_hung_up_falsely() {
    let flow = "use easycim\n\nend contact <ContactId>\n    \
                on Unavailable, Throttled -> retry 3 times every 20ms\n    on any other -> fail\n";
    sweep("Hangup", FAULTS, "ContactId", contact, flow).await;
}

/// A hold is a toggle: one too many takes the caller off hold. The toolbar answers nothing to it and no
/// event shows it, so that what the toolbar itself does not do is known to nobody: a success says that it
/// was told.
#[tokio::test(flavor = "multi_thread")]
async fn no_contact_is_held_twice_or_falsely() {
    let silent = ["before", "drop", "refuse", "error", "delay"];
    let is_silent = |fault: &&str| silent.iter().any(|word| fault.contains(word));
    let of_the_line = FAULTS.iter().copied().filter(|fault| !is_silent(fault));
    let of_the_line: Vec<_> = of_the_line.collect();
    let flow = "use easycim\n\nhold contact <ContactId>\n    \
                on Unavailable, Throttled -> retry 3 times every 20ms\n    on any other -> fail\n";
    sweep("Hold", &of_the_line, "ContactId", contact, flow).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_script_is_saved_twice_or_falsely() {
    let flow = "use easycim\n\nopen manual script <Ecid>\n    on any other -> fail\n\
                save manual script <Ecid>\n    \
                with OutcomeResult: \"DONE\", OfflineEnd: false\n    \
                on Unavailable, Throttled -> retry 3 times every 20ms\n    on any other -> fail\n";
    sweep(
        "saveScript",
        FAULTS,
        "Ecid",
        |item| format!("E-{item}"),
        flow,
    )
    .await;
}
