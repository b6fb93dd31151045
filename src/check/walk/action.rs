//! Actions: parameters, outputs, prerequisites and outcomes.

use super::outcomes::{Fired, Raise};
use super::provided::Need;
use super::value::{Role, What};
use super::{Place, Walker};
use crate::catalogue::{Action, Outcome, ParamDefault, PhrasePart as Known, nearest};
use crate::check::rules;
use crate::source::Span;
use crate::syntax::tree::{self, Catches, Expr, ExprKind, Handler, Phrase, PhrasePart, TextPart};

/// How many parameters are told apart; a catalogue has far fewer.
const PARAMS: usize = 64;

impl<'a> Walker<'a> {
    pub(super) fn action(&mut self, written: &'a tree::Action, at: Span) {
        let Some((system, action)) = self.resolve(written.system, &written.phrase) else {
            self.unread(at);
            self.loose_values(&written.phrase, &written.with);
            return self.broken(written.giving, &written.handlers);
        };
        let mut given = Given::default();
        self.phrase_values(system, action, &written.phrase, &mut given);
        self.with(system, action, &written.with, &mut given);
        self.may_be_used(action, written.phrase.span);
        self.on_platform(system, action, written.phrase.span);
        self.left_out(system, action, written, &given);
        self.of_finesse(system, action, written);
        let outputs = self.declare_outputs(
            written.giving,
            &action.outputs,
            action.short(),
            written.phrase.span,
        );
        let act = self.record_act(system, action, written, &outputs);
        self.in_loops(system, action, written, act);
        self.record_failed(act);
        let fired = self.ends(system, action, written, at, &given);
        self.path.node = act.node;
        let span = written.phrase.span;
        if fired.goes_on || !written.handlers.is_empty() {
            return self.after(&written.handlers, fired, at, |walker| {
                walker.record_done(act, &outputs);
                walker.path.bind_all(&outputs);
                walker.provide(system, &action.outputs, span);
            });
        }
        self.record_done(act, &outputs);
        self.path.bind_all(&outputs);
        self.provide(system, &action.outputs, span);
    }

    fn phrase_values(
        &mut self,
        system: u16,
        action: &'a Action,
        phrase: &'a Phrase,
        given: &mut Given,
    ) {
        for (known, part) in action.phrase.iter().zip(&phrase.parts) {
            if let (Known::Value(index), PhrasePart::Value(value)) = (known, part) {
                self.param(system, action, *index, value);
                given.set(*index, value);
            }
        }
    }

    fn param(&mut self, system: u16, action: &'a Action, index: usize, value: &'a Expr) {
        let param = &action.params[index];
        let role = Role {
            what: What::Param(action, param),
            place: Place::Data,
        };
        self.value(value, &param.kind, role);
        self.of_tenant(system, action, param, value);
    }

    fn with(&mut self, system: u16, action: &'a Action, args: &'a [tree::Arg], given: &mut Given) {
        for (at, arg) in args.iter().enumerate() {
            let name = self.slice(arg.name);
            let Some(index) = action.params.iter().position(|param| *param.name == *name) else {
                self.unknown_param(action, arg);
                continue;
            };
            if given.has(index) {
                let first = args[..at]
                    .iter()
                    .find(|known| self.slice(known.name) == name);
                let first = first.map(|known| known.name);
                self.report(rules::doubled_parameter::problem(name, arg.name, first));
            }
            self.param(system, action, index, &arg.value);
            given.set(index, &arg.value);
        }
    }

    fn unknown_param(&mut self, action: &'a Action, arg: &'a tree::Arg) {
        let name = self.slice(arg.name);
        let known: Vec<&str> = action.params.iter().map(|param| &*param.name).collect();
        let near = nearest(name, known.iter().copied());
        let problem =
            rules::unknown_parameter::problem(name, arg.name, action.short(), near, &known);
        self.report(problem);
        if !matches!(arg.value.kind, ExprKind::Name) {
            self.expr(&arg.value, Place::Data);
        }
    }

    /// Parameters that are not written: missing, or taken from the path.
    fn left_out(
        &mut self,
        system: u16,
        action: &'a Action,
        written: &'a tree::Action,
        given: &Given,
    ) {
        let mut missing: Vec<&str> = Vec::new();
        let mut needed = Vec::new();
        for (index, param) in action.params.iter().enumerate() {
            if !param.required || given.has(index) {
                continue;
            }
            match &param.default {
                ParamDefault::None => missing.push(&param.name),
                ParamDefault::Value(_) => {}
                ParamDefault::Provided(name) => {
                    let var = self.provided.find(system, name);
                    needed.extend(var.filter(|var| !self.path.is_bound(*var)));
                }
            }
        }
        self.need(Need {
            vars: needed,
            what: action.short(),
            span: written.phrase.span,
            through: Vec::new(),
        });
        let misspelt = |arg: &tree::Arg| action.param(self.slice(arg.name)).is_none();
        if !missing.is_empty() && !written.with.iter().any(misspelt) {
            let last = written.with.last().map(|arg| arg.value.span.end);
            let problem =
                rules::missing_parameter::problem(&missing, action, written.phrase.span, last);
            self.report(problem);
        }
    }

    /// Sends the action's outcomes on their ways.
    fn ends(
        &mut self,
        system: u16,
        action: &'a Action,
        written: &'a tree::Action,
        at: Span,
        given: &Given,
    ) -> Fired {
        let known = |name: &str| action.outcome(name).is_some();
        let all = || {
            action
                .outcomes
                .iter()
                .map(|outcome| &*outcome.name)
                .collect()
        };
        let fine = self.own_outcomes(&written.handlers, action.short(), &known, &all);
        if action.no_result {
            self.no_result(action, &written.handlers);
        }
        let mut fired = Fired::here(self.path.node);
        for outcome in &action.outcomes {
            let silent = action.no_result && !outcome.transport;
            if &*outcome.name == "Success" || silent {
                continue;
            }
            let raise = Raise {
                name: &outcome.name,
                action: Some(action),
                origin: written.phrase.span,
                end: at.end,
                origins: None,
                transient: outcome.transient,
                repeats: true,
                soft: false,
                settled: false,
                known: fine.then_some((system, outcome, *given)),
            };
            self.raise(&written.handlers, &mut fired, raise);
        }
        fired
    }

    /// Handlers of outcomes that a system which says nothing can never give.
    fn no_result(&mut self, action: &'a Action, handlers: &'a [Handler]) {
        let named = handlers.iter().flat_map(|handler| match &handler.catches {
            Catches::Named(names) => names.as_slice(),
            Catches::AnyOther(_) => &[],
        });
        for name in named {
            let text = self.slice(*name);
            let known = action.outcome(text);
            if known.is_some_and(|known| !known.transport && text != "Success") {
                self.report(rules::never_fires::no_result(text, action.short(), *name));
            }
        }
    }

    /// The action whose author is to be told that nothing handles an outcome: it is documented,
    /// the action changes something, and what it says is about this very line. What follows from
    /// the session, or from a literal, is better left to fail.
    pub(super) fn worth_a_word(&mut self, raise: &Raise<'a>) -> Option<&'a Action> {
        let (action, (system, outcome, given)) = (raise.action?, raise.known?);
        if self.handler_wanted(action, raise.name).is_some() {
            return Some(action);
        }
        let key = std::ptr::from_ref(outcome) as usize;
        let worth = match self.worth.get(&key) {
            Some(worth) => *worth,
            None => {
                let worth = self.worth(system, action, outcome);
                self.worth.insert(key, worth);
                worth
            }
        };
        let told = match worth {
            Worth::Always => true,
            Worth::Never => false,
            Worth::WhenVarying(param) => given.varies(param),
        };
        told.then_some(action)
    }

    fn worth(&self, system: u16, action: &Action, outcome: &Outcome) -> Worth {
        let never = crate::check::toolbar::never(action, &outcome.name);
        if outcome.transport || never || action.reads || provides(action) {
            return Worth::Never;
        }
        let about = outcome
            .name
            .strip_prefix("Invalid")
            .unwrap_or(&outcome.name);
        let param = action.params.iter().position(|param| *param.name == *about);
        match param {
            Some(param) => Worth::WhenVarying(param),
            None if self.is_of_session(system, action, &outcome.name) => Worth::Never,
            None => Worth::Always,
        }
    }

    /// Whether an outcome is also one of the actions that hand on what this one takes.
    fn is_of_session(&self, system: u16, action: &Action, outcome: &str) -> bool {
        let takes = |name: &str| {
            action.params.iter().any(
                |param| matches!(&param.default, ParamDefault::Provided(known) if **known == *name),
            )
        };
        let entry = self.systems.list[system as usize].entry;
        entry.actions.iter().any(|other| {
            let mut outputs = other.outputs.iter();
            outputs.any(|output| output.provides && takes(&output.name))
                && other.outcome(outcome).is_some()
        })
    }
}

fn provides(action: &Action) -> bool {
    action.outputs.iter().any(|output| output.provides)
}

/// Whether an unhandled outcome is worth a warning.
#[derive(Clone, Copy)]
pub(super) enum Worth {
    Always,
    Never,
    /// Where this parameter's value is known only when the script runs.
    WhenVarying(usize),
}

/// Which parameters have a value, and which of those are known only when the script runs.
#[derive(Clone, Copy, Default)]
pub(super) struct Given {
    any: u64,
    varying: u64,
}

impl Given {
    fn set(&mut self, param: usize, value: &Expr) {
        let bit = 1 << (param % PARAMS);
        self.any |= bit;
        use ExprKind::*;
        let fixed = match &value.kind {
            Number | Duration | Date | Time | Clock | True | False => true,
            Text(parts) => !parts.iter().any(|part| matches!(part, TextPart::Value(_))),
            _ => false,
        };
        if !fixed {
            self.varying |= bit;
        }
    }

    fn has(&self, param: usize) -> bool {
        self.any & (1 << (param % PARAMS)) != 0
    }

    fn varies(&self, param: usize) -> bool {
        self.varying & (1 << (param % PARAMS)) != 0
    }
}
