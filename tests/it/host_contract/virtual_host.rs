//! The virtual host: its world answers at once, or not at all, and time jumps.

use contactflow::check::Context;
use contactflow::host::virtual_time::{Reply, VirtualTime};
use contactflow::journal::{Journal, Memory, Record, Started, replay};
use contactflow::run::effect::{Answer, Completion, Effect};
use contactflow::run::{Limits, Run, Start};
use contactflow::{Catalogue, Script, System};
use jiff::Timestamp;
use std::sync::Arc;

const FLOW: &str = "use contract
send \"a\" on Unknown -> ignore
for each X in [\"x\", \"y\", \"z\"], at most 5, 3 at once {
    send X
}
wait 1h
look at \"q\"
send \"end\"
";

fn answer(_: &Effect, _: Timestamp) -> Reply {
    Reply::now(Answer::success())
}

fn start() -> Start {
    Start {
        run: "r".into(),
        inputs: Default::default(),
        at: "2026-12-01T09:00:00Z[UTC]".parse().unwrap(),
        seed: 7,
        provided: vec![],
    }
}

/// A journal that is cut anywhere brings a run to the same end, with nothing told twice: whatever the host,
/// this is what it goes on from.
#[test]
fn the_virtual_host_goes_on_from_a_journal_that_is_cut_anywhere() {
    let world = super::world::World::new();
    let catalogue = Catalogue::default().with(world.entry().clone());
    let script = Script::check("contract.flow", FLOW, &catalogue, &Context::default());
    let script = script.unwrap_or_else(|refused| panic!("{refused}"));
    let program = script.program().clone();
    let run = || Run::new(program.clone(), start(), Limits::default()).unwrap();
    let whole = VirtualTime::new(run(), answer).play();
    let names = |effects: &[Effect]| -> Vec<Arc<str>> {
        effects.iter().map(|effect| effect.name.clone()).collect()
    };
    let journal = Memory::new();
    let name: Arc<str> = "r".into();
    let begun = Started::new(&program, &start(), Limits::default());
    journal
        .append(&name, Record::Started(Box::new(begun)))
        .unwrap();
    for (id, at, completion) in &whole.told {
        let record = Record::Told {
            id: *id,
            at: *at,
            completion: completion.clone(),
            of: None,
        };
        journal.append(&name, record).unwrap();
    }
    let records = journal.read("r").unwrap();
    for cut in 1..=records.len() {
        let replayed = replay(program.clone(), &records[..cut]).unwrap();
        let at = replayed.run().now();
        let (run, open) = replayed.into_parts(at);
        let rest = VirtualTime::resumed(run, open, answer).play();
        let ended = rest.report.as_ref().expect("it ends");
        assert!(ended.succeeded(), "cut after {cut}");
        let told = cut - 1 + rest.told.len();
        assert_eq!(told, whole.told.len(), "cut after {cut}");
    }
    assert!(!names(&whole.effects).is_empty());
    let lost = |(_, _, completion): &(u64, Timestamp, Completion)| *completion == Completion::Lost;
    assert!(!whole.told.iter().any(lost));
}
