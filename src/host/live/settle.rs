//! What came of writes that were under way when the program that drove their run died: what a
//! person has found out counts; else their system is asked, where their catalogue says how.

use super::read_back::{Verdict, verdict};
use crate::catalogue::{Action, ParamDefault, ReadBack, SystemEntry};
use crate::clock;
use crate::journal::{Record, Replayed};
use crate::run::effect::{Answer, Call, EffectId, Request};
use crate::system::System;
use crate::value::{Record as Fields, Value};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// A request that was sent may still be on its way: for so long, that nothing is seen of it shows
/// nothing.
const ON_ITS_WAY: Duration = Duration::from_secs(30);

/// How often a system is asked meanwhile.
const PAUSE: Duration = Duration::from_secs(2);

/// How often a system is asked that does not answer.
const TRIES: u32 = 3;

type Systems = HashMap<Arc<str>, Arc<dyn System>>;

/// A write of which nothing has been told.
struct Open {
    id: EffectId,
    call: Call,
    at: Timestamp,
    settled: Option<bool>,
}

/// Settles what can be settled. It gives the records that the journal has to keep of that.
pub(super) async fn settle(systems: &Systems, replayed: &mut Replayed) -> Vec<Record> {
    let sent = replayed
        .sent()
        .filter_map(|sent| match &sent.effect.request {
            Request::Call(call) => Some(Open {
                id: sent.effect.id,
                call: call.clone(),
                at: sent.at,
                settled: sent.settled,
            }),
            _ => None,
        });
    let open: Vec<Open> = sent.collect();
    let mut asked = tokio::task::JoinSet::new();
    let mut records = Vec::new();
    for open in open {
        match open.settled {
            Some(happened) => {
                let answer = happened.then(Answer::success);
                let at = clock::now();
                records.extend(replayed.settle_write(open.id, (answer, "a person"), at));
            }
            None => {
                let system = systems.get(&open.call.system).cloned();
                asked.spawn(async move { (open.id, ask(system, &open).await) });
            }
        }
    }
    while let Some(answered) = asked.join_next().await {
        let Ok((id, verdict)) = answered else {
            continue;
        };
        let answer = match verdict {
            Verdict::Happened(outputs) => Some(Answer {
                outputs,
                ..Answer::success()
            }),
            Verdict::DidNot => None,
            Verdict::Unclear => continue,
        };
        let by = (answer, "its system, on request");
        records.extend(replayed.settle_write(id, by, clock::now()));
    }
    records
}

/// Asks the system of a write, which may have been sent at this time, whether it happened.
pub(in crate::host) async fn find_out(
    system: Option<Arc<dyn System>>,
    call: &Call,
    at: Timestamp,
) -> Verdict {
    let open = Open {
        id: 0,
        call: call.clone(),
        at,
        settled: None,
    };
    ask(system, &open).await
}

/// Asks the system of a write whether it happened.
async fn ask(system: Option<Arc<dyn System>>, open: &Open) -> Verdict {
    let Some(system) = system else {
        return Verdict::Unclear;
    };
    let entry = system.entry().clone();
    let Some((action, back, call)) = reading(&entry, &open.call) else {
        return Verdict::Unclear;
    };
    look(&*system, &call, (action, back), open).await
}

/// Asks once whether a write happened whose answer says nothing of it. That it is there decides; that
/// nothing is seen of it does not: it may still be on its way.
pub(in crate::host) async fn happened(system: &Arc<dyn System>, call: &Call) -> Option<Answer> {
    let entry = system.entry().clone();
    let (action, back, reading) = reading(&entry, call)?;
    let answer = system.perform(&reading, "read-back").await;
    match verdict(&answer, back, &call.args, clock::now()) {
        Verdict::Happened(outputs) if !lacks(action, &outputs) => Some(Answer {
            outputs,
            ..Answer::success()
        }),
        _ => None,
    }
}

/// The action, what shows that it happened, and the call that asks for that.
fn reading<'e>(entry: &'e SystemEntry, call: &Call) -> Option<(&'e Action, &'e ReadBack, Call)> {
    let action = entry.action(&call.action)?;
    let back = action
        .read_back
        .as_ref()
        .filter(|back| shows_something(back, call))?;
    let reader = entry.action(&back.action)?;
    let reading = Call {
        system: call.system.clone(),
        action: back.action.clone(),
        args: args(reader, back, &call.args),
        reads: true,
    };
    Some((action, back, reading))
}

async fn look(
    system: &dyn System,
    call: &Call,
    (action, back): (&Action, &ReadBack),
    open: &Open,
) -> Verdict {
    let waited = Instant::now();
    let mut failed = 0;
    loop {
        let answer = system.perform(call, "read-back").await;
        let on_its_way = waited.elapsed() < ON_ITS_WAY && is_young(open.at);
        match verdict(&answer, back, &open.call.args, clock::now()) {
            Verdict::DidNot if on_its_way => {}
            Verdict::Unclear if !answer.is_success() && failed + 1 < TRIES => failed += 1,
            Verdict::Happened(outputs) if lacks(action, &outputs) => return Verdict::Unclear,
            verdict => return verdict,
        }
        sleep(PAUSE).await;
    }
}

/// Whether a write was sent so little ago that it may still be on its way. A clock that was set back
/// makes it younger, never older.
fn is_young(at: Timestamp) -> bool {
    let since = clock::now().duration_since(at);
    since < SignedDuration::try_from(ON_ITS_WAY).unwrap_or(SignedDuration::MAX)
}

/// Whether a success of the action gives something that the read-back does not show: a script could
/// not go on with it.
fn lacks(action: &Action, outputs: &Fields) -> bool {
    let mut given = action.outputs.iter();
    given.any(|output| !outputs.contains_key(&output.name) && output.provides)
}

fn shows_something(back: &ReadBack, call: &Call) -> bool {
    let is_set = |name: &Arc<str>| !matches!(call.args.get(name), None | Some(Value::Nothing));
    !back.unless.iter().any(is_set)
}

/// What the reading action is given: what the table says, and what both take by one name.
fn args(reader: &Action, back: &ReadBack, of: &Fields) -> Fields {
    let mut args = Fields::new();
    for param in &reader.params {
        let named = back.with.iter().find(|(name, _)| *name == param.name);
        let from = named.map_or(&param.name, |(_, own)| own);
        let shared = named.is_some() || matches!(param.default, ParamDefault::Provided(_));
        if let Some(value) = of.get(from).filter(|_| shared) {
            args.insert(param.name.clone(), value.clone());
        }
    }
    args
}
