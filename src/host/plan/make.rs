//! A run that reads, and writes nothing.

use super::expected::is_same;
use super::place::Place;
use super::placeholder;
use super::step::{Planned, Sighting, Step};
use crate::catalogue::Action;
use crate::host::left::Left;
use crate::host::live::{Gate, profile_needs};
use crate::host::look::{Looker, Seen};
use crate::host::virtual_time::{Played, Reply, VirtualTime, World};
use crate::program::{ArgValue, Program};
use crate::run::effect::{Answer, Await, Call, Effect, Request, Signal};
use crate::run::event::{End, EventKind, Fault, RunReport};
use crate::run::{Limits, Run, Start};
use crate::system::System;
use crate::value::{Text, Value};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use tokio::runtime::Handle;

/// A plan of more steps than these would be read by nobody.
const MOST: usize = 100_000;

/// With what a plan reads.
pub struct Reads {
    /// The systems, by name.
    pub systems: HashMap<Arc<str>, Arc<dyn System>>,
    /// What looks at things.
    pub looker: Looker,
    /// What says when something may be read.
    pub gate: Option<Arc<dyn Gate>>,
    /// What a run has left that is to be undone, with what takes it back.
    pub left: Vec<(Call, Left)>,
}

/// A plan of a run.
pub struct Made {
    /// What it would do.
    pub planned: Planned,
    /// How it would end; nothing where that cannot be known before.
    pub report: Option<RunReport>,
    /// What must not be shown.
    pub sensitive: Vec<Text>,
}

/// Plans a run: it takes as long as its reads do, and has to be awaited on a runtime with several
/// threads. `Err` says which inputs are missing or wrong.
pub async fn make(
    program: Arc<Program>,
    mut start: Start,
    limits: Limits,
    reads: Arc<Reads>,
) -> Result<Made, Vec<Fault>> {
    start.provided = provided(&program, &reads).await;
    let run = Run::new(program.clone(), start.clone(), limits)?;
    let handle = Handle::current();
    let world = Reading {
        reads,
        handle,
        zone: start.at.time_zone().clone(),
        steps: Vec::new(),
        changed: HashSet::new(),
        cut: None,
    };
    let played = tokio::task::spawn_blocking(move || {
        let mut host = VirtualTime::new(run, world);
        while host.run().end().is_none() && host.world().goes_on() && host.step() {}
        host.into_parts()
    });
    // A task that is waited for here ends with its answer, unless it broke down: see below.
    let Ok((played, _, world)) = played.await else {
        return Err(vec![broken()]);
    };
    Ok(finish(&program, start, played, world))
}

fn broken() -> Fault {
    Fault {
        span: Default::default(),
        message: "a connection broke down while the plan was made".into(),
        help: None,
        outcome: None,
    }
}

/// What profiles provide: for real where something that is read needs it, else what stands for it.
async fn provided(program: &Program, reads: &Reads) -> Vec<(Arc<str>, crate::value::Record)> {
    let read_with = |system: &str| {
        let mut calls = program.calls().into_iter();
        calls.any(|call| {
            let needs = |arg: &crate::program::Arg| matches!(arg.value, ArgValue::Provided(_));
            call.action.reads && *call.action.system == *system && call.args.iter().any(needs)
        })
    };
    let mut all = Vec::new();
    for name in profile_needs(program) {
        let system = reads.systems.get(&name).filter(|_| read_with(&name));
        let real = match system {
            Some(system) => system.provided().await.ok(),
            None => None,
        };
        let wanted = program.provided.iter();
        let wanted = wanted.filter(|one| program.systems.get(one.system as usize) == Some(&name));
        let mut fields =
            placeholder::provided(&wanted.map(|one| one.name.clone()).collect::<Vec<_>>());
        fields.extend(real.unwrap_or_default());
        all.push((name, fields));
    }
    all
}

/// What stands in for the systems: it asks them what only reads.
struct Reading {
    reads: Arc<Reads>,
    handle: Handle,
    zone: TimeZone,
    steps: Vec<(Arc<str>, Draft)>,
    /// The things that something has changed by now.
    changed: HashSet<String>,
    cut: Option<String>,
}

enum Draft {
    Read(Call, Answer),
    Write(Call, Option<Sighting>),
    Assumed,
}

impl World for Reading {
    fn reply(&mut self, effect: &Effect, at: Timestamp) -> Reply {
        if !self.goes_on() {
            return Reply::Never;
        }
        match &effect.request {
            Request::Call(call) if call.reads => self.read(effect, call),
            Request::Call(call) => self.write(effect, call, at),
            Request::Watch(_) => self.assume(effect, Answer::success()),
            Request::Await(what) => self.arrives(effect, what, at),
            Request::Signal(signal) => self.assume(effect, answered(signal)),
            Request::Sleep(_) => Reply::now(Answer::success()),
        }
    }
}

impl Reading {
    fn goes_on(&self) -> bool {
        self.cut.is_none()
    }

    fn cut(&mut self, why: impl Into<String>) -> Reply {
        self.cut.get_or_insert_with(|| why.into());
        Reply::Never
    }

    fn read(&mut self, effect: &Effect, call: &Call) -> Reply {
        if call.args.values().any(placeholder::is_in) {
            let why = format!(
                "`{}` reads something that exists only once the writes before it are done",
                call.action
            );
            return self.cut(why);
        }
        let Some(system) = self.reads.systems.get(&call.system).cloned() else {
            return self.cut(format!("there is no connection to {}", call.system));
        };
        let gate = self.reads.gate.clone();
        let answer = self.handle.block_on(async {
            if let Some(gate) = &gate {
                gate.admit(effect).await;
            }
            let answer = system.perform(call, &effect.name).await;
            if let Some(gate) = &gate {
                gate.answered(effect, &answer);
            }
            answer
        });
        let kept = Answer {
            exchanges: Vec::new(),
            ..answer.clone()
        };
        self.add(effect, Draft::Read(call.clone(), kept));
        Reply::now(answer)
    }

    fn write(&mut self, effect: &Effect, call: &Call, at: Timestamp) -> Reply {
        let Some(system) = self.reads.systems.get(&call.system).cloned() else {
            return self.cut(format!("there is no connection to {}", call.system));
        };
        let entry = system.entry().clone();
        let Some(action) = entry.action(&call.action) else {
            return self.cut(format!("{} has no action `{}`", call.system, call.action));
        };
        let sighting = self.sight(&*system, action, call);
        self.add(effect, Draft::Write(call.clone(), sighting));
        let mut answer = Answer::success();
        let at = at.to_zoned_datetime(self.zone.clone());
        answer.outputs = placeholder::outputs(action.short(), &action.outputs, &at);
        Reply::now(answer)
    }

    /// Looks at what the action changes, where nothing in this run has changed it yet.
    fn sight(&mut self, system: &dyn System, action: &Action, call: &Call) -> Option<Sighting> {
        let is_it = |(back, _): &&(Call, Left)| is_same(action, back, call);
        if let Some((_, left)) = self.reads.left.iter().find(is_it).cloned() {
            return self.sight_left(system, left);
        }
        let change = action.state.as_ref()?;
        let id = call.args.get(&change.of)?;
        let first =
            self.changed
                .insert(format!("{} {} {}", call.system, change.thing, &*id.said()));
        if !first || placeholder::is_in(id) {
            return None;
        }
        let look = self.reads.looker.look(system, action, &call.args);
        let (thing, id, seen) = self.handle.block_on(look)?;
        (seen != Seen::Unseen).then_some(Sighting {
            thing,
            id,
            seen,
            left: None,
            changed: None,
        })
    }

    /// The same of what a run has left: the last that it did to a thing is compared.
    fn sight_left(&mut self, system: &dyn System, left: Left) -> Option<Sighting> {
        if !self.changed.insert(left.key()) {
            return None;
        }
        let look = self.reads.looker.changed(system, &left);
        let (seen, changed) = self.handle.block_on(look)?;
        Some(Sighting {
            thing: left.thing.clone(),
            id: left.id.clone(),
            seen,
            left: Some(left),
            changed,
        })
    }

    fn arrives(&mut self, effect: &Effect, what: &Await, at: Timestamp) -> Reply {
        let system = self.reads.systems.get(&what.system).cloned();
        let thing = system.and_then(|system| system.entry().thing(&what.thing).cloned());
        let Some(thing) = thing else {
            return self.cut(format!("{} has no {} to wait for", what.system, what.thing));
        };
        let at = at.to_zoned_datetime(self.zone.clone());
        let mut answer = Answer::success();
        let of = format!("the {} that arrives", what.thing);
        answer.outputs = placeholder::outputs(&of, &thing.outputs, &at);
        self.assume(effect, answer)
    }

    fn assume(&mut self, effect: &Effect, answer: Answer) -> Reply {
        self.add(effect, Draft::Assumed);
        Reply::now(answer)
    }

    fn add(&mut self, effect: &Effect, draft: Draft) {
        if self.steps.len() >= MOST {
            self.cut(format!("a plan has at most {MOST} steps"));
            return;
        }
        self.steps.push((effect.name.clone(), draft));
    }
}

/// Somebody says yes.
fn answered(signal: &Signal) -> Answer {
    let yes = match &signal.question {
        Some(_) => Value::YesNo(true),
        None => Value::text(format!("\u{27e8}signal {}\u{27e9}", signal.name)),
    };
    signal.answer(&yes).unwrap_or_else(Answer::success)
}

fn finish(program: &Program, start: Start, played: Played, world: Reading) -> Made {
    let asked: HashMap<&str, (u32, &Text)> = played
        .events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::Asked { name, what, .. } => Some((
                &**name,
                (program.source.line_at_home(event.span.start), what),
            )),
            _ => None,
        })
        .collect();
    let steps = world.steps.into_iter().map(|(name, draft)| {
        let (line, what) = asked.get(&*name).copied().map_or_else(
            || (0, Text::plain(&*name)),
            |(line, what)| (line, what.clone()),
        );
        let place = Place::of(&name);
        match draft {
            Draft::Read(call, answer) => Step::Read {
                place,
                call,
                answer,
            },
            Draft::Write(call, sighting) => Step::Write {
                place,
                line,
                call,
                what,
                sighting,
            },
            Draft::Assumed => Step::Assumed { line, what },
        }
    });
    let mut planned = Planned {
        start,
        steps: steps.collect(),
        cut: world.cut,
    };
    // What stands for a value that is not known yet may be none that the flow can go on with.
    if let Some(RunReport {
        end: End::Faulted(fault),
        ..
    }) = &played.report
        && planned.cut.is_none()
        && planned.writes().next().is_some()
    {
        let line = program.source.line_at_home(fault.span.start);
        planned.cut = Some(format!(
            "line {line} works with what only the writes before it return ({})",
            &*fault.message
        ));
    }
    Made {
        report: played.report.filter(|_| planned.cut.is_none()),
        planned,
        sensitive: played.sensitive,
    }
}
