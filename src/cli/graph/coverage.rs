//! What tests have seen of a flow: the file of `flow test --coverage-to`.

use crate::cli::test::coverage_kept;
use crate::config::Problem;
use crate::graph::Seen;
use crate::program::Program;
use crate::source::Span;
use std::path::Path;

/// What tests have seen of a flow.
pub(in crate::cli) fn read(file: &Path, program: &Program) -> Result<Seen, Problem> {
    // the steps of other files count in none
    let (own, _) = program.source.shared_home(Span::default());
    let hits = coverage_kept(file, &own)?;
    let hits = hits
        .iter()
        .map(|(id, count)| (id.as_str(), u64::from(*count)));
    Ok(Seen::of_tests(hits))
}
