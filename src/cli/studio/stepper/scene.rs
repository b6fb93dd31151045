//! What is to be seen of a run: what has happened, its variables, who and what is in the simulators, its graph.

use super::plan::{Plan, RUN};
use crate::cli::studio::outline::svg;
use crate::cli::studio::told;
use crate::graph::Seen;
use crate::journal::Journal;
use crate::program::Program;
use crate::report::Redactor;
use crate::report::page::see;
use crate::run::Observer;
use crate::run::effect::{Call, Signal};
use crate::run::event::{Event, EventKind, RunReport};
use crate::sim::{self, Running};
use crate::testing::timeline::Timeline;
use crate::value::{Text, Value};
use serde_json::{Value as Json, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// So many events are kept in mind; of more, the first ones are forgotten.
const MOST: usize = 20_000;

/// A simulator, by the name of its system.
type Simulator = (String, Box<dyn Running>);

/// Makes what is to be seen.
pub(super) struct Scenes {
    program: Arc<Program>,
    redactor: Redactor,
    simulators: Vec<Simulator>,
    journal: Arc<dyn Journal>,
    heard: Mutex<Heard>,
    asked: UnboundedSender<Signal>,
}

#[derive(Default)]
struct Heard {
    events: Vec<Event>,
    seen: Option<Seen>,
    /// What could not be done that the page has ordered.
    notes: Vec<String>,
    /// What goes wrong next.
    armed: Vec<String>,
    signals: Option<UnboundedReceiver<Signal>>,
}

impl Scenes {
    pub fn new(plan: &Plan, simulators: Vec<Simulator>, journal: Arc<dyn Journal>) -> Self {
        let (asked, signals) = unbounded_channel();
        let heard = Heard {
            signals: Some(signals),
            ..Heard::default()
        };
        Self {
            program: plan.program.clone(),
            redactor: plan.printer.redactor().clone(),
            simulators,
            journal,
            heard: Mutex::new(heard),
            asked,
        }
    }

    /// The signals that the run waits for, as it comes to them. They can be listened to once.
    pub fn signals(&self) -> UnboundedReceiver<Signal> {
        let own = self.heard().signals.take();
        own.unwrap_or_else(|| unbounded_channel().1)
    }

    /// The line of the statement that has asked for an effect; nothing where the flow has not asked for it.
    pub fn line_of(&self, key: &str) -> Option<u32> {
        let heard = self.heard();
        let asked = heard.events.iter().rev().find(|event| is_of(event, key));
        asked.map(|event| event.source.line_at_home(event.span.start))
    }

    /// An action is about to be sent.
    pub fn before(&self, call: &Call, key: &str) -> Json {
        let text = {
            let heard = self.heard();
            let mut events = heard.events.iter().rev();
            events.find_map(|event| match &event.kind {
                EventKind::Asked {
                    name,
                    what,
                    attempt,
                } if **name == *key => Some((self.redactor.show(what), *attempt)),
                _ => None,
            })
        };
        let (text, attempt) = text.unwrap_or_else(|| (call.action.to_string(), 1));
        let mut at = held("action", &text, self.line_of(key).unwrap_or_default());
        at["attempt"] = attempt.into();
        at["system"] = (*call.system).into();
        at["writes"] = (!call.reads).into();
        at["contact"] = contact(call);
        self.scene("stopped", at)
    }

    /// The run waits for a signal.
    pub fn waiting(&self, signal: &Signal) -> Json {
        let line = {
            let heard = self.heard();
            let mut events = heard.events.iter().rev();
            let found = events.find(|event| matches!(&event.kind, EventKind::Signalling { .. }));
            found.map_or(0, |event| event.source.line_at_home(event.span.start))
        };
        let question = signal
            .question
            .as_ref()
            .map(|text| self.redactor.show(text));
        let text = match &question {
            Some(question) => format!("waits for an answer: {question}"),
            None => format!("waits for signal {}", signal.name),
        };
        let mut at = held("signal", &text, line);
        at["signal"] = (*signal.name).into();
        at["question"] = question.is_some().into();
        self.scene("stopped", at)
    }

    /// The run is over.
    pub fn ended(&self, report: &RunReport, end: Json) -> Json {
        let mut scene = self.scene("ended", Json::Null);
        scene["end"] = end;
        scene["unheard"] = report
            .unheard
            .iter()
            .map(|name| &**name)
            .collect::<Vec<_>>()
            .into();
        scene
    }

    fn scene(&self, state: &str, at: Json) -> Json {
        let records = self.journal.read(RUN).unwrap_or_default();
        let timeline = Timeline::new(self.program.clone(), records).ok();
        let scene = timeline.map(|timeline| {
            let last = timeline.stops.len().saturating_sub(1);
            timeline.scene(last)
        });
        let mut heard = self.heard();
        let notes = std::mem::take(&mut heard.notes);
        json!({
            "state": state,
            "at": at,
            "scene": told::scene(&scene.unwrap_or_default(), &self.redactor),
            "events": told::events(&heard.events, &self.redactor),
            "things": self.things(),
            "faults": self.choices(),
            "armed": heard.armed,
            "notes": notes,
            "svg": svg(&self.program, heard.seen.as_ref(), &self.redactor),
        })
    }

    fn things(&self) -> Vec<Json> {
        let all = self.simulators.iter().flat_map(|(system, running)| {
            let title = sim::of(system).map_or(system.as_str(), |kit| kit.title);
            let things = running.watched().into_iter();
            things.map(move |one| {
                json!({ "system": title, "sort": one.sort, "id": one.id, "state": one.state, "about": one.about })
            })
        });
        all.collect()
    }

    fn choices(&self) -> Vec<Json> {
        let all = self.simulators.iter().flat_map(|(system, _)| {
            let kit = sim::of(system);
            let faults = kit.map(|kit| kit.faults).unwrap_or_default();
            faults.iter().copied().flatten().map(move |choice| {
                json!({ "system": system, "title": choice.title, "fault": choice.fault })
            })
        });
        all.collect()
    }

    /// Lets something go wrong once; what is wrong with that is said beside the next scene.
    pub fn spoil(&self, system: &str, asked: &Json) {
        let title = asked["title"].as_str().unwrap_or_default().to_owned();
        let done = self.spoiled(system, asked);
        let mut heard = self.heard();
        match done {
            Ok(()) => heard.armed.push(title),
            Err(why) => heard.notes.push(format!("the fault was not set: {why}")),
        }
    }

    fn spoiled(&self, system: &str, asked: &Json) -> Result<(), String> {
        let mut simulators = self.simulators.iter();
        let found = simulators.find(|(name, _)| name == system);
        let (_, running) = found.ok_or_else(|| format!("no simulator of `{system}` is running"))?;
        let text = asked["fault"].as_str().unwrap_or_default();
        let mut fault: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if !fault.is_object() {
            return Err("it is not an object".to_owned());
        }
        fault["times"] = 1.into();
        if !asked["contact"].is_null() {
            fault["contact"] = asked["contact"].clone();
        }
        running.spoil(&fault)
    }

    /// Says something beside the next scene.
    pub fn note(&self, text: String) {
        self.heard().notes.push(text);
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Scenes {
    fn event(&self, _: &Arc<str>, event: &Event) {
        if let EventKind::Signalling { name, question, .. } = &event.kind {
            let (name, question) = (name.clone(), question.clone());
            // where nobody listens any more, the run is over
            let _ = self.asked.send(Signal { name, question });
        }
        let mut heard = self.heard();
        see(heard.seen.get_or_insert_with(Seen::of_runs), event);
        if matches!(event.kind, EventKind::Answered { .. }) {
            heard.armed.clear();
        }
        if heard.events.len() >= MOST {
            heard.events.drain(..MOST / 2);
        }
        heard.events.push(event.clone());
    }

    fn sensitive(&self, _: &Arc<str>, texts: &[Text]) {
        texts
            .iter()
            .for_each(|text| self.redactor.register_text(text));
    }
}

fn is_of(event: &Event, key: &str) -> bool {
    matches!(&event.kind, EventKind::Asked { name, .. } if **name == *key)
}

/// Which contact an action is about: a fault hits requests about it, and none of signing in.
fn contact(call: &Call) -> Json {
    let given = call.args.get("ContactId");
    match given {
        Some(Value::Number(number)) => number
            .to_string()
            .parse::<u64>()
            .map_or(Json::Null, Json::from),
        Some(Value::Text(text)) => {
            let text: &str = text;
            text.parse::<u64>().map_or_else(|_| text.into(), Json::from)
        }
        _ => Json::Null,
    }
}

/// What the run is held at, for the page.
fn held(sort: &str, text: &str, line: u32) -> Json {
    json!({ "sort": sort, "text": text, "line": line })
}
