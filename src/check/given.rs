//! What variables hold, as far as the script alone says it: rules that look at a written value look at
//! the one behind a name too.

use super::Model;
use super::resolve::{Meaning, NameId};
use crate::syntax::tree::{Expr, ExprKind, Stmt, StmtKind};
use crate::syntax::visit::{self, Visit};
use std::collections::BTreeMap;

/// How many variables are followed, one behind the other: also where they go round in a circle.
pub const DEPTH: u8 = 8;

/// What `let` gives to each variable.
pub struct Given<'m, 'a> {
    pub model: &'m Model<'a>,
    values: BTreeMap<NameId, Vec<&'a Expr>>,
    /// How often something gives each a value: also `giving`, a loop or a step's parameter.
    bound: BTreeMap<NameId, usize>,
}

impl<'a> Visit<'a> for Given<'_, 'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        if let StmtKind::Let { name, value } = &stmt.kind
            && let Some(name) = self.model.name_at(name.start)
        {
            self.values.entry(name).or_default().push(value);
        }
        visit::stmt_parts(self, stmt);
    }
}

impl<'m, 'a> Given<'m, 'a> {
    pub fn of(model: &'m Model<'a>) -> Self {
        let mut bound = BTreeMap::new();
        for known in model.references().iter().filter(|known| known.binds) {
            if let Meaning::Name(name) = known.to {
                *bound.entry(name).or_default() += 1;
            }
        }
        let mut given = Self {
            model,
            values: BTreeMap::new(),
            bound,
        };
        visit::all(&mut given, model.tree);
        given
    }

    /// All that a variable may hold, where only `let` gives it something; nothing of anything else.
    fn of_variable(&self, value: &Expr) -> &[&'a Expr] {
        let all = |name: NameId| {
            let values = self.values.get(&name)?;
            (self.bound.get(&name) == Some(&values.len())).then_some(values.as_slice())
        };
        let name = self.model.name_at(value.span.start);
        name.and_then(all).unwrap_or_default()
    }

    /// Whether all that a value may be passes a test: what is written, or what the variable may hold
    /// that is written.
    pub fn all(&self, value: &Expr, depth: u8, test: &dyn Fn(&Expr, u8) -> bool) -> bool {
        match &value.kind {
            _ if depth == 0 => false,
            ExprKind::Group(inner) => self.all(inner, depth, test),
            ExprKind::Name => {
                let given = self.of_variable(value);
                let mut each = given.iter().map(|one| self.all(one, depth - 1, test));
                !given.is_empty() && each.all(|passes| passes)
            }
            _ => test(value, depth),
        }
    }
}
