//! A test with everything in it worked out, before anything runs.

use super::Problem;
use super::mocks::Line;
use crate::program::test::{Answer, Mock, Runs, Subject, Test, What};
use crate::program::{Block, Body, Expr, Op, Program, Run, Stmt};
use crate::run::event::Fault;
use crate::run::{Scope, Start, read_inputs};
use crate::source::Span;
use crate::value::{Record, Value, time_zone};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// When a run begins where its test does not say: a Monday morning.
const MORNING: i64 = 1_767_603_600;

/// A test that can run.
pub struct Ready {
    /// What runs: the flow, or one of its steps.
    pub program: Arc<Program>,
    /// With what it begins.
    pub start: Start,
    /// After how long it is cancelled.
    pub cancelled: Option<SignedDuration>,
    /// What is answered.
    pub lines: Vec<Line>,
    /// What is in the simulators, for each line that says it.
    pub worlds: Vec<Value>,
    pub(super) values: Values,
}

/// What expressions of a test are evaluated with.
pub(super) struct Values {
    inputs: Vec<Value>,
    now: Timestamp,
    zone: TimeZone,
}

impl Values {
    /// The value of an expression; what it cannot be is a problem of the test.
    pub fn of(&self, expr: &Expr) -> Result<Value, Problem> {
        let mut made = Vec::new();
        let mut scope = Scope {
            slots: &[],
            inputs: &self.inputs,
            now: self.now,
            zone: &self.zone,
            item: Value::Nothing,
            made: &mut made,
            work: 0,
        };
        scope
            .evaluate(expr)
            .map_err(|fault| of_fault(&fault, expr.span))
    }

    fn each(&self, values: &[(Arc<str>, Expr)]) -> Result<Record, Problem> {
        let values = values.iter();
        values
            .map(|(name, value)| Ok((name.clone(), self.of(value)?)))
            .collect()
    }

    pub fn duration(&self, expr: &Expr) -> Result<SignedDuration, Problem> {
        match self.of(expr)? {
            Value::Duration(time) => Ok(time.max(SignedDuration::ZERO)),
            _ => Err(Problem::new(
                "wrong-value",
                expr.span,
                "the value is not a `duration`",
            )),
        }
    }

    /// What a line of a test is about, its values worked out.
    pub fn subject(&self, of: &Subject) -> Result<About, Problem> {
        let which = match &of.what {
            What::Wait {
                which: Some(which), ..
            } => Some(self.of(which)?),
            _ => None,
        };
        Ok(About {
            what: of.what.clone(),
            which,
            values: self.each(&of.values)?,
        })
    }
}

/// What a line of a test is about.
pub struct About {
    /// The action or the wait.
    pub what: What,
    /// The one that is waited for.
    pub which: Option<Value>,
    /// The values that it must have.
    pub values: Record,
}

fn of_fault(fault: &Fault, at: Span) -> Problem {
    let span = match fault.span.is_empty() {
        true => at,
        false => fault.span,
    };
    let mut problem = Problem::new("wrong-value", span, fault.message.to_string());
    problem.help = fault.help.clone();
    problem
}

/// Works out a test of a program; everything that keeps it from running.
pub fn ready(flow: &Arc<Program>, test: &Test) -> Result<Ready, Vec<Problem>> {
    let mut problems = shape(test);
    let values = match values(flow, test) {
        Ok(values) => values,
        Err(wrong) => {
            problems.extend(wrong);
            return Err(problems);
        }
    };
    match with_values(flow, test, values) {
        Ok(ready) if problems.is_empty() => Ok(ready),
        Ok(_) => Err(problems),
        Err(problem) => {
            problems.push(problem);
            Err(problems)
        }
    }
}

/// What a test lacks however its values are.
fn shape(test: &Test) -> Vec<Problem> {
    let mut problems = Vec::new();
    if test.runs.is_empty() {
        let problem = Problem::new("runs-nothing", test.head, "the test runs nothing");
        problems.push(problem.help("write `run this flow` before what is expected"));
    }
    if let Some((second, _)) = test.runs.get(1) {
        let problem = Problem::new("runs-twice", *second, "the test runs a second thing");
        problems.push(problem.help("write a test for each run"));
    }
    if test.expects.is_empty() {
        let problem = Problem::new("expects-nothing", test.head, "the test expects nothing");
        problems.push(problem.help("write what must be true after the run: `expect it finishes`"));
    }
    problems
}

fn values(flow: &Program, test: &Test) -> Result<Values, Vec<Problem>> {
    let mut values = Values {
        inputs: vec![Value::Nothing; flow.inputs.len()],
        now: Timestamp::from_second(MORNING).unwrap_or_default(),
        zone: TimeZone::UTC,
    };
    let one = |problem: Problem| vec![problem];
    if let Some(zone) = &test.zone {
        let name = values.of(zone).map_err(one)?.to_string();
        let known = time_zone(&name);
        values.zone = known.map_err(|why| vec![Problem::new("wrong-value", zone.span, why)])?;
    }
    if let Some(now) = &test.now
        && let Value::Time(time) = values.of(now).map_err(one)?
    {
        values.now = time.timestamp();
    }
    let given = values.each(&test.inputs).map_err(one)?;
    let read = read_inputs(flow, &given, values.now, &values.zone);
    values.inputs = read.map_err(|faults| {
        let missing = |fault: &Fault| {
            let problem = Problem::new("inputs", test.head, fault.message.to_string());
            problem.help("write `given Name = value` for each input of the flow")
        };
        faults.iter().map(missing).collect::<Vec<_>>()
    })?;
    Ok(values)
}

fn with_values(flow: &Arc<Program>, test: &Test, values: Values) -> Result<Ready, Problem> {
    let lines = test.mocks.iter().map(|mock| line(mock, &values));
    let cancelled = test.cancelled.as_ref();
    let worlds = test.worlds.iter().map(|world| values.of(&world.has));
    let seed = match &test.seed {
        Some(seed) => seed_of(&values.of(seed)?, seed.span)?,
        None => 0,
    };
    Ok(Ready {
        program: match test.runs.first() {
            Some((_, Runs::Step(run))) => Arc::new(of_step(flow, run)),
            _ => flow.clone(),
        },
        start: Start {
            run: "test".into(),
            inputs: values.each(&test.inputs)?,
            at: values.now.to_zoned_datetime(values.zone.clone()),
            seed,
            provided: super::sample::provided(flow),
        },
        cancelled: cancelled.map(|time| values.duration(time)).transpose()?,
        lines: lines.collect::<Result<_, _>>()?,
        worlds: worlds.collect::<Result<_, _>>()?,
        values,
    })
}

fn seed_of(value: &Value, span: Span) -> Result<u64, Problem> {
    let wrong = |_| Problem::new("wrong-value", span, "the seed is not a whole number");
    u64::try_from(value).map_err(wrong)
}

/// The flow with nothing in it but one of its steps.
fn of_step(flow: &Program, run: &Arc<Run>) -> Program {
    let stmt = Stmt {
        span: run.span,
        path: "test".into(),
        op: Op::Run(run.clone()),
    };
    let main = Body {
        block: Block {
            stmts: vec![stmt].into(),
        },
        ..Body::default()
    };
    Program {
        main,
        ..flow.clone()
    }
}

fn line(mock: &Mock, values: &Values) -> Result<Line, Problem> {
    if !matches!(mock.of.what, What::Action(_)) {
        mock.answers.iter().try_for_each(ends_by_itself)?;
    }
    let answers = mock.answers.iter().map(|answer| reply(answer, values));
    Ok(Line {
        span: mock.span,
        of: values.subject(&mock.of)?,
        answers: answers.collect::<Result<_, _>>()?,
        used: 0,
    })
}

/// A wait times out when its own limit is over, not before and not after.
fn ends_by_itself(answer: &Answer) -> Result<(), Problem> {
    let timed_out = answer.outcome.as_deref() == Some("TimedOut");
    match &answer.after {
        Some(after) if timed_out => {
            let title = "`TimedOut` comes when the time limit of the wait is over";
            Err(Problem::new("wrong-value", after.span, title).help("remove `after …`"))
        }
        _ => Ok(()),
    }
}

fn reply(answer: &Answer, values: &Values) -> Result<crate::host::virtual_time::Reply, Problem> {
    use crate::host::virtual_time::Reply;
    let Some(outcome) = &answer.outcome else {
        return Ok(Reply::Never);
    };
    let after = match &answer.after {
        Some(after) => values.duration(after)?,
        None => SignedDuration::ZERO,
    };
    let mut made = crate::run::effect::Answer::new(outcome.clone(), "");
    for (name, value) in &answer.with {
        let given = values.of(value)?;
        match (&**name, &given) {
            ("Reason", Value::Text(text)) => made.reason = text.text.to_string(),
            ("RetryAfter", Value::Duration(time)) => made.retry_after = Some(*time),
            _ => drop(made.outputs.insert(name.clone(), given)),
        }
    }
    Ok(Reply::After(after, made))
}
