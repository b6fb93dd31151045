//! What can be folded away: blocks, statements of several lines, and comments that stand together.

use super::document::Document;
use crate::source::Span;
use crate::syntax::tree::{Block, Handler, Item, Reaction, ReactionKind, Stmt, StmtKind};

/// Lines that can be folded: from the end of the first to the last, both from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub struct Fold {
    /// The line that stays.
    pub first: u32,
    /// The last line that goes.
    pub last: u32,
    /// Whether it is a comment.
    pub comment: bool,
}

/// Everything that can be folded, in the order of the text; one from each line at most.
pub fn folds(document: &Document) -> Vec<Fold> {
    let mut folder = Folder {
        document,
        folds: Vec::new(),
    };
    for item in &document.parsed().tree.items {
        folder.item(item);
    }
    folder.comments();
    let mut folds = folder.folds;
    folds.sort_by_key(|fold| (fold.first, std::cmp::Reverse(fold.last)));
    folds.dedup_by_key(|fold| fold.first);
    folds
}

struct Folder<'a> {
    document: &'a Document,
    folds: Vec<Fold>,
}

impl Folder<'_> {
    fn item(&mut self, item: &Item) {
        match item {
            Item::Stmt(stmt) => self.stmt(stmt),
            Item::Step(step) => self.block(&step.body),
            Item::Test(test) => self.braces(test.body),
            Item::Everywhere(known) => self.handlers(&known.handlers),
            Item::Use(_) | Item::UseSteps(_) | Item::Input(_) | Item::Every(_) | Item::When(_) => {}
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Action(action) => {
                self.lines(stmt.span);
                self.handlers(&action.handlers);
            }
            StmtKind::If { arms, otherwise } => {
                let blocks = arms.iter().map(|(_, block)| block);
                blocks.chain(otherwise).for_each(|block| self.block(block));
            }
            StmtKind::ForEach(each) => self.block(&each.body),
            StmtKind::Repeat(repeat) => {
                self.block(&repeat.body);
                self.handlers(&repeat.handlers);
            }
            StmtKind::Try(group) => {
                self.block(&group.body);
                self.handlers(&group.handlers);
                group.always.iter().for_each(|block| self.block(block));
            }
            StmtKind::Within(within) => {
                self.block(&within.body);
                self.handlers(&within.handlers);
            }
            StmtKind::WaitUntil(wait) => {
                self.lines(stmt.span);
                self.handlers(&wait.handlers);
            }
            StmtKind::Await(wait) => {
                self.lines(stmt.span);
                self.handlers(&wait.handlers);
            }
            StmtKind::Run(run) => {
                self.lines(stmt.span);
                self.handlers(&run.handlers);
            }
            _ => self.lines(stmt.span),
        }
    }

    fn handlers(&mut self, handlers: &[Handler]) {
        for handler in handlers {
            self.reaction(&handler.reaction);
        }
    }

    fn reaction(&mut self, reaction: &Reaction) {
        match &reaction.kind {
            ReactionKind::Block(block) => self.block(block),
            ReactionKind::Retry(retry) => {
                if let Some(then) = &retry.then {
                    self.reaction(then);
                }
            }
            _ => {}
        }
    }

    fn block(&mut self, block: &Block) {
        self.braces(block.span);
        for stmt in &block.stmts {
            self.stmt(stmt);
        }
    }

    /// The closing brace stays where it can be seen.
    fn braces(&mut self, span: Span) {
        let source = &self.document.source;
        let closed = source.slice(span).ends_with('}');
        let last = source.line_of(span.end.saturating_sub(1));
        self.fold(span.start, last - u32::from(closed && last > 1), false);
    }

    fn lines(&mut self, span: Span) {
        let last = self.document.source.line_of(span.end.saturating_sub(1));
        self.fold(span.start, last, false);
    }

    fn fold(&mut self, start: u32, last: u32, comment: bool) {
        let first = self.document.source.line_of(start);
        if last > first {
            self.folds.push(Fold {
                first,
                last,
                comment,
            });
        }
    }

    /// Lines of comment that follow each other.
    fn comments(&mut self) {
        let source = &self.document.source;
        let mut lines = Vec::new();
        for &span in &self.document.parsed().tree.comments {
            let line = source.line_of(span.start);
            let alone = source.slice(Span::new(source.line_start(line), span.start));
            if alone.trim().is_empty() {
                lines.push(line);
            }
        }
        for together in lines.chunk_by(|a, b| a + 1 == *b) {
            if let [first, .., last] = together {
                self.folds.push(Fold {
                    first: *first,
                    last: *last,
                    comment: true,
                });
            }
        }
    }
}
