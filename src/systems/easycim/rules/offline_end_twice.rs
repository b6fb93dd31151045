//! # F132 offline-end-twice (warning)
//!
//! ## What it checks
//!
//! A flow ends a contact's wrap-up (easyCIM: offline time) that saving its easyCIM script has
//! already ended.
//!
//! ## Why it matters
//!
//! The contact is gone by then: the second end returns `InvalidContactId`, and the run fails.
//!
//! ## Example
//!
//! ```flow
//! use easycim
//! open script for <ContactId> with Ecid: <Ecid>
//!     on any other -> fail
//! save script for <ContactId> with OutcomeResult: "DONE", OfflineEnd: true
//!     on any other -> fail
//! end offline time of contact <ContactId>
//!     on any other -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use easycim
//! open script for <ContactId> with Ecid: <Ecid>
//!     on any other -> fail
//! save script for <ContactId> with OutcomeResult: "DONE", OfflineEnd: true
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: either of the two may be the right one.
//!
//! ## Related
//!
//! See F134 never-saved, F133 save-without-open; `flow docs easycim`.

use super::toolbar;
use crate::check::resolve::ActionUse;
use crate::check::rules::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Block, Expr, Stmt, StmtKind};
use crate::syntax::visit::{self, Visit};

pub const RULE: Rule = Rule::warning(132, "offline-end-twice").of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    if !model.any_broken && toolbar::is_used(model) {
        let ended = Vec::new();
        visit::all(
            &mut Look {
                model,
                found,
                ended,
            },
            model.tree,
        );
    }
}

/// Looks for a save that ends the offline time, and another end of it behind, in one block.
struct Look<'m, 'a> {
    model: &'m Model<'a>,
    found: &'m mut Findings,
    /// Contacts whose offline time a save of the block at hand has ended, and where.
    ended: Vec<(&'a str, Span)>,
}

impl<'a> Visit<'a> for Look<'_, 'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        if let StmtKind::Action(written) = &stmt.kind
            && let Some(used) = self.model.action_at(written.phrase.span.start)
        {
            self.action(&used);
        }
        visit::stmt_parts(self, stmt);
    }

    fn block(&mut self, block: &'a Block) {
        let outer = std::mem::take(&mut self.ended);
        visit::block_parts(self, block);
        self.ended = outer;
    }

    fn expr(&mut self, _: &'a Expr) {}
}

impl<'a> Look<'_, 'a> {
    fn action(&mut self, used: &ActionUse<'_, 'a>) {
        let Some((_, contact)) = used.args().next() else {
            return;
        };
        let contact = self.model.slice(contact.span);
        let at = used.phrase();
        match &*used.action.key {
            "save script for" if toolbar::is_true(used, "OfflineEnd") => {
                self.ended.push((contact, at));
            }
            "end offline time of contact" => {
                let mut ended = self.ended.iter();
                let first = ended.find(|(known, _)| *known == contact);
                self.found
                    .add_all(first.map(|(_, first)| problem(at, *first)));
            }
            _ => {}
        }
    }
}

/// The second end at `at`, after the save at `first`.
pub fn problem(at: Span, first: Span) -> Diagnostic {
    RULE.at(at, "the offline time of the contact has already ended")
        .label("the contact is gone")
        .why("this line finds no contact, and the run fails after the work is done")
        .also(first, "`OfflineEnd: true` ends it here")
        .help("remove this line, or save with `OfflineEnd: false`")
}
