//! What the platform and the tenant of a profile do not have.

use super::Walker;
use crate::catalogue::{Action, Param, nearest};
use crate::check::literal::literal;
use crate::check::rules;
use crate::source::Span;
use crate::syntax::tree::Expr;
use crate::value::Value;

impl<'a> Walker<'a> {
    /// An action, on the platform of its system's profile.
    pub(super) fn on_platform(&mut self, system: u16, action: &'a Action, at: Span) {
        let name = &self.systems.list[system as usize].entry.name;
        let platform = self.context.platform_of(name);
        if let Some(platform) = platform.filter(|_| !action.is_on(platform)) {
            let problem =
                rules::not_on_platform::action(action.short(), platform, &action.platforms, at);
            self.report(problem);
        }
    }

    /// A parameter, on that platform and among the tenant's own values.
    pub(super) fn of_tenant(
        &mut self,
        system: u16,
        action: &'a Action,
        param: &'a Param,
        value: &'a Expr,
    ) {
        let name = &self.systems.list[system as usize].entry.name;
        let platform = self.context.platform_of(name);
        if let Some(platform) = platform.filter(|_| !param.is_on(platform)) {
            let (key, platforms) = (action.short(), &param.platforms);
            let problem =
                rules::not_on_platform::param(&param.name, key, platform, platforms, value.span);
            return self.report(problem);
        }
        let Some((list, known)) = self.context.list_of(name, param) else {
            return;
        };
        let text = match literal(self.source, value) {
            Some(Ok(value @ Value::Text(_))) => value.as_text().unwrap_or_default().to_owned(),
            Some(Ok(Value::Number(_))) => self.slice(value.span).to_owned(),
            _ => return,
        };
        if !known.iter().any(|value| **value == *text) {
            let known: Vec<&str> = known.iter().map(|value| &**value).collect();
            let near = nearest(&text, known.iter().copied());
            let problem = rules::not_on_list::problem(&text, list, value.span, near, &known);
            self.report(problem);
        }
    }
}
