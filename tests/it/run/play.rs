//! Plays programs under virtual time and writes down what was seen, one line an event.

use super::build::*;
use contactflow::host::virtual_time::{Played, Reply, VirtualTime};
use contactflow::program::Program;
use contactflow::run::effect::{Answer, Effect, Request};
use contactflow::run::event::{End, Event, EventKind};
use contactflow::run::{Limits, Run, Start};
use contactflow::value::{Text, Value};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

/// Answers of actions by key: one after the other, the last one for ever. `A@500` comes after
/// 500 ms, `-` never; without any, `Success` after 100 ms.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    of: HashMap<String, Vec<String>>,
    asked: HashMap<String, usize>,
}

impl Answers {
    pub fn new(answers: &[(&str, &str)]) -> Self {
        let split = |(key, list): &(&str, &str)| {
            let list = list.split_whitespace().map(str::to_owned).collect();
            (key.to_string(), list)
        };
        Self {
            of: answers.iter().map(split).collect(),
            asked: HashMap::new(),
        }
    }

    pub fn reply(&mut self, effect: &Effect, _: Timestamp) -> Reply {
        let key = match &effect.request {
            Request::Call(call) => call.action.to_string(),
            Request::Watch(watch) => watch.thing.to_string(),
            Request::Await(what) => what.thing.to_string(),
            Request::Signal(signal) => signal.name.to_string(),
            Request::Sleep(_) => return Reply::Never,
        };
        let count = self.asked.entry(key.clone()).or_default();
        *count += 1;
        let answers = self.of.get(&key).map_or(&[][..], Vec::as_slice);
        let answer = answers.get(*count - 1).or(answers.last());
        read_answer(answer.map_or("Success", String::as_str))
    }
}

/// `A`, `A@500`, `A+2000` (asks to wait 2 s before the next try), `-`
pub fn read_answer(text: &str) -> Reply {
    if text == "-" {
        return Reply::Never;
    }
    let (text, after) = text.split_once('@').unwrap_or((text, "100"));
    let (name, retry_after) = text.split_once('+').unwrap_or((text, ""));
    let reason = if name == "Success" {
        String::new()
    } else {
        format!("it said {name}")
    };
    let mut answer = Answer::new(name, reason);
    if name == "Success" {
        answer = answer.with("Got", Value::number(7));
    }
    answer.retry_after = retry_after.parse().ok().map(SignedDuration::from_millis);
    Reply::After(SignedDuration::from_millis(after.parse().unwrap()), answer)
}

pub fn start() -> Start {
    Start {
        run: "r".into(),
        inputs: Default::default(),
        at: "2026-12-01T09:00:00+00:00[UTC]".parse().unwrap(),
        seed: 42,
        provided: vec![],
    }
}

pub fn host(program: Arc<Program>, answers: &[(&str, &str)]) -> VirtualTime<Answering> {
    let run = Run::new(program, start(), Limits::default()).unwrap();
    VirtualTime::new(run, Answering(Answers::new(answers)))
}

pub struct Answering(pub Answers);

impl contactflow::host::virtual_time::World for Answering {
    fn reply(&mut self, effect: &Effect, at: Timestamp) -> Reply {
        self.0.reply(effect, at)
    }
}

/// Plays statements alone.
pub fn play(main: &[S], answers: &[(&str, &str)]) -> String {
    trace(&host(program(main, &[], &[]), answers).play())
}

/// Plays a whole program.
pub fn play_all(
    main: &[S],
    steps: &[Vec<S>],
    everywhere: &[H],
    answers: &[(&str, &str)],
) -> String {
    trace(&host(program(main, steps, everywhere), answers).play())
}

/// What was seen, without the start: `<ms> <what>`.
pub fn trace(played: &Played) -> String {
    let began = start().at.timestamp();
    let mut text = String::new();
    for event in &played.events {
        let ms = event.at.duration_since(began).as_millis();
        if let Some(line) = line(event) {
            writeln!(text, "{ms:>6} {line}").unwrap();
        }
    }
    if let Some(report) = &played.report {
        for doubt in &report.in_doubt {
            writeln!(text, "unknown {} {}", doubt.name, &*doubt.what).unwrap();
        }
    } else {
        writeln!(text, "stuck").unwrap();
    }
    text
}

fn line(event: &Event) -> Option<String> {
    Some(match &event.kind {
        EventKind::Started => return None,
        EventKind::Asked { name, what, .. } => format!("ask {} as {name}", &**what),
        EventKind::Answered { what, answer, .. } => format!("got {}: {}", &**what, answer.outcome),
        EventKind::Retrying {
            what,
            outcome,
            retry,
            of,
            after,
            ..
        } => {
            let of = of.map_or("-".to_owned(), |of| of.to_string());
            format!(
                "retry {retry}/{of} {} for {outcome} after {}ms",
                &**what,
                after.as_millis()
            )
        }
        EventKind::Handled { outcome, .. } => format!("handled {outcome}"),
        EventKind::Signalling { name, question, .. } => {
            let question = question.as_ref().map(|text| text.to_string());
            format!("signalling {name} {}", question.unwrap_or_default())
        }
        EventKind::Waiting { at_most } => format!("wait {}ms", at_most.as_millis()),
        EventKind::Progress { done, of } => format!("done {done}/{of}"),
        EventKind::Log(text) => format!("log {}", &**text),
        EventKind::Emitted(name, value) => format!("emit {name} {value}"),
        EventKind::Abandoned { name, what } => format!("abandoned {} {name}", &**what),
        EventKind::AlsoFailed(end) => format!("also {}", ended(end)),
        EventKind::Ended(end) => ended(end),
    })
}

fn said(message: &Option<Text>) -> &str {
    message.as_deref().unwrap_or_default()
}

fn ended(end: &End) -> String {
    match end {
        End::Finished { message } => format!("finished {}", said(message)),
        End::Failed(failure) => format!(
            "failed {} {} attempts={} {}",
            failure.outcome,
            &*failure.what,
            failure.attempts.len(),
            said(&failure.message)
        ),
        End::Cancelled => "cancelled".to_owned(),
        End::Faulted(fault) => format!("fault {}", &*fault.message),
    }
}
