//! What actions are about: the value of a parameter, followed back to a name that keeps its value.

use crate::catalogue::Action;
use crate::check::graph::{Root, Subject};
use crate::check::names::NameMap;
use crate::check::resolve::{ActionUse, Meaning, NameId, Resolved};
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, TextPart};

/// Tells what values are about.
pub(super) struct Subjects<'m, 'a> {
    model: &'m Resolved<'a>,
    /// What a name stands for that was given another's value.
    aliases: NameMap<NameId, Subject<'a>>,
}

impl<'m, 'a> Subjects<'m, 'a> {
    pub fn new(model: &'m Resolved<'a>) -> Self {
        Self {
            model,
            aliases: NameMap::default(),
        }
    }

    /// What an expression is about.
    pub fn of(&self, expr: &Expr) -> Subject<'a> {
        let plain = Subject::plain;
        match &expr.kind {
            ExprKind::Group(inner) => self.of(inner),
            ExprKind::Input(name) => plain(Root::Input(self.model.slice(*name))),
            ExprKind::Name => self.of_name(expr.span),
            ExprKind::Number => plain(Root::Literal(self.model.slice(expr.span))),
            ExprKind::Text(parts) if parts.iter().all(is_chars) => {
                let text = self.model.slice(expr.span).trim_matches('"');
                plain(Root::Literal(text))
            }
            ExprKind::Field(of, _) => self.of_field(of, expr.span),
            _ => Subject::ANY,
        }
    }

    fn of_name(&self, at: Span) -> Subject<'a> {
        match self.model.meaning_at(at.start) {
            Some(Meaning::Name(name)) => {
                let alias = self.aliases.get(&name).copied();
                alias.unwrap_or(Subject::plain(Root::Variable(name)))
            }
            _ => Subject::plain(Root::Input(self.model.slice(at))),
        }
    }

    fn of_field(&self, of: &Expr, whole: Span) -> Subject<'a> {
        let mut root = of;
        while let ExprKind::Field(inner, _) = &root.kind {
            root = inner;
        }
        let path = Span::new((root.span.end + 1).min(whole.end), whole.end);
        match self.of(root) {
            Subject { root, path: "" } => Subject {
                root,
                path: self.model.slice(path),
            },
            _ => Subject::ANY,
        }
    }

    /// What a list is about that a loop goes through.
    pub fn of_list(&self, items: &Expr) -> Subject<'a> {
        match items.kind {
            ExprKind::List(_) => Subject::plain(Root::Literal(self.model.slice(items.span))),
            _ => self.of(items),
        }
    }

    /// What the value of a parameter, or an output, of an action is about.
    pub fn named(&self, used: &ActionUse<'_, 'a>, name: &str) -> Subject<'a> {
        let action: &'a Action = used.action;
        if let Some(value) = used.value(name) {
            return self.of(value);
        }
        let output = action.outputs.iter().position(|known| *known.name == *name);
        match output {
            Some(at) => of_output(used, at),
            None if action.param(name).is_some() => Subject::plain(Root::One),
            None => Subject::ANY,
        }
    }

    /// `let`: a name for something that has one already, or another value for a name.
    pub fn assign(&mut self, name: NameId, value: &Expr, again: bool) {
        let said = matches!(
            value.kind,
            ExprKind::Name | ExprKind::Input(_) | ExprKind::Field(..)
        );
        if again {
            self.aliases.insert(name, Subject::ANY);
        } else if said {
            let subject = self.of(value);
            self.aliases.insert(name, subject);
        }
    }
}

fn of_output<'a>(used: &ActionUse<'_, 'a>, at: usize) -> Subject<'a> {
    let action: &'a Action = used.action;
    let whole = used.giving().is_some() && action.outputs.len() > 1;
    let (name, path) = match whole {
        true => (used.outputs().first(), &*action.outputs[at].name),
        false => (used.outputs().get(at), ""),
    };
    name.map_or(Subject::ANY, |name| Subject {
        root: Root::Variable(*name),
        path,
    })
}

fn is_chars(part: &TextPart) -> bool {
    matches!(part, TextPart::Chars(_))
}
