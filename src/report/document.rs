//! Findings for other programs, each form in a file of its own. A new one implements [`Document`]
//! there and gets a line in [`ALL`]: the command, its help and the tests of all forms take it from
//! the list.

use super::inspection::Inspection;
#[cfg(feature = "cli")]
use super::junit;
use super::{github, gitlab, json, sarif};

/// A form in which findings are written for another program.
pub trait Document: Sync {
    /// What the command line calls it.
    fn name(&self) -> &'static str;
    /// What it is, for help: `SARIF 2.1.0, for code scanning services`.
    fn about(&self) -> &'static str;
    /// The whole text; nothing is written where it is empty.
    fn text(&self, inspection: &Inspection) -> String;
}

/// Every form.
pub const ALL: &[&dyn Document] = &[
    &json::Findings,
    &sarif::Sarif,
    &github::Annotations,
    &gitlab::CodeQuality,
    #[cfg(feature = "cli")]
    &junit::TestSuites,
];

/// The form of that name.
pub fn named(name: &str) -> Option<&'static dyn Document> {
    ALL.iter().copied().find(|document| document.name() == name)
}
