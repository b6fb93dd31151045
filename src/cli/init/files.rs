//! What a folder of flows begins with.

use crate::cli::args::Service;
use crate::sim::{First, SimulatorKit};
use std::path::PathBuf;

/// What to begin with.
pub(super) struct Wanted {
    pub system: &'static SimulatorKit,
    pub service: Service,
    pub test: bool,
}

/// A file to be written, if there is none at its place.
pub(super) struct New {
    pub path: PathBuf,
    pub text: String,
}

const README: &str = include_str!("README.md");
const TEST: &str = "Run its tests, which ask no system and take no time:

    flow test

";

/// The tests; their first line names the file as it is called in the folder.
pub(super) fn tests(first: &First) -> String {
    let rest = first.tests.split_once('\n').map_or("", |(_, rest)| rest);
    format!("# Tests of {}.flow: flow test\n{rest}", first.name)
}

/// The first of the tests.
pub(super) fn first_test(first: &First) -> &'static str {
    let from = first.tests.find("test \"").unwrap_or_default();
    let test = &first.tests[from..];
    let end = test.find("\n}").map_or(test.len(), |end| end + 2);
    &test[..end]
}

pub(super) fn readme(first: &First, test: bool) -> String {
    let test = if test { TEST } else { "" };
    README.replace("{run}", first.run).replace("{test}", test)
}
