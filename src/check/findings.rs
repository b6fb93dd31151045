//! What rules have found.

use crate::diagnostic::{Diagnostic, Severity};

/// The findings of a script, as rules add them.
#[derive(Default)]
pub struct Findings(Vec<Diagnostic>);

impl Findings {
    /// One more.
    pub fn add(&mut self, found: Diagnostic) {
        self.0.push(found);
    }

    /// Some more.
    pub fn add_all(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(found);
    }

    /// Whether the script cannot run.
    pub fn has_errors(&self) -> bool {
        let mut all = self.0.iter();
        all.any(|found| found.severity == Severity::Error)
    }

    /// All of them.
    pub fn into_list(self) -> Vec<Diagnostic> {
        self.0
    }
}
