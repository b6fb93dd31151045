//! Actions and waits: what they mean, their values, and the variables that get their outputs.

use super::Resolver;
use crate::catalogue::{Action, Output, PhrasePart as Known, SystemEntry, Thing};
use crate::check::resolve::{
    Found, Meaning, NameId, Owner, Place, Role, Site, Sort, What, Written,
};
use crate::check::systems;
use crate::source::{Source, Span};
use crate::syntax::tree::{self, Arg, Expr, ExprKind, Phrase, PhrasePart};
use crate::value::{Field, Kind};
use std::sync::Arc;

impl<'a> Resolver<'a> {
    pub(super) fn action(&mut self, written: &'a tree::Action, span: Span) {
        let site = self.site(Written::Action(written), span);
        let Found::Action(_, action) = self.sites[site].found else {
            self.values.unread(span);
            self.loose_values(&written.phrase, &written.with);
            return self.broken(written.giving, &written.handlers);
        };
        let first = self.args.len() as u32;
        self.phrase(action, &written.phrase);
        for arg in &written.with {
            self.with(action, arg);
        }
        self.sites[site].args = first..self.args.len() as u32;
        self.outputs(site, written.giving, &action.outputs, written.phrase.span);
        self.own_handlers(&written.handlers, Owner::Site(site as u32));
        self.reactions(&written.handlers);
    }

    /// One more site, and what it means.
    pub(super) fn site(&mut self, written: Written<'a>, span: Span) -> usize {
        let found = self.found(&written);
        let number = self.sites.len();
        self.site_at.insert(written.span().start, number as u32);
        self.sites.push(Site {
            span,
            written,
            found,
            body: self.values.body,
            args: 0..0,
            outputs: 0..0,
        });
        number
    }

    fn found(&self, written: &Written<'a>) -> Found<'a> {
        let file = self.values.source.part_of(written.span().start);
        let alias = match written.system() {
            None => None,
            Some(span) => {
                let name = self.slice(span);
                let (mut systems, _) = self.systems.of_file(file);
                if !systems.any(|(_, alias)| alias == name) {
                    return Found::NoSystem(span);
                }
                Some(name)
            }
        };
        let source = self.values.source;
        let action = |phrase| match self.systems.action(source, alias, phrase) {
            systems::Found::One(system, action) => Found::Action(system, action),
            systems::Found::Several(all) => Found::Several(all),
            systems::Found::None => Found::None,
        };
        match written {
            Written::Action(written) => action(&written.phrase),
            Written::Test(phrase) => {
                let short = self.by_key(file, alias, phrase);
                match (short, signal(source, phrase), waited(source, phrase)) {
                    (None, Some(name), _) => Found::Signal(name),
                    (None, None, Some(thing)) => self.thing(file, alias, thing),
                    (None, None, None) => action(phrase),
                    (Some(found), ..) => found,
                }
            }
            Written::WaitUntil(_) | Written::Await(_) => {
                self.thing(file, alias, self.slice(written.span()))
            }
        }
    }

    fn thing(&self, file: usize, alias: Option<&str>, name: &str) -> Found<'a> {
        match self.systems.thing(file, alias, name) {
            systems::Found::One(system, thing) => Found::Thing(system, thing),
            systems::Found::Several(all) => Found::Several(all),
            systems::Found::None => Found::None,
        }
    }

    /// The action of a phrase without its values, as a test may have it. Of two systems that the
    /// file names neither is taken for the other.
    fn by_key(&self, file: usize, alias: Option<&str>, phrase: &Phrase) -> Option<Found<'a>> {
        let word = |part: &PhrasePart| match part {
            PhrasePart::Word(span) => Some(self.slice(*span)),
            PhrasePart::Value(_) => None,
        };
        let words: Option<Vec<&str>> = phrase.parts.iter().map(word).collect();
        let words = words?;
        let by = |find: &dyn Fn(&'a SystemEntry) -> Option<&'a Arc<Action>>| match self
            .systems
            .search(file, alias, find)
        {
            systems::Found::One(system, action) => Some(Found::Action(system, action)),
            systems::Found::Several(all) => Some(Found::Several(all)),
            systems::Found::None => None,
        };
        by(&|entry| entry.find_key(words.iter().copied())).or_else(|| {
            // without its last prepositions, as messages call it, where one action alone is called so
            let name = words.join(" ");
            by(&|entry| only(entry, |action| action.short() == name))
                // and by its beginning, where no other action begins so
                .or_else(|| by(&|entry| only(entry, |action| begins(action, &name))))
        })
    }

    fn phrase(&mut self, action: &'a Action, phrase: &'a Phrase) {
        for (known, part) in action.phrase.iter().zip(&phrase.parts) {
            if let (Known::Value(param), PhrasePart::Value(value)) = (known, part) {
                self.param(action, *param, value);
            }
        }
    }

    fn param(&mut self, action: &'a Action, number: usize, value: &'a Expr) {
        let param = &action.params[number];
        let role = Role {
            what: What::Param(action, param),
            place: Place::Data,
        };
        self.values.value(value, &param.kind, role);
        self.args.push((number as u16, value));
    }

    fn with(&mut self, action: &'a Action, arg: &'a Arg) {
        let name = self.slice(arg.name);
        match action.params.iter().position(|param| *param.name == *name) {
            Some(number) => self.param(action, number, &arg.value),
            None if matches!(arg.value.kind, ExprKind::Name) => self.loose_name(&arg.value),
            None => {
                self.values.expr(&arg.value, Place::Data);
            }
        }
    }

    /// The values in a phrase, though nobody knows what they are for.
    pub(super) fn loose_values(&mut self, phrase: &'a Phrase, with: &'a [Arg]) {
        let in_phrase = phrase.parts.iter().filter_map(|part| match part {
            PhrasePart::Value(value) => Some(value),
            PhrasePart::Word(_) => None,
        });
        for value in in_phrase.chain(with.iter().map(|arg| &arg.value)) {
            match value.kind {
                ExprKind::Name => self.loose_name(value),
                _ => {
                    self.values.expr(value, Place::Data);
                }
            }
        }
    }

    /// A name of which nobody can say what it should be.
    fn loose_name(&mut self, value: &'a Expr) {
        let text = self.slice(value.span);
        if let Some(id) = self.values.scope.get(text) {
            self.values.read(id, value.span);
            return;
        }
        let input = self.values.inputs.find(text);
        let meaning = input.map_or(Meaning::Unknown, |at| Meaning::Input(at as u32));
        self.values.refer(value.span, meaning);
    }

    /// The variables that get the outputs.
    pub(super) fn outputs(
        &mut self,
        site: usize,
        giving: Option<Span>,
        outputs: &'a [Output],
        at: Span,
    ) {
        let first = self.outputs.len() as u32;
        match giving {
            Some(name) => {
                let kind = match outputs {
                    [] => Kind::Any,
                    [one] => one.kind.clone(),
                    all => record_of(all),
                };
                let name = self.assign(name, kind, Sort::Variable);
                self.outputs.push(name);
            }
            None => {
                for output in outputs {
                    let name = self.output(output, at);
                    self.outputs.push(name);
                }
            }
        }
        self.sites[site].outputs = first..self.outputs.len() as u32;
    }

    fn output(&mut self, output: &'a Output, at: Span) -> NameId {
        match self.values.scope.get(&output.name) {
            Some(name) => {
                self.values.names[name as usize].kind = output.kind.clone();
                name
            }
            None => {
                self.values
                    .declare(&output.name, at, at.end, Sort::Output, output.kind.clone())
            }
        }
    }

    pub(super) fn wait_until(&mut self, wait: &'a tree::WaitUntil, span: Span) {
        self.limits(&wait.at_most, &Kind::Duration, "`at most`");
        let site = self.site(Written::WaitUntil(wait), span);
        let Found::Thing(_, thing) = self.sites[site].found else {
            self.values.expr(&wait.subject, Place::Data);
            return self.broken(None, &wait.handlers);
        };
        let role = Role::named("what is waited for", Place::Data);
        self.values.value(&wait.subject, &thing.id, role);
        self.own_handlers(&wait.handlers, Owner::Site(site as u32));
        self.reactions(&wait.handlers);
    }

    pub(super) fn await_(&mut self, wait: &'a tree::Await, span: Span) {
        self.limits(&wait.at_most, &Kind::Duration, "`at most`");
        if let Some(signal) = &wait.signal {
            return self.signal(wait, signal);
        }
        let site = self.site(Written::Await(wait), span);
        let Found::Thing(_, thing) = self.sites[site].found else {
            for arg in &wait.with {
                self.values.expr(&arg.value, Place::Data);
            }
            return self.broken(wait.giving, &wait.handlers);
        };
        for arg in &wait.with {
            self.filter(thing, arg);
        }
        let text = Span::new(span.start, wait.thing.end);
        self.outputs(site, wait.giving, &thing.outputs, text);
        self.own_handlers(&wait.handlers, Owner::Site(site as u32));
        self.reactions(&wait.handlers);
    }

    /// What somebody says to the run from outside.
    fn signal(&mut self, wait: &'a tree::Await, signal: &'a tree::Signal) {
        if let Some(question) = &signal.question {
            let role = Role::named("the question", Place::Bare);
            self.values.value(question, &Kind::Text, role);
        }
        let asks = signal.question.is_some();
        if let Some(name) = wait.giving {
            let kind = if asks { Kind::YesNo } else { Kind::Any };
            self.assign(name, kind, Sort::Variable);
        }
        self.own_handlers(&wait.handlers, Owner::Signal { asks });
        self.reactions(&wait.handlers);
    }

    fn filter(&mut self, thing: &'a Thing, arg: &'a Arg) {
        let name = self.slice(arg.name);
        let output = thing.outputs.iter().find(|output| *output.name == *name);
        let role = Role::named("`with`", Place::Data);
        match output {
            Some(output) => self.values.value(&arg.value, &output.kind, role),
            None => self.values.expr(&arg.value, Place::Data),
        };
    }
}

/// What `giving` binds where there are several outputs.
fn record_of(outputs: &[Output]) -> Kind {
    let fields = outputs.iter().map(|output| Field {
        name: output.name.clone(),
        kind: output.kind.clone(),
        about: output.about.clone(),
        mark: output.mark,
    });
    Kind::Record(Some(fields.collect()))
}

/// The name of the signal of an `await signal` in a test.
fn signal(source: &Source, phrase: &Phrase) -> Option<Span> {
    let [
        PhrasePart::Word(wait),
        PhrasePart::Word(word),
        PhrasePart::Value(name),
    ] = phrase.parts.as_slice()
    else {
        return None;
    };
    let said = (source.slice(*wait), source.slice(*word));
    let named = said == ("await", "signal") && matches!(name.kind, ExprKind::Name);
    named.then_some(name.span)
}

/// The thing of a `wait until` or an `await` in a test.
fn waited<'a>(source: &'a Source, phrase: &Phrase) -> Option<&'a str> {
    let words = phrase.parts.iter().map_while(|part| match part {
        PhrasePart::Word(span) => Some(source.slice(*span)),
        PhrasePart::Value(_) => None,
    });
    let words: Vec<&str> = words.collect();
    match words.as_slice() {
        ["wait", "until", thing, ..] | ["await", thing, ..] => Some(thing),
        _ => None,
    }
}

/// The action that alone is so.
fn only(entry: &SystemEntry, is_so: impl Fn(&Action) -> bool) -> Option<&Arc<Action>> {
    let mut found = entry.actions.iter().filter(|action| is_so(action));
    found.next().filter(|_| found.next().is_none())
}

/// Whether an action begins with these words. One word alone says too little.
fn begins(action: &Action, words: &str) -> bool {
    let rest = action.key.strip_prefix(words);
    words.contains(' ') && rest.is_some_and(|rest| rest.starts_with(' '))
}
