//! One file: read, checked, and mended where that is asked for.

use super::contexts::Contexts;
use super::since::Since;
use crate::catalogue::Catalogue;
use crate::check;
use crate::cli::args::CheckArgs;
use crate::cli::scripts::{self, Script};
use crate::cli::write::write;
use crate::config::Problem;
use crate::diagnostic::{self, Diagnostic};
use crate::fix;
use crate::source::Source;
use std::path::Path;
use std::sync::Arc;

/// What is known about a file after its check.
pub(super) struct Looked {
    /// The file as it was.
    pub script: Script,
    /// The text that the findings are about: after the fixes, where there were any.
    pub source: Arc<Source>,
    /// The findings to tell.
    pub findings: Vec<Diagnostic>,
    /// The titles of the fixes that were made, or would be.
    pub made: Vec<String>,
    /// Findings that were there before the change that is looked at.
    pub older: usize,
    /// What the flow shows to be wrong in the files whose steps it uses, by file.
    pub elsewhere: Vec<(Arc<Source>, Vec<Diagnostic>)>,
    /// Where its settings say that the pages of rules are.
    pub docs: Option<Arc<str>>,
}

impl Looked {
    /// Gives each finding to the file that it is about.
    fn by_file(mut self) -> Self {
        let whole = Script {
            source: self.source.clone(),
            ..self.script.clone()
        }
        .whole();
        if whole.parts().is_empty() {
            return self;
        }
        let found = std::mem::take(&mut self.findings);
        let mut files = diagnostic::by_file(&whole, found).into_iter();
        self.findings = files.next().map_or_else(Vec::new, |(_, own)| own);
        self.elsewhere = files.collect();
        self
    }
}

/// Looks at files, on any thread.
pub(super) struct Inspector<'a> {
    args: &'a CheckArgs,
    contexts: Contexts<'a>,
    since: Option<Since>,
    /// Whether the process ends after one file.
    last: bool,
}

impl<'a> Inspector<'a> {
    pub fn new(args: &'a CheckArgs, files: usize) -> Self {
        Self {
            last: files == 1,
            args,
            contexts: Contexts::new(args),
            since: args.changed_since.as_deref().map(Since::new),
        }
    }

    /// What holds for a script, and policies that hold for none.
    pub fn contexts(&self) -> &Contexts<'a> {
        &self.contexts
    }

    pub fn inspect(&self, file: &Path) -> Result<Looked, Problem> {
        let script = scripts::read(file)?;
        let context = self.contexts.of(&script)?;
        let look = |source: &Arc<Source>| {
            let of = Script {
                source: source.clone(),
                ..script.clone()
            };
            check::lint_text(&of.whole(), Catalogue::builtin(), &context)
        };
        if self.args.fix || self.args.diff {
            let looked = self.mend(script.clone(), look)?;
            let docs = context.house.docs.clone();
            return Ok(Looked { docs, ..looked }.by_file());
        }
        let source = script.source.clone();
        let mut looked = Looked {
            findings: Vec::new(),
            source: source.clone(),
            script: script.clone(),
            made: Vec::new(),
            older: 0,
            elsewhere: Vec::new(),
            docs: context.house.docs.clone(),
        };
        match &self.since {
            None if self.last => {
                let catalogue = Catalogue::builtin();
                looked.findings = check::lint_last_text(&script.whole(), catalogue, &context);
            }
            None => looked.findings = look(&source),
            Some(since) => {
                (looked.findings, looked.older) = since.newer(file, &source, look)?;
            }
        }
        Ok(looked.by_file())
    }

    fn mend(
        &self,
        script: Script,
        look: impl Fn(&Arc<Source>) -> Vec<Diagnostic>,
    ) -> Result<Looked, Problem> {
        let mended = fix::mend(&script.source, self.args.unsafe_fixes, look);
        if let (Some(path), false, false) = (&script.path, self.args.diff, mended.made.is_empty()) {
            write(&script, path, mended.source.text())?;
        }
        Ok(Looked {
            script,
            source: mended.source,
            findings: mended.left,
            made: mended.made,
            older: 0,
            elsewhere: Vec::new(),
            docs: None,
        })
    }
}
