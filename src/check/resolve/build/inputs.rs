//! Inputs: declared at the top or just named, with the type that their uses agree on.

use super::typer::Typer;
use crate::catalogue::Output;
use crate::check::names::NameMap;
use crate::check::resolve::{Brackets, Clash, Input, Meaning, Place};
use crate::source::Span;
use crate::syntax::tree::Expr;
use crate::value::{Kind, Mark, Value};

/// The inputs of a file, in the order in which it names them.
#[derive(Default)]
pub(super) struct Inputs<'a> {
    pub list: Vec<Input<'a>>,
    pub at: NameMap<&'a str, u32>,
    /// What a `when` line sets, where the file uses it, and the line.
    offered: NameMap<&'a str, (&'a Output, Span)>,
}

impl<'a> Inputs<'a> {
    pub fn get(&self, name: &str) -> Option<usize> {
        self.at.get(name).map(|at| *at as usize)
    }

    /// The input of a name, also one that a `when` line alone sets: it is one from its first use on.
    pub fn find(&mut self, name: &str) -> Option<usize> {
        self.get(name).or_else(|| {
            let (output, line) = *self.offered.get(name)?;
            Some(self.add(Input {
                name: &output.name,
                kind: output.kind.clone(),
                mark: output.mark,
                span: line,
                declared: None,
                used: false,
            }))
        })
    }

    /// What arrives with this sets the input of its name.
    pub fn offer(&mut self, output: &'a Output, line: Span) {
        match self.get(&output.name) {
            Some(at) => self.list[at].mark = self.list[at].mark.max(output.mark),
            None => drop(self.offered.insert(&output.name, (output, line))),
        }
    }

    pub fn add(&mut self, input: Input<'a>) -> usize {
        self.at.insert(input.name, self.list.len() as u32);
        self.list.push(input);
        self.list.len() - 1
    }
}

impl<'a> Typer<'a> {
    /// `<Name>`, used as a value of a type.
    pub fn use_input(
        &mut self,
        expr: &Expr,
        name: Span,
        wanted: Option<(&Kind, Mark)>,
        place: Place,
    ) -> Kind {
        if let Some(id) = self.scope.get(self.slice(name)) {
            self.wrong += 1;
            self.facts.brackets.push(Brackets::Variable(id, expr.span));
            return self.read(id, name);
        }
        if place == Place::Bare {
            self.wrong += 1;
            self.facts.brackets.push(Brackets::NotHere(name, expr.span));
        }
        let at = self.input_named(name);
        match wanted {
            Some((kind, mark)) => self.narrow(at, kind, mark, name),
            None => self.inputs.list[at].kind.clone(),
        }
    }

    fn input_named(&mut self, span: Span) -> usize {
        let name = self.slice(span);
        let at = self.inputs.find(name).unwrap_or_else(|| {
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
        self.refer(span, Meaning::Input(at as u32));
        at
    }

    /// Brings one more use together with what is known of an input.
    fn narrow(&mut self, at: usize, wanted: &Kind, mark: Mark, here: Span) -> Kind {
        let input = &mut self.inputs.list[at];
        input.mark = input.mark.max(mark).max(wanted.mark());
        if input.kind == *wanted {
            return input.kind.clone();
        }
        let known = input.kind.clone();
        if known == Kind::Secret && mark == Mark::Secret {
            // The catalogue says that the parameter is never shown: a card number as keys.
            return known;
        }
        let both = match input.declared {
            Some(_) => Value::may_convert(&known, wanted).then(|| known.clone()),
            None => both(&known, wanted),
        };
        let Some(kind) = both else {
            self.wrong += 1;
            self.facts.clashes.push(Clash {
                input: at as u32,
                at: here,
                wanted: wanted.clone(),
                known: known.clone(),
            });
            return known;
        };
        self.inputs.list[at].kind = kind.clone();
        kind
    }
}

/// The type that serves two uses of one input.
fn both(known: &Kind, wanted: &Kind) -> Option<Kind> {
    match (known, wanted) {
        (known, Kind::Any) => Some(known.clone()),
        (Kind::Any | Kind::Text, wanted) => Some(wanted.clone()),
        (known, wanted) => Value::may_convert(known, wanted).then(|| known.clone()),
    }
}
