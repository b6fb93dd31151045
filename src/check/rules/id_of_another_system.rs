//! # F158 id-of-another-system (warning)
//!
//! ## What it checks
//!
//! An id of one system is used for another system: an input that actions of both use, or what an
//! action of the one has returned.
//!
//! ## Why it matters
//!
//! An agent or a contact has a different id in each system: with the other one's, the action is
//! rejected, or reaches a different agent or contact.
//!
//! ## Example
//!
//! ```flow
//! use cxone as Cloud
//! use finesse as Desk
//!
//! Cloud: set security user <AgentId>
//! Desk: set security user <AgentId>
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone as Cloud
//! use finesse as Desk
//!
//! Cloud: set security user <AgentId>
//! Desk: set security user <DeskAgentId>
//! ```
//!
//! ## Fix
//!
//! None: only you know which of the two systems the id belongs to.
//!
//! ## Related
//!
//! See F067 input-of-two-types, F084 ambiguous-action.

use super::{Rule, a};
use crate::check::given::DEPTH;
use crate::check::resolve::{Found, Meaning, NameId, Written};
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, own_line};
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit::{self, Visit};
use crate::value::Kind;
use std::collections::BTreeMap;

pub const RULE: Rule = Rule::warning(158, "id-of-another-system");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    if model.systems.list.len() < 2 {
        return;
    }
    let origins = Origins::of(model);
    let mut first_uses = BTreeMap::new();
    for used in ids(model) {
        let (name, first) = match used.value.kind {
            ExprKind::Input(name) => {
                let Some(Meaning::Input(input)) = model.meaning_at(name.start) else {
                    continue;
                };
                let first = first_uses.entry(input).or_insert((used.system, name));
                (name, (first.0, first.1, false))
            }
            _ => match origins.of_value(used.value, DEPTH) {
                Some((system, at)) => (used.value.span, (system, at, true)),
                None => continue,
            },
        };
        if first.0 != used.system {
            found.add(problem(model, &used, name, first));
        }
    }
}

/// An id, and the system that it is handed to.
struct Used<'a> {
    system: u16,
    kind: &'a Kind,
    value: &'a Expr,
}

/// The ids that actions and waits are given, in the order of the text.
fn ids<'a>(model: &Model<'a>) -> Vec<Used<'a>> {
    let mut all = Vec::new();
    for used in model.actions() {
        let values = used.args().map(|(param, value)| (&param.kind, value));
        all.extend(values.map(|(kind, value)| Used {
            system: used.system,
            kind,
            value,
        }));
    }
    for site in &model.sites {
        if let (Found::Thing(system, thing), Written::WaitUntil(wait)) = (&site.found, site.written)
        {
            all.push(Used {
                system: *system,
                kind: &thing.id,
                value: &wait.subject,
            });
        }
    }
    all.retain(|used| is_id(used.kind));
    all.sort_by_key(|used| used.value.span.start);
    all
}

fn is_id(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::AgentId | Kind::ContactId | Kind::DialogId | Kind::SessionId | Kind::SkillId
    )
}

/// Which system each variable comes from.
struct Origins<'m, 'a> {
    model: &'m Model<'a>,
    /// The systems whose actions and waits set a variable, and where.
    returned: BTreeMap<NameId, Vec<(u16, Span)>>,
    /// What `let` and loops set it from.
    set: BTreeMap<NameId, Vec<&'a Expr>>,
    /// How often it gets a value by its name.
    bound: BTreeMap<NameId, usize>,
}

impl<'m, 'a> Origins<'m, 'a> {
    fn of(model: &'m Model<'a>) -> Self {
        let mut origins = Self {
            model,
            returned: BTreeMap::new(),
            set: BTreeMap::new(),
            bound: BTreeMap::new(),
        };
        for site in &model.sites {
            let system = match site.found {
                Found::Action(system, _) | Found::Thing(system, _) => system,
                _ => continue,
            };
            for name in model.outputs_of(site) {
                let all = origins.returned.entry(*name).or_default();
                all.push((system, site.written.span()));
            }
        }
        for known in model.references().iter().filter(|known| known.binds) {
            if let Meaning::Name(name) = known.to {
                *origins.bound.entry(name).or_default() += 1;
            }
        }
        visit::all(&mut origins, model.tree);
        origins
    }

    /// The one system that a value comes from, and where it returned it; nothing if there may be another.
    fn of_value(&self, value: &Expr, depth: u8) -> Option<(u16, Span)> {
        match &value.kind {
            _ if depth == 0 => None,
            ExprKind::Group(inner) | ExprKind::Field(inner, _) | ExprKind::Where(inner, _) => {
                self.of_value(inner, depth - 1)
            }
            ExprKind::Name => self.of_variable(self.model.name_at(value.span.start)?, depth),
            _ => None,
        }
    }

    fn of_variable(&self, name: NameId, depth: u8) -> Option<(u16, Span)> {
        let returned = self.returned.get(&name).map_or(&[][..], Vec::as_slice);
        let set = self.set.get(&name).map_or(&[][..], Vec::as_slice);
        if self.bound.get(&name).copied().unwrap_or_default() > returned.len() + set.len() {
            return None;
        }
        let from = set.iter().map(|value| self.of_value(value, depth - 1));
        let mut all = returned.iter().copied().map(Some).chain(from);
        let first = all.next()??;
        all.all(|other| other.is_some_and(|(system, _)| system == first.0))
            .then_some(first)
    }
}

impl<'a> Visit<'a> for Origins<'_, 'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        let set = match &stmt.kind {
            StmtKind::Let { name, value } => Some((name, value)),
            StmtKind::ForEach(each) => Some((&each.name, &each.items)),
            _ => None,
        };
        if let Some((name, value)) = set
            && let Some(name) = self.model.name_at(name.start)
        {
            self.set.entry(name).or_default().push(value);
        }
        visit::stmt_parts(self, stmt);
    }
}

fn problem(
    model: &Model<'_>,
    used: &Used<'_>,
    at: Span,
    (other, first, returned): (u16, Span, bool),
) -> Diagnostic {
    let alias = |system: u16| model.systems.list[usize::from(system)].alias;
    let (here, there) = (alias(used.system), alias(other));
    let text = model.slice(at);
    let id = a(used.kind);
    let (title, what) = match returned {
        true => (
            format!("`{text}` is {id} of `{there}`, not of `{here}`"),
            format!("`{there}` returns it here"),
        ),
        false => (
            format!("`{text}` is {id} of both `{there}` and `{here}`"),
            format!("`{there}` uses it here"),
        ),
    };
    let problem = RULE
        .at(at, title)
        .label(format!("`{here}` needs its own"))
        .also(first, what)
        .why(format!(
            "the action is rejected, or reaches what `{here}` has under that id"
        ));
    let mut letters = here.chars();
    let upper = letters.next().map(|letter| letter.to_ascii_uppercase());
    let own =
        upper.map(|letter| format!("<{letter}{}{}>", letters.as_str(), usual_name(used.kind)));
    let line = own.and_then(|own| own_line::replaced(model.source, used.value.span, &own));
    problem.help(match line {
        Some(line) => format!("use a different input here: `{line}`"),
        None => format!("use {id} of `{here}` here"),
    })
}

/// What an input of a type is called by most.
fn usual_name(kind: &Kind) -> &'static str {
    match kind {
        Kind::AgentId => "AgentId",
        Kind::SkillId => "SkillId",
        Kind::DialogId => "DialogId",
        Kind::SessionId => "SessionId",
        _ => "ContactId",
    }
}
