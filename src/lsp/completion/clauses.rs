//! What stands after `with` and `giving`.

use super::values::Spot;
use super::{Insert, Item, ItemSort, Place};
use crate::catalogue::{Action, Output, Param, ParamDefault, Thing};
use crate::lsp::index::{Of, Site};
use crate::source::Span;
use crate::syntax::tokens::{Reader, Sort};
use crate::value::Kind;

/// So many lines after the place can belong to the same list.
const LINES_AFTER: u32 = 60;

impl Place<'_> {
    /// The parameters that are not yet given; those that have to be there first.
    pub(super) fn params(&self, given: &[&str]) -> Vec<Item> {
        let given: Vec<&str> = given.iter().copied().chain(self.given_below()).collect();
        match self.here.owner.as_ref().and_then(|owner| owner.of.as_ref()) {
            Some(Of::Action(action)) => self.params_of(action, &given),
            Some(Of::Thing(thing)) => filters(thing, &given),
            _ => Vec::new(),
        }
    }

    fn params_of(&self, action: &Action, given: &[&str]) -> Vec<Item> {
        let in_phrase = self.site().map_or(&[][..], |site| &site.given);
        let platform = self.document.context.platform_of(&action.system);
        let params = action.params.iter().enumerate();
        let offered = params.filter(|(_, param)| param.is_on(platform));
        let open = offered
            .filter(|(index, param)| !in_phrase.contains(index) && !given.contains(&&*param.name));
        open.map(|(_, param)| self.param(param)).collect()
    }

    fn param(&self, param: &Param) -> Item {
        let must = param.required && param.default == ParamDefault::None;
        let detail = match must {
            true => format!("{}, required", param.kind),
            false => param.kind.to_string(),
        };
        let insert = self.usual(Insert::plain(&param.name).text(": "), param);
        Item::plain(&param.name, ItemSort::Param, detail, u8::from(!must))
            .about(&*param.about)
            .insert(insert)
    }

    /// The site of the statement that the clause belongs to.
    fn site(&self) -> Option<&Site> {
        let owner = self.here.owner.as_ref()?;
        let mut sites = self.index.sites.iter();
        sites.find(|site| site.span == owner.span)
    }

    /// The parameters that lines below the place give.
    fn given_below(&self) -> Vec<&str> {
        let source = self.line.source;
        let last = source.line_of(self.line.at) + LINES_AFTER;
        let end = source.line_span(last.min(source.line_count())).end;
        let part = Span::new(self.line.at, end.max(self.line.at));
        let tokens = Reader::new(source.text(), part);
        let mut tokens = tokens.filter(|it| it.sort != Sort::Comment).peekable();
        let mut names = Vec::new();
        let mut goes_on = true;
        while let Some(token) = tokens.next() {
            if token.leads && !goes_on || matches!(token.text, "on" | "giving") {
                break;
            }
            let named = tokens.peek().is_some_and(|next| next.is_sign(":"));
            if token.sort == Sort::Name && named {
                names.push(token.text);
            }
            goes_on = token.is_sign(",");
        }
        names
    }

    /// A value for a parameter.
    pub(super) fn param_value(&self, name: &str) -> Vec<Item> {
        let any = || self.values(&Kind::Any, Spot::With);
        match self.here.owner.as_ref().and_then(|owner| owner.of.as_ref()) {
            Some(Of::Action(action)) => match action.param(name) {
                Some(param) => self.values_of(action, param, Spot::With),
                None => any(),
            },
            Some(Of::Thing(thing)) => {
                let output = thing.outputs.iter().find(|output| *output.name == *name);
                output.map_or_else(any, |output| self.values(&output.kind, Spot::With))
            }
            _ => any(),
        }
    }

    /// The names that the action itself has for what it gives, but those of inputs: one name has one
    /// value.
    pub(super) fn giving(&self) -> Vec<Item> {
        let outputs: &[Output] = match self.here.owner.as_ref().and_then(|it| it.of.as_ref()) {
            Some(Of::Action(action)) => &action.outputs,
            Some(Of::Thing(thing)) => &thing.outputs,
            _ => &[],
        };
        let is_input = |output: &&Output| {
            let mut names = self.index.names.iter();
            names
                .any(|name| name.sort == crate::lsp::index::Sort::Input && name.text == output.name)
        };
        let items = outputs
            .iter()
            .filter(|output| !is_input(output))
            .map(|output| {
                let kind = output.kind.to_string();
                Item::plain(&output.name, ItemSort::Variable, kind, 0).about(&*output.about)
            });
        items.collect()
    }
}

fn filters(thing: &Thing, given: &[&str]) -> Vec<Item> {
    let open = thing
        .outputs
        .iter()
        .filter(|output| !given.contains(&&*output.name));
    let items = open.map(|output| {
        let insert = Insert::plain(&output.name).text(": ").end();
        Item::plain(&output.name, ItemSort::Param, output.kind.to_string(), 1)
            .about(&*output.about)
            .insert(insert)
    });
    items.collect()
}
