//! One finding about a script. It knows no renderer: `report` turns it into text for people,
//! JSON, SARIF and the rest.

pub(crate) mod own_line;

use crate::source::{Source, Span};
use std::sync::Arc;

/// How much a finding matters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never fails a check.
    Note,
    /// Probably a mistake.
    Warning,
    /// The script cannot run.
    Error,
}

impl Severity {
    /// The word that reports use.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A rule's number: stable, and never used again for another rule. Printed as `F012`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "F{:03}", self.0)
    }
}

/// A place in the script and what is to be said of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What to say there; may be empty.
    pub text: String,
}

/// Whether a fix can be made without anyone looking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Safety {
    /// It keeps what the author meant.
    Safe,
    /// It may change what the script does.
    Unsafe,
}

/// One replacement in the source text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// A change that mends what a diagnostic found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does, as an editor's menu would say it.
    pub title: String,
    /// Whether it can be made unseen.
    pub safety: Safety,
    /// The replacements; they do not overlap.
    pub edits: Vec<Edit>,
}

/// One finding: the title says what, the labels where and why, `why` what it does to people, the help
/// what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The rule's number.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where and why; the first is the place to go to.
    pub labels: Vec<Label>,
    /// What it does to a caller, an agent, a record or a report, in one sentence.
    pub why: Option<String>,
    /// What to do, in one line; may hold several lines where text is to be pasted.
    pub help: Option<String>,
    /// A mend, where there is a certain one.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A finding of `severity` at `span`.
    pub fn new(code: Code, severity: Severity, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            labels: vec![Label {
                span,
                text: String::new(),
            }],
            why: None,
            help: None,
            fix: None,
        }
    }

    /// An error at `span`.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, span, message)
    }

    /// A warning at `span`.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, span, message)
    }

    /// Says something at the first place.
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.text = text.into();
        }
        self
    }

    /// Shows another place.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// States what it does to people.
    pub fn why(mut self, text: impl Into<String>) -> Self {
        self.why = Some(text.into());
        self
    }

    /// Says what to do.
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// Adds a mend.
    pub fn fix(mut self, title: impl Into<String>, safety: Safety, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix {
            title: title.into(),
            safety,
            edits,
        });
        self
    }

    /// The same, with every place moved: of a file that stands further back in a joined text.
    pub fn moved(mut self, to: impl Fn(Span) -> Span) -> Self {
        for label in &mut self.labels {
            label.span = to(label.span);
        }
        for edit in self.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.span = to(edit.span);
        }
        self
    }

    /// The same, in terms of the file of `whole` that it is about. What is said of other files
    /// stands in the help; a fix that would change several files is none.
    pub fn placed(self, whole: &Source) -> Self {
        let Some(home) = whole.parts().get(whole.part_of(self.span().start)) else {
            return self;
        };
        let labels = self
            .labels
            .into_iter()
            .map(|label| (label.span, label.text));
        let placed = whole.placed(labels.collect());
        let lines = self.help.into_iter().chain(placed.elsewhere);
        let help: Vec<String> = lines.collect();
        let here = |edit: &Edit| {
            let (start, end) = (edit.span.start, edit.span.end);
            start >= home.start && end - home.start <= home.source.text().len() as u32
        };
        let fix = self.fix.filter(|fix| fix.edits.iter().all(here));
        Self {
            labels: placed
                .labels
                .into_iter()
                .map(|(span, text)| Label { span, text })
                .collect(),
            help: (!help.is_empty()).then(|| help.join("\n")),
            fix: fix.map(|mut fix| {
                for edit in &mut fix.edits {
                    edit.span = home.own(edit.span);
                }
                fix
            }),
            ..self
        }
    }

    /// The same for somebody who looks at the flow alone: a finding in a file that it uses is shown
    /// at the line that names the file.
    pub fn seen_in_own(self, whole: &Source) -> Self {
        let span = self.span();
        let part = whole.part_of(span.start);
        let Some(line) = whole.door(part, 0).filter(|_| part > 0) else {
            return self.placed(whole);
        };
        let place = whole.name_place(span);
        let label = self.labels.first().map_or("", |label| &label.text);
        let text = match label.is_empty() {
            true => place,
            false => format!("{place}: {label}"),
        };
        Self {
            labels: vec![Label { span: line, text }],
            fix: None,
            ..self
        }
    }

    /// The place to go to.
    pub fn span(&self) -> Span {
        self.labels
            .first()
            .map(|label| label.span)
            .unwrap_or_default()
    }
}

/// Findings of a joined text, by the file that each is about; the flow itself comes first.
pub fn by_file(
    whole: &Arc<Source>,
    findings: impl IntoIterator<Item = Diagnostic>,
) -> Vec<(Arc<Source>, Vec<Diagnostic>)> {
    let (own, _) = whole.shared_home(Span::at(0));
    let mut files = vec![(0, own, Vec::new())];
    for found in findings {
        let part = whole.part_of(found.span().start);
        let (home, _) = whole.shared_home(found.span());
        let placed = found.placed(whole);
        match files.iter_mut().find(|(known, ..)| *known == part) {
            Some((_, _, list)) => list.push(placed),
            None => files.push((part, home, vec![placed])),
        }
    }
    let files = files.into_iter();
    files.map(|(_, home, list)| (home, list)).collect()
}

/// Puts findings in the order of the text, then of their codes.
pub fn sort(findings: &mut [Diagnostic]) {
    findings.sort_by(|a, b| (a.span(), a.code, &a.message).cmp(&(b.span(), b.code, &b.message)));
}
