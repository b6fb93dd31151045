//! From a model without errors to the program that runs: variables become slots, defaults are
//! filled in, literals are values of the type that is wanted.

mod action;
mod blocks;
mod expr;
mod frame;
mod handler;
mod stmt;
mod test;

use super::resolve::{NameId, Resolved};
use crate::program::test::Test;
use crate::program::{Body, Handler, Input, Program, Provided, Schedule, Slot, Step, Trigger};
use crate::source::{Source, Span};
use crate::syntax::tree::{self, Item};
use crate::value::Calendar;
use frame::Frame;
use std::sync::Arc;

/// Makes the program of a checked script.
pub(super) fn lower(source: &Arc<Source>, model: &Resolved<'_>) -> Program {
    let mut lowerer = Lowerer::new(model);
    let inputs = lowerer.inputs();
    let main = lowerer.main();
    let steps = lowerer.steps();
    let (everywhere, everywhere_slots) = lowerer.everywhere();
    let systems = lowerer.used.iter();
    let systems = systems.map(|index| model.systems.list[*index as usize].entry.name.clone());
    Program {
        source: source.clone(),
        systems: systems.collect(),
        inputs,
        provided: lowerer.provided,
        calendars: lowerer.calendars,
        main,
        steps,
        everywhere,
        schedules: schedules(source, model),
        triggers: triggers(model),
        lists: super::results::lists(model)
            .into_iter()
            .map(Arc::from)
            .collect(),
        everywhere_slots,
    }
}

fn schedules(source: &Source, model: &Resolved<'_>) -> Vec<Schedule> {
    let items = model.tree.items.iter();
    let lines = items.filter_map(|item| match item {
        Item::Every(line) => super::schedule::read(source, line).ok(),
        _ => None,
    });
    lines.collect()
}

fn triggers(model: &Resolved<'_>) -> Vec<Trigger> {
    let items = model.tree.items.iter();
    let lines = items.filter_map(|item| match item {
        Item::When(line) => super::trigger::read(model, line).ok(),
        _ => None,
    });
    lines.collect()
}

/// Makes the tests of a checked script.
pub(super) fn tests(model: &Resolved<'_>) -> Vec<Test> {
    let mut lowerer = Lowerer::new(model);
    // inputs and steps keep the numbers that they have in the program
    lowerer.path.push_str("test.");
    lowerer.tests()
}

struct Lowerer<'m, 'a> {
    model: &'m Resolved<'a>,
    /// The systems that calls name, by index in scope.
    used: Vec<u16>,
    provided: Vec<Provided>,
    calendars: Vec<Arc<Calendar>>,
    frame: Frame,
    /// The path of the block at hand, with the dot after it.
    path: String,
}

impl<'m, 'a> Lowerer<'m, 'a> {
    fn new(model: &'m Resolved<'a>) -> Self {
        Self {
            model,
            used: Vec::new(),
            provided: Vec::new(),
            calendars: Vec::new(),
            frame: Frame::default(),
            path: String::new(),
        }
    }
}

impl<'a> Lowerer<'_, 'a> {
    fn slice(&self, span: Span) -> &'a str {
        self.model.slice(span)
    }

    fn inputs(&mut self) -> Vec<Input> {
        let model = self.model;
        let inputs = model.inputs.iter().map(|known| {
            let line = known.declared;
            let default = line.and_then(|line| line.default.as_ref());
            let help = line.and_then(|line| line.help);
            Input {
                name: known.name.into(),
                kind: known.kind.clone(),
                mark: known.mark,
                default: default.map(|default| self.value(default, &known.kind)),
                help: help.map(|span| super::literal::quoted(model.source, span).into()),
                span: known.span,
            }
        });
        inputs.collect()
    }

    fn main(&mut self) -> Body {
        let stmts = self.model.tree.items.iter().filter_map(|item| match item {
            Item::Stmt(stmt) => Some(stmt),
            _ => None,
        });
        let block = self.stmts(stmts);
        std::mem::take(&mut self.frame).body(block)
    }

    fn steps(&mut self) -> Vec<Step> {
        let model = self.model;
        let steps = model.steps.iter();
        let steps = steps.map(|known| self.step(known.step, &known.params));
        steps.collect()
    }

    fn step(&mut self, step: &'a tree::Step, params: &[NameId]) -> Step {
        for param in params {
            self.slot(*param);
        }
        let name = self.slice(step.name);
        let block = self.within(name, |lowerer| lowerer.stmts(&step.body.stmts));
        Step {
            name: name.into(),
            params: params.len() as u32,
            body: std::mem::take(&mut self.frame).body(block),
        }
    }

    fn everywhere(&mut self) -> (Vec<Handler>, Slot) {
        let handlers = self.model.everywhere.iter().copied();
        let handlers = self.within("everywhere", |lowerer| lowerer.handlers(handlers));
        let frame = std::mem::take(&mut self.frame).body(Default::default());
        (handlers, frame.slots)
    }

    fn slot(&mut self, name: NameId) -> Slot {
        self.frame.slot(name, self.model)
    }

    /// The slot of the variable that gets its value where its name is written.
    fn slot_at(&mut self, name: Span) -> Slot {
        let known = self.model.name_at(name.start);
        known.map_or(0, |known| self.slot(known))
    }

    /// Does something with `part` added to the path.
    fn within<T>(&mut self, part: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.path.len();
        self.path.push_str(part);
        self.path.push('.');
        let result = work(self);
        self.path.truncate(before);
        result
    }

    /// The index in the program of the system with this index in scope.
    fn system(&mut self, in_scope: u16) -> u16 {
        position_or_push(&mut self.used, in_scope)
    }

    fn provided(&mut self, system: u16, name: &Arc<str>) -> u16 {
        let provided = Provided {
            system,
            name: name.clone(),
        };
        position_or_push(&mut self.provided, provided)
    }
}

fn position_or_push<T: PartialEq>(list: &mut Vec<T>, item: T) -> u16 {
    let at = list.iter().position(|known| *known == item);
    let at = at.unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    });
    at as u16
}
