//! Every script of the corpus and the examples, carried out by every host there is: live on the
//! simulators of its systems, and from then on out of what it was told, by the replay of its recording,
//! under virtual time, and resumed from a journal that is cut anywhere, under virtual time and live.
//!
//! What is compared is every event with its time, in order, and how the run ended. All clocks are held:
//! that of a live run begins at a time that the test sets and moves on only while everybody waits, so its
//! times are as exact as those of virtual time. Two things differ by nature, and are left out: events of
//! the same millisecond may come in another order, since a live host is told of them by sockets; and a
//! live host that goes on is not compared where a write was under way at the cut, which it looks up first.

mod live;
mod tape;

use super::determinism::{CORPUS, once_more, shown};
use contactflow::host::virtual_time::VirtualTime;
use contactflow::journal::{self, Record};
use contactflow::program::Program;
use contactflow::run::Run;
use contactflow::run::event::Event;
use contactflow::testing::recording::{record, replay, seen_in};
use contactflow::testing::{Seen, sample};
use contactflow::value::{Kind, Record as Values, Value};
use jiff::{SignedDuration, Timestamp};
use live::{Beginning, Lived, on_simulators};
use std::collections::HashSet;
use std::sync::Arc;

/// How often each script is run, with another seed each time. `FLOW_HOSTS` is another number.
const SEEDS: u64 = 1;
/// At how many places the journal of each run is cut.
const CUTS: u64 = 2;

/// One in so many is run live a second time.
const AGAIN: u64 = 3;

fn seeds() -> u64 {
    let asked = std::env::var("FLOW_HOSTS").ok();
    asked.map_or(SEEDS, |asked| {
        asked.parse().expect("FLOW_HOSTS is a number")
    })
}

/// A beginning by chance: contacts that there are and that there are not, and now and then a run that is
/// cancelled.
fn beginning(program: &Program, seed: u64) -> Beginning {
    let mut chance = fastrand::Rng::with_seed(seed);
    let finesse = program.systems.iter().any(|system| **system == *"finesse");
    let contacts = match finesse {
        true => ["16804377", "16804378", "1"],
        false => ["1001", "1002", "9"],
    };
    let inputs = program
        .inputs
        .iter()
        .filter(|input| input.default.is_none());
    let inputs = inputs.map(|input| {
        let value = match (&*input.name, &input.kind) {
            ("AgentId", _) if finesse => Value::text("1001"),
            ("AgentId", _) => Value::text("7"),
            (_, Kind::ContactId | Kind::DialogId) => Value::text(contacts[chance.usize(0..3)]),
            (_, kind) => sample::value_of(kind),
        };
        (input.name.clone(), value)
    });
    let inputs: Values = inputs.collect();
    let cancelled = chance.bool() && chance.bool();
    Beginning {
        at: Timestamp::from_second(chance.i64(1_700_000_000..1_900_000_000)).unwrap(),
        inputs,
        seed,
        cancelled: cancelled.then(|| SignedDuration::from_millis(chance.i64(0..20_000))),
    }
}

/// The events of the same time in an order that does not depend on who told them first.
fn in_order(events: &[Event]) -> Vec<String> {
    let mut told: Vec<(Timestamp, String)> = events
        .iter()
        .map(|event| {
            (
                event.at,
                format!("{} {:?} {:?}", event.at, event.span, event.kind),
            )
        })
        .collect();
    told.sort();
    told.into_iter().map(|(_, text)| text).collect()
}

/// Cancels a run under virtual time when it was cancelled.
fn play(
    mut host: VirtualTime<impl contactflow::host::virtual_time::World>,
    journal: &[Record],
) -> Vec<Event> {
    let mut cancelled = journal.iter().find_map(|record| match record {
        Record::Cancelled { at, .. } => Some(*at),
        _ => None,
    });
    while host.run().end().is_none() {
        match cancelled {
            Some(at) if host.next_at().is_none_or(|next| next > at) => {
                host.cancel_at(at);
                cancelled = None;
            }
            _ if host.step() => {}
            _ => break,
        }
    }
    host.stop().events
}

fn virtually(program: &Arc<Program>, journal: &[Record]) -> Vec<Event> {
    let Some(Record::Started(started)) = journal.first() else {
        panic!("a journal begins with the start of its run");
    };
    let run = Run::new(program.clone(), started.start.clone(), started.limits).expect("its inputs");
    play(VirtualTime::new(run, once_more(journal)), journal)
}

fn resumed(program: &Arc<Program>, journal: &[Record], cut: usize) -> Result<Vec<Event>, String> {
    // a write that was under way is asked for again: this host has nobody to look it up with
    let kept = journal[..cut].iter();
    let kept = kept.filter(|record| !matches!(record, Record::Asked { .. }));
    let mut kept: Vec<Record> = kept.cloned().collect();
    if let Some(Record::Started(started)) = kept.first_mut() {
        started.announces = false;
    }
    let kept = journal::replay(program.clone(), &kept).map_err(|why| format!("resumed: {why}"))?;
    let now = kept.run().now();
    let (run, open) = kept.into_parts(now);
    let host = VirtualTime::resumed(run, open, once_more(journal));
    Ok(play(host, &journal[cut..]))
}

/// Whether no write is under way after so many records.
fn is_quiet(journal: &[Record]) -> bool {
    let told: HashSet<u64> = journal
        .iter()
        .filter_map(|record| match record {
            Record::Told { id, .. } => Some(*id),
            _ => None,
        })
        .collect();
    journal.iter().all(|record| match record {
        Record::Asked { id, .. } => told.contains(id),
        _ => true,
    })
}

/// When a record was written.
fn at(record: &Record) -> Timestamp {
    match record {
        Record::Told { at, .. } | Record::Asked { at, .. } | Record::Cancelled { at, .. } => *at,
        Record::Started(started) => started.start.at.timestamp(),
        other => panic!("{other:?}"),
    }
}

/// Whether both are the same; the first difference where they are not.
fn same(host: &str, seen: &[String], lived: &[String]) -> Result<(), String> {
    if seen == lived {
        return Ok(());
    }
    let differs = seen
        .iter()
        .zip(lived)
        .position(|(seen, lived)| seen != lived);
    let at = differs.unwrap_or(seen.len().min(lived.len()));
    let line = |lines: &[String]| {
        lines
            .get(at)
            .cloned()
            .unwrap_or_else(|| "nothing more".to_owned())
    };
    let (seen, lived) = (line(seen), line(lived));
    Err(format!(
        "{host}: at {at}\n   there: {seen}\n    live: {lived}"
    ))
}

fn replayed(program: &Arc<Program>, lived: &Lived) -> Result<(), String> {
    let seen = seen_in(program, &lived.journal)?;
    let told = |events: &[Event]| {
        events
            .iter()
            .map(|event| format!("{event:?}"))
            .collect::<Vec<_>>()
    };
    same(
        "replayed from its journal",
        &told(&seen.events),
        &told(&lived.events),
    )?;
    let recording = record(program, &lived.journal, Timestamp::UNIX_EPOCH).map_err(|why| why.0)?;
    let again = replay(program, &recording)?;
    if let Some(divergence) = again.divergence {
        return Err(format!("its recording: {divergence:?}"));
    }
    let live = Seen {
        events: lived.events.clone(),
        sensitive: lived.sensitive.clone(),
        ..Seen::default()
    };
    same("its recording", &shown(&again.seen), &shown(&live))
}

fn every_host(program: &Arc<Program>, seed: u64) -> Result<(), String> {
    let from = beginning(program, seed);
    let about = |why: String| format!("{}, {from:?}\n  {why}", program.source.name());
    let lived = on_simulators(program, &from);
    if lived.report.is_none() {
        return Err(about("it never ends".to_owned()));
    }
    let live = in_order(&lived.events);
    if seed.is_multiple_of(AGAIN) {
        let twice = on_simulators(program, &from);
        same("live, once more", &in_order(&twice.events), &live).map_err(about)?;
    }
    replayed(program, &lived).map_err(about)?;
    let virtually = in_order(&virtually(program, &lived.journal));
    same("under virtual time", &virtually, &live).map_err(about)?;
    let mut chance = fastrand::Rng::with_seed(seed);
    for _ in 0..CUTS * seeds() {
        let cut = chance.usize(1..lived.journal.len().max(2));
        let about = |why: String| {
            let of = lived.journal.len();
            about(format!("cut after {cut} of {of} records: {why}"))
        };
        cut_at(program, &lived, cut).map_err(about)?;
    }
    Ok(())
}

/// Goes on with a run whose journal is cut: what happens then is the rest of what happened.
fn cut_at(program: &Arc<Program>, lived: &Lived, cut: usize) -> Result<(), String> {
    let later = resumed(program, &lived.journal, cut)?;
    let rest = lived.events.len().saturating_sub(later.len());
    let rest = in_order(&lived.events[rest..]);
    same("resumed", &in_order(&later), &rest)?;

    let cancelled = |record: &Record| matches!(record, Record::Cancelled { .. });
    let kept = &lived.journal[..cut];
    if lived.journal.iter().any(cancelled) || !is_quiet(kept) {
        return Ok(());
    }
    let systems = tape::tapes(program, &lived.journal, cut);
    let at = at(kept.last().expect("it has a start"));
    let live = live::resumed(program, &systems, kept, at);
    same("resumed live", &in_order(&live.events), &rest)
}

/// In two halves: they run beside each other.
#[test]
fn the_first_half_of_all_scripts_is_the_same_with_every_host() {
    half(0);
}

#[test]
fn the_second_half_of_all_scripts_is_the_same_with_every_host() {
    half(1);
}

fn half(which: usize) {
    let scripts = CORPUS
        .iter()
        .enumerate()
        .filter(|(number, _)| number % 2 == which);
    let each = scripts.flat_map(|(number, program)| {
        (0..seeds()).map(move |seed| every_host(program, seed * 1_000 + number as u64))
    });
    let wrong: Vec<String> = each.filter_map(Result::err).collect();
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
