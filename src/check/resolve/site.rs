//! Actions and waits, and the values that they are given.

use super::name::NameId;
use super::resolved::Resolved;
use crate::catalogue::{Action, Param, SystemEntry, Thing};
use crate::source::Span;
use crate::syntax::tree::{self, Expr, Handler, Phrase};
use crate::value::Value;
use std::ops::Range;
use std::sync::Arc;

/// An action or a wait as a script has it.
#[derive(Debug)]
pub struct Site<'a> {
    /// The statement; for a line of a test, its phrase.
    pub span: Span,
    /// As written.
    pub written: Written<'a>,
    /// What it means.
    pub found: Found<'a>,
    /// The body that it is in.
    pub body: u32,
    pub(super) args: Range<u32>,
    pub(super) outputs: Range<u32>,
}

/// A site as written.
#[derive(Clone, Copy, Debug)]
pub enum Written<'a> {
    /// An action.
    Action(&'a tree::Action),
    /// `wait until`
    WaitUntil(&'a tree::WaitUntil),
    /// `await`
    Await(&'a tree::Await),
    /// The phrase of an action in a test, which may stand without its values.
    Test(&'a Phrase),
}

/// What a site means.
#[derive(Clone, Debug)]
pub enum Found<'a> {
    /// An action, with its system's number.
    Action(u16, &'a Arc<Action>),
    /// A thing, with its system's number.
    Thing(u16, &'a Arc<Thing>),
    /// A signal that a flow waits for, by its name: no system has those.
    Signal(Span),
    /// More than one system has it.
    Several(Vec<u16>),
    /// The system before it is none of the file's.
    NoSystem(Span),
    /// No system has it.
    None,
}

impl<'a> Written<'a> {
    /// The phrase, or the thing.
    pub fn span(&self) -> Span {
        match self {
            Self::Action(action) => action.phrase.span,
            Self::WaitUntil(wait) => wait.thing,
            Self::Await(wait) => wait.thing,
            Self::Test(phrase) => phrase.span,
        }
    }

    /// The system's name before it.
    pub fn system(&self) -> Option<Span> {
        match self {
            Self::Action(action) => action.system,
            Self::WaitUntil(wait) => wait.system,
            Self::Await(wait) => wait.system,
            Self::Test(phrase) => phrase.system,
        }
    }

    /// Its own handlers.
    pub fn handlers(&self) -> &'a [Handler] {
        match self {
            Self::Action(action) => &action.handlers,
            Self::WaitUntil(wait) => &wait.handlers,
            Self::Await(wait) => &wait.handlers,
            Self::Test(_) => &[],
        }
    }
}

/// An action of a system in scope, as a script has it.
#[derive(Clone, Copy)]
pub struct ActionUse<'m, 'a> {
    model: &'m Resolved<'a>,
    /// The site.
    pub site: &'m Site<'a>,
    /// The number of its system.
    pub(crate) system: u16,
    /// The action.
    pub action: &'a Arc<Action>,
}

impl<'m, 'a> ActionUse<'m, 'a> {
    /// The action of a site that runs; a test's phrases do not.
    pub(super) fn new(model: &'m Resolved<'a>, site: &'m Site<'a>) -> Option<Self> {
        Self::of(model, site).filter(|_| matches!(site.written, Written::Action(_)))
    }

    pub(super) fn of(model: &'m Resolved<'a>, site: &'m Site<'a>) -> Option<Self> {
        match site.found {
            Found::Action(system, action) => Some(Self {
                model,
                site,
                system,
                action,
            }),
            _ => None,
        }
    }

    /// Its number among the sites.
    pub(crate) fn number(&self) -> u32 {
        let start = self.site.written.span().start;
        self.model.site_at.get(&start).copied().unwrap_or(u32::MAX)
    }

    /// Its system.
    pub fn entry(&self) -> &'a SystemEntry {
        self.model.systems.list[usize::from(self.system)].entry
    }

    /// The words and values of its phrase.
    pub fn phrase(&self) -> Span {
        self.site.written.span()
    }

    /// The values after `with`.
    pub fn with(&self) -> &'a [tree::Arg] {
        match self.site.written {
            Written::Action(action) => &action.with,
            _ => &[],
        }
    }

    /// Its own handlers.
    pub fn handlers(&self) -> &'a [Handler] {
        self.site.written.handlers()
    }

    /// `giving Name`
    pub fn giving(&self) -> Option<Span> {
        match self.site.written {
            Written::Action(action) => action.giving,
            _ => None,
        }
    }

    /// The parameters that it is given and their values, in the order of the text.
    pub fn args(&self) -> impl Iterator<Item = (&'a Param, &'a Expr)> + 'm {
        let params = &self.action.params;
        let args = self.all_args().iter();
        args.map(move |(param, value)| (&params[usize::from(*param)], *value))
    }

    fn all_args(&self) -> &'m [(u16, &'a Expr)] {
        let Range { start, end } = self.site.args;
        &self.model.args[start as usize..end as usize]
    }

    /// The value of a parameter, by its number. Of one that is set twice, the last.
    pub fn value_of(&self, param: usize) -> Option<&'a Expr> {
        let mut args = self.all_args().iter().rev();
        let found = args.find(|(known, _)| usize::from(*known) == param);
        found.map(|(_, value)| *value)
    }

    /// The value of the parameter of that name.
    pub fn value(&self, name: &str) -> Option<&'a Expr> {
        let mut params = self.action.params.iter();
        let param = params.position(|param| &*param.name == name)?;
        self.value_of(param)
    }

    /// A parameter's text as it is sent, where it stands in the script, and where.
    pub fn text(&self, name: &str) -> Option<(String, Span)> {
        let value = self.value(name)?;
        let text = match self.model.literal(value)? {
            Value::Text(text) => text.text.to_string(),
            Value::Number(_) => self.model.slice(value.span).to_owned(),
            _ => return None,
        };
        Some((text, value.span))
    }

    /// A parameter's value out of a closed list, bare or in quotes, where it stands in the script.
    pub fn choice(&self, name: &str) -> Option<&'a str> {
        let value = self.value(name)?;
        let text = self.model.slice(value.span).trim_matches('"');
        let plain = text.chars().all(char::is_alphanumeric);
        let known = matches!(value.kind, tree::ExprKind::Name | tree::ExprKind::Text(_));
        (plain && known).then_some(text)
    }

    /// The platform on which it runs, where a profile says so.
    pub fn platform(&self) -> Option<&'a str> {
        self.model.context.platform_of(&self.action.system)
    }

    /// The variables that get its outputs: one for `giving`, else one for each.
    pub fn outputs(&self) -> &'m [NameId] {
        self.model.outputs_of(self.site)
    }
}

/// A wait for a thing of a system in scope.
#[derive(Clone, Copy)]
pub struct ThingUse<'m, 'a> {
    model: &'m Resolved<'a>,
    /// The site.
    pub site: &'m Site<'a>,
    /// The number of its system.
    pub(crate) system: u16,
    /// The thing.
    pub thing: &'a Arc<Thing>,
}

impl<'m, 'a> ThingUse<'m, 'a> {
    pub(super) fn of(model: &'m Resolved<'a>, site: &'m Site<'a>) -> Option<Self> {
        match site.found {
            Found::Thing(system, thing) => Some(Self {
                model,
                site,
                system,
                thing,
            }),
            _ => None,
        }
    }

    /// The variables that get its outputs: one for `giving`, else one for each.
    pub fn outputs(&self) -> &'m [NameId] {
        self.model.outputs_of(self.site)
    }
}
