//! From a tree to what is wrong with it, and to a program that runs.
//!
//! [`lint`] looks for mistakes alone; [`check`] makes the program too, where there is no error.

mod allow;
mod elsewhere;
mod findings;
mod follow_on;
mod graph;
mod kept_comments;
mod literal;
mod lower;
pub mod model;
mod names;
pub mod policy;
pub mod rules;
mod subjects;
pub(crate) mod systems;
mod together;
mod ways;

pub(crate) use kept_comments::past_comment;
pub(crate) use literal::escape;

pub use findings::Findings;
pub use model::Model;

use crate::catalogue::{Catalogue, Param};
use crate::diagnostic::{Diagnostic, Severity, sort};
use crate::program::Program;
use crate::source::{Source, Span};
use crate::syntax::tree::Tree;
use crate::syntax::{self, Parsed};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known about where a script will run.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// What its profile says; without one, what a profile could bring is not held against the
    /// script.
    pub profile: Option<Profile>,
    /// The profiles of the other systems that it uses.
    pub others: Vec<Profile>,
    /// What the team asks of this script: [`policy::House::of`] its path.
    pub house: Arc<policy::House>,
}

impl Context {
    /// What profiles say; the first is for scripts with no `use` line.
    pub fn of(profiles: impl IntoIterator<Item = Profile>) -> Self {
        let mut profiles = profiles.into_iter();
        Self {
            profile: profiles.next(),
            others: profiles.collect(),
            house: Arc::default(),
        }
    }

    /// The same, in a team's house: what [`policy::House::of`] gives for the script's path.
    pub fn in_house(mut self, house: policy::House) -> Self {
        self.house = Arc::new(house);
        self
    }

    /// The profile with which a system's actions run.
    fn profile_of(&self, system: &str) -> Option<&Profile> {
        let mut profiles = self.profiles();
        profiles.find(|profile| *profile.system == *system)
    }

    /// The platform on which a system's actions run, where a profile says so.
    pub(crate) fn platform_of(&self, system: &str) -> Option<&str> {
        self.profile_of(system)?.platform.as_deref()
    }

    /// The tenant's own values for a parameter of one of a system's actions, and what their list is
    /// called.
    pub(crate) fn list_of(&self, system: &str, param: &Param) -> Option<(&str, &[Arc<str>])> {
        let list = param.list.as_ref()?;
        let known = self.profile_of(system)?.lists.get_key_value(list);
        known.map(|(list, values)| (&**list, &**values))
    }

    /// All of them.
    pub fn profiles(&self) -> impl Iterator<Item = &Profile> {
        self.profile.iter().chain(&self.others)
    }
}

/// What a profile brings into a run.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// The system of a script that has no `use` line.
    pub system: Arc<str>,
    /// What is there from the start, as `SecurityUser` and `SessionId`.
    pub provided: Vec<Arc<str>>,
    /// The names of the inputs that it gives.
    pub inputs: Vec<Arc<str>>,
    /// Which of its system's platforms it is, as `CCX`; without one, what any of them offers is
    /// taken as offered.
    pub platform: Option<Arc<str>>,
    /// The tenant's own lists, by name (`outcomes`, `skills`): the values that a parameter with
    /// that `list` in the catalogue may have.
    pub lists: BTreeMap<Arc<str>, Vec<Arc<str>>>,
}

/// What a check has found.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// The findings, in the order of the text.
    pub problems: Vec<Diagnostic>,
    /// The program, where none of them is an error.
    pub program: Option<Arc<Program>>,
}

impl Checked {
    /// Whether the script cannot run.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.problems)
    }
}

fn has_errors(problems: &[Diagnostic]) -> bool {
    problems
        .iter()
        .any(|found| found.severity == Severity::Error)
}

/// Finds the mistakes in a parsed script.
pub fn lint(
    source: &Arc<Source>,
    tree: &Tree,
    catalogue: &Catalogue,
    context: &Context,
) -> Vec<Diagnostic> {
    let model = Model::new(source, tree, catalogue, context);
    let mut problems = rules::find(&model);
    settle(&mut problems, source, &tree.comments, context);
    problems
}

/// What is left of the findings when comments and levels have had their say, in order.
fn settle(problems: &mut Vec<Diagnostic>, source: &Source, comments: &[Span], context: &Context) {
    let levels = &context.house.levels;
    let off = |code| levels.get(code) == Some(policy::Level::Off);
    allow::apply(source, comments, problems, &off);
    kept_comments::keep(source, comments, problems);
    levels.apply(problems);
    sort(problems);
}

/// Checks a parsed script, and makes its program where there is no error.
pub fn check(
    source: &Arc<Source>,
    tree: &Tree,
    catalogue: &Catalogue,
    context: &Context,
) -> Checked {
    let model = Model::new(source, tree, catalogue, context);
    let mut problems = rules::find(&model);
    settle(&mut problems, source, &tree.comments, context);
    let program = (!has_errors(&problems)).then(|| Arc::new(lower::lower(source, &model)));
    Checked { problems, program }
}

/// Reads and checks a script: mistakes of syntax and of meaning in one list.
pub fn check_text(source: &Arc<Source>, catalogue: &Catalogue, context: &Context) -> Checked {
    let parsed = syntax::parse(source);
    if parsed.is_clean() {
        return check(source, &parsed.tree, catalogue, context);
    }
    Checked {
        problems: with_syntax(parsed, source, catalogue, context),
        program: None,
    }
}

/// Finds the mistakes in a script's text, of syntax and of meaning.
pub fn lint_text(
    source: &Arc<Source>,
    catalogue: &Catalogue,
    context: &Context,
) -> Vec<Diagnostic> {
    with_syntax(syntax::parse(source), source, catalogue, context)
}

fn with_syntax(
    parsed: Parsed,
    source: &Arc<Source>,
    catalogue: &Catalogue,
    context: &Context,
) -> Vec<Diagnostic> {
    let said = |found| elsewhere::known(found, source, catalogue);
    let mut syntax = parsed.problems;
    follow_on::of_syntax(&mut syntax);
    let model = Model::new(source, &parsed.tree, catalogue, context);
    let mut found = rules::find(&model);
    follow_on::of_meaning(&syntax, &mut found, source);
    let mut problems: Vec<Diagnostic> = syntax.into_iter().map(said).collect();
    problems.extend(found);
    settle(&mut problems, source, &parsed.tree.comments, context);
    problems
}
