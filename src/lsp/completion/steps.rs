//! Steps that can be run at a place: one that would run itself, by others too, never comes back.

use super::{Insert, Item, ItemSort, Place};
use crate::source::Source;
use crate::syntax::tree::{self, Step};
use crate::syntax::visit::Visit;

impl Place<'_> {
    pub(super) fn steps(&self) -> Vec<Item> {
        let source = self.document.whole();
        let items = self.document.whole_tree().items.iter();
        let all = items.filter_map(|item| match item {
            tree::Item::Step(step) => Some(&**step),
            _ => None,
        });
        let all: Vec<&Step> = all.collect();
        let around = |step: &&&Step| {
            let body = step.body.span;
            body.start < self.line.at && self.line.at <= body.end
        };
        let back = match all.iter().find(around) {
            Some(own) => that_run(source, &all, source.slice(own.name)),
            None => Vec::new(),
        };
        let fitting = all
            .iter()
            .filter(|step| !back.contains(&source.slice(step.name)));
        fitting.map(|step| call(source, step)).collect()
    }
}

fn call(source: &Source, step: &Step) -> Item {
    let name = source.slice(step.name);
    let mut insert = Insert::plain(name).text("(");
    for (at, param) in step.params.iter().enumerate() {
        let comma = if at > 0 { ", " } else { "" };
        insert = insert.text(comma).hole(source.slice(*param));
    }
    Item::plain(name, ItemSort::Step, "step", 0).insert(insert.text(")"))
}

/// A step and those that come to run it.
fn that_run<'a>(source: &'a Source, all: &[&'a Step], own: &'a str) -> Vec<&'a str> {
    let runs = all.iter().map(|step| {
        let names = Vec::new();
        let mut runs = Runs { source, names };
        runs.block(&step.body);
        (source.slice(step.name), runs.names)
    });
    let runs: Vec<_> = runs.collect();
    let mut found = vec![own];
    loop {
        let new = runs.iter().find(|(name, runs)| {
            !found.contains(name) && runs.iter().any(|run| found.contains(run))
        });
        match new {
            Some(&(name, _)) => found.push(name),
            None => return found,
        }
    }
}

/// Gathers the steps that are run.
struct Runs<'a> {
    source: &'a Source,
    names: Vec<&'a str>,
}

impl<'a> Visit<'a> for Runs<'a> {
    fn call(&mut self, call: &'a tree::RunStep) {
        self.names.push(self.source.slice(call.name));
    }

    fn expr(&mut self, _: &'a tree::Expr) {}
}
