//! A run as a test to keep.

use crate::program::Program;
use crate::run::effect::{Answer, Request};
use crate::testing::sample;
use crate::value::Record;
use std::fmt::Write;

/// What a test shows.
pub struct Shown<'a> {
    /// Its name.
    pub name: &'a str,
    /// What was asked for, and how it was answered.
    pub asked: &'a [(Request, Option<Answer>)],
    /// Whether the run was cut off where no answer came.
    pub cut_off: bool,
    /// Further lines of what is given.
    pub given: &'a [String],
    /// What is expected.
    pub expect: &'a str,
}

/// The test, ready to be pasted below a flow.
pub fn test(program: &Program, inputs: &Record, seed: u64, shown: &Shown<'_>) -> String {
    let name = sample::literal(&crate::value::Value::text(shown.name));
    let mut text = format!("test {name} {{\n");
    let wanted = program.inputs.iter();
    let given: Vec<String> = wanted
        .filter_map(|input| {
            let value = inputs.get(&input.name)?;
            let number = input.kind.is_id() && value.as_text().is_some_and(plain_number);
            Some(match (number, value.as_text()) {
                (true, Some(digits)) => format!("{} = {digits}", input.name),
                _ => format!("{} = {}", input.name, sample::literal(value)),
            })
        })
        .collect();
    if !given.is_empty() {
        let _ = writeln!(text, "    given {}", given.join(", "));
    }
    if seed != 0 {
        let _ = writeln!(text, "    given seed = {seed}");
    }
    for line in shown.given {
        let _ = writeln!(text, "    given {line}");
    }
    for (action, answers) in answers(shown.asked) {
        let _ = writeln!(text, "    given {action} answers {}", answers.join(", "));
    }
    if shown.cut_off {
        let _ = writeln!(text, "    given cancelled after 1h");
    }
    let _ = write!(text, "    run this flow\n    expect {}\n}}\n", shown.expect);
    text
}

/// Whether digits stay what they are when they are read as a number.
fn plain_number(text: &str) -> bool {
    !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What each action answered, in the order in which they were first asked for.
fn answers(asked: &[(Request, Option<Answer>)]) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for (request, answer) in asked {
        let name = match request {
            Request::Call(call) => call.action.to_string(),
            Request::Watch(watch) => format!("wait until {}", watch.thing),
            Request::Await(what) => format!("await {}", what.thing),
            // No line of a test can name a signal yet.
            Request::Signal(_) | Request::Sleep(_) => continue,
        };
        let waits = !matches!(request, Request::Call(_));
        let told = match answer {
            Some(answer) => said(answer),
            None if waits => "TimedOut".to_owned(),
            None => "nothing".to_owned(),
        };
        match all.iter_mut().find(|(known, _)| *known == name) {
            Some((_, answers)) => answers.push(told),
            None => all.push((name, vec![told])),
        }
    }
    for (_, answers) in &mut all {
        // one answer stands for every time
        if answers.iter().all(|answer| answer == &answers[0]) {
            answers.truncate(1);
        }
    }
    all
}

fn said(answer: &Answer) -> String {
    let with = sample::with(&answer.outputs);
    match with.is_empty() {
        true => answer.outcome.to_string(),
        false => format!("{} with {with}", answer.outcome),
    }
}
