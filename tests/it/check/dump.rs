//! A program as text, for goldens.

use contactflow::program::*;
use std::fmt::Write;

pub fn program(program: &Program) -> String {
    let mut dump = Dump {
        program,
        text: String::new(),
        depth: 0,
    };
    dump.program();
    dump.text
}

struct Dump<'a> {
    program: &'a Program,
    text: String,
    depth: usize,
}

impl Dump<'_> {
    fn line(&mut self, line: impl AsRef<str>) {
        let indent = "  ".repeat(self.depth);
        let _ = writeln!(self.text, "{indent}{}", line.as_ref());
    }

    fn inner(&mut self, work: impl FnOnce(&mut Self)) {
        self.depth += 1;
        work(self);
        self.depth -= 1;
    }

    fn program(&mut self) {
        let program = self.program;
        self.line(format!("systems {:?}", program.systems));
        for input in &program.inputs {
            self.line(format!(
                "input {}: {} {:?}",
                input.name, input.kind, input.mark
            ));
        }
        for provided in &program.provided {
            self.line(format!("provided {}.{}", provided.system, provided.name));
        }
        self.line(format!("main {:?}", program.main.names));
        self.inner(|dump| dump.block(&program.main.block));
        for step in &program.steps {
            self.line(format!(
                "step {}({}) {:?}",
                step.name, step.params, step.body.names
            ));
            self.inner(|dump| dump.block(&step.body.block));
        }
        if !program.everywhere.is_empty() {
            self.line(format!("everywhere, {} slots", program.everywhere_slots));
            self.inner(|dump| dump.handlers(&program.everywhere));
        }
    }

    fn block(&mut self, block: &Block) {
        for stmt in block.stmts.iter() {
            let op = self.op(&stmt.op);
            self.line(format!("{} {op}", stmt.path));
            self.inner(|dump| dump.parts(&stmt.op));
        }
    }

    fn op(&self, op: &Op) -> String {
        match op {
            Op::Call(call) => self.call(call),
            Op::Let(slot, value) => format!("let ${slot} = {}", expr(value)),
            Op::If(_) => "if".into(),
            Op::ForEach(each) => format!(
                "for each ${} in {} at most {} at once {}",
                each.slot,
                expr(&each.items),
                expr(&each.at_most),
                expr(&each.at_once)
            ),
            Op::Repeat(repeat) => format!(
                "repeat {} every {}",
                expr(&repeat.times),
                maybe(&repeat.every)
            ),
            Op::Try(group) => format!("try {} every {}", expr(&group.times), maybe(&group.every)),
            Op::Within(within) => format!("within {}", expr(&within.limit)),
            Op::WaitUntil(wait) => format!(
                "wait until {} {} is {} at most {} needs {:?}",
                wait.thing.name,
                expr(&wait.subject),
                wait.state,
                expr(&wait.at_most),
                wait.needs
            ),
            Op::Signal(wait) => format!(
                "await signal {} at most {} giving {:?}",
                wait.name,
                expr(&wait.at_most),
                wait.giving
            ),
            Op::Await(wait) => format!(
                "await {} at most {} needs {:?} giving {:?}",
                wait.thing.name,
                expr(&wait.at_most),
                wait.needs,
                wait.giving
            ),
            Op::Run(run) => self.run(run),
            Op::Plain(plain, value) => format!("{} {}", plain.word(), expr(value)),
            Op::Emit(name, value) => format!("emit {name}: {}", expr(value)),
            Op::Jump(jump) => jumps(jump),
        }
    }

    fn call(&self, call: &Call) -> String {
        let mut text = format!("call {}.{}", call.system, call.action.key);
        for arg in &call.args {
            let name = &call.action.params[arg.param as usize].name;
            let value = match &arg.value {
                ArgValue::Expr(value) => expr(value),
                ArgValue::Provided(index) => format!("provided {index}"),
            };
            let _ = write!(text, " {name}={value}");
        }
        let _ = write!(text, " giving {:?}", call.giving);
        for (output, provided) in &call.provides {
            let _ = write!(text, " provides {output} as {provided}");
        }
        text
    }

    fn run(&self, run: &Run) -> String {
        let args: Vec<String> = run.args.iter().map(expr).collect();
        let name = &self.program.steps[run.step as usize].name;
        format!("run {name}({}) giving {:?}", args.join(", "), run.giving)
    }

    fn parts(&mut self, op: &Op) {
        match op {
            Op::Call(call) => self.handlers(&call.handlers),
            Op::If(branches) => {
                for (condition, block) in &branches.arms {
                    self.line(format!("? {}", expr(condition)));
                    self.block(block);
                }
                if let Some(block) = &branches.otherwise {
                    self.line("else");
                    self.block(block);
                }
            }
            Op::ForEach(each) => self.block(&each.body),
            Op::Repeat(repeat) => {
                self.block(&repeat.body);
                self.handlers(&repeat.handlers);
            }
            Op::Try(group) => {
                self.block(&group.body);
                self.handlers(&group.handlers);
                if let Some(always) = &group.always {
                    self.line(format!("always {:?} {:?}", always.outcome, always.reason));
                    self.block(&always.block);
                }
            }
            Op::Within(within) => {
                self.block(&within.body);
                self.handlers(&within.handlers);
            }
            Op::WaitUntil(wait) => self.handlers(&wait.handlers),
            Op::Await(wait) => self.handlers(&wait.handlers),
            Op::Signal(wait) => self.handlers(&wait.handlers),
            Op::Run(run) => self.handlers(&run.handlers),
            _ => {}
        }
    }

    fn handlers(&mut self, handlers: &[Handler]) {
        for handler in handlers {
            let (outcome, reason) = (handler.outcome, handler.reason);
            let names = format!("Outcome {outcome:?} Reason {reason:?}");
            self.line(format!("on {:?} {names}", handler.catches));
            self.inner(|dump| dump.reaction(&handler.reaction));
        }
    }

    fn reaction(&mut self, reaction: &Reaction) {
        match reaction {
            Reaction::Retry(retry) => {
                let pace = match &retry.pace {
                    Pace::Every(time) => format!("every {}", expr(time)),
                    Pace::BackingOff(from, to) => {
                        format!("backing off {} to {}", expr(from), expr(to))
                    }
                };
                let (times, limit) = (maybe(&retry.times), maybe(&retry.limit));
                self.line(format!("retry {times} times {pace} for at most {limit}"));
                if let Some(then) = &retry.then {
                    self.inner(|dump| dump.reaction(then));
                }
            }
            Reaction::Jump(jump) => self.line(jumps(jump)),
            Reaction::Run(run) => {
                let run = self.run(run);
                self.line(run);
            }
            Reaction::Block(block) => self.block(block),
        }
    }
}

fn jumps(jump: &Jump) -> String {
    match jump.value() {
        Some(value) => format!("{} {}", jump.word(), expr(value)),
        None => match jump.leaves() {
            Leaves::Handler | Leaves::Round | Leaves::Loop | Leaves::Try => jump.word().into(),
            Leaves::Step | Leaves::Finished | Leaves::Failed => format!("{} -", jump.word()),
        },
    }
}

fn maybe(expr: &Option<Expr>) -> String {
    expr.as_ref().map_or("-".into(), self::expr)
}

fn expr(of: &Expr) -> String {
    match &of.kind {
        ExprKind::Value(value) => format!("{value:?}"),
        ExprKind::Slot(slot) => format!("${slot}"),
        ExprKind::Input(input) => format!("input {input}"),
        ExprKind::Now => "now".into(),
        ExprKind::DayAt(_) => "day at".into(),
        ExprKind::WeekdayOf(_) => "weekday of".into(),
        ExprKind::Opening(of) => format!("open({}, {})", of.calendar.name, expr(&of.time)),
        ExprKind::Text(parts) => format!("text{:?}", parts.iter().map(expr).collect::<Vec<_>>()),
        ExprKind::List(items) => format!("list{:?}", items.iter().map(expr).collect::<Vec<_>>()),
        ExprKind::Record(fields) => format!("record of {}", fields.len()),
        ExprKind::Field(of, name) => format!("{}.{name}", expr(of)),
        ExprKind::Call(function, args) => {
            let args: Vec<String> = args.iter().map(expr).collect();
            format!("{}({})", function.name, args.join(", "))
        }
        ExprKind::Not(of) => format!("not {}", expr(of)),
        ExprKind::Binary(parts) => format!("({} {:?} {})", expr(&parts.0), parts.1, expr(&parts.2)),
        ExprKind::Where(parts) => format!("({} where {})", expr(&parts.0), expr(&parts.1)),
        ExprKind::SortBy(parts) => format!("sort({}) by {}", expr(&parts.0), expr(&parts.1)),
        ExprKind::Item => "item".to_owned(),
        ExprKind::Convert(of, kind) => format!("({} as {kind})", expr(of)),
    }
}
