//! What came of writes whose answer never came, while their run was driven or because the program
//! that drove it died: what a person has found out counts; else their system is asked, where their
//! catalogue says how.

use super::gate::Gate;
use super::read_back::{Verdict, verdict};
use crate::catalogue::{Action, ParamDefault, ReadBack, SystemEntry};
use crate::clock;
use crate::journal::{Record, Replayed};
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Call, Effect, EffectId, Request};
use crate::system::System;
use crate::value::{Record as Fields, Value};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// A request that was sent may still take effect for so long, where nobody says otherwise.
pub(super) const TAKES_EFFECT_WITHIN: Duration = Duration::from_secs(30);

/// How long to wait before a system is asked again; twice as long each time.
const PAUSE: Duration = Duration::from_secs(2);

/// Between the looks for a write that may be repeated.
const LAGS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(2)];

/// How often a system is asked on resume that does not answer.
const TRIES: u32 = 3;

/// How systems are asked what came of a write.
#[derive(Clone)]
pub(super) struct Asking {
    /// A request that was sent may still take effect for so long: that nothing is seen of it shows
    /// nothing before.
    pub within: Duration,
    /// What says when something may be read.
    pub gate: Option<Arc<dyn Gate>>,
}

impl Asking {
    /// As where nobody says otherwise.
    fn usual() -> Self {
        Self {
            within: TAKES_EFFECT_WITHIN,
            gate: None,
        }
    }
}

type Systems = HashMap<Arc<str>, Arc<dyn System>>;

/// A write of which nothing has been told.
struct Open {
    id: EffectId,
    call: Call,
    at: Timestamp,
    settled: Option<bool>,
}

/// Settles what can be settled. It gives the records that the journal has to keep of that.
pub(super) async fn settle(
    systems: &Systems,
    asking: Asking,
    replayed: &mut Replayed,
) -> Vec<Record> {
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
                let asking = asking.clone();
                asked.spawn(async move { (open.id, ask(system, asking, &open).await) });
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
    ask(system, Asking::usual(), &open).await
}

/// Asks the system of a write whether it happened.
async fn ask(system: Option<Arc<dyn System>>, asking: Asking, open: &Open) -> Verdict {
    let Some(system) = system else {
        return Verdict::Unclear;
    };
    let entry = system.entry().clone();
    let Some((action, back, reading)) = reading(&entry, &open.call) else {
        return Verdict::Unclear;
    };
    let look = Look {
        system: &*system,
        asking: &asking,
        action,
        back,
        args: &open.call.args,
        reading,
    };
    look.until_clear(age(open.at), TRIES).await
}

/// Asks once whether a write happened whose answer says nothing of it: for a host that cannot wait until
/// it is clear that it did not.
pub(in crate::host) async fn happened(system: &Arc<dyn System>, call: &Call) -> Option<Answer> {
    let entry = system.entry().clone();
    let (action, back, reading) = reading(&entry, call)?;
    let look = Look {
        system: &**system,
        asking: &Asking::usual(),
        action,
        back,
        args: &call.args,
        reading,
    };
    match look.once().await.0 {
        Verdict::Happened(outputs) => Some(Answer {
            outputs,
            ..Answer::success()
        }),
        Verdict::DidNot | Verdict::Unclear => None,
    }
}

/// What came of a write whose answer says nothing of it; nothing where that stays unknown.
///
/// That it is there is a success. That nothing is seen of it says that it did not happen only once it
/// cannot be on its way any more. Nobody waits for that where the action may be repeated in any case: what is
/// seen within a few seconds counts, and a handler can retry it then.
pub(super) async fn came_of(
    system: &Arc<dyn System>,
    asking: &Asking,
    (call, sent): (&Call, Instant),
) -> Option<Answer> {
    let entry = system.entry().clone();
    let (action, back, reading) = reading(&entry, call)?;
    let look = Look {
        system: &**system,
        asking,
        action,
        back,
        args: &call.args,
        reading,
    };
    let verdict = match action.repeatable {
        true => look.a_few_times().await,
        false => look.until_clear(sent.elapsed(), 1).await,
    };
    match verdict {
        Verdict::Happened(outputs) => Some(Answer {
            outputs,
            ..Answer::success()
        }),
        Verdict::DidNot if !action.repeatable => Some(did_not(&entry)),
        Verdict::DidNot | Verdict::Unclear => None,
    }
}

/// The outcome of a request that never had an effect, by which handlers know that it may be retried.
fn did_not(entry: &SystemEntry) -> Answer {
    let reason = format!(
        "no answer confirmed the request, and {} shows that it had no effect",
        entry.title
    );
    Answer::new(Outcome::UNAVAILABLE, reason)
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

/// A look at what a system shows of a write.
struct Look<'a> {
    system: &'a dyn System,
    asking: &'a Asking,
    action: &'a Action,
    back: &'a ReadBack,
    /// The write's own.
    args: &'a Fields,
    reading: Call,
}

impl Look<'_> {
    /// Asks until it is clear what came of a write of this age, and so many times where the system does
    /// not answer.
    async fn until_clear(&self, age: Duration, tries: u32) -> Verdict {
        let began = Instant::now();
        let (mut failed, mut pause) = (0, PAUSE);
        loop {
            // Before it is asked: what is seen then may be older than its answer.
            let age = age + began.elapsed();
            let left = self.asking.within.checked_sub(age);
            let left = left.filter(|left| !left.is_zero());
            let (verdict, answered) = self.once().await;
            match verdict {
                Verdict::DidNot if left.is_some() => {}
                Verdict::Unclear if !answered && failed + 1 < tries => failed += 1,
                verdict => return verdict,
            }
            sleep(left.map_or(pause, |left| left.min(pause))).await;
            pause *= 2;
        }
    }

    /// Asks again where nothing is seen yet: the lists of a system are behind what it does. Not for long, since
    /// the action may be repeated in any case.
    async fn a_few_times(&self) -> Verdict {
        for pause in LAGS {
            match self.once().await {
                (Verdict::DidNot, _) => sleep(pause).await,
                (verdict, _) => return verdict,
            }
        }
        self.once().await.0
    }

    /// Asks once: what it shows, and whether the system has answered.
    async fn once(&self) -> (Verdict, bool) {
        let answer = self.ask().await;
        let shown = verdict(&answer, self.back, self.args, clock::now());
        let shown = match shown {
            Verdict::Happened(outputs) if lacks(self.action, &outputs) => Verdict::Unclear,
            shown => shown,
        };
        (shown, answer.is_success())
    }

    /// In its turn: a system that is in trouble is not asked more than its budget allows.
    async fn ask(&self) -> Answer {
        let effect = Effect {
            id: 0,
            name: "read-back".into(),
            request: Request::Call(self.reading.clone()),
        };
        if let Some(gate) = &self.asking.gate {
            gate.admit(&effect).await;
        }
        let answer = self.system.perform(&self.reading, &effect.name).await;
        if let Some(gate) = &self.asking.gate {
            gate.answered(&effect, &answer);
        }
        answer
    }
}

/// How old a write is that was sent then. A clock that was set back makes it younger, never older.
fn age(sent: Timestamp) -> Duration {
    let since = clock::now().duration_since(sent);
    Duration::try_from(since).unwrap_or_default()
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
