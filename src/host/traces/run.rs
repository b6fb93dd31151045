//! The spans of one run, from what happens in it.

use super::ids::Ids;
use super::span::{Attribute, Span};
use crate::program::{Op, Program};
use crate::run::event::{End, Event, EventKind};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

/// One run.
pub(super) struct RunTrace {
    ids: Ids,
    flow: Arc<str>,
    began: Option<Timestamp>,
    /// Since when this program drives it: what it was asked for before has no earlier time.
    since: Option<Timestamp>,
    /// What the statements are called, by where they begin.
    names: HashMap<u32, Named>,
    /// Actions that are not over, by what their attempts are named in common.
    actions: HashMap<Box<str>, Action>,
}

/// What an action is called, without any value.
#[derive(Clone)]
struct Named {
    system: Option<Arc<str>>,
    action: Arc<str>,
}

struct Action {
    named: Named,
    from: Timestamp,
    to: Timestamp,
    attempt: u32,
    /// When its attempt on its way was asked for.
    asked: Option<Timestamp>,
    outcome: Arc<str>,
    /// Whether it is tried again.
    goes_on: bool,
}

impl RunTrace {
    pub fn new(ids: Ids, (flow, program): (&str, &Program), began: Option<Timestamp>) -> Self {
        let mut names = HashMap::new();
        program.each_stmt(&mut |stmt| {
            if let Some(named) = named(program, &stmt.op) {
                names.insert(stmt.span.start, named);
            }
        });
        Self {
            ids,
            flow: flow.into(),
            began,
            since: None,
            names,
            actions: HashMap::new(),
        }
    }

    /// Takes in what has happened; whether the run is over.
    pub fn event(&mut self, run: &str, event: &Event, spans: &mut Vec<Span>) -> bool {
        self.began.get_or_insert(event.at);
        self.since.get_or_insert(event.at);
        match &event.kind {
            EventKind::Asked { name, attempt, .. } => {
                self.close(spans);
                self.asked(name, *attempt, event);
            }
            EventKind::Answered { name, answer, .. } => {
                self.close(spans);
                self.answered(name, &answer.outcome, event, spans);
            }
            EventKind::Abandoned { name, .. } => self.answered(name, "Unknown", event, spans),
            EventKind::Retrying { .. } => self.retrying(),
            EventKind::Ended(end) => {
                for action in self.actions.values_mut() {
                    action.goes_on = false;
                }
                self.close(spans);
                spans.push(self.whole(run, end, event.at));
                return true;
            }
            _ => {}
        }
        false
    }

    fn asked(&mut self, name: &str, attempt: u32, event: &Event) {
        let action = self.action(name, event, event.at);
        action.attempt = attempt;
        action.asked = Some(event.at);
        action.goes_on = false;
    }

    /// The action of an attempt; one that is new here began at this time.
    fn action(&mut self, name: &str, event: &Event, from: Timestamp) -> &mut Action {
        let named = self.names.get(&event.span.start).cloned();
        let named = named.unwrap_or_else(|| Named {
            system: None,
            action: "action".into(),
        });
        let action = self.actions.entry(common(name).into());
        action.or_insert(Action {
            named,
            from,
            to: event.at,
            attempt: 1,
            asked: None,
            outcome: "".into(),
            goes_on: false,
        })
    }

    fn answered(&mut self, name: &str, outcome: &str, event: &Event, spans: &mut Vec<Span>) {
        if !self.actions.contains_key(common(name)) {
            // It was asked for by the program that drove the run before.
            let since = self.since.unwrap_or(event.at);
            let number = name.rsplit('/').next().and_then(|last| last.parse().ok());
            let action = self.action(name, event, since);
            action.attempt = number.unwrap_or(1);
            action.asked = Some(since);
        }
        let Some(action) = self.actions.get_mut(common(name)) else {
            return;
        };
        let Some(asked) = action.asked.take() else {
            return;
        };
        action.to = event.at;
        action.outcome = outcome.into();
        let mut attributes = attributes(&action.named);
        attributes.push(("flow.attempt", Attribute::Number(action.attempt.into())));
        attributes.push(("flow.outcome", outcome.into()));
        spans.push(Span {
            trace: self.ids.trace.clone(),
            id: self.ids.attempt(name),
            parent: Some(self.ids.action(common(name))),
            name: format!("attempt {}", action.attempt),
            from: asked,
            to: event.at,
            attributes,
            failed: outcome != "Success",
        });
    }

    /// What was answered last is tried again: of all that was answered, only that has been looked at since.
    fn retrying(&mut self) {
        let answered = self.actions.values_mut();
        let answered = answered.filter(|action| action.asked.is_none() && !action.goes_on);
        if let Some(last) = answered.max_by_key(|action| action.to) {
            last.goes_on = true;
        }
    }

    /// Ends the actions that were answered and are not tried again.
    fn close(&mut self, spans: &mut Vec<Span>) {
        let ids = &self.ids;
        self.actions.retain(|name, action| {
            let open = action.asked.is_some() || action.goes_on;
            if !open {
                spans.push(whole_action(ids, name, action));
            }
            open
        });
    }

    fn whole(&self, run: &str, end: &End, at: Timestamp) -> Span {
        let state = match end {
            End::Finished { .. } => "succeeded",
            End::Failed(_) => "failed",
            End::Cancelled => "cancelled",
            End::Faulted(_) => "stopped",
        };
        Span {
            trace: self.ids.trace.clone(),
            id: self.ids.root.clone(),
            parent: self.ids.parent.clone(),
            name: format!("run {}", self.flow),
            from: self.began.unwrap_or(at),
            to: at,
            attributes: vec![
                ("flow.name", (&*self.flow).into()),
                ("flow.run", run.into()),
                ("flow.state", state.into()),
            ],
            failed: matches!(end, End::Failed(_) | End::Faulted(_)),
        }
    }
}

fn whole_action(ids: &Ids, name: &str, action: &Action) -> Span {
    let mut attributes = attributes(&action.named);
    attributes.push((
        "flow.retries",
        Attribute::Number(action.attempt.saturating_sub(1).into()),
    ));
    attributes.push(("flow.outcome", (&*action.outcome).into()));
    Span {
        trace: ids.trace.clone(),
        id: ids.action(name),
        parent: Some(ids.root.clone()),
        name: action.named.action.to_string(),
        from: action.from,
        to: action.to,
        attributes,
        failed: &*action.outcome != "Success",
    }
}

fn attributes(named: &Named) -> Vec<(&'static str, Attribute)> {
    let system = named.system.iter();
    let mut all: Vec<_> = system
        .map(|system| ("flow.system", (&**system).into()))
        .collect();
    all.push(("flow.action", (&*named.action).into()));
    all
}

/// What the attempts of an action are named in common: the last part counts them.
fn common(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(common, _)| common)
}

/// What a statement is called in reports, less its values.
fn named(program: &Program, op: &Op) -> Option<Named> {
    let system = |index: u16| program.systems.get(usize::from(index)).cloned();
    Some(match op {
        Op::Call(call) => Named {
            system: Some(call.action.system.clone()),
            action: call.action.key.clone(),
        },
        Op::WaitUntil(wait) => Named {
            system: system(wait.system),
            action: format!("wait until {} is {}", wait.thing.name, wait.state).into(),
        },
        Op::Await(wait) => Named {
            system: system(wait.system),
            action: format!("await {}", wait.thing.name).into(),
        },
        Op::Signal(signal) => Named {
            system: None,
            action: format!("await signal {}", signal.name).into(),
        },
        _ => return None,
    })
}
