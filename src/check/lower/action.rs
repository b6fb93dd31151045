//! Actions, waits and awaits.

use super::Lowerer;
use super::blocks::constant;
use crate::catalogue::{Action, Output, ParamDefault, PhrasePart as Known, Thing};
use crate::check::systems::Found;
use crate::program::{Arg, ArgValue, Await, Call, Giving, Op, WaitUntil};
use crate::source::Span;
use crate::syntax::tree::{self, PhrasePart};
use crate::value::{Kind, Value};
use jiff::SignedDuration;
use std::sync::Arc;

/// How long `wait until` and `await` wait where nothing is said.
const AT_MOST: SignedDuration = SignedDuration::from_secs(30);

impl<'a> Lowerer<'a> {
    pub(super) fn call(&mut self, written: &'a tree::Action) -> Option<Arc<Call>> {
        let prefix = written.system.map(|span| self.source.slice(span));
        let found = self.systems.action(self.source, prefix, &written.phrase);
        let Found::One(in_scope, action) = found else {
            return None;
        };
        let system = self.system(in_scope);
        let args = self.args(system, action, written);
        let giving = self.giving(written.giving, &action.outputs);
        Some(Arc::new(Call {
            span: text_of(written),
            system,
            action: action.clone(),
            args,
            giving,
            provides: self.provides(system, &action.outputs),
            handlers: self.handlers(&written.handlers),
        }))
    }

    fn args(&mut self, system: u16, action: &Action, written: &'a tree::Action) -> Vec<Arg> {
        let mut given: Vec<Option<&'a tree::Expr>> = vec![None; action.params.len()];
        for (known, part) in action.phrase.iter().zip(&written.phrase.parts) {
            if let (Known::Value(param), PhrasePart::Value(value)) = (known, part) {
                given[*param] = Some(value);
            }
        }
        for arg in &written.with {
            let name = self.source.slice(arg.name);
            let at = action.params.iter().position(|param| *param.name == *name);
            if let Some(at) = at {
                given[at] = Some(&arg.value);
            }
        }
        let values = given.into_iter().enumerate();
        let args = values.filter_map(|(at, value)| {
            let param = &action.params[at];
            let value = match (value, &param.default) {
                (Some(value), _) => ArgValue::Expr(self.value(value, &param.kind)),
                (None, ParamDefault::Value(value)) => {
                    ArgValue::Expr(constant(value.clone(), written.phrase.span))
                }
                (None, ParamDefault::Provided(name)) => {
                    ArgValue::Provided(self.provided(system, name))
                }
                (None, ParamDefault::None) => return None,
            };
            Some(Arg {
                param: at as u16,
                value,
            })
        });
        args.collect()
    }

    fn giving(&mut self, name: Option<Span>, outputs: &'a [Output]) -> Giving {
        if let Some(name) = name {
            return Giving::One(self.frame.declare(self.source.slice(name)));
        }
        let each = outputs.iter().enumerate().map(|(index, output)| {
            let slot = self.frame.declare(&output.name);
            (index as u16, slot)
        });
        Giving::Each(each.collect())
    }

    fn provides(&mut self, system: u16, outputs: &[Output]) -> Vec<(u16, u16)> {
        let provides = outputs.iter().enumerate();
        provides
            .filter(|(_, output)| output.provides)
            .map(|(index, output)| (index as u16, self.provided(system, &output.name)))
            .collect()
    }

    pub(super) fn wait_until(&mut self, wait: &'a tree::WaitUntil) -> Option<Op> {
        let (system, thing) = self.thing(wait.system, wait.thing)?;
        let subject = self.value(&wait.subject, &thing.id);
        let at_most = self.at_most(&wait.at_most, wait.thing);
        Some(Op::WaitUntil(Arc::new(WaitUntil {
            system,
            subject,
            negated: wait.negated,
            state: self.source.slice(wait.state).into(),
            needs: self.needs(system, thing),
            at_most,
            handlers: self.handlers(&wait.handlers),
            thing: thing.clone(),
        })))
    }

    pub(super) fn await_(&mut self, wait: &'a tree::Await) -> Option<Op> {
        let (system, thing) = self.thing(wait.system, wait.thing)?;
        let with = wait.with.iter().map(|arg| {
            let name = self.source.slice(arg.name);
            let output = thing.outputs.iter().find(|output| *output.name == *name);
            let kind = output.map_or(Kind::Any, |output| output.kind.clone());
            (Arc::from(name), self.value(&arg.value, &kind))
        });
        let with = with.collect();
        let at_most = self.at_most(&wait.at_most, wait.thing);
        let giving = self.giving(wait.giving, &thing.outputs);
        Some(Op::Await(Arc::new(Await {
            system,
            with,
            needs: self.needs(system, thing),
            at_most,
            giving,
            handlers: self.handlers(&wait.handlers),
            thing: thing.clone(),
        })))
    }

    fn thing(&mut self, prefix: Option<Span>, name: Span) -> Option<(u16, &'a Arc<Thing>)> {
        let prefix = prefix.map(|span| self.source.slice(span));
        let found = self.systems.thing(prefix, self.source.slice(name));
        let Found::One(in_scope, thing) = found else {
            return None;
        };
        Some((self.system(in_scope), thing))
    }

    fn needs(&mut self, system: u16, thing: &Thing) -> Vec<(Arc<str>, u16)> {
        let needs = thing.needs.iter();
        needs
            .map(|name| (name.clone(), self.provided(system, name)))
            .collect()
    }

    fn at_most(&mut self, limit: &'a Option<tree::Expr>, at: Span) -> crate::program::Expr {
        match limit {
            Some(limit) => self.value(limit, &Kind::Duration),
            None => constant(Value::Duration(AT_MOST), at),
        }
    }
}

/// The text of an action without its handlers.
fn text_of(written: &tree::Action) -> Span {
    let mut span = written.phrase.span;
    for part in [
        written.system,
        written.with.last().map(|arg| arg.value.span),
        written.giving,
    ] {
        span = part.map_or(span, |part| span.to(part));
    }
    span
}
