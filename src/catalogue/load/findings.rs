//! What is wrong with a catalogue, all of it together.

use crate::catalogue::refuse;
use std::fmt;

/// A catalogue that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LoadError {
    /// Which system's, or the file's name where it does not say.
    pub system: String,
    /// Everything that is wrong; at least one.
    pub wrong: Vec<Wrong>,
}

/// One thing that is wrong with a catalogue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrong {
    /// The table: an action's phrase, a thing's name.
    pub table: String,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the catalogue of {} cannot be used:", self.system)?;
        for wrong in &self.wrong {
            write!(f, "\n  {wrong}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.table, self.what)
    }
}

impl std::error::Error for LoadError {}

/// Collects what is wrong.
#[derive(Default)]
pub(super) struct Findings(pub(super) Vec<Wrong>);

impl Findings {
    pub(super) fn add(&mut self, table: impl fmt::Display, what: impl fmt::Display) {
        self.0.push(Wrong {
            table: table.to_string(),
            what: what.to_string(),
        });
    }
}

/// A name that scripts will write.
pub(super) fn check_name(table: &str, what: &str, name: &str, findings: &mut Findings) {
    if !refuse::is_name(name) {
        let rule = "a name starts with an upper-case letter and contains letters, digits and `_`";
        findings.add(table, format!("{what} `{name}`: {rule}"));
    }
}
