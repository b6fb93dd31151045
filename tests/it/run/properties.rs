//! What holds for every program in every world.

use super::play::start;
use super::random::{RandomWorld, random_program};
use contactflow::host::virtual_time::{Played, VirtualTime};
use contactflow::journal::{About, Record, Started, replay};
use contactflow::program::Program;
use contactflow::run::effect::Effect;
use contactflow::run::event::EventKind;
use contactflow::run::{Limits, Run};
use proptest::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

fn limits() -> Limits {
    Limits {
        steps: 20_000,
        ..Limits::default()
    }
}

fn new_run(program: &Arc<Program>) -> Run {
    Run::new(program.clone(), start(), limits()).unwrap()
}

/// Plays a program, cancelled after so many completions where there are so many.
fn play(program: &Arc<Program>, world: u64, cancel: Option<usize>) -> Played {
    let mut host = VirtualTime::new(new_run(program), RandomWorld(world));
    let mut told = 0;
    loop {
        if cancel == Some(told) {
            host.cancel();
        }
        told += 1;
        if host.run().end().is_some() || !host.step() {
            return host.stop();
        }
    }
}

/// The journal that a host would have kept: each write's intent where it was asked for.
fn journal(program: &Arc<Program>, played: &Played) -> Vec<Record> {
    let begun = Started::new(program, &start(), limits());
    let mut records = vec![Record::Started(Box::new(begun))];
    let mut run = new_run(program);
    run.settle();
    let ask = |run: &mut Run, records: &mut Vec<Record>| {
        let at = run.now();
        let effects = run.take_effects();
        records.extend(
            effects
                .iter()
                .filter(|effect| effect.writes())
                .map(|effect| Record::asked(effect, at, About::default())),
        );
    };
    ask(&mut run, &mut records);
    for (id, at, completion) in &played.told {
        records.push(Record::Told {
            id: *id,
            at: *at,
            completion: completion.clone(),
            of: None,
        });
        assert!(run.complete(*id, completion.clone(), *at));
        run.settle();
        ask(&mut run, &mut records);
    }
    records
}

fn lines(played: &Played) -> HashMap<String, usize> {
    let mut lines = HashMap::new();
    for event in &played.events {
        if let EventKind::Log(text) = &event.kind {
            *lines.entry(text.to_string()).or_default() += 1;
        }
    }
    lines
}

fn names<'a>(effects: impl IntoIterator<Item = &'a Effect>) -> Vec<&'a str> {
    effects.into_iter().map(|effect| &*effect.name).collect()
}

fn assert_unique(names: &[&str]) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(seen.insert(name), "{name} was asked for twice");
    }
}

/// Every `always` ran once for each time that its `try` began.
fn assert_always_ran(played: &Played) {
    let lines = lines(played);
    for (line, count) in &lines {
        if let Some(number) = line.strip_prefix("in ") {
            let out = lines.get(&format!("out {number}")).copied().unwrap_or(0);
            assert_eq!(*count, out, "`always` of the `try` number {number}");
        }
    }
}

/// The run ended, and everything that it asked for was answered or cancelled, and not both.
fn assert_all_settled(played: &Played) {
    assert!(played.report.is_some(), "the run is stuck");
    let mut open: BTreeSet<_> = played.effects.iter().map(|effect| effect.id).collect();
    for (id, _, _) in &played.told {
        assert!(
            open.remove(id),
            "effect {id} was told twice or never asked for"
        );
    }
    for id in &played.cancelled {
        assert!(
            open.remove(id),
            "effect {id} was cancelled after it was told"
        );
    }
    assert!(open.is_empty(), "these are open for ever: {open:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn every_run_ends_with_everything_settled(seed: u64, world: u64, size in 1u32..60, cancel in proptest::option::of(0usize..12)) {
        let played = play(&random_program(seed, size), world, cancel);
        assert_all_settled(&played);
        assert_always_ran(&played);
        assert_unique(&names(&played.effects));
    }

    #[test]
    fn a_run_is_decided_by_what_it_is_told(seed: u64, world: u64, size in 1u32..60) {
        let program = random_program(seed, size);
        let played = play(&program, world, None);
        let records = journal(&program, &played);
        for cut in 1..=records.len() {
            let (mut run, open) = replay(program.clone(), &records[..cut]).unwrap().into_parts(start().at.timestamp());
            prop_assert!(open.iter().all(|effect| played.effects.iter().any(|other| other.id == effect.id && other.name == effect.name)));
            let mut effects = Vec::new();
            for record in &records[cut..] {
                if let Record::Told {
                    id, at, completion, ..
                } = record {
                    prop_assert!(run.complete(*id, completion.clone(), *at));
                    run.settle();
                    effects.extend(run.take_effects());
                }
            }
            let last = played.effects.len() - effects.len();
            prop_assert_eq!(&effects[..], &played.effects[last..]);
            let report = run.report();
            prop_assert_eq!(report.as_ref().map(|report| &report.end), played.report.as_ref().map(|report| &report.end));
            prop_assert_eq!(report.map(|report| report.ended), played.report.as_ref().map(|report| report.ended));
        }
    }

    #[test]
    fn a_crash_never_doubles_a_write(seed: u64, world: u64, size in 1u32..60) {
        let program = random_program(seed, size);
        let played = play(&program, world, None);
        let records = journal(&program, &played);
        for cut in 1..=records.len() {
            let mut replayed = replay(program.clone(), &records[..cut]).unwrap();
            let now = replayed.run().now();
            replayed.tell_lost(now);
            let (run, open) = replayed.into_parts(now);
            let resumed = VirtualTime::resumed(run, open, RandomWorld(world)).play();
            prop_assert!(resumed.report.is_some(), "the resumed run is stuck");
            let before = records[..cut].iter().filter_map(|record| match record {
                Record::Asked { name, .. } => Some(&**name),
                _ => None,
            });
            let after = names(resumed.effects.iter().filter(|effect| effect.writes()));
            let all: Vec<_> = before.chain(after).collect();
            assert_unique(&all);
        }
    }
}
