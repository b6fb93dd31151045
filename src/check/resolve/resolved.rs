//! A script with everything in it resolved, once: which action a line means and which value each
//! of its parameters has, what every name stands for, what type every value has. It is made from
//! the tree and the catalogue; the rules decide on it, lowering translates it, and the language
//! server looks things up in it.

use super::facts::Facts;
use super::name::{Body, Input, Meaning, Name, NameId, Reference, Step};
use super::site::{ActionUse, Site, ThingUse};
use crate::catalogue::{Action, Catalogue, SystemEntry, Thing};
use crate::check::context::Context;
use crate::check::literal;
use crate::check::names::NameMap;
use crate::check::systems::{self, Systems};
use crate::source::{Source, Span};
use crate::syntax::tree::{Answer, Expr, Handler, Item, Key, TestItem, Tree, Use, UseSteps, When};
use crate::value::Value;
use std::cell::OnceCell;
use std::sync::Arc;

/// A resolved script.
pub struct Resolved<'a> {
    /// The text.
    pub source: &'a Source,
    /// Its tree.
    pub tree: &'a Tree,
    /// What exists.
    pub catalogue: &'a Catalogue,
    /// Where it will run.
    pub context: &'a Context,
    /// The systems in scope.
    pub(crate) systems: Systems<'a>,
    /// The variables of all bodies, each body's together, in the order in which they get a value.
    pub names: Vec<Name<'a>>,
    /// The inputs, in the order in which the bodies name them.
    pub inputs: Vec<Input<'a>>,
    /// The steps, in the order of the file.
    pub steps: Vec<Step<'a>>,
    /// The bodies: steps before those that run them, then the flow itself, handlers of last resort,
    /// tests.
    pub bodies: Vec<Body>,
    /// The handlers of last resort.
    pub everywhere: Vec<&'a Handler>,
    /// Every action, `wait until` and `await`.
    pub sites: Vec<Site<'a>>,
    /// What was found out about values and clauses beside that.
    pub facts: Facts<'a>,
    /// Whether something could not be understood, so that what seems unused may be used there.
    pub any_broken: bool,
    /// The text that could not be read.
    pub unread: Vec<Span>,
    pub(super) args: Vec<(u16, &'a Expr)>,
    pub(super) outputs: Vec<NameId>,
    pub(super) site_at: NameMap<u32, u32>,
    pub(super) reasons_at: NameMap<u32, NameId>,
    pub(super) step_at: NameMap<&'a str, u32>,
    pub(super) input_at: NameMap<&'a str, u32>,
    pub(super) references: Vec<Reference>,
    pub(super) reference_at: NameMap<u32, u32>,
    pub(super) outcomes: OnceCell<Vec<&'a str>>,
}

impl<'a> Resolved<'a> {
    /// The text that a span covers.
    pub fn slice(&self, span: Span) -> &'a str {
        self.source.slice(span)
    }

    /// Every action of the flow, its steps and its handlers that is one of a system in scope.
    pub fn actions(&self) -> impl Iterator<Item = ActionUse<'_, 'a>> {
        let sites = self.sites.iter();
        sites.filter_map(|site| ActionUse::new(self, site))
    }

    /// The actions of one system.
    pub fn actions_of(&self, system: &str) -> impl Iterator<Item = ActionUse<'_, 'a>> {
        self.actions()
            .filter(move |used| *used.action.system == *system)
    }

    /// The action, `wait until` or `await` whose phrase or thing begins at a byte.
    pub fn site_at(&self, start: u32) -> Option<&Site<'a>> {
        let at = *self.site_at.get(&start)?;
        self.sites.get(at as usize)
    }

    /// The action whose phrase begins at a byte, where a system in scope has it.
    pub fn action_at(&self, start: u32) -> Option<ActionUse<'_, 'a>> {
        ActionUse::of(self, self.site_at(start)?)
    }

    /// The action of a site, by the site's number.
    pub(crate) fn action_of(&self, site: u32) -> Option<ActionUse<'_, 'a>> {
        ActionUse::of(self, self.sites.get(site as usize)?)
    }

    /// The wait whose thing stands at a byte, where a system in scope has it.
    pub fn thing_at(&self, start: u32) -> Option<ThingUse<'_, 'a>> {
        ThingUse::of(self, self.site_at(start)?)
    }

    /// The same, with its number.
    pub fn numbered_site_at(&self, start: u32) -> Option<(usize, &Site<'a>)> {
        let at = *self.site_at.get(&start)? as usize;
        Some((at, self.sites.get(at)?))
    }

    /// The variables that get a site's outputs: one for `giving`, else one for each.
    pub fn outputs_of(&self, site: &Site<'a>) -> &[NameId] {
        &self.outputs[site.outputs.start as usize..site.outputs.end as usize]
    }

    /// The parameters that a site's action is given, by their numbers.
    pub fn given_to(&self, site: &Site<'a>) -> Vec<usize> {
        let args = &self.args[site.args.start as usize..site.args.end as usize];
        args.iter().map(|(param, _)| usize::from(*param)).collect()
    }

    /// The systems in scope, and what the file calls each.
    pub fn scope(&self) -> impl Iterator<Item = (Arc<str>, Arc<SystemEntry>)> {
        let list = self.systems.list.iter();
        list.map(|system| (Arc::from(system.alias), system.entry.clone()))
    }

    /// The system that the file calls so.
    pub fn system_called(&self, alias: &str) -> Option<&'a Arc<SystemEntry>> {
        let mut list = self.systems.list.iter();
        let found = list.find(|system| system.alias == alias);
        found.map(|system| system.entry)
    }

    /// The braces of the step that a name means.
    pub fn body_of_step(&self, name: Span) -> Option<Span> {
        let step = self.step_named(self.slice(name))?;
        Some(self.steps[step].step.body.span)
    }

    /// What the name that begins at a byte stands for.
    pub fn meaning_at(&self, start: u32) -> Option<Meaning> {
        let at = *self.reference_at.get(&start)?;
        self.references.get(at as usize).map(|known| known.to)
    }

    /// The variable that stands at a byte.
    pub fn name_at(&self, start: u32) -> Option<NameId> {
        match self.meaning_at(start)? {
            Meaning::Name(name) => Some(name),
            _ => None,
        }
    }

    /// Every place where a name stands, in the order in which the bodies were resolved.
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// `Outcome` and `Reason` of the handler, or the `always` block, that begins at a byte.
    pub fn reasons_at(&self, start: u32) -> Option<[NameId; 2]> {
        let first = *self.reasons_at.get(&start)?;
        Some([first, first + 1])
    }

    /// A variable.
    pub fn name(&self, id: NameId) -> &Name<'a> {
        &self.names[id as usize]
    }

    /// The step of that name, by its number.
    pub fn step_named(&self, name: &str) -> Option<usize> {
        self.step_at.get(name).map(|at| *at as usize)
    }

    /// The input of that name.
    pub fn input_named(&self, name: &str) -> Option<&Input<'a>> {
        let at = *self.input_at.get(name)?;
        self.inputs.get(at as usize)
    }

    /// The names of all steps.
    pub fn step_names(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.step_at.keys().copied()
    }

    /// What a `when` line names, where one system alone has it.
    pub fn arriving(&self, line: &When) -> Option<&'a Arc<Thing>> {
        let alias = line.system.map(|system| self.slice(system));
        match self.systems.thing(0, alias, self.slice(line.thing)) {
            systems::Found::One(_, thing) => Some(thing),
            _ => None,
        }
    }

    /// The value of a literal; nothing where the expression is none, or one that cannot be.
    pub fn literal(&self, expr: &Expr) -> Option<Value> {
        literal::literal(self.source, expr)?.ok()
    }

    /// A field's name.
    pub fn key(&self, key: Key) -> String {
        literal::key(self.source, key).into_owned()
    }

    /// Whether the file is about this system: it names it, or no other is in scope. Without a `use`
    /// line and with several in scope it may be about any.
    pub fn is_about(&self, system: &str) -> bool {
        let systems = &self.systems;
        let uses = systems
            .list
            .iter()
            .any(|known| &*known.entry.name == system);
        uses && (systems.explicit || systems.list.len() == 1)
    }

    /// The `use` lines.
    pub fn uses(&self) -> impl Iterator<Item = &'a Use> {
        let items = self.tree.items.iter();
        items.filter_map(|item| match item {
            Item::Use(line) => Some(line),
            _ => None,
        })
    }

    /// The `use steps from` lines of the flow itself.
    pub fn steps_lines(&self) -> impl Iterator<Item = &'a UseSteps> {
        let items = self.tree.items.iter();
        items.filter_map(|item| match item {
            Item::UseSteps(line) => Some(line),
            _ => None,
        })
    }

    /// The `use` lines of the files whose steps the flow uses.
    pub fn uses_of_files(&self) -> impl Iterator<Item = &'a Use> {
        self.tree.systems_of.iter().flatten()
    }

    /// Whether every file whose steps it uses is there.
    pub fn has_all_files(&self) -> bool {
        let linked = |line: &UseSteps| {
            let mut links = self.source.links().iter();
            links.any(|link| link.path.start == line.path.start)
        };
        self.source.links().iter().all(|link| link.to.is_ok()) && self.steps_lines().all(linked)
    }

    /// What tests let actions, waits and signals answer.
    pub fn answers(&self) -> impl Iterator<Item = (&Site<'a>, &'a Answer)> {
        let items = self.tree.items.iter();
        let lines = items.flat_map(|item| match item {
            Item::Test(test) => test.items.as_slice(),
            _ => &[],
        });
        let answers = lines.filter_map(|line| match line {
            TestItem::GivenAnswers {
                phrase, answers, ..
            } => Some((self.site_at(phrase.span.start)?, answers)),
            _ => None,
        });
        let each =
            answers.flat_map(|(site, answers)| answers.iter().map(move |answer| (site, answer)));
        each.filter(|(_, answer)| !answer.nothing)
    }

    /// Whether a profile gives an input of this name.
    pub fn is_given(&self, name: &str) -> bool {
        let mut profiles = self.context.profiles();
        profiles.any(|profile| profile.inputs.iter().any(|known| **known == *name))
    }

    /// Whether the file holds tests of another one.
    pub fn is_test_file(&self) -> bool {
        self.source.name().ends_with(".test.flow")
    }

    /// Every outcome that something in scope can have.
    pub fn all_outcomes(&self) -> &[&'a str] {
        self.outcomes.get_or_init(|| self.gather_outcomes())
    }

    fn gather_outcomes(&self) -> Vec<&'a str> {
        let mut all: Vec<&'a str> = Vec::from(OWN_OUTCOMES);
        for system in &self.systems.list {
            let entry = system.entry;
            let of_actions = entry.actions.iter().flat_map(|action| &action.outcomes);
            let of_things = entry.things.iter().flat_map(|thing| &thing.outcomes);
            all.extend(of_actions.chain(of_things).map(|outcome| &*outcome.name));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether an action is one that hands on what the other takes, or so much as shares an outcome
    /// with such a one: then the outcome is about the session, not about the action.
    pub(crate) fn is_of_session(&self, system: u16, action: &Action, outcome: &str) -> bool {
        use crate::catalogue::ParamDefault::Provided;
        let takes = |name: &str| {
            let mut params = action.params.iter();
            params.any(|param| matches!(&param.default, Provided(known) if **known == *name))
        };
        let entry = self.systems.list[system as usize].entry;
        entry.actions.iter().any(|other| {
            let mut outputs = other.outputs.iter();
            outputs.any(|output| output.provides && takes(&output.name))
                && other.outcome(outcome).is_some()
        })
    }
}

/// The outcomes of the language's own statements.
pub(crate) const OWN_OUTCOMES: [&str; 4] = ["Declined", "Exhausted", "TimedOut", "UnknownZone"];
