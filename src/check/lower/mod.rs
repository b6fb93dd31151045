//! From a tree without errors to the program that runs: names become slots, phrases actions,
//! defaults are filled in, literals are values of the kind that is wanted.

mod action;
mod blocks;
mod expr;
mod frame;
mod handler;
mod stmt;

use super::names::NameMap;
use super::systems::Systems;
use super::{Context, Facts};
use crate::catalogue::Catalogue;
use crate::program::{Body, Handler, Input, Program, Provided, Slot, Step};
use crate::source::{Source, Span};
use crate::syntax::tree::{self, Item, Tree};
use crate::value::{Kind, Mark};
use frame::Frame;
use std::sync::Arc;

/// Makes the program of a checked tree.
pub(super) fn lower(
    source: &Arc<Source>,
    tree: &Tree,
    catalogue: &Catalogue,
    context: &Context,
    facts: &Facts<'_>,
) -> Program {
    let mut lowerer = Lowerer {
        source,
        systems: Systems::new(source, tree, catalogue, context),
        used: Vec::new(),
        provided: Vec::new(),
        inputs: Vec::new(),
        input_at: NameMap::default(),
        steps: NameMap::default(),
        frame: Frame::default(),
        path: String::new(),
    };
    lowerer.take_inputs(facts);
    lowerer.program(source, tree)
}

struct Lowerer<'a> {
    source: &'a Source,
    systems: Systems<'a>,
    /// The systems that calls name, by index in scope.
    used: Vec<u16>,
    provided: Vec<Provided>,
    inputs: Vec<Input>,
    input_at: NameMap<&'a str, u32>,
    steps: NameMap<&'a str, u32>,
    frame: Frame<'a>,
    /// The path of the block at hand, with the dot after it.
    path: String,
}

impl<'a> Lowerer<'a> {
    fn program(mut self, source: &Arc<Source>, tree: &'a Tree) -> Program {
        self.take_steps(tree);
        let main = self.main(tree);
        let steps = self.lower_steps(tree);
        let (everywhere, everywhere_slots) = self.everywhere(tree);
        let systems = self.used.iter();
        let systems = systems.map(|index| self.systems.list[*index as usize].entry.name.clone());
        Program {
            source: source.clone(),
            systems: systems.collect(),
            inputs: self.inputs,
            provided: self.provided,
            main,
            steps,
            everywhere,
            everywhere_slots,
        }
    }

    fn take_inputs(&mut self, facts: &Facts<'a>) {
        for fact in &facts.inputs {
            let default = fact.declared.and_then(|input| input.default.as_ref());
            let default = default.map(|default| self.value(default, &fact.kind));
            let help = fact.declared.and_then(|input| input.help);
            let help = help.map(|span| super::literal::quoted(self.source, span).into());
            self.input_at.insert(fact.name, self.inputs.len() as u32);
            self.inputs.push(Input {
                name: fact.name.into(),
                kind: fact.kind.clone(),
                mark: fact.mark,
                default,
                help,
                span: fact.span,
            });
        }
    }

    /// An input that no fact tells of: its kind is that of what reads it.
    fn add_input(&mut self, name: &'a str, span: Span) -> u32 {
        let at = self.inputs.len() as u32;
        self.input_at.insert(name, at);
        self.inputs.push(Input {
            name: name.into(),
            kind: Kind::Any,
            mark: Mark::Plain,
            default: None,
            help: None,
            span,
        });
        at
    }

    fn take_steps(&mut self, tree: &'a Tree) {
        for (index, step) in steps(tree).enumerate() {
            let name = self.source.slice(step.name);
            self.steps.entry(name).or_insert(index as u32);
        }
    }

    fn main(&mut self, tree: &'a Tree) -> Body {
        let stmts = tree.items.iter().filter_map(|item| match item {
            Item::Stmt(stmt) => Some(stmt),
            _ => None,
        });
        let block = self.stmts(stmts);
        std::mem::take(&mut self.frame).body(block)
    }

    fn lower_steps(&mut self, tree: &'a Tree) -> Vec<Step> {
        steps(tree).map(|step| self.step(step)).collect()
    }

    fn step(&mut self, step: &'a tree::Step) -> Step {
        let name = self.source.slice(step.name);
        for param in &step.params {
            self.frame.declare(self.source.slice(*param));
        }
        let block = self.within(name, |lowerer| lowerer.stmts(&step.body.stmts));
        Step {
            name: name.into(),
            params: step.params.len() as u32,
            body: std::mem::take(&mut self.frame).body(block),
        }
    }

    fn everywhere(&mut self, tree: &'a Tree) -> (Vec<Handler>, Slot) {
        let lists = tree.items.iter().filter_map(|item| match item {
            Item::Everywhere(everywhere) => Some(&everywhere.handlers),
            _ => None,
        });
        let handlers = lists.flatten();
        let handlers = self.within("everywhere", |lowerer| lowerer.handlers(handlers));
        let frame = std::mem::take(&mut self.frame).body(Default::default());
        (handlers, frame.slots)
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

fn steps(tree: &Tree) -> impl Iterator<Item = &tree::Step> {
    tree.items.iter().filter_map(|item| match item {
        Item::Step(step) => Some(step),
        _ => None,
    })
}
