//! What a form is in which findings are written for other programs. The forms stand in the list of
//! `documents`.

use super::inspection::Inspection;

/// A form in which findings are written for another program.
pub trait Document: Sync {
    /// What the command line calls it.
    fn name(&self) -> &'static str;
    /// What it is, for help: `SARIF 2.1.0, for code scanning services`.
    fn about(&self) -> &'static str;
    /// The whole text; nothing is written where it is empty.
    fn text(&self, inspection: &Inspection) -> String;
}
