//! A tree as text, without its places: two scripts that mean the same have the same dump.

mod expr;

use super::tree::*;
use crate::source::{Source, Span};
use std::fmt::Write;

/// The tree's structure with the words of its source. Layout, comments and spans are left out.
pub fn dump(tree: &Tree, source: &Source) -> String {
    let mut dump = Dump {
        source,
        out: String::new(),
    };
    for item in &tree.items {
        dump.item(item);
        dump.out.push('\n');
    }
    dump.out
}

struct Dump<'a> {
    source: &'a Source,
    out: String,
}

impl Dump<'_> {
    /// The words of a span, one blank between them.
    fn words(&mut self, at: Span) {
        let mut words = self.source.slice(at).split_whitespace();
        let first = words.next().unwrap_or("");
        let _ = write!(self.out, " {first}");
        for word in words {
            let _ = write!(self.out, " {word}");
        }
    }

    fn node(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        let _ = write!(self.out, " ({name}");
        inside(self);
        self.out.push(')');
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Use(u) => self.node("use", |d| {
                d.words(u.system);
                d.maybe(u.alias);
            }),
            Item::UseSteps(u) => self.node("use-steps", |d| d.words(u.path)),
            Item::Input(input) => self.input(input),
            Item::Everywhere(e) => self.node("everywhere", |d| d.handlers(&e.handlers)),
            Item::Every(every) => self.node("every", |d| d.every(every)),
            Item::When(line) => self.node("when", |d| {
                d.system(line.system);
                d.words(line.thing);
                d.args(&line.with);
            }),
            Item::Step(step) => self.node("step", |d| {
                d.words(step.name);
                d.node("params", |d| step.params.iter().for_each(|p| d.words(*p)));
                d.block(&step.body);
            }),
            Item::Test(test) => self.node("test", |d| {
                d.words(test.name);
                test.items.iter().for_each(|item| d.test_item(item));
            }),
            Item::Stmt(stmt) => self.stmt(stmt),
        }
    }

    fn every(&mut self, every: &Every) {
        match &every.form {
            EveryForm::Period(at) => self.words(*at),
            EveryForm::Days { days, at, zone } => {
                self.node("days", |d| days.iter().for_each(|day| d.words(*day)));
                self.words(*at);
                self.maybe(*zone);
            }
        }
        if let Some(late) = every.late {
            self.node("late", |d| d.words(late));
        }
        self.maybe(every.waits);
    }

    fn maybe(&mut self, at: Option<Span>) {
        if let Some(at) = at {
            self.words(at);
        }
    }

    fn input(&mut self, input: &Input) {
        self.node("input", |d| {
            d.words(input.name);
            d.kind(&input.kind);
            d.optional("default", input.default.as_ref());
            d.maybe(input.help);
        });
    }

    fn kind(&mut self, kind: &KindRef) {
        match &kind.form {
            KindForm::Words => self.node("kind", |d| d.words(kind.span)),
            KindForm::List(of) => self.node("list", |d| d.kind(of)),
            KindForm::OneOf(texts) => {
                self.node("one-of", |d| texts.iter().for_each(|text| d.raw(*text)));
            }
        }
    }

    fn raw(&mut self, at: Span) {
        let _ = write!(self.out, " {}", self.source.slice(at));
    }

    fn optional(&mut self, name: &str, expr: Option<&Expr>) {
        if let Some(expr) = expr {
            self.node(name, |d| d.expr(expr));
        }
    }

    fn block(&mut self, block: &Block) {
        self.node("block", |d| block.stmts.iter().for_each(|s| d.stmt(s)));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Action(action) => self.action(action),
            StmtKind::Let { name, value } => self.named("let", *name, value),
            StmtKind::Emit { name, value } => self.named("emit", *name, value),
            StmtKind::If { arms, otherwise } => self.if_stmt(arms, otherwise.as_ref()),
            StmtKind::ForEach(each) => self.each(each),
            StmtKind::Repeat(repeat) => self.repeat(repeat),
            StmtKind::Try(group) => self.group(group),
            StmtKind::Within(within) => self.node("within", |d| {
                d.expr(&within.limit);
                d.block(&within.body);
                d.handlers(&within.handlers);
            }),
            StmtKind::WaitUntil(wait) => self.wait_until(wait),
            StmtKind::Await(wait) => self.wait_for(wait),
            StmtKind::Run(run) => self.node("run", |d| {
                d.run_step(&run.call);
                d.giving(run.giving);
                d.handlers(&run.handlers);
            }),
            StmtKind::Plain(plain, value) => self.node(plain.word(), |d| d.expr(value)),
            StmtKind::Jump(jump) => self.jump(jump),
            StmtKind::Bad => self.node("bad", |_| {}),
        }
    }

    fn named(&mut self, node: &str, name: Span, value: &Expr) {
        self.node(node, |d| {
            d.words(name);
            d.expr(value);
        });
    }

    fn action(&mut self, action: &Action) {
        self.node("action", |d| {
            d.phrase(&action.phrase);
            d.args(&action.with);
            d.giving(action.giving);
            d.handlers(&action.handlers);
        });
    }

    fn phrase(&mut self, phrase: &Phrase) {
        self.system(phrase.system);
        for part in &phrase.parts {
            match part {
                PhrasePart::Word(word) => self.words(*word),
                PhrasePart::Value(value) => self.expr(value),
            }
        }
    }

    fn system(&mut self, system: Option<Span>) {
        if let Some(system) = system {
            self.node("system", |d| d.words(system));
        }
    }

    fn args(&mut self, args: &[Arg]) {
        args.iter()
            .for_each(|arg| self.named("with", arg.name, &arg.value));
    }

    fn giving(&mut self, name: Option<Span>) {
        if let Some(name) = name {
            self.node("giving", |d| d.words(name));
        }
    }

    fn if_stmt(&mut self, arms: &[(Expr, Block)], otherwise: Option<&Block>) {
        self.node("if", |d| {
            for (condition, block) in arms {
                d.expr(condition);
                d.block(block);
            }
            if let Some(block) = otherwise {
                d.node("else", |d| d.block(block));
            }
        });
    }

    fn each(&mut self, each: &ForEach) {
        self.node("for-each", |d| {
            d.words(each.name);
            d.expr(&each.items);
            d.optional("at-most", each.at_most.as_ref());
            d.optional("at-once", each.at_once.as_ref());
            d.block(&each.body);
        });
    }

    fn repeat(&mut self, repeat: &Repeat) {
        self.node("repeat", |d| {
            d.expr(&repeat.times);
            d.optional("every", repeat.every.as_ref());
            d.block(&repeat.body);
            d.handlers(&repeat.handlers);
        });
    }

    fn group(&mut self, group: &Try) {
        self.node("try", |d| {
            d.optional("times", group.times.as_ref());
            d.optional("every", group.every.as_ref());
            d.block(&group.body);
            d.handlers(&group.handlers);
            if let Some(always) = &group.always {
                d.node("always", |d| d.block(always));
            }
        });
    }

    fn wait_until(&mut self, wait: &WaitUntil) {
        self.node(if wait.negated { "until-not" } else { "until" }, |d| {
            d.system(wait.system);
            d.words(wait.thing);
            d.expr(&wait.subject);
            d.words(wait.state);
            d.optional("at-most", wait.at_most.as_ref());
            d.handlers(&wait.handlers);
        });
    }

    fn wait_for(&mut self, wait: &Await) {
        self.node("await", |d| {
            d.system(wait.system);
            d.words(wait.thing);
            if let Some(signal) = &wait.signal {
                d.raw(signal.name);
                d.optional("question", signal.question.as_ref());
            }
            d.optional("at-most", wait.at_most.as_ref());
            d.args(&wait.with);
            d.giving(wait.giving);
            d.handlers(&wait.handlers);
        });
    }

    fn run_step(&mut self, call: &RunStep) {
        self.words(call.name);
        call.args.iter().for_each(|arg| self.expr(arg));
    }

    fn jump(&mut self, jump: &Jump) {
        self.node(jump.word(), |d| {
            jump.value().into_iter().for_each(|value| d.expr(value));
        });
    }

    fn handlers(&mut self, handlers: &[Handler]) {
        for handler in handlers {
            self.node("on", |d| {
                match &handler.catches {
                    Catches::Named(names) => names.iter().for_each(|name| d.words(*name)),
                    Catches::AnyOther(_) => d.out.push_str(" any-other"),
                }
                d.reaction(&handler.reaction);
            });
        }
    }

    fn reaction(&mut self, reaction: &Reaction) {
        match &reaction.kind {
            ReactionKind::Retry(retry) => self.retry(retry),
            ReactionKind::Jump(jump) => self.jump(jump),
            ReactionKind::Run(call) => self.node("run", |d| d.run_step(call)),
            ReactionKind::Block(block) => self.block(block),
            ReactionKind::Bad => self.node("bad", |_| {}),
        }
    }

    fn retry(&mut self, retry: &Retry) {
        self.node("retry", |d| {
            match &retry.times {
                Some(RetryTimes::Once) => d.out.push_str(" once"),
                Some(RetryTimes::Count(count)) => d.optional("times", Some(count)),
                None => {}
            }
            match &retry.pace {
                Some(Pace::Every(time)) => d.optional("every", Some(time)),
                Some(Pace::BackingOff(from, to)) => d.node("backing-off", |d| {
                    d.expr(from);
                    d.expr(to);
                }),
                None => {}
            }
            d.optional("for-at-most", retry.limit.as_ref());
            if let Some(then) = &retry.then {
                d.node("then", |d| d.reaction(then));
            }
        });
    }

    fn test_item(&mut self, item: &TestItem) {
        match item {
            TestItem::GivenSetting(_, setting, value) => {
                self.node(&format!("given-{}", setting.word()), |d| d.expr(value));
            }
            TestItem::GivenCancelled(_, time) => self.node("given-cancelled", |d| d.expr(time)),
            TestItem::GivenWorld { system, has, .. } => self.node("given-simulator", |d| {
                system.iter().for_each(|system| d.words(*system));
                d.expr(has);
            }),
            TestItem::GivenInputs(_, inputs) => {
                inputs
                    .iter()
                    .for_each(|(name, value)| self.named("given", *name, value));
            }
            TestItem::GivenAnswers {
                phrase,
                of,
                answers,
                ..
            } => self.node("given-answers", |d| {
                d.phrase(phrase);
                d.args(of);
                for answer in answers {
                    d.node("answer", |d| {
                        d.words(answer.outcome);
                        d.optional("after", answer.after.as_ref());
                        d.args(&answer.with);
                    });
                }
            }),
            TestItem::RunThisFlow(_) => self.node("run-this-flow", |_| {}),
            TestItem::RunStep(_, call) => self.node("run", |d| d.run_step(call)),
            TestItem::Expect(_, expectation) => self.expectation(expectation),
            TestItem::Bad(_) => self.node("bad", |_| {}),
        }
    }

    fn expectation(&mut self, expectation: &Expectation) {
        match expectation {
            Expectation::Finishes(words) => {
                self.node("finishes", |d| words.iter().for_each(|words| d.expr(words)));
            }
            Expectation::Fails(words) => {
                self.node("fails", |d| words.iter().for_each(|words| d.expr(words)));
            }
            Expectation::Cancelled => self.node("cancelled", |_| {}),
            Expectation::EndsIn(outcome) => self.node("ends-in", |d| d.words(*outcome)),
            Expectation::Called(phrase, times, with) => self.node("called", |d| {
                d.phrase(phrase);
                match times {
                    Times::Never => d.out.push_str(" never"),
                    Times::Once => d.out.push_str(" once"),
                    Times::Count(count) => d.optional("times", Some(count)),
                }
                d.args(with);
            }),
            Expectation::Before(first, then) => self.node("called-before", |d| {
                d.phrase(first);
                d.phrase(then);
            }),
            Expectation::ActionEndsIn(phrase, outcome) => self.node("action-ends-in", |d| {
                d.phrase(phrase);
                d.words(*outcome);
            }),
            Expectation::Logged(text) => self.node("logged", |d| d.expr(text)),
            Expectation::Left(what) => {
                self.node("left", |d| what.iter().for_each(|what| d.expr(what)));
            }
            Expectation::Accepted => self.node("accepted-trace", |_| {}),
            Expectation::Emitted(name, value) => self.named("emitted", *name, value),
            Expectation::Passed(time) => self.node("passed", |d| d.expr(time)),
        }
    }
}
