//! From the checker's model to the index: what is a look-up there is a word here.

use super::types::{Does, Here, Index, Name, Place, Site, Sort, What, Word};
use crate::check::resolve::{self, BodyKind, Found, Meaning, Resolved, Written};
use crate::source::Span;
use crate::syntax::tree::{Catches, Handler, Item};
use crate::value::Kind;
use std::collections::{HashMap, HashSet};

/// What the index is made with.
pub(super) struct Builder<'m, 'a> {
    pub model: &'m Resolved<'a>,
    pub index: Index,
    /// For each site of the model its place in the index, which has them in the order of the text.
    pub site_of: Vec<usize>,
    /// Where the inputs and the steps begin among the names.
    pub inputs: usize,
    steps: usize,
    /// Names that the model has no list of: results, and what the file calls systems.
    others: HashMap<(Sort, &'a str), usize>,
}

impl<'m, 'a> Builder<'m, 'a> {
    pub fn new(model: &'m Resolved<'a>) -> Self {
        let mut index = Index {
            systems: model.scope().collect(),
            ..Index::default()
        };
        let mut order: Vec<usize> = (0..model.sites.len()).collect();
        order.sort_by_key(|at| model.sites[*at].span);
        let mut site_of = vec![0; order.len()];
        for (place, at) in order.iter().enumerate() {
            site_of[*at] = place;
        }
        index.sites = order.iter().map(|at| site(model, *at)).collect();
        let mut builder = Self {
            model,
            index,
            site_of,
            inputs: 0,
            steps: 0,
            others: HashMap::new(),
        };
        builder.names();
        builder
    }

    /// The variables in the order of the model, then the inputs, then the steps.
    fn names(&mut self) {
        let model = self.model;
        let names = model.names.iter();
        self.index.names = names
            .map(|name| {
                let body = body_of(model, name.body);
                new(name.text, sort_of(name.sort), name.kind.clone(), body)
            })
            .collect();
        self.inputs = self.index.names.len();
        for input in &model.inputs {
            let name = new(input.name, Sort::Input, input.kind.clone(), 0);
            self.index.names.push(name);
        }
        self.steps = self.index.names.len();
        for known in &model.steps {
            let text = model.slice(known.step.name);
            self.index.names.push(new(text, Sort::Step, Kind::Any, 0));
        }
        self.given();
    }

    /// Where outputs get their values under their own names.
    fn given(&mut self) {
        let model = self.model;
        for site in &model.sites {
            let (giving, at) = match site.written {
                Written::Action(action) => (action.giving, action.phrase.span),
                Written::Await(wait) => (wait.giving, wait.thing),
                Written::WaitUntil(_) | Written::Test(_) => continue,
            };
            if giving.is_none() {
                for name in model.outputs_of(site) {
                    self.index.names[*name as usize].given_by.push(at);
                }
            }
        }
        for item in &model.tree.items {
            let Item::When(line) = item else { continue };
            let outputs = model.arriving(line).map(|thing| &thing.outputs);
            for (number, input) in model.inputs.iter().enumerate() {
                let mut sets = outputs.iter().copied().flatten();
                if sets.any(|output| *output.name == *input.name) {
                    let name = &mut self.index.names[self.inputs + number];
                    name.given_by.push(line.thing);
                }
            }
        }
    }

    /// The places of all names.
    pub fn references(&mut self) {
        let runs = self.model.facts.runs.iter();
        let elsewhere = runs.filter(|run| run.step.is_none());
        let elsewhere: HashSet<u32> = elsewhere.map(|run| run.call.name.start).collect();
        for known in self.model.references() {
            let what = match known.to {
                Meaning::Name(name) => What::Name(name as usize),
                Meaning::Input(input) => What::Name(self.inputs + input as usize),
                Meaning::Step(step) => What::Name(self.steps + step as usize),
                Meaning::Choice => What::Choice,
                Meaning::State => What::State(None),
                Meaning::Unknown if elsewhere.contains(&known.span.start) => What::NoStep,
                Meaning::Unknown => What::Unbound,
            };
            match what {
                What::Name(name) => self.place(name, known.span, known.binds),
                what => self.word(known.span, what),
            }
        }
    }

    pub fn word(&mut self, span: Span, what: What) {
        if !span.is_empty() {
            self.index.words.push(Word { span, what });
        }
    }

    /// One more place of a name.
    pub fn place(&mut self, name: usize, span: Span, binds: bool) {
        self.index.names[name].places.push(Place { span, binds });
        self.word(span, What::Name(name));
    }

    /// One more place of a name that the model has no list of.
    pub fn other(&mut self, sort: Sort, span: Span, binds: bool) {
        let text = self.model.slice(span);
        let names = &mut self.index.names;
        let at = *self.others.entry((sort, text)).or_insert_with(|| {
            names.push(new(text, sort, Kind::Any, 0));
            names.len() - 1
        });
        self.place(at, span, binds);
    }

    /// Whether the file calls a system so.
    pub fn is_alias(&self, span: Span) -> bool {
        let text = self.model.slice(span);
        self.others.contains_key(&(Sort::Alias, text))
    }

    pub fn finish(self, here: Option<Here>) -> Index {
        let mut index = self.index;
        for name in &mut index.names {
            name.places.sort_unstable();
            name.places.dedup();
            name.given_by.sort_unstable();
            name.given_by.dedup();
        }
        index.words.sort_by_key(|word| word.span);
        index.words.dedup_by_key(|word| word.span);
        index.here = here;
        index
    }
}

fn new(text: &str, sort: Sort, kind: Kind, body: usize) -> Name {
    Name {
        text: text.into(),
        sort,
        kind,
        places: Vec::new(),
        body,
        given_by: Vec::new(),
    }
}

fn sort_of(sort: resolve::Sort) -> Sort {
    match sort {
        resolve::Sort::Variable => Sort::Variable,
        resolve::Sort::Output => Sort::Output,
        resolve::Sort::Item => Sort::Item,
        resolve::Sort::Param => Sort::Param,
        resolve::Sort::Reason => Sort::Reason,
    }
}

/// The flow itself is 0, the steps follow; handlers of last resort and tests have no names that
/// others could meet.
fn body_of(model: &Resolved<'_>, body: u32) -> usize {
    match model.bodies.get(body as usize).map(|body| body.kind) {
        Some(BodyKind::Main) => 0,
        Some(BodyKind::Step(step)) => step + 1,
        _ => usize::MAX,
    }
}

fn site(model: &Resolved<'_>, number: usize) -> Site {
    let site = &model.sites[number];
    let does = match (&site.found, site.written) {
        (Found::Action(_, action), _) => Does::Action((*action).clone()),
        (Found::Thing(_, thing), Written::Await(_)) => Does::Await((*thing).clone()),
        (Found::Thing(_, thing), _) => Does::Wait((*thing).clone()),
        _ => Does::Unknown,
    };
    let end = end_of(site.written).min(site.span.end);
    let (phrase, giving) = match site.written {
        Written::Action(action) => (action.phrase.span, action.giving.is_some()),
        Written::Await(wait) => (Span::new(site.span.start, end), wait.giving.is_some()),
        Written::WaitUntil(_) => (Span::new(site.span.start, end), false),
        // What a test says of an action binds nothing.
        Written::Test(phrase) => (phrase.span, true),
    };
    Site {
        span: site.span,
        phrase,
        end,
        does,
        given: model.given_to(site),
        giving,
        handled: handled(site.written.handlers()),
    }
}

/// Where a site's last clause but its handlers ends.
fn end_of(written: Written<'_>) -> u32 {
    let ends = match written {
        Written::Action(action) => [
            Some(action.phrase.span.end),
            action.with.last().map(|arg| arg.value.span.end),
            action.giving.map(|name| name.end),
            None,
        ],
        Written::WaitUntil(wait) => [
            Some(wait.state.end),
            wait.at_most.as_ref().map(|limit| limit.span.end),
            None,
            None,
        ],
        Written::Await(wait) => [
            Some(wait.thing.end),
            wait.with.last().map(|arg| arg.value.span.end),
            wait.at_most.as_ref().map(|limit| limit.span.end),
            wait.giving.map(|name| name.end),
        ],
        Written::Test(phrase) => [Some(phrase.span.end), None, None, None],
    };
    ends.into_iter().flatten().max().unwrap_or(0)
}

fn handled(handlers: &[Handler]) -> Vec<Span> {
    let named = handlers.iter().flat_map(|handler| match &handler.catches {
        Catches::Named(names) => names.as_slice(),
        Catches::AnyOther(span) => std::slice::from_ref(span),
    });
    named.copied().collect()
}
