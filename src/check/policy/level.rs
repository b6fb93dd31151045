//! How much each rule matters to a team.

use crate::diagnostic::{Code, Diagnostic, Severity};
use std::collections::BTreeMap;

/// How much a rule matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// Nothing is said.
    Off,
    /// Worth knowing.
    Note,
    /// Probably a mistake.
    Warning,
    /// The script must not run.
    Error,
}

impl Level {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::Off, Self::Note, Self::Warning, Self::Error];

    /// As settings write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The level of that name.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }

    /// As a finding has it; nothing where there is to be none.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Note => Some(Severity::Note),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// The levels that a team has set; every other rule keeps its own.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Levels(BTreeMap<Code, Level>);

/// Why a level cannot be set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoLevel {
    /// There is no such rule; the name of the nearest one.
    Unknown(Option<&'static str>),
    /// Its findings are errors: the script cannot run, whatever a team says.
    Hard(Code),
}

impl Levels {
    pub(in crate::check) fn insert(&mut self, code: Code, level: Level) {
        self.0.insert(code, level);
    }

    /// The level of a rule, where it is set.
    pub fn get(&self, code: Code) -> Option<Level> {
        self.0.get(&code).copied()
    }

    /// Every level that is set, in the order of the rules' numbers.
    pub fn iter(&self) -> impl Iterator<Item = (Code, Level)> + '_ {
        self.0.iter().map(|(code, level)| (*code, *level))
    }

    /// Gives findings their levels, and leaves out those that are off. Errors stay what they are.
    pub fn apply(&self, findings: &mut Vec<Diagnostic>) {
        if self.0.is_empty() {
            return;
        }
        findings.retain_mut(|found| {
            if found.severity == Severity::Error {
                return true;
            }
            match self.get(found.code).map(Level::severity) {
                Some(None) => return false,
                Some(Some(severity)) => found.severity = severity,
                None => {}
            }
            true
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn levels_are_set_by_number_and_by_name() {
        let catalogue = &crate::catalogue::Catalogue::default();
        let mut levels = Levels::default();
        assert_eq!(levels.set("F074", Level::Error, catalogue), Ok(()));
        assert_eq!(levels.set("unused-name", Level::Off, catalogue), Ok(()));
        assert_eq!(
            levels.set("unused-nam", Level::Off, catalogue),
            Err(NoLevel::Unknown(Some("unused-name")))
        );
        assert_eq!(
            levels.set("F999", Level::Off, catalogue),
            Err(NoLevel::Unknown(None))
        );
        assert_eq!(
            levels.set("unknown-action", Level::Note, catalogue),
            Err(NoLevel::Hard(Code(51)))
        );
        let found = |code| Diagnostic::warning(Code(code), Span::new(0, 1), "");
        let unused = crate::check::rules::named("unused-name", catalogue)
            .expect("a rule")
            .code
            .0;
        let mut all = vec![found(74), found(unused), found(77)];
        levels.apply(&mut all);
        let left: Vec<_> = all
            .iter()
            .map(|found| (found.code.0, found.severity))
            .collect();
        assert_eq!(left, [(74, Severity::Error), (77, Severity::Warning)]);
    }
}
