//! A run of a test.

use super::mocks::Mocks;
use super::ready::Ready;
use super::seen::Seen;
use super::{Problem, sample};
use crate::host::virtual_time::VirtualTime;
use crate::journal::{Record, Started};
use crate::program::Program;
use crate::run::effect::{Completion, EffectId, Request};
use crate::run::{Limits, Run};
use crate::syntax::tree::Item;
use jiff::{SignedDuration, Timestamp};

/// So many things may happen in the run of a test: more is a loop that nobody wants to wait for.
pub const MOST_EFFECTS: usize = 100_000;

/// Runs a test against its mocks. `Err`: what kept the run from beginning.
pub fn play(ready: &mut Ready) -> Result<(Seen, Mocks), Vec<Problem>> {
    let mocks = Mocks::new(std::mem::take(&mut ready.lines));
    let run = Run::new(ready.program.clone(), ready.start.clone(), limits());
    let run = run.map_err(|faults| {
        let problem = |fault: &crate::run::event::Fault| {
            Problem::new("inputs", fault.span, fault.message.to_string())
        };
        faults.iter().map(problem).collect::<Vec<_>>()
    })?;
    Ok(virtually(run, mocks, ready.cancelled))
}

/// With what the run of a test begins, as a journal has it.
pub fn started(ready: &Ready) -> Record {
    let started = Started::new(&ready.program, &ready.start, limits());
    Record::Started(Box::new(started))
}

/// What the run of a test may use.
fn limits() -> Limits {
    Limits {
        steps: 1_000_000,
        ..Limits::default()
    }
}

/// Plays a run under virtual time, up to its end or to the first thing that no mock answers.
pub fn virtually(mut run: Run, mocks: Mocks, cancelled: Option<SignedDuration>) -> (Seen, Mocks) {
    run.count_visits();
    let mut cancel_at = cancelled.and_then(|time| run.now().checked_add(time).ok());
    let mut host = VirtualTime::new(run, mocks);
    let mut happened = 0;
    let mut cancelled_at = None;
    while host.run().end().is_none() && host.world().unanswered.is_empty() {
        happened += 1;
        if happened > MOST_EFFECTS {
            break;
        }
        match (cancel_at, host.next_at()) {
            (Some(at), next) if next.is_none_or(|next| next > at) => {
                cancelled_at = Some((host.told(), at, host.run().turns()));
                host.cancel_at(at);
                cancel_at = None;
            }
            _ => {
                if !host.step() {
                    break;
                }
            }
        }
    }
    let (mut played, mut run, mocks) = host.into_parts();
    let visited = run.take_visited();
    let journal = told(std::mem::take(&mut played.told), cancelled_at);
    let seen = Seen {
        endless: happened > MOST_EFFECTS,
        journal,
        ..Seen::of(played, visited)
    };
    (seen, mocks)
}

/// What a run was told, as a journal has it.
pub(super) fn told(
    completions: Vec<(EffectId, Timestamp, Completion)>,
    cancelled: Option<(usize, Timestamp, u64)>,
) -> Vec<Record> {
    let told = completions.into_iter();
    let mut records: Vec<Record> = told
        .map(|(id, at, completion)| Record::Told {
            id,
            at,
            completion,
            of: None,
        })
        .collect();
    if let Some((after, at, turn)) = cancelled {
        records.insert(after, Record::Cancelled { at, turn });
    }
    records
}

/// What a line of a test calls it; nothing for a wait of the flow's own.
pub fn name_of(request: &Request) -> Option<String> {
    Some(match request {
        Request::Call(call) => call.action.to_string(),
        Request::Watch(watch) => format!("wait until {}", watch.thing),
        Request::Await(what) => format!("await {}", what.thing),
        Request::Signal(signal) => format!("await signal {}", signal.name),
        Request::Sleep(_) => return None,
    })
}

/// The same with the flow's name of its system before it, where the flow uses several: two of them may
/// have the same action.
pub fn name_in(program: &Program, request: &Request) -> Option<String> {
    let system = match request {
        Request::Call(call) => Some(&call.system),
        Request::Watch(watch) => Some(&watch.system),
        Request::Await(what) => Some(&what.system),
        Request::Signal(_) | Request::Sleep(_) => None,
    };
    let prefix = system.map(|system| prefix(program, system));
    Some(prefix.unwrap_or_default() + &name_of(request)?)
}

/// `Desk: `, or nothing in a flow of one system.
pub fn prefix(program: &Program, system: &str) -> String {
    if program.systems.len() < 2 {
        return String::new();
    }
    let source = &program.source;
    let items = crate::syntax::parse(source).tree.items;
    let alias = items.iter().find_map(|item| match item {
        Item::Use(line) if source.slice(line.system) == system => line.alias,
        _ => None,
    });
    let name = alias.map_or(system, |alias| source.slice(alias));
    format!("{name}: ")
}

/// The line of a test that answers what no line answers.
pub fn line_for(program: &Program, request: &Request) -> String {
    let name = name_in(program, request);
    sample::mock_line(&name.unwrap_or_default(), "Success", "")
}
