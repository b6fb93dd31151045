//! What Finesse alone asks of an action's values, as far as they stand in the script.

use super::Walker;
use crate::catalogue::{Action, PhrasePart as Known};
use crate::check::literal::{literal, unescape};
use crate::check::rules;
use crate::source::Span;
use crate::syntax::tree::{self, Expr, ExprKind, Key, PhrasePart};
use crate::value::Value;

/// The system that it is about.
const SYSTEM: &str = "finesse";

impl<'a> Walker<'a> {
    /// Looks at an action's values; nothing where it is another system's.
    pub(super) fn of_finesse(
        &mut self,
        system: u16,
        action: &'a Action,
        written: &'a tree::Action,
    ) {
        if &*self.systems.list[system as usize].entry.name != SYSTEM {
            return;
        }
        let platform = self.context.platform_of(SYSTEM).map(str::to_owned);
        let of = Written { action, written };
        self.keys(&of, platform.as_deref());
        self.number(&of);
        self.call_data(&of);
        self.callback(&of);
        self.reason(&of);
        self.readiness(&of);
    }

    fn keys(&mut self, of: &Written<'a>, platform: Option<&str>) {
        if let Some((keys, at)) = self.said(of, "DtmfSequence") {
            let found = rules::dtmf_keys::problem(&keys, platform, at);
            self.problems.extend(found);
        }
    }

    fn number(&mut self, of: &Written<'a>) {
        let has_number = of.action.param("PhoneNumber");
        if has_number.is_none() {
            return;
        }
        if let Some((number, at)) = self.said(of, "PhoneNumber") {
            let found = rules::dialled_as_written::problem(&number, at);
            self.problems.extend(found);
        }
    }

    fn call_data(&mut self, of: &Written<'a>) {
        if let Some(expr) = of.value(self, "CallVariables")
            && let ExprKind::Record(fields) = &ungrouped(expr).kind
        {
            self.variables(fields, expr.span);
        }
        let asked = ["CallVariables", "WrapUpReason"];
        if &*of.action.key == "set call data of contact" {
            self.asks_for(of, &asked);
        }
    }

    fn variables(&mut self, fields: &'a [(Key, Expr)], at: Span) {
        let mut ecc = 0;
        for (key, value) in fields {
            let (name, at_key) = self.key(*key);
            let of_dialer = rules::campaign_variable::problem(&name, at_key);
            let unknown = || rules::call_variable_name::problem(&name, at_key);
            self.problems.extend(of_dialer.or_else(unknown));
            let bytes = self.bytes(value);
            if name.starts_with("user.") {
                ecc += name.len() + bytes.unwrap_or_default();
            } else if let Some(bytes) =
                bytes.filter(|bytes| *bytes > rules::call_variable_size::ONE)
            {
                let found = rules::call_variable_size::one(&name, bytes, value.span);
                self.problems.push(found);
            }
        }
        if ecc > rules::call_variable_size::ECC {
            self.problems.push(rules::call_variable_size::all(ecc, at));
        }
    }

    fn key(&self, key: Key) -> (String, Span) {
        match key {
            Key::Name(span) => (self.slice(span).to_owned(), span),
            Key::Text(span) => (unescape(self.slice(span).trim_matches('"')), span),
        }
    }

    /// How long a literal is when it is sent.
    fn bytes(&self, value: &Expr) -> Option<usize> {
        match literal(self.source, value)?.ok()? {
            Value::Text(text) => Some(text.text.len()),
            other => Some(other.to_string().len()),
        }
    }

    fn callback(&mut self, of: &Written<'a>) {
        if &*of.action.key != "change scheduled callback of contact" {
            return;
        }
        self.asks_for(of, &["CallbackTime", "CallbackNumber"]);
        if let Some(time) = of.value(self, "CallbackTime")
            && of.value(self, "Zone").is_none()
        {
            self.problems.push(rules::nothing_asked::no_zone(time.span));
        }
    }

    /// At least one of these parameters has to be there.
    fn asks_for(&mut self, of: &Written<'a>, params: &[&str]) {
        if params.iter().all(|name| of.value(self, name).is_none()) {
            let at = of.written.phrase.span;
            let found = rules::nothing_asked::nothing(of.action.short(), params, at);
            self.problems.push(found);
        }
    }

    fn reason(&mut self, of: &Written<'a>) {
        let words = of.value(self, "Reason");
        let number = of.value(self, "ReasonCodeId");
        let Some(first) = words.or(number) else {
            return;
        };
        let state = of
            .value(self, "State")
            .and_then(|state| self.state_name(state));
        if let Some(state) = state.filter(|state| *state != "Unavailable") {
            let found = rules::reason_not_taken::with_state(state, first.span);
            self.problems.push(found);
        } else if words.is_some() && number.is_some() {
            self.problems
                .push(rules::reason_not_taken::both(first.span));
        }
    }

    /// Notes where the acting agent's state is set, for who looks along the ways.
    fn readiness(&mut self, of: &Written<'a>) {
        if &*of.action.key != "set agent state to" {
            return;
        }
        let state = of
            .value(self, "State")
            .and_then(|state| self.state_name(state));
        let at = of.written.phrase.span;
        let ready = state == Some("Available");
        self.path.graph.readies.insert(at, ready);
    }

    /// A name of a closed list as it stands in the script, bare or quoted.
    fn state_name(&self, value: &'a Expr) -> Option<&'a str> {
        let text = self.source.slice(value.span).trim_matches('"');
        let plain = text.chars().all(char::is_alphanumeric);
        let known = matches!(value.kind, ExprKind::Name | ExprKind::Text(_));
        (plain && known).then_some(text)
    }

    /// A parameter's text, where it stands in the script.
    fn said(&self, of: &Written<'a>, param: &str) -> Option<(String, Span)> {
        let value = of.value(self, param)?;
        let text = match literal(self.source, value)?.ok()? {
            Value::Text(text) => text.text.to_string(),
            Value::Number(_) => self.slice(value.span).to_owned(),
            _ => return None,
        };
        Some((text, value.span))
    }
}

/// An action as it is written.
struct Written<'a> {
    action: &'a Action,
    written: &'a tree::Action,
}

impl<'a> Written<'a> {
    /// The value of a parameter, in the phrase or after `with`.
    fn value(&self, walker: &Walker<'a>, name: &str) -> Option<&'a Expr> {
        let index = self
            .action
            .params
            .iter()
            .position(|param| &*param.name == name)?;
        let parts = self.action.phrase.iter().zip(&self.written.phrase.parts);
        let in_phrase = parts.filter_map(|(known, part)| match (known, part) {
            (Known::Value(at), PhrasePart::Value(value)) if *at == index => Some(value),
            _ => None,
        });
        let mut args = self.written.with.iter();
        let with = args.find(|arg| walker.slice(arg.name) == name);
        in_phrase.chain(with.map(|arg| &arg.value)).next()
    }
}

fn ungrouped(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Group(inner) => ungrouped(inner),
        _ => expr,
    }
}
