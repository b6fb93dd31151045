//! A flow that has been checked: what a host program holds.

use crate::catalogue::Catalogue;
use crate::check::{self, Context};
use crate::diagnostic::{self, Diagnostic};
use crate::program::Program;
use crate::source::Source;
use crate::syntax;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A flow that parses and has no error. Copies share everything.
#[derive(Clone, Debug)]
pub struct Flow {
    source: Arc<Source>,
    program: Arc<Program>,
    findings: Arc<[Finding]>,
}

/// One finding about a flow. It knows the flow: it prints and serialises by itself.
#[derive(Clone, Debug)]
pub struct Finding {
    source: Arc<Source>,
    diagnostic: Diagnostic,
}

/// A flow that cannot run, and everything that was found in it.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The flow.
    pub source: Arc<Source>,
    /// The findings, in the order of the text; at least one is an error.
    pub findings: Vec<Finding>,
}

impl Flow {
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
        let no_files = |_: &str| Err("the program that checks this flow reads no files".to_owned());
        Self::check_with(name, text, catalogue, context, no_files)
    }

    /// The same, of a text that uses the steps of other files: `read` gives the text of the file of
    /// a name, or why there is none. Names are paths beside the flow's own.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it and with those files, warnings included, where there is an
    /// error.
    pub fn check_with(
        name: &str,
        text: &str,
        catalogue: &Catalogue,
        context: &Context,
        mut read: impl FnMut(&str) -> Result<String, String>,
    ) -> Result<Self, Refused> {
        let own = Arc::new(Source::new(name, text));
        let source = syntax::join(&own, &mut read);
        let checked = check::check_text(&source, catalogue, context);
        let files = diagnostic::by_file(&source, checked.problems).into_iter();
        let findings = files.flat_map(|(source, list)| {
            list.into_iter().map(move |diagnostic| Finding {
                source: source.clone(),
                diagnostic,
            })
        });
        match checked.program {
            Some(program) => Ok(Self {
                program,
                findings: findings.collect(),
                source,
            }),
            None => Err(Refused {
                findings: findings.collect(),
                source: own,
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
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

impl Finding {
    /// The flow that it is about.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }
}

impl Deref for Finding {
    type Target = Diagnostic;

    fn deref(&self) -> &Diagnostic {
        &self.diagnostic
    }
}

/// `desk.flow:3:1: error[F012]: …`
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.source.place(self.span().start);
        let (name, line, column) = (self.source.name(), place.line, place.column);
        let (severity, code) = (self.severity.word(), self.code);
        write!(
            f,
            "{name}:{line}:{column}: {severity}[{code}]: {}",
            self.message
        )
    }
}

impl From<&Flow> for Arc<Program> {
    fn from(script: &Flow) -> Self {
        script.program.clone()
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, found) in self.findings.iter().enumerate() {
            let between = if index > 0 { "\n" } else { "" };
            write!(f, "{between}{found}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}
