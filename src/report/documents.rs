//! Findings for other programs, each form in a file of its own. A new one implements [`Document`]
//! there and gets a line in [`ALL`]: the command, its help and the tests of all forms take it from
//! the list.

use super::document::Document;
#[cfg(feature = "cli")]
use super::junit;
use super::{github, gitlab, json, markdown, sarif};

/// Every form.
pub const ALL: &[&dyn Document] = &[
    &json::Findings,
    &sarif::Sarif,
    &github::Annotations,
    &gitlab::CodeQuality,
    &markdown::Summary,
    #[cfg(feature = "cli")]
    &junit::TestSuites,
];
