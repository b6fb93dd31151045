//! `flow test`.

use super::profile::ProfileArgs;
use clap::{Args as Group, ValueEnum};
use std::path::PathBuf;

#[derive(Group, Debug, Default)]
#[command(after_help = "\
Tests are `test` blocks, in a flow or in a file beside it: `hold.test.flow` tests `hold.flow`.
Nothing is sent to a system; time is virtual. Exit code 0: every test passed; 1: a test failed;
2: a flow has errors.

Examples:
  flow test                          everything here and below
  flow test hold.flow --name retry   the tests of one flow with `retry` in their names
  flow test --watch                  again whenever a file changes
  flow test --output junit           for a CI service
  flow test --fail-under 100         what no test has run, with the line that would
  flow test --mutate                 which changes of the flows no test notices
  flow test --explore                what goes wrong when systems answer differently

How tests are written: `flow docs testing`.")]
pub(in crate::cli) struct TestArgs {
    /// Flows, files of tests, and folders of them [default: this folder]
    #[arg(value_name = "FILE|FOLDER")]
    pub paths: Vec<PathBuf>,
    /// Only tests with this text in their name; may be repeated
    #[arg(long, value_name = "TEXT", help_heading = "Which tests")]
    pub name: Vec<String>,
    /// Only one part of all tests, like 2/5: for several machines that share the work
    #[arg(long, value_name = "I/N", value_parser = shard, help_heading = "Which tests")]
    pub shard: Option<Shard>,
    /// Run again whenever a file changes
    #[arg(long, conflicts_with_all = ["review", "accept"], help_heading = "Which tests")]
    pub watch: bool,
    /// How results are written
    #[arg(
        short,
        long,
        value_enum,
        value_name = "FORM",
        default_value_t,
        help_heading = "Output"
    )]
    pub output: TestForm,
    /// Write what happened in the tests to this file as one page for a browser, with the graph of each flow
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub report: Option<PathBuf>,
    /// Go through traces that differ from the accepted ones: accept, reject or skip each
    #[arg(long, help_heading = "Accepted traces")]
    pub review: bool,
    /// Accept the new traces of tests with this text in their name; may be repeated
    #[arg(long, value_name = "TEXT", help_heading = "Accepted traces")]
    pub accept: Vec<String>,
    /// Run the same tests on several systems, like cxone,finesse, and name those that do not pass on
    /// all of them: each in turn takes the place of the system in the `use` line
    #[arg(long, value_name = "SYSTEMS", value_delimiter = ',', conflicts_with_all = ["watch", "review", "accept", "coverage", "fail_under", "mutate", "explore"], help_heading = "Which tests")]
    pub on: Vec<String>,
    /// Print how much of each flow the tests have run, and what is missing
    #[arg(long, help_heading = "Coverage")]
    pub coverage: bool,
    /// Exit with 1 if less than this part has run, in percent; everything that is missing is shown
    #[arg(long, value_name = "PERCENT", help_heading = "Coverage")]
    pub fail_under: Option<f64>,
    /// Write the coverage as LCOV, for editors and services
    #[arg(long, value_name = "FILE", help_heading = "Coverage")]
    pub lcov: Option<PathBuf>,
    /// Write the coverage as a page
    #[arg(long, value_name = "FILE", help_heading = "Coverage")]
    pub html: Option<PathBuf>,
    /// Write the coverage to a file that --coverage-from reads
    #[arg(long, value_name = "FILE", help_heading = "Coverage")]
    pub coverage_to: Option<PathBuf>,
    /// Add the coverage of another part of the tests; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Coverage")]
    pub coverage_from: Vec<PathBuf>,
    /// Change the flows in small ways (a handler less, a retry less), and name what no test notices
    #[arg(long, conflicts_with_all = ["explore", "watch"], help_heading = "What the tests are worth")]
    pub mutate: bool,
    /// Run no test: try every outcome of every action, alone and in pairs, and name what goes wrong
    #[arg(long, conflicts_with_all = ["watch", "review", "accept", "name", "shard"], help_heading = "What the tests are worth")]
    pub explore: bool,
    /// The seed of --explore: the same seed tries the same
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        requires = "explore",
        help_heading = "What the tests are worth"
    )]
    pub seed: u64,
    #[command(flatten)]
    pub profile: ProfileArgs,
}

/// How results are written.
#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::cli) enum TestForm {
    /// With the lines that are not true, and what happened
    #[default]
    People,
    /// A JSON document
    Json,
    /// JUnit's XML
    Junit,
    /// TAP, version 14
    Tap,
    /// Annotations of GitHub Actions
    Github,
}

/// One part of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Shard {
    /// Which, from 1.
    pub part: usize,
    /// Of how many.
    pub of: usize,
}

impl Shard {
    /// Whether a test, by its place among all of them, belongs to it.
    pub fn has(self, place: usize) -> bool {
        place % self.of == self.part - 1
    }
}

fn shard(text: &str) -> Result<Shard, String> {
    let parts = text.split_once('/');
    let numbers = parts.and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
    match numbers {
        Some((part, of)) if (1..=of).contains(&part) => Ok(Shard { part, of }),
        _ => Err("write which part of how many: `2/5`".into()),
    }
}
