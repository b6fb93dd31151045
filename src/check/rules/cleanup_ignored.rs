//! # F157 cleanup-ignored (warning)
//!
//! ## What it checks
//!
//! `on any other -> ignore` or `on Unknown -> ignore` at the action that closes what the flow has opened: a
//! failure to unmask a recording, to resume a contact or to save a script is ignored.
//!
//! ## Why it matters
//!
//! The recording may stay masked or the caller on hold, while the run reports success and no colleague
//! looks.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! join agent session
//! try {
//!     mask recording of contact <ContactId>
//!         on any other -> fail
//! } always {
//!     unmask recording of contact <ContactId>
//!         on any other -> ignore
//! }
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! join agent session
//! try {
//!     mask recording of contact <ContactId>
//!         on any other -> fail
//! } always {
//!     unmask recording of contact <ContactId>
//!         on InvalidContactId, InvalidState -> ignore
//!         on any other -> fail "recording of {ContactId} may still be masked"
//! }
//! ```
//!
//! ## Fix
//!
//! None: how the run should end is for you to decide. To ignore the outcomes that say that there is nothing to close any
//! more, as `InvalidContactId` does, is right.
//!
//! ## Related
//!
//! See F093 left-on-hold, F156 reported-as-done; `flow docs going-live`.

use super::Rule;
use crate::catalogue::words_of_open;
use crate::check::names::NameSet;
use crate::check::resolve::ActionUse;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::outcome::Outcome;
use crate::syntax::tree::{Catches, Expr, Handler, Jump, Reaction, ReactionKind, Stmt, StmtKind};
use crate::syntax::visit::{self, Visit};

/// The rule itself.
pub const RULE: Rule = Rule::warning(157, "cleanup-ignored").of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let opens = model.actions().flat_map(|used| used.action.opened());
    let opened: NameSet<&str> = opens
        .filter(|opens| !opens.stays && opens.left.is_some())
        .map(|opens| &*opens.what)
        .collect();
    if opened.is_empty() {
        return;
    }
    let mut look = Look {
        model,
        opened,
        found,
    };
    visit::all(&mut look, model.tree);
}

/// Looks at each action that is on an ordinary way, or in `always`: a handler has told of a failure.
struct Look<'f, 'm, 'a> {
    model: &'m Model<'a>,
    opened: NameSet<&'m str>,
    found: &'f mut Findings,
}

impl<'t> Visit<'t> for Look<'_, '_, '_> {
    fn stmt(&mut self, stmt: &'t Stmt) {
        if let StmtKind::Action(action) = &stmt.kind
            && let Some(used) = self.model.action_at(action.phrase.span.start)
        {
            self.action(&used);
        }
        visit::stmt_parts(self, stmt);
    }

    fn handlers(&mut self, _: &'t [Handler]) {}

    fn expr(&mut self, _: &'t Expr) {}
}

impl Look<'_, '_, '_> {
    fn action(&mut self, used: &ActionUse<'_, '_>) {
        // What ends a contact does more than to take back what was opened.
        if used.action.irreversible {
            return;
        }
        // What it is for comes first; the rest goes with that.
        let mut closes = used.action.closes.iter().map(|what| &**what);
        let first = used.action.closes.first().map(|what| words_of_open(what));
        let is_for = |what: &&str| Some(words_of_open(what)) == first;
        let Some(what) = closes.find(|what| is_for(what) && self.opened.contains(what)) else {
            return;
        };
        let ignores = |handler: &&Handler| ignores(self.model, handler);
        let handler = used.handlers().iter().find(ignores);
        self.found
            .add_all(handler.map(|handler| problem(used, what, handler)));
    }
}

/// Whether a handler ignores that the result is not known.
fn ignores(model: &Model<'_>, handler: &Handler) -> bool {
    let wide = match &handler.catches {
        Catches::AnyOther(_) => true,
        Catches::Named(names) => names
            .iter()
            .any(|name| Outcome::UNKNOWN == *model.slice(*name)),
    };
    wide && is_ignored(&handler.reaction)
}

fn is_ignored(reaction: &Reaction) -> bool {
    match &reaction.kind {
        ReactionKind::Jump(Jump::Ignore) => true,
        ReactionKind::Retry(retry) => retry.then.as_ref().is_some_and(is_ignored),
        ReactionKind::Block(block) => block.stmts.is_empty(),
        _ => false,
    }
}

/// A failed clean-up that nobody hears of.
fn problem(used: &ActionUse<'_, '_>, what: &str, handler: &Handler) -> Diagnostic {
    let (what, state) = words_of_open(what);
    let action = used.action.short();
    RULE.at(handler.span, format!("a failure of `{action}` is ignored"))
        .label(format!("the {what} may still be {state}"))
        .why("the run reports success, and no colleague looks")
        .help(format!(
            "ignore by name the outcomes after which there is nothing to close, and write `on any other -> fail \"{what} may \
             still be {state}\"`; in a loop that has to continue, log it instead"
        ))
}
