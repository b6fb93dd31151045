//! Actions, waits and awaits.

use super::Lowerer;
use super::blocks::constant;
use crate::catalogue::{Output, ParamDefault, Thing};
use crate::check::resolve::{ActionUse, NameId};
use crate::program::{Arg, ArgValue, Await, Call, Giving, Op, Signal, WaitUntil};
use crate::source::Span;
use crate::syntax::tree;
use crate::value::{Kind, Value};
use jiff::SignedDuration;
use std::sync::Arc;

/// How long `wait until` and `await` wait where nothing is said.
const AT_MOST: SignedDuration = SignedDuration::from_secs(30);

/// How long `await signal` waits where nothing is said: people take longer than systems.
const SIGNAL_AT_MOST: SignedDuration = SignedDuration::from_hours(1);

impl<'a> Lowerer<'_, 'a> {
    pub(super) fn call(&mut self, written: &'a tree::Action) -> Option<Arc<Call>> {
        let used = self.model.action_at(written.phrase.span.start)?;
        let system = self.system(used.system);
        let args = self.args(system, &used);
        let giving = self.giving(written.giving, used.outputs());
        Some(Arc::new(Call {
            span: text_of(written),
            system,
            action: used.action.clone(),
            args,
            giving,
            provides: self.provides(system, &used.action.outputs),
            handlers: self.handlers(&written.handlers),
        }))
    }

    fn args(&mut self, system: u16, used: &ActionUse<'_, 'a>) -> Vec<Arg> {
        let params = used.action.params.iter().enumerate();
        let args = params.filter_map(|(at, param)| {
            let value = match (used.value_of(at), &param.default) {
                (Some(value), _) => ArgValue::Expr(self.value(value, &param.kind)),
                (None, ParamDefault::Value(value)) => {
                    ArgValue::Expr(constant(value.clone(), used.phrase()))
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

    fn giving(&mut self, name: Option<Span>, outputs: &[NameId]) -> Giving {
        match (name, outputs) {
            (Some(_), [one]) => Giving::One(self.slot(*one)),
            _ => {
                let each = outputs.iter().enumerate();
                let each = each.map(|(index, name)| (index as u16, self.slot(*name)));
                Giving::Each(each.collect())
            }
        }
    }

    fn provides(&mut self, system: u16, outputs: &[Output]) -> Vec<(u16, u16)> {
        let provides = outputs.iter().enumerate();
        provides
            .filter(|(_, output)| output.provides)
            .map(|(index, output)| (index as u16, self.provided(system, &output.name)))
            .collect()
    }

    pub(super) fn wait_until(&mut self, wait: &'a tree::WaitUntil) -> Option<Op> {
        let used = self.model.thing_at(wait.thing.start)?;
        let system = self.system(used.system);
        let subject = self.value(&wait.subject, &used.thing.id);
        let at_most = self.at_most(&wait.at_most, wait.thing);
        Some(Op::WaitUntil(Arc::new(WaitUntil {
            system,
            subject,
            negated: wait.negated,
            state: self.slice(wait.state).into(),
            needs: self.needs(system, used.thing),
            at_most,
            handlers: self.handlers(&wait.handlers),
            thing: used.thing.clone(),
        })))
    }

    pub(super) fn await_(&mut self, wait: &'a tree::Await) -> Option<Op> {
        if let Some(signal) = &wait.signal {
            return Some(signal_of(self, wait, signal));
        }
        let used = self.model.thing_at(wait.thing.start)?;
        let (system, thing) = (self.system(used.system), used.thing);
        let with = wait.with.iter().map(|arg| {
            let name = self.slice(arg.name);
            let output = thing.outputs.iter().find(|output| *output.name == *name);
            let kind = output.map_or(Kind::Any, |output| output.kind.clone());
            (Arc::from(name), self.value(&arg.value, &kind))
        });
        let with = with.collect();
        let at_most = self.at_most(&wait.at_most, wait.thing);
        let giving = self.giving(wait.giving, used.outputs());
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

fn signal_of<'a>(
    lowerer: &mut Lowerer<'_, 'a>,
    wait: &'a tree::Await,
    signal: &'a tree::Signal,
) -> Op {
    let question = signal.question.as_ref();
    let question = question.map(|text| lowerer.value(text, &Kind::Text));
    let at_most = match &wait.at_most {
        Some(limit) => lowerer.value(limit, &Kind::Duration),
        None => constant(Value::Duration(SIGNAL_AT_MOST), wait.thing),
    };
    Op::Signal(Arc::new(Signal {
        name: lowerer.slice(signal.name).into(),
        question,
        at_most,
        giving: wait.giving.map(|name| lowerer.slot_at(name)),
        handlers: lowerer.handlers(&wait.handlers),
    }))
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
