//! The systems in a script's scope, and the actions that its phrases mean.

use super::context::Context;
use crate::catalogue::{Action, Catalogue, Part, SystemEntry, Thing};
use crate::source::Source;
use crate::syntax::tree::{Item, Phrase, PhrasePart, Tree};
use std::sync::Arc;

/// A system in scope and what the file calls it.
pub(crate) struct InScope<'a> {
    pub entry: &'a Arc<SystemEntry>,
    pub alias: &'a str,
}

/// The systems in scope.
pub(crate) struct Systems<'a> {
    pub list: Vec<InScope<'a>>,
    /// What further files call them, by file from the second on; empty where such a file names none
    /// and so means those of the flow.
    files: Vec<Vec<(&'a str, u16)>>,
    /// How many of them the flow itself may mean.
    own: usize,
    /// Whether the file says which they are.
    pub explicit: bool,
    /// Whether a `use` line names none that is there.
    pub broken: bool,
}

/// So many systems a script may use: each of its phrases is looked for in all of them.
pub(crate) const MOST_SYSTEMS: usize = 32;

/// What a phrase or a thing may mean.
pub(crate) enum Found<T> {
    /// One thing, of the system with this index.
    One(u16, T),
    /// More than one system has it.
    Several(Vec<u16>),
    /// None has it.
    None,
}

impl<'a> Systems<'a> {
    pub fn new(
        source: &'a Source,
        tree: &Tree,
        catalogue: &'a Catalogue,
        context: &'a Context,
    ) -> Self {
        let mut systems = Self {
            list: Vec::new(),
            files: Vec::new(),
            own: 0,
            explicit: false,
            broken: false,
        };
        systems.add_named(source, tree, catalogue);
        if let (false, Some(flow)) = (systems.explicit, &context.tested) {
            systems.add_named(flow, &crate::syntax::parse(flow).tree, catalogue);
        }
        if !systems.explicit {
            systems.add_default(catalogue, context);
        }
        systems.own = systems.list.len();
        for lines in &tree.systems_of {
            let of_file = lines.iter().filter_map(|line| {
                let alias = source.slice(line.alias.unwrap_or(line.system));
                let number = systems.number_of(catalogue, source.slice(line.system), alias);
                systems.broken |= number.is_none();
                Some((alias, number?))
            });
            let of_file = of_file.collect();
            systems.files.push(of_file);
        }
        systems
    }

    /// Those of the `use` lines of a text.
    fn add_named(&mut self, source: &'a Source, tree: &Tree, catalogue: &'a Catalogue) {
        for item in &tree.items {
            let Item::Use(line) = item else { continue };
            self.explicit = true;
            let alias = source.slice(line.alias.unwrap_or(line.system));
            self.add(catalogue, source.slice(line.system), alias);
        }
    }

    /// The number of a system that a further file names: the flow's own, where it has it.
    fn number_of(&mut self, catalogue: &'a Catalogue, name: &str, alias: &'a str) -> Option<u16> {
        let entry = catalogue.system(name)?;
        let known = |system: &InScope<'_>| system.entry.name == entry.name;
        if let Some(known) = self.list.iter().position(known) {
            return Some(known as u16);
        }
        if self.list.len() >= MOST_SYSTEMS {
            return None;
        }
        self.list.push(InScope { entry, alias });
        Some((self.list.len() - 1) as u16)
    }

    /// The systems that a file may mean, with what it calls each, and whether it says so itself.
    pub fn of_file(&self, file: usize) -> (impl Iterator<Item = (u16, &'a str)>, bool) {
        let own = file.checked_sub(1).and_then(|file| self.files.get(file));
        let own = own.filter(|names| !names.is_empty());
        let named = own.into_iter().flatten();
        let named = named.map(|(alias, number)| (*number, *alias));
        let count = match own {
            Some(_) => 0,
            None => self.own,
        };
        let of_flow = self.list[..count].iter().enumerate();
        let of_flow = of_flow.map(|(number, system)| (number as u16, system.alias));
        (named.chain(of_flow), own.is_some() || self.explicit)
    }

    fn add(&mut self, catalogue: &'a Catalogue, name: &str, alias: &'a str) {
        let known = self.list.iter().any(|system| system.alias == alias);
        match catalogue.system(name) {
            // Of two with one name the first counts; the other is told.
            Some(_) if known => {}
            Some(entry) if self.list.len() < MOST_SYSTEMS => {
                self.list.push(InScope { entry, alias });
            }
            _ => self.broken = true,
        }
    }

    fn add_default(&mut self, catalogue: &'a Catalogue, context: &Context) {
        let of_profile = context
            .profile
            .as_ref()
            .and_then(|profile| catalogue.system(&profile.system));
        let in_scope = |entry: &'a Arc<SystemEntry>| InScope {
            entry,
            alias: &entry.name,
        };
        self.list = match of_profile {
            Some(entry) => vec![in_scope(entry)],
            None => catalogue.systems().map(in_scope).collect(),
        };
    }

    /// The action that a phrase means.
    pub fn action(
        &self,
        source: &Source,
        prefix: Option<&str>,
        phrase: &Phrase,
    ) -> Found<&'a Arc<Action>> {
        let file = source.part_of(phrase.span.start);
        self.search(file, prefix, |entry| find(entry, source, phrase))
    }

    /// The thing of that name, as a file means it.
    pub fn thing(&self, file: usize, prefix: Option<&str>, name: &str) -> Found<&'a Arc<Thing>> {
        self.search(file, prefix, |entry| entry.thing(name))
    }

    /// What has been found in the systems that are meant. Where the file names none of them, the
    /// first counts.
    pub fn search<T>(
        &self,
        file: usize,
        prefix: Option<&str>,
        find: impl Fn(&'a SystemEntry) -> Option<T>,
    ) -> Found<T> {
        let mut found = Found::None;
        let (systems, explicit) = self.of_file(file);
        for (index, alias) in systems {
            if prefix.is_some_and(|prefix| prefix != alias) {
                continue;
            }
            let Some(one) = find(self.list[usize::from(index)].entry) else {
                continue;
            };
            found = match found {
                Found::None => Found::One(index, one),
                Found::One(first, one) if !explicit => return Found::One(first, one),
                Found::One(first, _) => Found::Several(vec![first, index]),
                Found::Several(mut all) => {
                    all.push(index);
                    Found::Several(all)
                }
            };
        }
        found
    }
}

fn find<'a>(entry: &'a SystemEntry, source: &Source, phrase: &Phrase) -> Option<&'a Arc<Action>> {
    entry.lookup(parts(source, phrase))
}

/// The parts of a phrase as the catalogue takes them.
pub(crate) fn parts<'a>(
    source: &'a Source,
    phrase: &'a Phrase,
) -> impl Iterator<Item = Part<'a>> + Clone {
    phrase.parts.iter().map(|part| match part {
        PhrasePart::Word(span) => Part::Word(source.slice(*span)),
        PhrasePart::Value(value) => Part::Value(source.slice(value.span)),
    })
}
