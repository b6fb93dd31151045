//! Actions and waits, with their clauses and handlers.

use super::build::Builder;
use super::{Does, Of, Site, Sort, What};
use crate::catalogue::{Action, Output, PhrasePart as Known, Thing};
use crate::source::Span;
use crate::syntax::tree::{
    self, Arg, Catches, Handler, Pace, Phrase, PhrasePart, Reaction, ReactionKind, Retry,
    RetryTimes,
};
use crate::value::{Field, Kind};
use std::sync::Arc;

impl<'a> Builder<'a> {
    pub(super) fn action(&mut self, written: &'a tree::Action, span: Span) {
        let found = self.action_of(written.system, &written.phrase);
        self.prefix(written.system.or(written.phrase.system));
        let site = self.index.sites.len();
        self.index.sites.push(Site {
            span,
            phrase: written.phrase.span,
            end: end_of_action(written, span),
            does: Does::Unknown,
            given: Vec::new(),
            giving: written.giving.is_some(),
            handled: handled(&written.handlers),
        });
        let Some((system, action)) = found else {
            self.loose_phrase(&written.phrase, &written.with);
            written
                .giving
                .iter()
                .for_each(|name| self.assign(*name, Kind::Any));
            let of = Of::Inside(Span::default());
            return self.handlers(&written.handlers, &of);
        };
        self.index.sites[site].does = Does::Action(action.clone());
        self.phrase(action, &written.phrase, site);
        self.args(action, &written.with, site);
        self.outputs(written.giving, &action.outputs, written.phrase.span);
        let alias: Arc<str> = self.index.systems[usize::from(system)].0.clone();
        for output in action.outputs.iter().filter(|output| output.provides) {
            self.provide(&alias, &output.name);
        }
        self.handlers(&written.handlers, &Of::Action(action.clone()));
    }

    pub(super) fn phrase(&mut self, action: &'a Arc<Action>, phrase: &'a Phrase, site: usize) {
        for (known, part) in action.phrase.iter().zip(&phrase.parts) {
            match (known, part) {
                (Known::Value(index), PhrasePart::Value(value)) => {
                    self.value(value, &action.params[*index].kind);
                    self.index.sites[site].given.push(*index);
                }
                (_, PhrasePart::Word(span)) => self.word(*span, What::Action(site)),
                (_, PhrasePart::Value(value)) => {
                    self.expr(value);
                }
            }
        }
    }

    fn loose_phrase(&mut self, phrase: &'a Phrase, with: &'a [Arg]) {
        for part in &phrase.parts {
            match part {
                PhrasePart::Word(span) => self.word(*span, What::NoAction),
                PhrasePart::Value(value) => {
                    self.expr(value);
                }
            }
        }
        for arg in with {
            self.word(arg.name, What::NoParam);
            self.expr(&arg.value);
        }
    }

    pub(super) fn args(&mut self, action: &'a Arc<Action>, with: &'a [Arg], site: usize) {
        for arg in with {
            let name = self.source.slice(arg.name);
            let found = action.params.iter().position(|param| *param.name == *name);
            match found {
                Some(index) => {
                    self.word(arg.name, What::Param(action.clone(), index));
                    self.value(&arg.value, &action.params[index].kind);
                    self.index.sites[site].given.push(index);
                }
                None => {
                    self.word(arg.name, What::NoParam);
                    self.expr(&arg.value);
                }
            }
        }
    }

    /// What an action or `await` gives: under the written name, or under its own ones.
    fn outputs(&mut self, giving: Option<Span>, outputs: &'a [Output], at: Span) {
        if let Some(name) = giving {
            let kind = match outputs {
                [one] => one.kind.clone(),
                [] => Kind::Any,
                all => record_of(all),
            };
            return self.assign(name, kind);
        }
        for output in outputs {
            self.output(output, at);
        }
    }

    fn output(&mut self, output: &'a Output, at: Span) {
        let name = match self.env.get(&output.name) {
            Some(name) => {
                self.index.names[name].kind = output.kind.clone();
                name
            }
            None => {
                let name = self.named(&output.name, Sort::Output, output.kind.clone());
                self.env.show(&output.name, name);
                name
            }
        };
        self.index.names[name].given_by.push(at);
    }

    pub(super) fn wait_until(&mut self, wait: &'a tree::WaitUntil, span: Span) {
        let found = self.thing_of(wait.system, wait.thing);
        self.prefix(wait.system);
        let thing = found.map(|(_, thing)| thing.clone());
        let id = thing.as_ref().map_or(Kind::Any, |thing| thing.id.clone());
        self.word(wait.thing, What::Thing(thing.clone()));
        self.value(&wait.subject, &id);
        self.word(wait.state, What::State(thing.clone()));
        wait.at_most.iter().for_each(|limit| {
            self.expr(limit);
        });
        let end = wait.at_most.as_ref().map_or(wait.state, |limit| limit.span);
        let site = self.site_of_wait(thing, span, end.end, Does::Wait);
        self.own_handlers(site, &wait.handlers);
    }

    pub(super) fn await_(&mut self, wait: &'a tree::Await, span: Span) {
        let found = self.thing_of(wait.system, wait.thing);
        self.prefix(wait.system);
        let thing = found.map(|(_, thing)| thing);
        self.word(wait.thing, What::Thing(thing.cloned()));
        for arg in &wait.with {
            let name = self.source.slice(arg.name);
            let output = thing.and_then(|thing| {
                let at = thing
                    .outputs
                    .iter()
                    .position(|known| *known.name == *name)?;
                Some((thing.clone(), at))
            });
            match output {
                Some((thing, at)) => {
                    let kind = thing.outputs[at].kind.clone();
                    self.word(arg.name, What::Filter(thing, at));
                    self.value(&arg.value, &kind);
                }
                None => {
                    self.word(arg.name, What::NoParam);
                    self.expr(&arg.value);
                }
            }
        }
        wait.at_most.iter().for_each(|limit| {
            self.expr(limit);
        });
        match thing {
            Some(thing) => self.outputs(wait.giving, &thing.outputs, wait.thing),
            None => self.outputs(wait.giving, &[], wait.thing),
        }
        let ends = [
            wait.with.last().map(|arg| arg.value.span.end),
            wait.at_most.as_ref().map(|limit| limit.span.end),
            wait.giving.map(|name| name.end),
        ];
        let end = ends.into_iter().flatten().fold(wait.thing.end, u32::max);
        let site = self.site_of_wait(thing.cloned(), span, end, Does::Await);
        self.index.sites[site].giving = wait.giving.is_some();
        self.own_handlers(site, &wait.handlers);
    }

    fn site_of_wait(
        &mut self,
        thing: Option<Arc<Thing>>,
        span: Span,
        end: u32,
        does: fn(Arc<Thing>) -> Does,
    ) -> usize {
        self.index.sites.push(Site {
            span,
            phrase: Span::new(span.start, end),
            end,
            does: thing.map_or(Does::Unknown, does),
            given: Vec::new(),
            giving: false,
            handled: Vec::new(),
        });
        self.index.sites.len() - 1
    }

    fn own_handlers(&mut self, site: usize, handlers: &'a [Handler]) {
        let known = &mut self.index.sites[site];
        known.handled = handled(handlers);
        let of = match &known.does {
            Does::Wait(thing) | Does::Await(thing) => Of::Thing(thing.clone()),
            _ => Of::Inside(Span::default()),
        };
        self.handlers(handlers, &of);
    }

    pub(super) fn handler(&mut self, handler: &'a Handler, of: &Of) {
        if let Catches::Named(names) = &handler.catches {
            for name in names {
                self.word(*name, What::Outcome(of.clone()));
            }
        }
        let opened = self.env.open();
        self.show_reasons();
        self.reaction(&handler.reaction);
        self.env.close(opened);
    }

    /// `Outcome` and `Reason`.
    pub(super) fn show_reasons(&mut self) {
        for name in ["Outcome", "Reason"] {
            let at = self.named(name, Sort::Reason, Kind::Text);
            self.env.show(name, at);
        }
    }

    fn reaction(&mut self, reaction: &'a Reaction) {
        match &reaction.kind {
            ReactionKind::Retry(retry) => self.retry(retry),
            ReactionKind::Jump(jump) => self.jump(jump),
            ReactionKind::Run(call) => self.call(call),
            ReactionKind::Block(block) => self.block(block),
            ReactionKind::Ignore | ReactionKind::Bad => {}
        }
    }

    fn retry(&mut self, retry: &'a Retry) {
        if let Some(RetryTimes::Count(count)) = &retry.times {
            self.expr(count);
        }
        match &retry.pace {
            Some(Pace::Every(time)) => {
                self.expr(time);
            }
            Some(Pace::BackingOff(from, to)) => {
                self.expr(from);
                self.expr(to);
            }
            None => {}
        }
        retry.limit.iter().for_each(|limit| {
            self.expr(limit);
        });
        if let Some(then) = &retry.then {
            self.reaction(then);
        }
    }
}

fn handled(handlers: &[Handler]) -> Vec<Span> {
    let named = handlers.iter().flat_map(|handler| match &handler.catches {
        Catches::Named(names) => names.as_slice(),
        Catches::AnyOther(span) => std::slice::from_ref(span),
    });
    named.copied().collect()
}

/// Where an action's last clause but its handlers ends.
fn end_of_action(written: &tree::Action, span: Span) -> u32 {
    let with = written.with.last().map(|arg| arg.value.span.end);
    let giving = written.giving.map(|name| name.end);
    let end = written.phrase.span.end;
    let end = end.max(with.unwrap_or(0)).max(giving.unwrap_or(0));
    end.min(span.end)
}

fn record_of(outputs: &[Output]) -> Kind {
    let fields = outputs.iter().map(|output| Field {
        name: output.name.clone(),
        kind: output.kind.clone(),
        about: output.about.clone(),
        mark: output.mark,
    });
    Kind::Record(Some(fields.collect()))
}
