//! Small changes of a flow that a test should notice: a handler less, a retry less, an `always`
//! less, a comparison turned round.

mod around;

use crate::program::{
    Block, Call, Catches, Expr, ExprKind, Handler, If, Jump, Op, Program, Reaction, Retry, Stmt,
    Try,
};
use crate::source::Span;
use crate::value::Operator;
use around::{Around, Callers};
use std::sync::Arc;

/// A flow with one thing changed.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Where.
    pub span: Span,
    /// What was done: `this handler is removed`.
    pub what: &'static str,
    /// The changed flow.
    pub program: Arc<Program>,
}

/// One way to change a part of a program: where, what was done, the part afterwards.
type Changed<T> = (Span, &'static str, T);

/// Every change of a program that its tests should notice.
pub fn mutants(program: &Program) -> Vec<Mutant> {
    let callers = Callers::default();
    let mut all = changed(program, &callers);
    // steps do not run in a circle: in so many rounds it is known what is around each
    for _ in 0..=program.steps.len() {
        let before = callers.borrow().clone();
        all = changed(program, &callers);
        if *callers.borrow() == before {
            break;
        }
    }
    all.sort_by_key(|(span, ..)| *span);
    let mutant = |(span, what, program): Changed<Program>| Mutant {
        span,
        what,
        program: Arc::new(program),
    };
    all.into_iter().map(mutant).collect()
}

/// The changes, as far as it is known what is around the steps; who runs them is noted.
fn changed(program: &Program, callers: &Callers) -> Vec<Changed<Program>> {
    let everywhere = &program.everywhere;
    let of_main = blocks(&program.main.block, &Around::flow(everywhere, callers));
    let mut all: Vec<Changed<Program>> = each(of_main, |block| {
        let mut changed = program.clone();
        changed.main.block = block;
        changed
    });
    for (number, step) in program.steps.iter().enumerate() {
        let around = Around::step(number as u32, everywhere, callers);
        all.extend(each(blocks(&step.body.block, &around), |block| {
            let mut changed = program.clone();
            if let Some(step) = changed.steps.get_mut(number) {
                step.body.block = block;
            }
            changed
        }));
    }
    let last = handlers(everywhere, &Around::flow(&[], callers));
    all.extend(each(last, |handlers| Program {
        everywhere: handlers,
        ..program.clone()
    }));
    all
}

fn each<T, U>(changed: Vec<Changed<T>>, mut to: impl FnMut(T) -> U) -> Vec<Changed<U>> {
    let changed = changed.into_iter();
    changed
        .map(|(span, what, part)| (span, what, to(part)))
        .collect()
}

/// `outer`: what is around it.
fn blocks(block: &Block, outer: &Around<'_>) -> Vec<Changed<Block>> {
    let mut all = Vec::new();
    for (number, stmt) in block.stmts.iter().enumerate() {
        all.extend(each(stmts(stmt, outer), |changed| {
            let mut stmts = block.stmts.to_vec();
            stmts[number] = changed;
            Block {
                stmts: stmts.into(),
            }
        }));
    }
    all
}

fn stmts(stmt: &Stmt, outer: &Around<'_>) -> Vec<Changed<Stmt>> {
    each(ops(&stmt.op, outer), |op| Stmt { op, ..stmt.clone() })
}

/// Clones what an operation holds with one of its parts changed.
macro_rules! with {
    ($op:path, $of:expr, $part:ident, $changed:expr) => {
        each($changed, |part| {
            let mut changed = (**$of).clone();
            changed.$part = part;
            $op(Arc::new(changed))
        })
    };
}

fn ops(op: &Op, outer: &Around<'_>) -> Vec<Changed<Op>> {
    let mut all = Vec::new();
    match op {
        Op::Call(call) => all.extend(with!(Op::Call, call, handlers, of_call(call, outer))),
        Op::If(condition) => all.extend(each(ifs(condition, outer), |changed| {
            Op::If(Arc::new(changed))
        })),
        Op::ForEach(loop_) => {
            all.extend(with!(Op::ForEach, loop_, body, blocks(&loop_.body, outer)))
        }
        Op::Repeat(repeat) => {
            let inner = &outer.within(&repeat.handlers);
            all.extend(with!(Op::Repeat, repeat, body, blocks(&repeat.body, inner)));
            all.extend(with!(
                Op::Repeat,
                repeat,
                handlers,
                handlers(&repeat.handlers, outer)
            ));
        }
        Op::Try(group) => all.extend(each(tries(group, outer), |changed| {
            Op::Try(Arc::new(changed))
        })),
        Op::Within(within) => {
            let inner = &outer.within(&within.handlers);
            all.extend(with!(Op::Within, within, body, blocks(&within.body, inner)));
            all.extend(with!(
                Op::Within,
                within,
                handlers,
                handlers(&within.handlers, outer)
            ));
        }
        Op::Signal(wait) => {
            all.extend(with!(
                Op::Signal,
                wait,
                handlers,
                handlers(&wait.handlers, outer)
            ));
        }
        Op::WaitUntil(wait) => {
            all.extend(with!(
                Op::WaitUntil,
                wait,
                handlers,
                handlers(&wait.handlers, outer)
            ));
        }
        Op::Await(wait) => {
            all.extend(with!(
                Op::Await,
                wait,
                handlers,
                handlers(&wait.handlers, outer)
            ));
        }
        Op::Run(run) => {
            outer.runs(run);
            all.extend(with!(
                Op::Run,
                run,
                handlers,
                handlers(&run.handlers, outer)
            ));
        }
        Op::Let(slot, value) => {
            all.extend(each(exprs(value), |value| Op::Let(*slot, value)));
        }
        Op::Plain(..) | Op::Emit(..) | Op::Jump(_) => {}
    }
    all
}

fn of_call(call: &Call, outer: &Around<'_>) -> Vec<Changed<Vec<Handler>>> {
    handlers(&call.handlers, outer)
}

fn ifs(condition: &If, outer: &Around<'_>) -> Vec<Changed<If>> {
    let mut all = Vec::new();
    for (number, (when, block)) in condition.arms.iter().enumerate() {
        all.extend(each(exprs(when), |when| {
            let mut changed = condition.clone();
            changed.arms[number].0 = when;
            changed
        }));
        all.extend(each(blocks(block, outer), |block| {
            let mut changed = condition.clone();
            changed.arms[number].1 = block;
            changed
        }));
    }
    if let Some(otherwise) = &condition.otherwise {
        all.extend(each(blocks(otherwise, outer), |block| If {
            otherwise: Some(block),
            ..condition.clone()
        }));
    }
    all
}

fn tries(group: &Try, outer: &Around<'_>) -> Vec<Changed<Try>> {
    let inner = &outer.within(&group.handlers);
    let mut all = each(blocks(&group.body, inner), |body| Try {
        body,
        ..group.clone()
    });
    all.extend(each(handlers(&group.handlers, outer), |handlers| Try {
        handlers,
        ..group.clone()
    }));
    let Some(always) = &group.always else {
        return all;
    };
    let first = always.block.stmts.first();
    let removed = Try {
        always: None,
        ..group.clone()
    };
    all.extend(first.map(|first| (first.span, "this `always` is removed", removed)));
    all.extend(each(blocks(&always.block, outer), |block| {
        let mut changed = group.clone();
        if let Some(always) = &mut changed.always {
            always.block = block;
        }
        changed
    }));
    all
}

fn handlers(list: &[Handler], outer: &Around<'_>) -> Vec<Changed<Vec<Handler>>> {
    let mut all = Vec::new();
    for (number, handler) in list.iter().enumerate() {
        if !changes_nothing(list, handler, outer) {
            let mut rest = list.to_vec();
            rest.remove(number);
            all.push((handler.span, "this handler is removed", rest));
        }
        all.extend(each(reactions(handler, outer), |reaction| {
            let mut changed = list.to_vec();
            changed[number].reaction = reaction;
            changed
        }));
    }
    all
}

/// A bare `fail` says what happens without it too, where nothing else would take the outcome.
fn changes_nothing(list: &[Handler], handler: &Handler, outer: &Around<'_>) -> bool {
    let bare = matches!(handler.reaction, Reaction::Jump(Jump::Fail(None)));
    let named = matches!(handler.catches, Catches::Named(_));
    let any_other = |other: &Handler| matches!(other.catches, Catches::AnyOther);
    let own = named && list.iter().any(any_other);
    bare && !own && !outer.takes(&handler.catches)
}

fn reactions(handler: &Handler, outer: &Around<'_>) -> Vec<Changed<Reaction>> {
    match &handler.reaction {
        Reaction::Retry(retry) => retries(handler.span, retry, outer),
        Reaction::Block(block) => each(blocks(block, outer), Reaction::Block),
        Reaction::Run(run) => {
            outer.runs(run);
            with!(Reaction::Run, run, handlers, handlers(&run.handlers, outer))
        }
        Reaction::Jump(_) => Vec::new(),
    }
}

/// What is done after the last retry is done at once. Where nothing is, the handler itself is one
/// of the changes.
fn retries(span: Span, retry: &Retry, outer: &Around<'_>) -> Vec<Changed<Reaction>> {
    let Some(then) = &retry.then else {
        return Vec::new();
    };
    let mut all = vec![(span, "the retries are removed", then.clone())];
    let last = Retry {
        then: None,
        ..retry.clone()
    };
    all.push((
        span,
        "the handler after the last retry is removed",
        Reaction::Retry(Arc::new(last)),
    ));
    if let Reaction::Run(run) = then {
        outer.runs(run);
    }
    if let Reaction::Block(block) = then {
        all.extend(each(blocks(block, outer), |block| {
            let changed = Retry {
                then: Some(Reaction::Block(block)),
                ..retry.clone()
            };
            Reaction::Retry(Arc::new(changed))
        }));
    }
    all
}

/// The comparisons in a value, each turned round.
fn exprs(expr: &Expr) -> Vec<Changed<Expr>> {
    let kind = |kind| Expr {
        span: expr.span,
        kind,
    };
    match &expr.kind {
        ExprKind::Binary(parts) => {
            let (a, operator, b) = &**parts;
            let mut all = Vec::new();
            if let Some(other) = turned(*operator) {
                let changed = (a.clone(), other, b.clone());
                let changed = kind(ExprKind::Binary(Arc::new(changed)));
                all.push((expr.span, "this comparison is reversed", changed));
            }
            all.extend(each(exprs(a), |a| {
                kind(ExprKind::Binary(Arc::new((a, *operator, b.clone()))))
            }));
            all.extend(each(exprs(b), |b| {
                kind(ExprKind::Binary(Arc::new((a.clone(), *operator, b))))
            }));
            all
        }
        ExprKind::Not(of) => each(exprs(of), |of| kind(ExprKind::Not(Arc::new(of)))),
        ExprKind::Convert(of, to) => each(exprs(of), |of| {
            kind(ExprKind::Convert(Arc::new(of), to.clone()))
        }),
        _ => Vec::new(),
    }
}

fn turned(operator: Operator) -> Option<Operator> {
    Some(match operator {
        Operator::Equal => Operator::NotEqual,
        Operator::NotEqual => Operator::Equal,
        Operator::Less => Operator::GreaterOrEqual,
        Operator::GreaterOrEqual => Operator::Less,
        Operator::Greater => Operator::LessOrEqual,
        Operator::LessOrEqual => Operator::Greater,
        Operator::And => Operator::Or,
        Operator::Or => Operator::And,
        _ => return None,
    })
}
