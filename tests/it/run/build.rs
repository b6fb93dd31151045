//! Programs made by hand: statements without spans and paths, which are filled in here. Each
//! statement gets a span of its own, so that failures can be told apart.

use contactflow::catalogue::{Action, Outcome, Output, Param, ParamDefault, PhrasePart};
use contactflow::program::*;
use contactflow::source::{Source, Span};
use contactflow::value::{Kind, Mark, Value};
use jiff::SignedDuration;
use std::sync::Arc;

/// A statement.
#[derive(Clone, Debug)]
pub enum S {
    /// A write, `do <key> <value of the slot>`, or of 0.
    Call(&'static str, Option<Slot>, Vec<H>),
    /// A read.
    Read(&'static str, Vec<H>),
    Let(Slot, i64),
    If(bool, Vec<S>, Vec<S>),
    /// So many items into a slot, so many at once, each body.
    Each(Slot, usize, u32, Vec<S>),
    /// So many rounds, every so many milliseconds.
    Repeat(u32, u64, Vec<S>, Vec<H>),
    /// So many rounds, a pause before a restart, body, handlers, always.
    Try(u32, u64, Vec<S>, Vec<H>, Option<Vec<S>>),
    Within(u64, Vec<S>, Vec<H>),
    Wait(u64),
    Run(u16, Vec<H>),
    Log(&'static str),
    Say(Expr),
    Jump(Jump),
}

/// A handler: outcomes (none for `any other`), reaction.
#[derive(Clone, Debug)]
pub struct H(pub Vec<&'static str>, pub R);

/// A reaction.
#[derive(Clone, Debug)]
pub enum R {
    Retry(T),
    Ignore,
    Jump(Jump),
    Run(u16),
    Block(Vec<S>),
}

/// A retry.
#[derive(Clone, Debug, Default)]
pub struct T {
    pub times: Option<u32>,
    pub every: Option<u64>,
    pub backing_off: Option<(u64, u64)>,
    pub limit: Option<u64>,
    pub then: Option<Box<R>>,
}

pub fn call(key: &'static str) -> S {
    S::Call(key, None, vec![])
}

pub fn call_on(key: &'static str, handlers: Vec<H>) -> S {
    S::Call(key, None, handlers)
}

pub fn on(outcome: &'static str, reaction: R) -> H {
    H(vec![outcome], reaction)
}

pub fn any_other(reaction: R) -> H {
    H(vec![], reaction)
}

pub fn retry(times: u32, every: u64) -> R {
    R::Retry(T {
        times: Some(times),
        every: Some(every),
        ..T::default()
    })
}

pub fn retry_then(times: u32, every: u64, then: R) -> R {
    let then = Some(Box::new(then));
    R::Retry(T {
        times: Some(times),
        every: Some(every),
        then,
        ..T::default()
    })
}

pub fn fail(text: &str) -> Jump {
    Jump::Fail(Some(expr(Value::text(text))))
}

pub fn finish(text: &str) -> Jump {
    Jump::Finish(Some(expr(Value::text(text))))
}

pub fn expr(value: Value) -> Expr {
    Expr {
        span: Span::at(0),
        kind: ExprKind::Value(value),
    }
}

pub fn slot(slot: Slot) -> Expr {
    Expr {
        span: Span::at(0),
        kind: ExprKind::Slot(slot),
    }
}

fn number(number: u64) -> Expr {
    expr(Value::number(number as i64))
}

fn millis(millis: u64) -> Expr {
    expr(Value::Duration(SignedDuration::from_millis(millis as i64)))
}

/// An action of the system `test` with one parameter, `Value`, and one output, `Got`.
pub fn action(key: &str, reads: bool) -> Arc<Action> {
    let outcome = |name: &str| Outcome {
        name: name.into(),
        about: "".into(),
        transient: false,
        transport: false,
        gone: false,
    };
    let names = [
        "Success",
        "A",
        "B",
        "C",
        "Throttled",
        "Unavailable",
        "Unknown",
        "Rejected",
    ];
    let param = Param {
        name: "Value".into(),
        kind: Kind::Any,
        about: "".into(),
        required: true,
        default: ParamDefault::None,
        mark: Mark::Plain,
        list: None,
        future: false,
        digits: false,
        platforms: vec![],
    };
    let output = Output {
        name: "Got".into(),
        kind: Kind::Any,
        about: "".into(),
        provides: false,
        mark: Mark::Plain,
    };
    Arc::new(Action {
        system: "test".into(),
        key: key.into(),
        family: "".into(),
        phrase: vec![PhrasePart::Word(key.into()), PhrasePart::Value(0)],
        about: "".into(),
        source: "".into(),
        vendor_names: vec![],
        params: vec![param],
        outputs: vec![output],
        outcomes: names.map(outcome).to_vec(),
        reads,
        repeatable: key == "put",
        irreversible: false,
        confirmed: "".into(),
        state: None,
        opens: None,
        also_opens: None,
        closes: vec![],
        promises: None,
        exclusive: None,
        no_result: false,
        read_back: None,
        check: None,
        check_in: None,
        undo: None,
        never: vec![],
        agent: None,
        platforms: vec![],
        example: "".into(),
        request: serde_json::Value::Null.into(),
    })
}

/// A program out of the flow itself, its steps and its handlers of last resort.
pub fn program(main: &[S], steps: &[Vec<S>], everywhere: &[H]) -> Arc<Program> {
    let mut lower = Lower { spans: 0 };
    let body = |lower: &mut Lower, path: &str, stmts: &[S]| Body {
        slots: 8,
        names: vec![],
        block: lower.block(path, stmts),
    };
    Arc::new(Program {
        source: Arc::new(Source::new("test.flow", " ".repeat(4096))),
        systems: vec!["test".into()],
        inputs: vec![],
        provided: vec![],
        calendars: Vec::new(),
        main: body(&mut lower, "", main),
        steps: steps
            .iter()
            .enumerate()
            .map(|(index, stmts)| Step {
                name: format!("Step{index}").into(),
                params: 0,
                body: body(&mut lower, &format!("Step{index}."), stmts),
            })
            .collect(),
        everywhere: lower.handlers("everywhere", everywhere),
        schedules: Vec::new(),
        triggers: Vec::new(),
        lists: Vec::new(),
        everywhere_slots: 8,
    })
}

struct Lower {
    spans: u32,
}

impl Lower {
    fn span(&mut self) -> Span {
        self.spans += 1;
        Span::new(self.spans, self.spans + 1)
    }

    fn block(&mut self, path: &str, stmts: &[S]) -> Block {
        let stmts = stmts.iter().enumerate();
        Block {
            stmts: stmts
                .map(|(index, stmt)| self.stmt(&format!("{path}{}", index + 1), stmt))
                .collect(),
        }
    }

    fn stmt(&mut self, path: &str, stmt: &S) -> Stmt {
        let span = self.span();
        let op = self.op(path, span, stmt);
        Stmt {
            span,
            path: path.into(),
            op,
        }
    }

    fn op(&mut self, path: &str, span: Span, stmt: &S) -> Op {
        match stmt {
            S::Call(key, value, handlers) => self.call(path, span, key, *value, handlers, false),
            S::Read(key, handlers) => self.call(path, span, key, None, handlers, true),
            S::Let(slot, value) => Op::Let(*slot, expr(Value::number(*value))),
            S::If(when, yes, no) => Op::If(Arc::new(If {
                arms: vec![(
                    expr(Value::YesNo(*when)),
                    self.block(&format!("{path}.yes."), yes),
                )],
                otherwise: Some(self.block(&format!("{path}.no."), no)),
            })),
            S::Each(slot, items, at_once, body) => Op::ForEach(Arc::new(ForEach {
                slot: *slot,
                items: expr(Value::list(
                    (0..*items).map(|item| Value::number(item as i64)),
                )),
                at_most: number(1000),
                at_once: number(*at_once as u64),
                body: self.block(&format!("{path}.body."), body),
            })),
            S::Repeat(times, every, body, handlers) => Op::Repeat(Arc::new(Repeat {
                times: number(*times as u64),
                every: (*every > 0).then(|| millis(*every)),
                body: self.block(&format!("{path}.body."), body),
                handlers: self.handlers(path, handlers),
            })),
            S::Try(times, every, body, handlers, always) => Op::Try(Arc::new(Try {
                times: number(*times as u64),
                every: (*every > 0).then(|| millis(*every)),
                body: self.block(&format!("{path}.body."), body),
                handlers: self.handlers(path, handlers),
                always: always.as_ref().map(|always| Always {
                    outcome: Some(6),
                    reason: Some(7),
                    block: self.block(&format!("{path}.always."), always),
                }),
            })),
            S::Within(limit, body, handlers) => Op::Within(Arc::new(Within {
                limit: millis(*limit),
                body: self.block(&format!("{path}.body."), body),
                handlers: self.handlers(path, handlers),
            })),
            S::Wait(time) => Op::Plain(Plain::Wait, millis(*time)),
            S::Run(step, handlers) => Op::Run(Arc::new(Run {
                span,
                step: (*step).into(),
                args: vec![],
                giving: Some(5),
                handlers: self.handlers(path, handlers),
            })),
            S::Log(text) => Op::Plain(Plain::Log, expr(Value::text(*text))),
            S::Say(expr) => Op::Plain(Plain::Log, expr.clone()),
            S::Jump(jump) => Op::Jump(jump.clone()),
        }
    }

    fn call(
        &mut self,
        path: &str,
        span: Span,
        key: &str,
        value: Option<Slot>,
        handlers: &[H],
        reads: bool,
    ) -> Op {
        Op::Call(Arc::new(Call {
            span,
            system: 0,
            action: action(key, reads),
            args: vec![Arg {
                param: 0,
                value: ArgValue::Expr(value.map_or_else(|| number(0), slot)),
            }],
            giving: Giving::One(4),
            provides: vec![],
            handlers: self.handlers(path, handlers),
        }))
    }

    fn handlers(&mut self, path: &str, handlers: &[H]) -> Vec<Handler> {
        let handlers = handlers.iter().enumerate();
        handlers
            .map(|(index, H(names, reaction))| Handler {
                span: self.span(),
                catches: match names.is_empty() {
                    true => Catches::AnyOther,
                    false => Catches::Named(names.iter().map(|name| Arc::from(*name)).collect()),
                },
                outcome: Some(6),
                reason: Some(7),
                reaction: self.reaction(&format!("{path}.on{index}."), reaction),
            })
            .collect()
    }

    fn reaction(&mut self, path: &str, reaction: &R) -> Reaction {
        match reaction {
            R::Retry(retry) => Reaction::Retry(Arc::new(Retry {
                times: retry.times.map(|times| number(times as u64)),
                pace: match retry.backing_off {
                    Some((from, to)) => Pace::BackingOff(millis(from), millis(to)),
                    None => Pace::Every(millis(retry.every.unwrap_or(0))),
                },
                limit: retry.limit.map(millis),
                then: retry
                    .then
                    .as_ref()
                    .map(|then| self.reaction(&format!("{path}then."), then)),
            })),
            R::Ignore => Reaction::Jump(Jump::Ignore),
            R::Jump(jump) => Reaction::Jump(jump.clone()),
            R::Run(step) => Reaction::Run(Arc::new(Run {
                span: self.span(),
                step: (*step).into(),
                args: vec![],
                giving: None,
                handlers: vec![],
            })),
            R::Block(stmts) => Reaction::Block(self.block(path, stmts)),
        }
    }
}
