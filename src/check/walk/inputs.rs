//! Inputs: declared at the top or just named, with the kind that their uses agree on.

use super::{Place, Walker};
use crate::check::names::NameMap;
use crate::check::rules;
use crate::source::Span;
use crate::syntax::tree;
use crate::value::{Kind, Mark, Value};

/// The inputs of a file, in the order in which it names them.
#[derive(Default)]
pub(super) struct Inputs<'a> {
    pub list: Vec<Input<'a>>,
    at: NameMap<&'a str, usize>,
}

/// An input.
pub(super) struct Input<'a> {
    pub name: &'a str,
    pub kind: Kind,
    pub mark: Mark,
    pub span: Span,
    pub declared: Option<&'a tree::Input>,
    pub used: bool,
}

impl<'a> Inputs<'a> {
    pub fn get(&self, name: &str) -> Option<usize> {
        self.at.get(name).copied()
    }

    pub fn add(&mut self, input: Input<'a>) -> usize {
        self.at.insert(input.name, self.list.len());
        self.list.push(input);
        self.list.len() - 1
    }
}

impl<'a> Walker<'a> {
    /// Takes the `input` lines.
    pub(super) fn declare_input(&mut self, line: &'a tree::Input) {
        let name = self.slice(line.name);
        let kind = self.written_kind(&line.kind);
        if let Some(first) = self.inputs.get(name) {
            let first = self.inputs.list[first].span;
            return self.report(rules::doubled_name::problem(
                "input", name, line.name, first,
            ));
        }
        if let Some(default) = &line.default {
            self.input_default(name, default, &kind);
        }
        self.inputs.add(Input {
            name,
            mark: kind.mark(),
            kind,
            span: line.name,
            declared: Some(line),
            used: false,
        });
    }

    fn input_default(&mut self, name: &'a str, default: &'a tree::Expr, kind: &Kind) {
        if *kind == Kind::Secret {
            return self.report(rules::secret_in_script::default(name, default.span));
        }
        self.value(
            default,
            kind,
            super::value::Role::named("the default", Place::Free),
        );
    }

    fn written_kind(&mut self, kind: &tree::KindRef) -> Kind {
        let words = self.slice(kind.span);
        match Kind::parse(words) {
            Ok(kind) => kind,
            Err(_) => {
                self.report(rules::unknown_kind::problem(words, kind.span));
                Kind::Any
            }
        }
    }

    /// `<Name>`, used as a value of a kind.
    pub(super) fn use_input(
        &mut self,
        expr: &tree::Expr,
        name: Span,
        wanted: Option<(&Kind, Mark)>,
        place: Place,
    ) -> Kind {
        let text = self.slice(name);
        if let Some(var) = self.names.get(text) {
            let variable = &mut self.names.all[var as usize];
            variable.read = true;
            let (kind, from) = (variable.kind.clone(), variable.span);
            self.report(rules::brackets::variable(text, expr.span, from));
            return kind;
        }
        if place == Place::Bare {
            self.report(rules::brackets::not_here(text, expr.span));
        }
        let at = self.input_named(text, name);
        match wanted {
            Some((kind, mark)) => self.narrow(at, kind, mark, name),
            None => self.inputs.list[at].kind.clone(),
        }
    }

    fn input_named(&mut self, name: &'a str, span: Span) -> usize {
        let at = self.inputs.get(name).unwrap_or_else(|| {
            self.inputs.add(Input {
                name,
                kind: Kind::Any,
                mark: Mark::Plain,
                span,
                declared: None,
                used: true,
            })
        });
        self.inputs.list[at].used = true;
        at
    }

    /// Brings one more use together with what is known of an input.
    fn narrow(&mut self, at: usize, wanted: &Kind, mark: Mark, here: Span) -> Kind {
        let input = &mut self.inputs.list[at];
        input.mark = input.mark.max(mark).max(wanted.mark());
        if input.kind == *wanted {
            return input.kind.clone();
        }
        let (name, known, first) = (input.name, input.kind.clone(), input.span);
        if input.declared.is_some() {
            if !Value::may_convert(&known, wanted) {
                self.report(rules::wrong_kind::input(name, here, &known, wanted, first));
            }
            return known;
        }
        match both(&known, wanted) {
            Some(kind) => {
                input.kind = kind.clone();
                kind
            }
            None => {
                self.report(rules::input_kinds::problem(
                    name, here, wanted, first, &known,
                ));
                known
            }
        }
    }
}

/// The kind that serves two uses of one input.
fn both(known: &Kind, wanted: &Kind) -> Option<Kind> {
    match (known, wanted) {
        (known, Kind::Any) => Some(known.clone()),
        (Kind::Any | Kind::Text, wanted) => Some(wanted.clone()),
        (known, wanted) => Value::may_convert(known, wanted).then(|| known.clone()),
    }
}
