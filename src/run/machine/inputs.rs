//! How runs begin.

use super::branch::Branch;
use super::frames::Frame;
use super::{ROOT, Run, Used};
use crate::program::{Input, Program};
use crate::run::evaluate::Scope;
use crate::run::event::{EventKind, Fault};
use crate::run::{Limits, Start};
use crate::source::Span;
use crate::value::{Record, Value};
use jiff::{Timestamp, tz::TimeZone};
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

/// Reads what was given as what the program wants, in the order of `Program::inputs`; what was
/// not given is its default. Every input that is missing or wrong is a fault of its own.
pub fn read_inputs(
    program: &Program,
    given: &Record,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<Vec<Value>, Vec<Fault>> {
    let mut values = Vec::with_capacity(program.inputs.len());
    let mut faults = Vec::new();
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
                made: &mut made,
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
    let help = match &input.help {
        Some(help) => format!(
            "{}: {help}; give it with `--input {}=…`",
            input.name, input.name
        ),
        None => format!("give it with `--input {}=…`", input.name),
    };
    Box::new(Fault {
        span: input.span,
        message: format!("the script needs {}, and nobody has given it", input.name).into(),
        help: Some(help),
    })
}

fn wrong(input: &Input, problem: &str) -> Box<Fault> {
    Box::new(Fault {
        span: input.span,
        message: format!(
            "what was given for {} is not {}",
            input.name,
            input.kind.one()
        )
        .into(),
        help: Some(problem.to_owned()),
    })
}

impl Run {
    /// A run of a program, ready for its first turn. `Err` says which inputs are missing or wrong.
    pub fn new(program: Arc<Program>, start: Start, limits: Limits) -> Result<Self, Vec<Fault>> {
        let (now, zone) = (start.at.timestamp(), start.at.time_zone().clone());
        let inputs = read_inputs(&program, &start.inputs, now, &zone)?;
        let provided = provided(&program, &start);
        let slots = vec![Value::Nothing; program.main.slots as usize];
        let main = program.main.block.clone();
        let mut run = Self {
            program,
            name: start.run,
            inputs: inputs.into(),
            zone,
            started: now,
            now,
            limits,
            random: fastrand::Rng::with_seed(start.seed),
            branches: Vec::new(),
            free: Vec::new(),
            ready: VecDeque::new(),
            turns: 0,
            waiting: Vec::new(),
            next_effect: 0,
            asked: Vec::new(),
            cancelled: Vec::new(),
            events: Vec::new(),
            heard: Vec::new(),
            seen: HashSet::new(),
            used: Used::default(),
            grace: None,
            cancelling: false,
            results: Default::default(),
            unknown: Vec::new(),
            also: Vec::new(),
            end: None,
        };
        run.begin(slots.into(), provided, main);
        Ok(run)
    }

    fn begin(&mut self, slots: Box<[Value]>, provided: Arc<[Value]>, main: crate::program::Block) {
        for value in self.inputs.clone().iter().chain(provided.iter()) {
            self.hear(value);
        }
        self.open(Branch::new(None, 0, slots, provided));
        self.push(ROOT, Frame::Block(main, 0));
        self.say(Span::default(), EventKind::Started);
        self.begin_deadline();
        self.wake(ROOT);
    }
}

/// What the profiles bring, in the order of `Program::provided`.
fn provided(program: &Program, start: &Start) -> Arc<[Value]> {
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
