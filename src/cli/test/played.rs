//! One test, run for whoever steps through it.

use super::case::Case;
use super::shown::shown;
use super::unit::{Refused, Units};
use crate::cli::args::TestArgs;
use crate::config::Problem;
use crate::journal::Record;
use crate::program::Program;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A test that has been run.
pub(in crate::cli) struct Played {
    /// What ran: the flow, or one of its steps.
    pub program: Arc<Program>,
    /// The flow's file.
    pub flow: PathBuf,
    /// What decided the run.
    pub journal: Vec<Record>,
    /// What was not as the test expects it.
    pub said: Vec<String>,
}

/// Runs the test of this name, of a flow or a file of tests.
pub(in crate::cli) fn played(file: &Path, name: &str) -> Result<Played, Problem> {
    let args = TestArgs::default();
    let beside = super::unit::tests_beside(file);
    let files: Vec<PathBuf> = beside.into_iter().chain([file.to_owned()]).collect();
    let units = Units::read(&files, &args, None);
    let cases = Case::of(&units.units, &args);
    let Some(case) = cases.iter().find(|case| *case.test.name == *name) else {
        return Err(match units.refused.into_iter().next() {
            Some(Refused::Problem(problem)) => problem,
            Some(Refused::Findings(found)) => {
                let name = found.source.name();
                Problem::new(format!("{name} has errors")).help(format!("run `flow check {name}`"))
            }
            None => Problem::new(format!("{} has no test `{name}`", shown(file))),
        });
    };
    let done = case.run();
    let said = done.problems.iter().map(|problem| problem.title.clone());
    let said: Vec<String> = said.collect();
    let (Some(seen), Ok((program, started))) = (done.seen, case.started()) else {
        return Err(Problem::new(said.join("; ")));
    };
    let mut journal = seen.journal;
    if !matches!(journal.first(), Some(Record::Started(_))) {
        journal.insert(0, started);
    }
    Ok(Played {
        program,
        flow: case.unit.path.clone(),
        journal,
        said,
    })
}
