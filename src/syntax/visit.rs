//! The one walk over a tree's statements and values. Whoever looks for something implements the
//! methods that it is about, and goes further in by the functions of the same name.

use super::tree::{
    Arg, Block, Expr, ExprKind, Handler, Item, Jump, Pace, Phrase, PhrasePart, Reaction,
    ReactionKind, Retry, RetryTimes, RunStep, Stmt, StmtKind, TextPart, Tree,
};

/// Sees the parts of a tree, each before the parts inside it.
pub trait Visit<'a>: Sized {
    /// A statement.
    fn stmt(&mut self, stmt: &'a Stmt) {
        stmt_parts(self, stmt);
    }

    /// A block: the body of a statement, a step or a handler.
    fn block(&mut self, block: &'a Block) {
        block_parts(self, block);
    }

    /// The handlers of one statement, or of `everywhere`.
    fn handlers(&mut self, handlers: &'a [Handler]) {
        handlers.iter().for_each(|handler| self.handler(handler));
    }

    fn handler(&mut self, handler: &'a Handler) {
        self.reaction(&handler.reaction);
    }

    /// What a handler does, also after its retries.
    fn reaction(&mut self, reaction: &'a Reaction) {
        reaction_parts(self, reaction);
    }

    /// A `run`, as a statement or a reaction.
    fn call(&mut self, call: &'a RunStep) {
        call.args.iter().for_each(|arg| self.expr(arg));
    }

    /// A jump, as a statement or a reaction.
    fn jump(&mut self, jump: &'a Jump, _at: crate::source::Span) {
        jump.value().into_iter().for_each(|value| self.expr(value));
    }

    /// A value.
    fn expr(&mut self, expr: &'a Expr) {
        expr_parts(self, expr);
    }
}

/// All that runs in a file: the flow itself, the steps, the handlers of last resort. Tests are not
/// among it.
pub fn all<'a>(visit: &mut impl Visit<'a>, tree: &'a Tree) {
    for item in &tree.items {
        match item {
            Item::Stmt(stmt) => visit.stmt(stmt),
            Item::Step(step) => visit.block(&step.body),
            Item::Everywhere(everywhere) => visit.handlers(&everywhere.handlers),
            Item::Use(_)
            | Item::UseSteps(_)
            | Item::Input(_)
            | Item::Every(_)
            | Item::When(_)
            | Item::Test(_) => {}
        }
    }
}

/// The statements of a block.
pub fn block_parts<'a>(visit: &mut impl Visit<'a>, block: &'a Block) {
    block.stmts.iter().for_each(|stmt| visit.stmt(stmt));
}

/// The values, blocks and handlers of a statement, in the order of the text.
pub fn stmt_parts<'a>(visit: &mut impl Visit<'a>, stmt: &'a Stmt) {
    match &stmt.kind {
        StmtKind::Action(action) => {
            phrase(visit, &action.phrase);
            args(visit, &action.with);
            visit.handlers(&action.handlers);
        }
        StmtKind::Let { value, .. } | StmtKind::Emit { value, .. } => visit.expr(value),
        StmtKind::Plain(_, value) => visit.expr(value),
        StmtKind::If { arms, otherwise } => {
            for (condition, block) in arms {
                visit.expr(condition);
                visit.block(block);
            }
            otherwise.iter().for_each(|block| visit.block(block));
        }
        StmtKind::ForEach(each) => {
            visit.expr(&each.items);
            each.at_most.iter().for_each(|limit| visit.expr(limit));
            each.at_once.iter().for_each(|limit| visit.expr(limit));
            visit.block(&each.body);
        }
        StmtKind::Repeat(repeat) => {
            visit.expr(&repeat.times);
            repeat.every.iter().for_each(|every| visit.expr(every));
            visit.block(&repeat.body);
            visit.handlers(&repeat.handlers);
        }
        StmtKind::Try(group) => {
            group.times.iter().for_each(|times| visit.expr(times));
            group.every.iter().for_each(|every| visit.expr(every));
            visit.block(&group.body);
            visit.handlers(&group.handlers);
            group.always.iter().for_each(|block| visit.block(block));
        }
        StmtKind::Within(within) => {
            visit.expr(&within.limit);
            visit.block(&within.body);
            visit.handlers(&within.handlers);
        }
        StmtKind::WaitUntil(wait) => {
            visit.expr(&wait.subject);
            wait.at_most.iter().for_each(|limit| visit.expr(limit));
            visit.handlers(&wait.handlers);
        }
        StmtKind::Await(wait) => {
            let question = wait
                .signal
                .as_ref()
                .and_then(|signal| signal.question.as_ref());
            question.iter().for_each(|text| visit.expr(text));
            args(visit, &wait.with);
            wait.at_most.iter().for_each(|limit| visit.expr(limit));
            visit.handlers(&wait.handlers);
        }
        StmtKind::Run(run) => {
            visit.call(&run.call);
            visit.handlers(&run.handlers);
        }
        StmtKind::Jump(jump) => visit.jump(jump, stmt.span),
        StmtKind::Bad => {}
    }
}

/// The values of a phrase.
pub fn phrase<'a>(visit: &mut impl Visit<'a>, phrase: &'a Phrase) {
    for part in &phrase.parts {
        if let PhrasePart::Value(value) = part {
            visit.expr(value);
        }
    }
}

/// The values after `with`.
pub fn args<'a>(visit: &mut impl Visit<'a>, args: &'a [Arg]) {
    args.iter().for_each(|arg| visit.expr(&arg.value));
}

/// What a reaction holds.
pub fn reaction_parts<'a>(visit: &mut impl Visit<'a>, reaction: &'a Reaction) {
    match &reaction.kind {
        ReactionKind::Retry(retry) => retry_parts(visit, retry),
        ReactionKind::Jump(jump) => visit.jump(jump, reaction.span),
        ReactionKind::Run(call) => visit.call(call),
        ReactionKind::Block(block) => visit.block(block),
        ReactionKind::Bad => {}
    }
}

fn retry_parts<'a>(visit: &mut impl Visit<'a>, retry: &'a Retry) {
    if let Some(RetryTimes::Count(count)) = &retry.times {
        visit.expr(count);
    }
    match &retry.pace {
        Some(Pace::Every(time)) => visit.expr(time),
        Some(Pace::BackingOff(from, to)) => {
            visit.expr(from);
            visit.expr(to);
        }
        None => {}
    }
    retry.limit.iter().for_each(|limit| visit.expr(limit));
    retry.then.iter().for_each(|then| visit.reaction(then));
}

/// The values inside a value.
pub fn expr_parts<'a>(visit: &mut impl Visit<'a>, expr: &'a Expr) {
    match &expr.kind {
        ExprKind::Text(parts) => {
            for part in parts {
                if let TextPart::Value(value) = part {
                    visit.expr(value);
                }
            }
        }
        ExprKind::List(items) | ExprKind::Call(_, items) => {
            items.iter().for_each(|item| visit.expr(item));
        }
        ExprKind::Record(fields) => fields.iter().for_each(|(_, value)| visit.expr(value)),
        ExprKind::Field(of, _) | ExprKind::Group(of) | ExprKind::Not(of) => visit.expr(of),
        ExprKind::Binary(a, _, b) | ExprKind::Where(a, b) | ExprKind::SortBy(a, b) => {
            visit.expr(a);
            visit.expr(b);
        }
        ExprKind::DayAt { at, zone, .. } => {
            at.iter().chain(zone).for_each(|part| visit.expr(part));
        }
        ExprKind::WeekdayOf { time, zone } | ExprKind::Opening { time, zone, .. } => {
            visit.expr(time);
            zone.iter().for_each(|zone| visit.expr(zone));
        }
        ExprKind::Name
        | ExprKind::Input(_)
        | ExprKind::Number
        | ExprKind::True
        | ExprKind::False
        | ExprKind::Duration
        | ExprKind::Date
        | ExprKind::Time
        | ExprKind::Clock
        | ExprKind::Now
        | ExprKind::Item
        | ExprKind::Bad => {}
    }
}
