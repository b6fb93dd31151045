//! A program becomes statements that can be compared.

use super::node::{Fact, Form, Handler, Node, Reaction, Retry};
use super::rename::Names;
use super::said::Says;
use super::words::{called, ending, head};
use crate::graph::one_line;
use crate::program::{
    ArgValue, Block, Body, Call, Catches, Expr, ForEach, Giving, If, Jump, Op, Pace, Program,
    Repeat, Run, Stmt, Try,
};
use crate::source::Span;

/// Reads one program; `names` says what its names are called in the comparison.
#[derive(Clone, Copy)]
pub(super) struct Reads<'a> {
    pub program: &'a Program,
    pub names: &'a Names,
}

impl<'a> Reads<'a> {
    /// The statements of a flow or a step.
    pub fn body(self, body: &Body) -> Vec<Node> {
        self.in_slots(&body.names).block(&body.block)
    }

    /// The handlers of last resort.
    pub fn everywhere(self) -> Vec<Handler> {
        self.in_slots(&[]).handlers(&self.program.everywhere)
    }

    /// What an input is where nobody gives it.
    pub fn default(self, expr: &Expr) -> String {
        self.in_slots(&[]).says.value(expr)
    }

    fn in_slots<'b>(self, slots: &'b [std::sync::Arc<str>]) -> Reader<'b>
    where
        'a: 'b,
    {
        Reader {
            says: Says {
                program: self.program,
                slots,
                names: self.names,
            },
        }
    }
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    says: Says<'a>,
}

impl Reader<'_> {
    fn block(self, block: &Block) -> Vec<Node> {
        block.stmts.iter().map(|stmt| self.stmt(stmt)).collect()
    }

    fn stmt(self, stmt: &Stmt) -> Node {
        match &stmt.op {
            Op::Call(call) => self.call(call),
            Op::Let(slot, value) => {
                let name = self.slot(*slot);
                let mut node = self.node(&format!("let {name}"), &format!("let {name}"), stmt.span);
                node.facts.push(self.is("its value", value));
                node
            }
            Op::If(branch) => self.branch(stmt, branch),
            Op::ForEach(each) => self.for_each(stmt, each),
            Op::Repeat(repeat) => self.repeat(stmt, repeat),
            Op::Try(group) => self.group(stmt, group),
            Op::Within(within) => {
                let mut node = self.node("within", "within", stmt.span);
                node.facts.push(self.is("its time limit", &within.limit));
                node.handlers = self.handlers(&within.handlers);
                node.inside = self.block(&within.body);
                node
            }
            Op::WaitUntil(_) | Op::Await(_) | Op::Signal(_) => self.wait(stmt),
            Op::Run(run) => self.run(stmt, run),
            Op::Plain(plain, value) => {
                let mut node = self.node(plain.word(), plain.word(), stmt.span);
                node.facts.push(self.verb(plain.verb(), value));
                node
            }
            Op::Emit(name, value) => {
                let title = format!("emit {name}");
                let mut node = self.node(&title, &title, stmt.span);
                node.facts.push(self.is("its value", value));
                node
            }
            Op::Jump(jump) => {
                let word = jump.word();
                // one end of a run in the place of another is the same statement, changed
                let key = ending(jump).map_or(word, |_| "end of the run");
                let mut node = self.node(key, word, stmt.span);
                node.facts.extend(ending(jump).map(|how| Fact {
                    form: Form::Verb,
                    ..plain("ends the run as", how)
                }));
                if let Some(value) = jump.value() {
                    let verb = if word == "return" { "returns" } else { "says" };
                    node.facts.push(self.verb(verb, value));
                }
                node
            }
        }
    }

    fn node(self, key: &str, title: &str, span: Span) -> Node {
        Node {
            key: key.to_owned(),
            title: title.to_owned(),
            text: head(key, &one_line(self.says.program.source.slice(span))),
            line: self.says.program.source.line_at_home(span.start),
            facts: Vec::new(),
            handlers: Vec::new(),
            inside: Vec::new(),
            always: None,
            irreversible: false,
            writes: false,
        }
    }

    fn call(self, call: &Call) -> Node {
        let system = self.says.program.systems.get(call.system as usize);
        let key = format!("{}: {}", system.map_or("", |name| name), call.action.key);
        let mut node = self.node(&key, &called(&call.action), call.span);
        node.irreversible = call.action.irreversible;
        node.writes = !call.action.reads;
        for arg in &call.args {
            let Some(param) = call.action.params.get(arg.param as usize) else {
                continue;
            };
            node.facts.push(match &arg.value {
                ArgValue::Expr(value) => self.is(&param.name, value),
                ArgValue::Provided(_) => Fact {
                    name: param.name.to_string(),
                    value: "the latest".into(),
                    shown: "the latest one".into(),
                    form: Form::Is,
                },
            });
        }
        if let Giving::One(slot) = call.giving {
            node.facts.push(self.named("its result", slot));
        }
        node.handlers = self.handlers(&call.handlers);
        node
    }

    fn branch(self, stmt: &Stmt, branch: &If) -> Node {
        let mut node = self.node("if", "if", stmt.span);
        for (number, (when, block)) in branch.arms.iter().enumerate() {
            let title = if number == 0 { "if" } else { "else if" };
            let mut arm = self.node("arm", title, when.span);
            arm.facts.push(self.is("the condition", when));
            arm.inside = self.block(block);
            node.inside.push(arm);
        }
        if let Some(block) = &branch.otherwise {
            let at = block.stmts.first().map_or(stmt.span, |first| first.span);
            let mut arm = self.node("else", "else", at);
            arm.text = "else".into();
            arm.inside = self.block(block);
            node.inside.push(arm);
        }
        node
    }

    fn for_each(self, stmt: &Stmt, each: &ForEach) -> Node {
        let name = self.slot(each.slot);
        let mut node = self.node("for each", &format!("for each {name}"), stmt.span);
        node.facts.push(self.is("the list", &each.items));
        node.facts
            .push(self.unit("takes at most", &each.at_most, " items"));
        node.facts
            .push(self.unit("works on", &each.at_once, " in parallel"));
        node.inside = self.block(&each.body);
        node
    }

    fn repeat(self, stmt: &Stmt, repeat: &Repeat) -> Node {
        let mut node = self.node("repeat", "repeat", stmt.span);
        node.facts
            .push(self.unit("runs at most", &repeat.times, " times"));
        node.facts.extend(
            repeat
                .every
                .as_ref()
                .map(|every| self.verb("starts a round every", every)),
        );
        node.handlers = self.handlers(&repeat.handlers);
        node.inside = self.block(&repeat.body);
        node
    }

    fn group(self, stmt: &Stmt, group: &Try) -> Node {
        let mut node = self.node("try", "try", stmt.span);
        node.facts
            .push(self.unit("runs at most", &group.times, " times"));
        node.facts.extend(
            group
                .every
                .as_ref()
                .map(|every| self.unit("pauses", every, " before it runs again")),
        );
        node.handlers = self.handlers(&group.handlers);
        node.inside = self.block(&group.body);
        node.always = group
            .always
            .as_ref()
            .map(|always| self.block(&always.block));
        node
    }

    fn wait(self, stmt: &Stmt) -> Node {
        match &stmt.op {
            Op::WaitUntil(wait) => {
                let title = format!("wait until {}", wait.thing.name);
                let mut node = self.node(&title, &title, stmt.span);
                node.facts.push(self.is("which one", &wait.subject));
                let not = if wait.negated { "is not " } else { "is " };
                let until = format!("{not}{}", wait.state);
                node.facts.push(Fact {
                    form: Form::Verb,
                    ..plain("waits until it", &until)
                });
                node.facts.push(self.verb("waits at most", &wait.at_most));
                node.handlers = self.handlers(&wait.handlers);
                node
            }
            Op::Await(wait) => {
                let title = format!("await {}", wait.thing.name);
                let mut node = self.node(&title, &title, stmt.span);
                let with = wait.with.iter();
                node.facts
                    .extend(with.map(|(name, value)| self.is(name, value)));
                node.facts.push(self.verb("waits at most", &wait.at_most));
                if let Giving::One(slot) = wait.giving {
                    node.facts.push(self.named("its result", slot));
                }
                node.handlers = self.handlers(&wait.handlers);
                node
            }
            Op::Signal(wait) => {
                let title = format!("await signal {}", wait.name);
                let mut node = self.node(&title, &title, stmt.span);
                let question = wait.question.as_ref();
                node.facts
                    .extend(question.map(|text| self.verb("asks", text)));
                node.facts.push(self.verb("waits at most", &wait.at_most));
                node.facts
                    .extend(wait.giving.map(|slot| self.named("its result", slot)));
                node.handlers = self.handlers(&wait.handlers);
                node
            }
            _ => self.node("?", "?", stmt.span),
        }
    }

    fn run(self, stmt: &Stmt, run: &Run) -> Node {
        let name = self.step(run.step);
        let title = format!("run {name}");
        let mut node = self.node(&title, &title, stmt.span);
        for (number, arg) in run.args.iter().enumerate() {
            node.facts.push(self.is(&self.param(run.step, number), arg));
        }
        node.facts
            .extend(run.giving.map(|slot| self.named("its result", slot)));
        node.handlers = self.handlers(&run.handlers);
        node
    }

    fn handlers(self, handlers: &[crate::program::Handler]) -> Vec<Handler> {
        let mut all = Vec::new();
        for handler in handlers {
            let outcomes = match &handler.catches {
                Catches::Named(names) => names.iter().map(|name| name.to_string()).collect(),
                Catches::AnyOther => vec!["any other".to_owned()],
            };
            let line = self.says.program.source.line_at_home(handler.span.start);
            let reaction = self.reaction(&handler.reaction);
            all.extend(outcomes.into_iter().map(|outcome| Handler {
                outcome,
                line,
                reaction: reaction.clone(),
            }));
        }
        all
    }

    fn reaction(self, reaction: &crate::program::Reaction) -> Reaction {
        use crate::program::Reaction as Of;
        match reaction {
            Of::Jump(jump) => Reaction::Jump(self.jump(jump)),
            Of::Run(run) => Reaction::Run(self.step_called(run)),
            // a block of one jump does what the jump does
            Of::Block(block) => match &block.stmts[..] {
                [
                    Stmt {
                        op: Op::Jump(jump), ..
                    },
                ] => Reaction::Jump(self.jump(jump)),
                _ => Reaction::Block(self.block(block)),
            },
            Of::Retry(retry) => {
                let value = |expr: &Expr| self.says.value(expr);
                Reaction::Retry(Box::new(Retry {
                    times: retry.times.as_ref().map(value),
                    pace: match &retry.pace {
                        Pace::Every(time) => format!("every {}", value(time)),
                        Pace::BackingOff(from, to) => {
                            format!("backing off {} to {}", value(from), value(to))
                        }
                    },
                    limit: retry.limit.as_ref().map(value),
                    then: retry.then.as_ref().map(|then| self.reaction(then)),
                }))
            }
        }
    }

    fn jump(self, jump: &Jump) -> String {
        let does = jump.does();
        match jump.value() {
            Some(value) => format!("{does} with {}", self.says.value(value)),
            None => does.to_owned(),
        }
    }

    fn step_called(self, run: &Run) -> String {
        let args: Vec<String> = run.args.iter().map(|arg| self.says.value(arg)).collect();
        format!("{}({})", self.step(run.step), args.join(", "))
    }

    fn step(self, step: u32) -> String {
        let step = self.says.program.steps.get(step as usize);
        self.says
            .names
            .of(step.map_or("?", |step| &step.name))
            .to_owned()
    }

    fn param(self, step: u32, number: usize) -> String {
        let step = self.says.program.steps.get(step as usize);
        let name = step.and_then(|step| step.body.names.get(number));
        self.says.names.of(name.map_or("?", |name| name)).to_owned()
    }

    fn slot(self, slot: u32) -> String {
        let name = self.says.slots.get(slot as usize);
        self.says.names.of(name.map_or("?", |name| name)).to_owned()
    }

    fn is(self, name: &str, value: &Expr) -> Fact {
        self.fact(name, value, Form::Is)
    }

    fn verb(self, name: &str, value: &Expr) -> Fact {
        self.fact(name, value, Form::Verb)
    }

    /// With what is counted or what comes after it.
    fn unit(self, name: &str, value: &Expr, unit: &str) -> Fact {
        let mut fact = self.verb(name, value);
        fact.shown.push_str(unit);
        fact
    }

    fn fact(self, name: &str, value: &Expr, form: Form) -> Fact {
        let value = self.says.value(value);
        Fact {
            name: name.to_owned(),
            shown: value.clone(),
            value,
            form,
        }
    }

    fn named(self, name: &str, slot: u32) -> Fact {
        plain(name, &self.slot(slot))
    }
}

fn plain(name: &str, value: &str) -> Fact {
    Fact {
        name: name.to_owned(),
        value: value.to_owned(),
        shown: value.to_owned(),
        form: Form::Is,
    }
}
