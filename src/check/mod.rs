//! From a tree to what is wrong with it, and to a program that runs.
//!
//! [`lint`] looks for mistakes alone; [`check`] makes the program too, where there is no error.

mod allow;
pub mod beside;
mod context;
mod elsewhere;
mod fall_through;
mod findings;
mod follow_on;
mod given;
mod graph;
mod kept_comments;
mod literal;
mod lower;
mod model;
mod names;
pub mod policy;
pub mod resolve;
mod results;
pub mod rules;
mod schedule;
mod stop;
mod subjects;
pub(crate) mod systems;
#[cfg(test)]
mod tests;
mod together;
mod trigger;
mod ways;

#[cfg(feature = "lsp")]
pub(crate) use kept_comments::past_comment;
#[cfg(feature = "lsp")]
pub(crate) use literal::escape;

pub use context::{Context, Profile};
pub use findings::Findings;
pub use model::Model;
pub use stop::Stop;

use resolve::Resolved;

use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Severity, own_line, sort};
use crate::program::Program;
use crate::program::test::Test;
use crate::source::Source;
use crate::syntax::tree::Tree;
use crate::syntax::{self, Parsed};
use std::sync::Arc;

/// What a check has found.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// The findings, in the order of the text.
    pub problems: Vec<Diagnostic>,
    /// The program, where none of them is an error.
    pub program: Option<Arc<Program>>,
}

/// A script that is tested: its program, and the tests in its text.
#[derive(Clone, Debug, Default)]
pub struct Tested {
    /// The findings, in the order of the text.
    pub problems: Vec<Diagnostic>,
    /// The program, where none of them is an error.
    pub program: Option<Arc<Program>>,
    /// The tests, where none of them is an error.
    pub tests: Vec<Test>,
}

/// Reads and checks a script together with its tests.
pub fn check_tests(source: &Arc<Source>, catalogue: &Catalogue, context: &Context) -> Tested {
    let mut parsed = syntax::parse(source);
    if !parsed.is_clean() {
        return Tested {
            problems: with_syntax(&mut parsed, source, catalogue, context, drop),
            ..Tested::default()
        };
    }
    let model = Model::new(Resolved::new(source, &parsed.tree, catalogue, context));
    let mut problems = rules::find(&model);
    settle(&mut problems, &model);
    if has_errors(&problems) {
        return Tested {
            problems,
            ..Tested::default()
        };
    }
    Tested {
        problems,
        program: Some(Arc::new(lower::lower(source, &model))),
        tests: lower::tests(&model),
    }
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
    let model = Model::new(Resolved::new(source, tree, catalogue, context));
    let mut problems = rules::find(&model);
    settle(&mut problems, &model);
    whole(problems, context)
}

/// Findings of a check that came to its end; of one that was stopped there are none.
fn whole(problems: Vec<Diagnostic>, context: &Context) -> Vec<Diagnostic> {
    match context.stop.is_stopped() {
        true => Vec::new(),
        false => problems,
    }
}

/// What an error does to people that does no more than keep its flow from starting, as one of syntax. It
/// is a fact about the file: reports for people state it once.
pub(crate) const NOT_STARTED: &str =
    "the flow does not start until this is fixed: none of its actions reaches a contact";

/// What is left of the findings when comments and levels have had their say, in order.
fn settle(problems: &mut Vec<Diagnostic>, model: &Model<'_>) {
    let (source, comments) = (model.source, &model.tree.comments);
    let levels = &model.context.house.levels;
    let off = |code| levels.get(code) == Some(policy::Level::Off);
    allow::apply(source, comments, problems, model.catalogue, &off);
    kept_comments::keep(source, comments, problems);
    for found in problems.iter_mut() {
        own_line::in_help(source, found);
        if found.severity == Severity::Error && found.why.is_none() {
            found.why = Some(NOT_STARTED.to_owned());
        }
    }
    levels.apply(problems);
    sort(problems);
    cut(problems);
}

/// Leaves out what nobody reads to its end.
fn cut(problems: &mut Vec<Diagnostic>) {
    if problems.len() > MOST_FINDINGS {
        let more = problems.len() - MOST_FINDINGS;
        // An error further down is one all the same.
        let error = problems[MOST_FINDINGS..]
            .iter()
            .position(|found| found.severity == Severity::Error)
            .filter(|_| !has_errors(&problems[..MOST_FINDINGS]))
            .map(|at| problems[MOST_FINDINGS + at].clone());
        problems.truncate(MOST_FINDINGS);
        problems.extend(error);
        if let Some(last) = problems.last_mut() {
            let note = format!("and {more} more diagnostics in this file are not shown");
            last.help = Some(match last.help.take() {
                Some(help) => format!("{help}\n{note}"),
                None => note,
            });
        }
    }
}

/// What nobody reads to its end is cut: prose in a `.flow` file, a file of another tool.
const MOST_FINDINGS: usize = 1_000;

/// Checks a parsed script, and makes its program where there is no error. A check that is stopped by
/// its context has found nothing, and makes none.
pub fn check(
    source: &Arc<Source>,
    tree: &Tree,
    catalogue: &Catalogue,
    context: &Context,
) -> Checked {
    let model = Model::new(Resolved::new(source, tree, catalogue, context));
    let mut problems = rules::find(&model);
    settle(&mut problems, &model);
    if context.stop.is_stopped() {
        return Checked::default();
    }
    let program = (!has_errors(&problems)).then(|| Arc::new(lower::lower(source, &model)));
    Checked { problems, program }
}

/// Reads and checks a script: mistakes of syntax and of meaning in one list.
pub fn check_text(source: &Arc<Source>, catalogue: &Catalogue, context: &Context) -> Checked {
    let mut parsed = syntax::parse(source);
    if parsed.is_clean() {
        return check(source, &parsed.tree, catalogue, context);
    }
    Checked {
        problems: with_syntax(&mut parsed, source, catalogue, context, drop),
        program: None,
    }
}

/// Finds the mistakes in a script's text, of syntax and of meaning.
pub fn lint_text(
    source: &Arc<Source>,
    catalogue: &Catalogue,
    context: &Context,
) -> Vec<Diagnostic> {
    if let Some(flow) = &context.tested {
        return beside::lint(source, flow, catalogue, context);
    }
    let mut parsed = syntax::parse(source);
    with_syntax(&mut parsed, source, catalogue, context, drop)
}

/// The same for the last script of a process: nothing that was made for it is taken apart, which takes
/// time and frees what ends with the process anyway.
#[cfg(feature = "cli")]
pub(crate) fn lint_last_text(
    source: &Arc<Source>,
    catalogue: &Catalogue,
    context: &Context,
) -> Vec<Diagnostic> {
    if let Some(flow) = &context.tested {
        return beside::lint(source, flow, catalogue, context);
    }
    let mut parsed = std::mem::ManuallyDrop::new(syntax::parse(source));
    with_syntax(&mut parsed, source, catalogue, context, std::mem::forget)
}

fn with_syntax<'a>(
    parsed: &'a mut Parsed,
    source: &'a Arc<Source>,
    catalogue: &'a Catalogue,
    context: &'a Context,
    done: fn(Model<'a>),
) -> Vec<Diagnostic> {
    let mut syntax = std::mem::take(&mut parsed.problems);
    follow_on::of_syntax(&mut syntax);
    let model = Model::new(Resolved::new(source, &parsed.tree, catalogue, context));
    let mut found = rules::find(&model);
    follow_on::of_meaning(&syntax, &mut found, &model);
    // Prose has a line like that in every other one, and means none of them.
    let said = |(number, found)| match number < elsewhere::MOST {
        true => elsewhere::known(found, &model),
        false => found,
    };
    let mut problems: Vec<Diagnostic> = syntax.into_iter().enumerate().map(said).collect();
    problems.extend(found);
    settle(&mut problems, &model);
    done(model);
    whole(problems, context)
}
