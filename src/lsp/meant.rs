//! What a line means that no action has: the phrases that are near, with the line's own values.

use super::document::Document;
use super::index::{Does, Site};
use crate::catalogue::{Action, NotFound, Part, PhrasePart};
use crate::diagnostic::Edit;
use crate::source::Span;
use crate::syntax::tree::{self, Expr, Phrase, Stmt, StmtKind};
use crate::syntax::visit::{self, Visit};
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
    let mut seek = Seek { span, found: None };
    visit::all(&mut seek, &document.parsed().tree);
    seek.found
}

struct Seek<'a> {
    span: Span,
    found: Option<&'a Phrase>,
}

impl<'a> Visit<'a> for Seek<'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        if self.span.start < stmt.span.start || stmt.span.end < self.span.end {
            return;
        }
        if let StmtKind::Action(action) = &stmt.kind
            && action.phrase.span == self.span
        {
            self.found = Some(&action.phrase);
        }
        visit::stmt_parts(self, stmt);
    }

    fn expr(&mut self, _: &'a Expr) {}
}
