//! The outline of a script: what it takes, its steps and tests, and what the flow does.

use super::document::Document;
use crate::source::Span;
use crate::syntax::tree::{Block, Item, Stmt, StmtKind};

/// One line of the outline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// What it is called.
    pub name: String,
    /// What sort of thing it is.
    pub sort: SymbolSort,
    pub span: Span,
    /// Its name, or its first words.
    pub head: Span,
    pub inside: Vec<Symbol>,
}

/// The sorts of an outline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SymbolSort {
    /// An `input` line.
    Input,
    Step,
    Test,
    /// Handlers of last resort.
    Everywhere,
    /// A variable of the flow itself.
    Variable,
    /// A group or a loop.
    Group,
    Action,
}

/// The outline.
pub fn symbols(document: &Document) -> Vec<Symbol> {
    let items = document.parsed().tree.items.iter();
    items.filter_map(|item| of_item(document, item)).collect()
}

fn of_item(document: &Document, item: &Item) -> Option<Symbol> {
    let named = |span: Span, sort, whole: Span, inside| {
        let name = document.source.slice(span).trim_matches('"').to_owned();
        Some(Symbol {
            name,
            sort,
            span: whole,
            head: span,
            inside,
        })
    };
    match item {
        Item::Use(_) | Item::UseSteps(_) | Item::Every(_) | Item::When(_) => None,
        Item::Input(line) => named(line.name, SymbolSort::Input, line.span, Vec::new()),
        Item::Step(step) => {
            let inside = of_block(document, &step.body);
            named(step.name, SymbolSort::Step, step.span, inside)
        }
        Item::Test(test) => named(test.name, SymbolSort::Test, test.span, Vec::new()),
        Item::Everywhere(known) => Some(Symbol {
            name: "everywhere".into(),
            sort: SymbolSort::Everywhere,
            span: known.span,
            head: Span::new(
                known.span.start,
                known.span.start + "everywhere".len() as u32,
            ),
            inside: Vec::new(),
        }),
        Item::Stmt(stmt) => of_stmt(document, stmt),
    }
}

fn of_block(document: &Document, block: &Block) -> Vec<Symbol> {
    let stmts = block.stmts.iter();
    stmts.filter_map(|stmt| of_stmt(document, stmt)).collect()
}

fn of_stmt(document: &Document, stmt: &Stmt) -> Option<Symbol> {
    let (head, sort, inside) = match &stmt.kind {
        StmtKind::Action(action) => (action.phrase.span, SymbolSort::Action, Vec::new()),
        StmtKind::Let { name, .. } => (*name, SymbolSort::Variable, Vec::new()),
        StmtKind::ForEach(each) => {
            let head = Span::new(stmt.span.start, each.items.span.end);
            (head, SymbolSort::Group, of_block(document, &each.body))
        }
        StmtKind::Repeat(repeat) => {
            let head = before(stmt, &repeat.body);
            (head, SymbolSort::Group, of_block(document, &repeat.body))
        }
        StmtKind::Try(group) => {
            let head = before(stmt, &group.body);
            (head, SymbolSort::Group, of_block(document, &group.body))
        }
        StmtKind::Within(within) => {
            let head = before(stmt, &within.body);
            (head, SymbolSort::Group, of_block(document, &within.body))
        }
        StmtKind::If { arms, .. } => {
            let (_, first) = arms.first()?;
            let blocks = arms.iter().flat_map(|(_, block)| of_block(document, block));
            (before(stmt, first), SymbolSort::Group, blocks.collect())
        }
        _ => return None,
    };
    let name = one_line(document.source.slice(head));
    (!name.is_empty()).then_some(Symbol {
        name,
        sort,
        span: stmt.span,
        head,
        inside,
    })
}

/// What stands before a block.
fn before(stmt: &Stmt, block: &Block) -> Span {
    Span::new(stmt.span.start, block.span.start.max(stmt.span.start))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
