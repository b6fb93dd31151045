//! `wait until` and `await`.

use super::names::Origin;
use super::outcomes::{Fired, Raise};
use super::provided::Need;
use super::value::Role;
use super::{Place, Walker};
use crate::catalogue::{Thing, nearest};
use crate::check::policy::Limited;
use crate::check::rules;
use crate::check::systems::Found;
use crate::source::Span;
use crate::syntax::tree::{self, Handler};
use crate::value::Kind;
use std::sync::Arc;

/// What the transport can add to the outcomes of watching: nothing is changed by it.
const TRANSPORT: [&str; 4] = ["Unauthorized", "Throttled", "Unavailable", "Rejected"];

impl<'a> Walker<'a> {
    pub(super) fn wait_until(&mut self, wait: &'a tree::WaitUntil, at: Span) {
        self.limits(&wait.at_most, &Kind::Duration, "`at most`");
        let head = Span::new(at.start, wait.state.end);
        self.wants_limit(Limited::WaitUntil, wait.at_most.is_some(), head);
        let Some((system, thing)) = self.thing(wait.system, wait.thing) else {
            self.expr(&wait.subject, Place::Data);
            return self.broken(None, &wait.handlers);
        };
        let role = Role::named("what is waited for", Place::Data);
        self.value(&wait.subject, &thing.id, role);
        self.state_of(thing, wait.state);
        let text = Span::new(at.start, wait.state.end);
        self.needs(system, thing, "wait until", text);
        let fired = self.ends_of_wait(thing, &wait.handlers, text);
        self.after(&wait.handlers, fired, at, |walker| {
            walker.record_seen(system, thing, wait, text);
        });
    }

    fn state_of(&mut self, thing: &'a Thing, span: Span) {
        let name = self.slice(span);
        if thing.state(name).is_some() {
            return;
        }
        let ours = thing.vendor_state(name).map(|state| &*state.name);
        let known = thing.states.iter().map(|state| &*state.name);
        let near = ours.or_else(|| nearest(name, known.clone()));
        let known: Vec<&str> = known.collect();
        self.report(rules::unknown_state::problem(
            name,
            span,
            &thing.name,
            near,
            &known,
        ));
    }

    pub(super) fn await_(&mut self, wait: &'a tree::Await, at: Span) {
        self.limits(&wait.at_most, &Kind::Duration, "`at most`");
        let head = Span::new(at.start, wait.thing.end);
        self.wants_limit(Limited::Await, wait.at_most.is_some(), head);
        let Some((system, thing)) = self.thing(wait.system, wait.thing) else {
            for arg in &wait.with {
                self.expr(&arg.value, Place::Data);
            }
            return self.broken(wait.giving, &wait.handlers);
        };
        let text = Span::new(at.start, wait.thing.end);
        if !thing.awaitable {
            self.report(rules::unknown_thing::not_awaitable(&thing.name, wait.thing));
        }
        for arg in &wait.with {
            self.filter(thing, arg);
        }
        self.needs(system, thing, "await", text);
        let outputs = self.declare_outputs(wait.giving, &thing.outputs, &thing.name, text);
        let fired = self.ends_of_wait(thing, &wait.handlers, text);
        self.after(&wait.handlers, fired, at, |walker| {
            walker.record_new(&outputs, true, text);
            walker.path.bind_all(&outputs)
        });
    }

    fn filter(&mut self, thing: &'a Thing, arg: &'a tree::Arg) {
        let name = self.slice(arg.name);
        let output = thing.outputs.iter().find(|output| *output.name == *name);
        let role = Role::named("`with`", Place::Data);
        match output {
            Some(output) => {
                self.value(&arg.value, &output.kind, role);
            }
            None => {
                let known = thing.outputs.iter().map(|output| &*output.name);
                let known: Vec<&str> = known.collect();
                let near = nearest(name, known.iter().copied());
                let what = format!("await {}", thing.name);
                self.report(rules::unknown_parameter::problem(
                    name, arg.name, &what, near, &known,
                ));
                self.expr(&arg.value, Place::Data);
            }
        }
    }

    fn thing(&mut self, prefix: Option<Span>, span: Span) -> Option<(u16, &'a Arc<Thing>)> {
        let alias = self.prefix(prefix)?;
        let name = self.slice(span);
        match self.systems.thing(alias, name) {
            Found::One(system, thing) => Some((system, thing)),
            Found::Several(all) => {
                self.ambiguous(&format!("await {name}"), span, &all);
                None
            }
            Found::None => {
                if !self.systems.broken {
                    let systems = self.systems.list.iter();
                    let things = systems.flat_map(|system| &system.entry.things);
                    let mut known: Vec<&str> = things.map(|thing| &*thing.name).collect();
                    known.sort_unstable();
                    known.dedup();
                    let near = nearest(name, known.iter().copied());
                    self.report(rules::unknown_thing::problem(name, span, near, &known));
                }
                None
            }
        }
    }

    fn needs(&mut self, system: u16, thing: &'a Thing, what: &'static str, span: Span) {
        let vars = thing.needs.iter();
        let vars = vars.filter_map(|name| self.provided.find(system, name));
        self.need(Need {
            vars: vars.collect(),
            what,
            span,
            through: Vec::new(),
        });
    }

    fn ends_of_wait(&mut self, thing: &'a Thing, own: &'a [Handler], at: Span) -> Fired {
        let known = |name: &str| {
            let of_thing = thing.outcomes.iter().any(|outcome| *outcome.name == *name);
            of_thing || name == "TimedOut" || name == "Success" || TRANSPORT.contains(&name)
        };
        let all = || {
            let of_thing = thing.outcomes.iter().map(|outcome| &*outcome.name);
            ["TimedOut"]
                .into_iter()
                .chain(of_thing)
                .chain(TRANSPORT)
                .collect()
        };
        self.own_outcomes(own, "a wait", &known, &all);
        let mut fired = Fired::here(self.path.node);
        let of_thing = thing.outcomes.iter().map(|outcome| &*outcome.name);
        let of_thing = of_thing.filter(|name| !TRANSPORT.contains(name));
        for name in ["TimedOut"].into_iter().chain(TRANSPORT).chain(of_thing) {
            let raise = Raise {
                name,
                repeats: true,
                ..Raise::of_statement("TimedOut", at)
            };
            self.raise(own, &mut fired, raise);
        }
        fired
    }

    /// The outputs' names, declared and not bound yet.
    pub(super) fn declare_outputs(
        &mut self,
        giving: Option<Span>,
        outputs: &'a [crate::catalogue::Output],
        what: &str,
        at: Span,
    ) -> Vec<u32> {
        if let Some(name) = giving {
            let kind = match outputs {
                [] => {
                    self.report(rules::no_result::action(what, name));
                    Kind::Any
                }
                [one] => one.kind.clone(),
                all => record_of(all),
            };
            return vec![self.assign(name, kind, Origin::Written)];
        }
        let each = outputs
            .iter()
            .map(|output| match self.names.get(&output.name) {
                Some(var) => {
                    self.names.all[var as usize].kind = output.kind.clone();
                    var
                }
                None => self.declare(&output.name, at, output.kind.clone(), Origin::Output),
            });
        each.collect()
    }
}

fn record_of(outputs: &[crate::catalogue::Output]) -> Kind {
    let fields = outputs.iter().map(|output| crate::value::Field {
        name: output.name.clone(),
        kind: output.kind.clone(),
        about: output.about.clone(),
        mark: output.mark,
    });
    Kind::Record(Some(fields.collect()))
}
