//! `--changed-since`: what a change brought, by comparing with what stood there before.

mod git;
mod lines;

use crate::config::Problem;
use crate::diagnostic::Diagnostic;
use crate::report::fingerprint;
use crate::source::{Source, Span};
use git::Repository;
use lines::Lines;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A commit to compare with, in the repository of each file.
pub(super) struct Since {
    rev: String,
    known: Mutex<Known>,
}

/// Repositories by the folders of their files, and by their tops.
#[derive(Default)]
struct Known {
    folders: HashMap<PathBuf, Result<Arc<Repository>, Problem>>,
    tops: HashMap<PathBuf, Result<Arc<Repository>, Problem>>,
}

impl Since {
    pub fn new(rev: &str) -> Self {
        Self {
            rev: rev.to_owned(),
            known: Mutex::default(),
        }
    }

    /// The findings that a change brought, and how many others there are.
    ///
    /// A finding is new where its line was changed, or where the text before the change had none
    /// like it: taking a line away can break another one.
    pub fn newer(
        &self,
        file: &Path,
        source: &Arc<Source>,
        look: impl Fn(&Arc<Source>) -> Vec<Diagnostic>,
    ) -> Result<(Vec<Diagnostic>, usize), Problem> {
        let repository = self.repository(file)?;
        let path = repository.path(file)?;
        if !repository.is_tracked(&path) {
            return Ok((look(source), 0));
        }
        if !repository.is_changed(&path) {
            return Ok((Vec::new(), 0));
        }
        let Some(before) = repository.text_before(&path)? else {
            return Ok((look(source), 0));
        };
        let before = Arc::new(Source::new(source.name().clone(), before));
        let mut old = Counts::of(&before, &look(&before));
        let changed = repository.changed_lines(&path)?;
        let found = look(source);
        let all = found.len();
        let newer: Vec<Diagnostic> = found
            .into_iter()
            .filter(|one| {
                let was_there = old.take(source, one);
                !was_there || touches(&changed, source, one.span())
            })
            .collect();
        let older = all - newer.len();
        Ok((newer, older))
    }

    fn repository(&self, file: &Path) -> Result<Arc<Repository>, Problem> {
        let parent = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = parent.unwrap_or(Path::new(".")).to_owned();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(repository) = known.folders.get(&folder) {
            return repository.clone();
        }
        let repository = git::top(&folder).and_then(|top| {
            let open = || Repository::open(&top, &self.rev).map(Arc::new);
            known.tops.entry(top.clone()).or_insert_with(open).clone()
        });
        known.folders.insert(folder, repository.clone());
        repository
    }
}

/// Whether any line of a span was changed.
fn touches(changed: &Lines, source: &Source, span: Span) -> bool {
    changed.any(source.line_of(span.start), source.line_of(span.end))
}

/// How often each finding was there before.
struct Counts(HashMap<(u16, String, String), usize>);

impl Counts {
    fn of(source: &Source, findings: &[Diagnostic]) -> Self {
        let mut counts = HashMap::new();
        for found in findings {
            *counts.entry(key(source, found)).or_default() += 1;
        }
        Self(counts)
    }

    /// Takes one like this away; whether there was one.
    fn take(&mut self, source: &Source, found: &Diagnostic) -> bool {
        match self.0.get_mut(&key(source, found)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }
}

fn key(source: &Source, found: &Diagnostic) -> (u16, String, String) {
    let line = source.line_span(source.line_of(found.span().start));
    let line = fingerprint::bones(source.slice(line));
    (found.code.0, line, fingerprint::bones(&found.message))
}
