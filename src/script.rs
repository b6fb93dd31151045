//! A script that has been checked: what a host program holds.

use crate::catalogue::Catalogue;
use crate::check::{self, Context};
use crate::diagnostic::Diagnostic;
use crate::program::Program;
use crate::source::Source;
use std::fmt;
use std::sync::Arc;

/// A script that parses and has no error. Copies share everything.
#[derive(Clone, Debug)]
pub struct Script {
    source: Arc<Source>,
    program: Arc<Program>,
    findings: Arc<[Diagnostic]>,
}

/// A script that cannot run, and everything that was found in it.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The script.
    pub source: Arc<Source>,
    /// The findings, in the order of the text; at least one is an error.
    pub findings: Vec<Diagnostic>,
}

impl Script {
    /// Parses and checks a text. `name` is what reports call it, usually its path.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, warnings included, where there is an error.
    pub fn check(
        name: &str,
        text: &str,
        catalogue: &Catalogue,
        context: &Context,
    ) -> Result<Self, Refused> {
        let source = Arc::new(Source::new(name, text));
        let checked = check::check_text(&source, catalogue, context);
        match checked.program {
            Some(program) => Ok(Self {
                source,
                program,
                findings: checked.problems.into(),
            }),
            None => Err(Refused {
                source,
                findings: checked.problems,
            }),
        }
    }

    /// What runs: for [`Engine::start`](crate::Engine::start).
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// The text that it was made from.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// Its warnings and notes, in the order of the text.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }
}

impl From<&Script> for Arc<Program> {
    fn from(script: &Script) -> Self {
        script.program.clone()
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, found) in self.findings.iter().enumerate() {
            let place = self.source.place(found.span().start);
            let end = if index + 1 < self.findings.len() {
                "\n"
            } else {
                ""
            };
            write!(
                f,
                "{}:{}:{}: {}[{}]: {}{end}",
                self.source.name(),
                place.line,
                place.column,
                found.severity.word(),
                found.code,
                found.message
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}
