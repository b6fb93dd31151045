//! Scripts as they are written, in a world of answers: the golden is the whole trace.
//!
//! A script's comments say what it is given:
//! `# input: ContactId = 1001`, `# answers: hold contact = InvalidState | Success@300`.
//! Outputs of a success are JSON: `Success {"CallbackId": "55"}`.

use super::play::{read_answer, start, trace};
use contactflow::catalogue::{Action, Catalogue};
use contactflow::check::{Context, Profile, check_text};
use contactflow::host::virtual_time::{Reply, VirtualTime, World};
use contactflow::program::Program;
use contactflow::run::effect::{Effect, Request};
use contactflow::run::{Limits, Run, Start};
use contactflow::source::Source;
use contactflow::value::{Kind, Record, Value};
use jiff::Timestamp;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

#[test]
fn scripts() {
    insta::glob!("../../run", "*.flow", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        insta::assert_snapshot!(play(&text));
    });
}

fn play(text: &str) -> String {
    let (program, findings) = program(text);
    let Some(program) = program else {
        return findings;
    };
    let run = match Run::new(program, begin(text), Limits::default()) {
        Ok(run) => run,
        Err(faults) => return format!("{faults:#?}"),
    };
    let mut world = Scripted {
        answers: answers(text),
        asked: HashMap::new(),
    };
    let played = VirtualTime::new(run, |effect: &Effect, at| world.reply(effect, at)).play();
    for key in world.answers.keys() {
        assert!(
            world.asked.contains_key(key),
            "no action used the answer for `{key}`"
        );
    }
    let mut seen = trace(&played);
    for text in &played.sensitive {
        writeln!(seen, "{:?} {}", text.mark, text.text).unwrap();
    }
    seen
}

fn program(text: &str) -> (Option<Arc<Program>>, String) {
    let source = Arc::new(Source::new("script.flow", text));
    let profile = Profile {
        system: "cxone".into(),
        provided: vec!["SecurityUser".into(), "SessionId".into()],
        ..Profile::default()
    };
    let context = Context::of([profile]);
    let checked = check_text(&source, Catalogue::builtin(), &context);
    let mut findings = String::new();
    for found in checked.problems.iter() {
        writeln!(
            findings,
            "{} {} {}",
            found.code,
            found.message,
            source.slice(found.span())
        )
        .unwrap();
    }
    (checked.program, findings)
}

fn notes<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let lines = text
        .lines()
        .filter_map(move |line| line.strip_prefix("# ")?.strip_prefix(word));
    lines.filter_map(|line| line.strip_prefix(": ")?.split_once(" = "))
}

fn begin(text: &str) -> Start {
    let inputs = notes(text, "input").map(|(name, value)| (name.into(), Value::text(value)));
    let user = [("SecurityUser", "U7"), ("SessionId", "S1")];
    let user: Record = user
        .map(|(name, value)| (name.into(), Value::text(value)))
        .into();
    Start {
        inputs: inputs.collect(),
        provided: vec![("cxone".into(), user)],
        ..start()
    }
}

fn answers(text: &str) -> HashMap<String, Vec<String>> {
    let split = |(key, list): (&str, &str)| {
        let list = list.split(" | ").map(str::to_owned).collect();
        (key.to_owned(), list)
    };
    notes(text, "answers").map(split).collect()
}

struct Scripted {
    answers: HashMap<String, Vec<String>>,
    asked: HashMap<String, usize>,
}

impl World for Scripted {
    fn reply(&mut self, effect: &Effect, _: Timestamp) -> Reply {
        let (key, action) = match &effect.request {
            Request::Call(call) => {
                let system = Catalogue::builtin().system(&call.system);
                let action = system.and_then(|system| system.action(&call.action));
                (call.action.to_string(), action)
            }
            Request::Watch(watch) => (format!("wait until {}", watch.thing), None),
            Request::Await(what) => (format!("await {}", what.thing), None),
            Request::Signal(signal) => (format!("await signal {}", signal.name), None),
            Request::Sleep(_) => return Reply::Never,
        };
        let count = self.asked.entry(key.clone()).or_default();
        *count += 1;
        let answers = self.answers.get(&key).map_or(&[][..], Vec::as_slice);
        let answer = answers.get(*count - 1).or(answers.last());
        outcome(
            answer.map_or("Success", String::as_str),
            action.map(|action| &**action),
        )
    }
}

fn outcome(text: &str, action: Option<&Action>) -> Reply {
    let (name, outputs) = text.split_once(' ').unwrap_or((text, "{}"));
    let Reply::After(after, mut answer) = read_answer(name) else {
        return Reply::Never;
    };
    answer.outputs.clear();
    let outputs: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(outputs).unwrap();
    for (name, value) in outputs {
        let output =
            action.and_then(|action| action.outputs.iter().find(|output| *output.name == name));
        let kind = match action {
            Some(_) => &output.expect("an output of the catalogue").kind,
            None => &Kind::Any,
        };
        answer = answer.with(name, Value::from_json(&value, kind).unwrap());
    }
    Reply::After(after, answer)
}
