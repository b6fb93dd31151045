//! A run as a test to keep.

use super::world::{CutOff, LATE};
use crate::program::Program;
use crate::run::effect::{Answer, Request};
use crate::testing::{name_in, sample};
use crate::value::{Record, duration_text};
use jiff::SignedDuration;
use std::fmt::Write;

/// What a test shows.
pub struct Shown<'a> {
    /// Its name.
    pub name: &'a str,
    /// What was asked for, and how it was answered.
    pub asked: &'a [(Request, Option<Answer>)],
    /// Where the run was cut off, if it was.
    pub cut_off: Option<CutOff>,
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
    for (action, answers) in answers(program, shown) {
        let _ = writeln!(text, "    given {action} answers {}", answers.join(", "));
    }
    if let Some(cut_off) = shown.cut_off {
        // a moment later: what comes at the same time has come
        let after = cut_off.after + SignedDuration::from_millis(1);
        let _ = writeln!(text, "    given cancelled after {}", duration_text(after));
    }
    let _ = write!(text, "    run this flow\n    expect {}\n}}\n", shown.expect);
    text
}

/// Whether digits stay what they are when they are read as a number.
fn plain_number(text: &str) -> bool {
    !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What each action answered, in the order in which they were first asked for.
fn answers(program: &Program, shown: &Shown<'_>) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for (at, (request, answer)) in shown.asked.iter().enumerate() {
        let cut_off = shown.cut_off.is_some_and(|cut_off| cut_off.at == Some(at));
        let Some(name) = name_in(program, request) else {
            continue;
        };
        let waits = !matches!(request, Request::Call(_));
        let told = match answer {
            Some(answer) if cut_off => late(answer),
            None if cut_off => "nothing".to_owned(),
            Some(answer) => said(answer, asks_a_question(request)),
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

/// An answer that comes when the run has been cancelled.
fn late(answer: &Answer) -> String {
    let (outcome, after) = (&answer.outcome, duration_text(LATE));
    match sample::with(&answer.outputs) {
        with if with.is_empty() => format!("{outcome} after {after}"),
        with => format!("{outcome} after {after} with {with}"),
    }
}

/// The answer to a question is its outcome, and needs no value beside it.
fn asks_a_question(request: &Request) -> bool {
    matches!(request, Request::Signal(signal) if signal.question.is_some())
}

fn said(answer: &Answer, plain: bool) -> String {
    let with = sample::with(&answer.outputs);
    match with.is_empty() || plain {
        true => answer.outcome.to_string(),
        false => format!("{} with {with}", answer.outcome),
    }
}
