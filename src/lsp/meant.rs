//! What a line means that no action has: the phrases that are near, with the line's own values.

use super::document::Document;
use super::index::{Does, Site};
use crate::catalogue::{Action, NotFound, Part, PhrasePart};
use crate::diagnostic::Edit;
use crate::source::Span;
use crate::syntax::tree::{self, Block, Item, Phrase, ReactionKind, Stmt, StmtKind};
use std::sync::Arc;

/// A phrase that may be meant, and the edit that writes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meant {
    /// As help shows it.
    pub phrase: String,
    /// What writes it.
    pub edit: Edit,
}

/// What a site may mean whose phrase nobody knows, the nearest first.
pub fn meant(document: &Document, site: &Site) -> Vec<Meant> {
    if !matches!(site.does, Does::Unknown) {
        return Vec::new();
    }
    let Some(phrase) = phrase_at(document, site.phrase) else {
        return Vec::new();
    };
    let actions = near(document, phrase);
    let written = actions.iter().map(|action| Meant {
        phrase: action.phrase_text(),
        edit: Edit {
            span: site.phrase,
            text: with_values(document, action, phrase),
        },
    });
    written.collect()
}

fn near(document: &Document, phrase: &Phrase) -> Vec<Arc<Action>> {
    let parts = phrase.parts.iter().map(|part| match part {
        tree::PhrasePart::Word(span) => Part::Word(document.source.slice(*span)),
        tree::PhrasePart::Value(value) => Part::Value(document.source.slice(value.span)),
    });
    let mut found: Vec<Arc<Action>> = Vec::new();
    for (_, entry) in &document.index().systems {
        match entry.find(parts.clone()) {
            Err(NotFound::Near(actions)) => found.extend(actions),
            Err(NotFound::VendorName { action, .. }) => found.push(action),
            Err(NotFound::Foreign(_)) | Ok(_) => {}
        }
    }
    found
}

/// The phrase with the values that stand in the line, in their order; inputs for those missing.
fn with_values(document: &Document, action: &Action, phrase: &Phrase) -> String {
    let mut values = phrase.parts.iter().filter_map(|part| match part {
        tree::PhrasePart::Value(value) => Some(document.source.slice(value.span).to_owned()),
        tree::PhrasePart::Word(_) => None,
    });
    let parts = action.phrase.iter().map(|part| match part {
        PhrasePart::Word(word) => word.to_string(),
        PhrasePart::Value(index) => {
            let input = || format!("<{}>", action.params[*index].name);
            values.next().unwrap_or_else(input)
        }
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// The phrase of the action that stands there.
fn phrase_at(document: &Document, span: Span) -> Option<&Phrase> {
    let items = document.parsed().tree.items.iter();
    let mut found = items.filter_map(|item| match item {
        Item::Stmt(stmt) => in_stmt(stmt, span),
        Item::Step(step) => in_block(&step.body, span),
        Item::Everywhere(known) => in_handlers(&known.handlers, span),
        _ => None,
    });
    found.next()
}

fn in_block(block: &Block, span: Span) -> Option<&Phrase> {
    block.stmts.iter().find_map(|stmt| in_stmt(stmt, span))
}

fn in_handlers(handlers: &[tree::Handler], span: Span) -> Option<&Phrase> {
    handlers
        .iter()
        .find_map(|handler| match &handler.reaction.kind {
            ReactionKind::Block(block) => in_block(block, span),
            _ => None,
        })
}

fn in_stmt(stmt: &Stmt, span: Span) -> Option<&Phrase> {
    if span.start < stmt.span.start || stmt.span.end < span.end {
        return None;
    }
    match &stmt.kind {
        StmtKind::Action(action) if action.phrase.span == span => Some(&action.phrase),
        StmtKind::Action(action) => in_handlers(&action.handlers, span),
        StmtKind::If { arms, otherwise } => {
            let blocks = arms.iter().map(|(_, block)| block).chain(otherwise);
            blocks.into_iter().find_map(|block| in_block(block, span))
        }
        StmtKind::ForEach(each) => in_block(&each.body, span),
        StmtKind::Repeat(repeat) => {
            in_block(&repeat.body, span).or_else(|| in_handlers(&repeat.handlers, span))
        }
        StmtKind::Within(within) => {
            in_block(&within.body, span).or_else(|| in_handlers(&within.handlers, span))
        }
        StmtKind::Try(group) => in_block(&group.body, span)
            .or_else(|| in_handlers(&group.handlers, span))
            .or_else(|| in_block(group.always.as_ref()?, span)),
        StmtKind::Run(run) => in_handlers(&run.handlers, span),
        _ => None,
    }
}
