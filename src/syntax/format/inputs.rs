//! Which names are inputs and nothing else, so that a bare one can be written `<Name>`.

use crate::source::{Source, Span};
use crate::syntax::tree::*;
use std::collections::HashSet;

/// The declared inputs that no `let`, `giving`, loop or step binds anywhere.
pub(super) fn never_bound<'a>(tree: &Tree, source: &'a Source) -> HashSet<&'a str> {
    let mut names = Names {
        source,
        inputs: HashSet::new(),
        bound: HashSet::new(),
    };
    tree.items.iter().for_each(|item| names.item(item));
    &names.inputs - &names.bound
}

struct Names<'a> {
    source: &'a Source,
    inputs: HashSet<&'a str>,
    bound: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    fn text(&self, span: Span) -> &'a str {
        self.source
            .text()
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    fn bind(&mut self, name: Span) {
        let name = self.text(name);
        self.bound.insert(name);
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Input(input) => {
                let name = self.text(input.name);
                self.inputs.insert(name);
            }
            Item::Step(step) => {
                step.params.iter().for_each(|param| self.bind(*param));
                self.block(&step.body);
            }
            Item::Everywhere(everywhere) => self.handlers(&everywhere.handlers),
            Item::Stmt(stmt) => self.stmt(stmt),
            Item::Use(_) | Item::UseSteps(_) | Item::Every(_) | Item::When(_) | Item::Test(_) => {}
        }
    }

    fn block(&mut self, block: &Block) {
        block.stmts.iter().for_each(|stmt| self.stmt(stmt));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Action(action) => self.given(action.giving, &action.handlers),
            StmtKind::Await(wait) => self.given(wait.giving, &wait.handlers),
            StmtKind::Run(run) => self.given(run.giving, &run.handlers),
            StmtKind::WaitUntil(wait) => self.handlers(&wait.handlers),
            StmtKind::Let { name, .. } => self.bind(*name),
            StmtKind::If { arms, otherwise } => {
                arms.iter().for_each(|(_, block)| self.block(block));
                otherwise.iter().for_each(|block| self.block(block));
            }
            StmtKind::ForEach(each) => {
                self.bind(each.name);
                self.block(&each.body);
            }
            StmtKind::Repeat(repeat) => self.body(&repeat.body, &repeat.handlers),
            StmtKind::Within(within) => self.body(&within.body, &within.handlers),
            StmtKind::Try(group) => {
                self.body(&group.body, &group.handlers);
                group.always.iter().for_each(|block| self.block(block));
            }
            _ => {}
        }
    }

    fn given(&mut self, name: Option<Span>, handlers: &[Handler]) {
        name.into_iter().for_each(|name| self.bind(name));
        self.handlers(handlers);
    }

    fn body(&mut self, block: &Block, handlers: &[Handler]) {
        self.block(block);
        self.handlers(handlers);
    }

    fn handlers(&mut self, handlers: &[Handler]) {
        handlers
            .iter()
            .for_each(|handler| self.reaction(&handler.reaction));
    }

    fn reaction(&mut self, reaction: &Reaction) {
        match &reaction.kind {
            ReactionKind::Block(block) => self.block(block),
            ReactionKind::Retry(retry) => retry.then.iter().for_each(|then| self.reaction(then)),
            _ => {}
        }
    }
}
