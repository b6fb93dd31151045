//! What the check of several files has found: what every output for programs is made of.

use super::redact::Redactor;
use super::rule;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Span};
use std::borrow::Cow;
use std::sync::Arc;

/// The findings of several files, and what kept others from being checked.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The files, in the order in which they are told.
    pub files: Vec<Inspected>,
    /// What kept files from being checked.
    pub troubles: Vec<Trouble>,
    /// Findings of this severity and above fail the check.
    pub fails_from: Severity,
    /// How many fixes were made.
    pub fixed: usize,
}

/// One file and its findings.
#[derive(Clone, Debug)]
pub struct Inspected {
    /// Its text.
    pub source: Arc<Source>,
    /// Its path as other programs know it: from the top of the repository, with `/`.
    pub path: String,
    /// Its findings, in the order of the text.
    pub findings: Vec<Diagnostic>,
    /// Where its settings say that the pages of rules are.
    pub docs: Option<Arc<str>>,
}

/// Something that kept files from being checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// How much it matters: a warning kept no file from being checked.
    pub severity: Severity,
    /// The file it is about, as other programs know it, and the place there.
    pub place: Option<(String, Span, u32)>,
    /// All of it as our own documents have it.
    pub json: serde_json::Value,
}

impl Inspection {
    /// Whether a finding fails the check.
    pub fn fails(&self, found: &Diagnostic) -> bool {
        found.severity >= self.fails_from
    }

    /// Every finding with its file.
    pub fn findings(&self) -> impl Iterator<Item = (&Inspected, &Diagnostic)> {
        self.files
            .iter()
            .flat_map(|file| file.findings.iter().map(move |found| (file, found)))
    }

    /// How many findings there are of each severity: notes, warnings, errors.
    pub fn counts(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for (_, found) in self.findings() {
            counts[found.severity as usize] += 1;
        }
        counts
    }
}

/// The finding as it may be shown: without the numbers and secrets of the script that it quotes.
pub fn shown(found: Diagnostic, redactor: &Redactor) -> Diagnostic {
    let clean = |text: &mut String| {
        if let Cow::Owned(shown) = redactor.clean_written(text) {
            *text = shown;
        }
    };
    let mut found = found;
    clean(&mut found.message);
    found
        .labels
        .iter_mut()
        .for_each(|label| clean(&mut label.text));
    found.why.iter_mut().for_each(clean);
    found.help.iter_mut().for_each(clean);
    if let Some(fix) = &mut found.fix {
        clean(&mut fix.title);
        fix.edits.iter_mut().for_each(|edit| clean(&mut edit.text));
    }
    found
}

/// Everything a finding says, on as many lines as it needs: what and why, the other places, the
/// help, where to read on.
pub(super) fn told(file: &Inspected, found: &Diagnostic) -> String {
    let mut labels = found.labels.iter().filter(|label| !label.text.is_empty());
    let mut text = found.message.clone();
    let first = found.labels.first().filter(|label| !label.text.is_empty());
    if let Some(first) = first {
        text.push_str(&format!(": {}", first.text));
        labels.next();
    }
    for label in labels {
        let line = file.source.line_of(label.span.start);
        text.push_str(&format!("\nline {line}: {}", label.text));
    }
    if let Some(why) = &found.why {
        text.push_str(&format!("\nwhy: {why}"));
    }
    if let Some(help) = &found.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    text.push_str(&format!(
        "\nsee: {}",
        rule::see(found.code, file.docs.as_deref())
    ));
    text
}
