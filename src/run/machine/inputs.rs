//! How runs begin.

use crate::nearest::nearest;
use crate::program::{Input, Program};
use crate::run::Start;
use crate::run::evaluate::Scope;
use crate::run::event::Fault;
use crate::source::Span;
use crate::value::{Record, Value};
use jiff::{Timestamp, tz::TimeZone};
use std::sync::Arc;

/// Reads what was given as what the program wants, in the order of `Program::inputs`; what was
/// not given is its default. Every input that is missing, wrong or unknown is a fault of its own.
pub fn read_inputs(
    program: &Program,
    given: &Record,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Vec<Value>, Vec<Fault>> {
    let mut values = Vec::with_capacity(program.inputs.len());
    let mut faults = unknown(program, given);
    for input in &program.inputs {
        match read_input(input, given.get(&input.name), now, zone) {
            Ok(value) => values.push(value),
            Err(fault) => faults.push(*fault),
        }
    }
    if faults.is_empty() {
        Ok(values)
    } else {
        Err(faults)
    }
}

fn read_input(
    input: &Input,
    given: Option<&Value>,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Value, Box<Fault>> {
    let value = match (given, &input.default) {
        (Some(value), _) => value.clone(),
        (None, Some(default)) => {
            let mut made = Vec::new();
            let mut scope = Scope {
                slots: &[],
                inputs: &[],
                now,
                zone,
                item: Value::Nothing,
                made: &mut made,
                work: 0,
            };
            scope.evaluate(default)?
        }
        (None, None) => return Err(missing(input)),
    };
    let value = value
        .convert(&input.kind)
        .map_err(|problem| wrong(input, &problem))?;
    Ok(super::values::marked(value, &input.kind, input.mark))
}

fn missing(input: &Input) -> Box<Fault> {
    let help = input.help.as_ref();
    Box::new(Fault {
        outcome: None,
        span: input.span,
        message: format!(
            "the flow requires the input `{}`, and it is not set",
            input.name
        )
        .into(),
        help: help.map(|help| format!("{}: {help}", input.name)),
    })
}

/// An input that the script does not ask for is a mistake of whoever gives it: what was meant would
/// be missing, or keep its default.
fn unknown(program: &Program, given: &Record) -> Vec<Fault> {
    let names = || program.inputs.iter().map(|input| &*input.name);
    let unknown = given
        .keys()
        .filter(|name| !names().any(|known| known == &***name));
    let fault = |name: &Arc<str>| Fault {
        outcome: None,
        span: Span::default(),
        message: format!("the flow has no input `{name}`").into(),
        help: Some(match (nearest(name, names()), program.inputs.is_empty()) {
            (Some(near), _) => format!("did you mean {near}?"),
            (None, true) => "the flow has no inputs".to_owned(),
            (None, false) => format!("its inputs are {}", names().collect::<Vec<_>>().join(", ")),
        }),
    };
    unknown.map(fault).collect()
}

fn wrong(input: &Input, problem: &str) -> Box<Fault> {
    Box::new(Fault {
        outcome: None,
        span: input.span,
        message: format!(
            "the value of the input `{}` is not {}",
            input.name,
            input.kind.one()
        )
        .into(),
        help: Some(problem.to_owned()),
    })
}

/// What the profiles bring, in the order of `Program::provided`.
pub(super) fn provided(program: &Program, start: &Start) -> Arc<[Value]> {
    let one = |wanted: &crate::program::Provided| {
        let system = program.systems.get(wanted.system as usize)?;
        let (_, values) = start.provided.iter().find(|(name, _)| name == system)?;
        values.get(&wanted.name).cloned()
    };
    let values = program
        .provided
        .iter()
        .map(|wanted| one(wanted).unwrap_or_default());
    values.collect()
}
