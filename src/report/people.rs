//! Findings and failures as people read them: what is wrong, the script's lines with the place
//! marked, and what to do.

use super::look::{Look, Style};
use super::redact::Redactor;
use super::rule;
use super::window::Window;
use crate::catalogue::Catalogue;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::{Source, Span};
use jiff::tz::TimeZone;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, ThemeCharacters, ThemeStyles};
use std::fmt;
use std::sync::Arc;

/// Lines shown before and after the marked ones.
const CONTEXT: u32 = 1;

/// Writes for people.
#[derive(Clone)]
pub struct People<'a> {
    /// How it looks.
    pub look: Look,
    /// What shows texts as they are marked.
    pub redactor: &'a Redactor,
    /// The zone in which times are shown; without one, that of this machine. To find that out a folder of
    /// hundreds of zones is looked through, and most reports show no time.
    pub zone: Option<TimeZone>,
    /// Where advice about actions comes from.
    pub catalogue: Option<&'a Catalogue>,
    /// Where the settings say that the pages of rules are.
    pub docs: Option<Arc<str>>,
}

/// Something to show beside lines of a source; its texts are as people may see them.
pub(super) struct Note<'a> {
    pub code: Option<Code>,
    pub severity: Severity,
    pub message: String,
    pub source: Option<&'a Source>,
    pub labels: Vec<(Span, String)>,
    pub why: Option<String>,
    pub help: Option<String>,
}

impl<'a> People<'a> {
    /// One that writes in the zone of this machine.
    pub fn new(look: Look, redactor: &'a Redactor) -> Self {
        Self {
            look,
            redactor,
            zone: None,
            catalogue: None,
            docs: None,
        }
    }

    /// One finding with the lines it is about.
    pub fn finding(&self, source: &Source, found: &Diagnostic) -> String {
        let clean = |text: &str| self.redactor.clean_written(text).into_owned();
        let labels = found.labels.iter().map(|l| (l.span, clean(&l.text)));
        self.note(Note {
            code: Some(found.code),
            severity: found.severity,
            message: clean(&found.message),
            source: Some(source),
            labels: labels.collect(),
            why: found.why.as_deref().map(clean),
            help: found.help.as_deref().map(clean),
        })
    }

    /// A message that is about no place in a file.
    pub fn message(&self, severity: Severity, message: &str, help: Option<&str>) -> String {
        self.note(Note {
            code: None,
            severity,
            message: message.to_owned(),
            source: None,
            labels: Vec::new(),
            why: None,
            help: help.map(str::to_owned),
        })
    }

    /// A message about one place in a text that is no script.
    pub fn place(
        &self,
        severity: Severity,
        source: &Source,
        label: (Span, String),
        message: &str,
        help: Option<&str>,
    ) -> String {
        self.note(Note {
            code: None,
            severity,
            message: message.to_owned(),
            source: Some(source),
            labels: vec![label],
            why: None,
            help: help.map(str::to_owned),
        })
    }

    pub(super) fn note(&self, note: Note<'_>) -> String {
        let note = in_its_file(note);
        let footer = self.footer(&note);
        let shown = self.shown(note);
        let mut text = String::new();
        let written = self.handler().render_report(&mut text, &shown);
        if written.is_err() {
            text = format!("{}\n", shown.message);
        }
        self.look.marks(&(text + &footer)).into_owned()
    }

    /// The lines below the script's: why it matters, what to do, where to read on.
    fn footer(&self, note: &Note<'_>) -> String {
        let docs = self.docs.as_deref();
        let see = note.code.map(|code| rule::see(code, docs));
        let lines = [("why:", &note.why), ("help:", &note.help), ("see:", &see)];
        let lines = lines.into_iter().filter_map(|(name, text)| {
            let text = wrapped(text.as_deref()?, self.look.width);
            let name = self.look.paint(Style::Name, name) + &" ".repeat(6 - name.len());
            Some(format!("  {name}{text}\n"))
        });
        lines.collect()
    }

    fn shown(&self, note: Note<'_>) -> Shown {
        let spans: Vec<Span> = note.labels.iter().map(|(span, _)| *span).collect();
        let window = note
            .source
            .map(|source| Window::new(source, &spans, CONTEXT, self.redactor));
        let place = |span: Span| match (&window, note.source) {
            (Some(window), Some(source)) => window.locate(source, span),
            _ => (0, 0).into(),
        };
        let labels = note
            .labels
            .iter()
            .enumerate()
            .map(|(index, (span, text))| {
                let text = Some(text.clone()).filter(|text| !text.is_empty());
                match index {
                    0 => LabeledSpan::new_primary_with_span(text, place(*span)),
                    _ => LabeledSpan::new_with_span(text, place(*span)),
                }
            })
            .collect();
        Shown {
            code: note.code.map(|code| code.to_string()),
            severity: note.severity,
            message: note.message,
            labels,
            window,
        }
    }

    fn handler(&self) -> GraphicalReportHandler {
        let styles = match self.look.color {
            true => ThemeStyles::ansi(),
            false => ThemeStyles::none(),
        };
        let theme = GraphicalTheme {
            characters: match self.look.ascii {
                true => ThemeCharacters::ascii(),
                false => ThemeCharacters::unicode(),
            },
            styles,
        };
        GraphicalReportHandler::new_themed(theme)
            .with_width(self.look.width)
            .with_context_lines(CONTEXT as usize)
            .with_links(false)
            .with_urls(false)
            .with_break_words(false)
            .without_syntax_highlighting()
            .tab_width(4)
    }
}

/// The note in terms of the file that it is about, where its source is several.
fn in_its_file(mut note: Note<'_>) -> Note<'_> {
    let Some(source) = note.source.filter(|source| !source.parts().is_empty()) else {
        return note;
    };
    let placed = source.placed(std::mem::take(&mut note.labels));
    let lines: Vec<String> = note.help.into_iter().chain(placed.elsewhere).collect();
    Note {
        source: Some(placed.source),
        labels: placed.labels,
        help: (!lines.is_empty()).then(|| lines.join("\n")),
        ..note
    }
}

/// Text that fits in lines of a width, behind what stands at the start of the first. Lines that it
/// has of its own keep their spaces: they are to be pasted.
fn wrapped(text: &str, width: usize) -> String {
    const BEHIND: usize = 8;
    let room = width.saturating_sub(BEHIND).max(20);
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let mut rest = String::new();
        for word in line.split_inclusive(' ') {
            let used = rest.chars().count() + word.trim_end().chars().count();
            if used > room && !rest.trim().is_empty() {
                lines.push(rest.trim_end().to_owned());
                rest.clear();
            }
            rest.push_str(word);
        }
        lines.push(rest.trim_end().to_owned());
    }
    lines.join(&format!("\n{}", " ".repeat(BEHIND)))
}

/// What miette is given.
#[derive(Debug)]
struct Shown {
    code: Option<String>,
    severity: Severity,
    message: String,
    labels: Vec<LabeledSpan>,
    window: Option<Window>,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "{code}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.window.as_ref().map(|window| window as _)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = (!self.labels.is_empty()).then_some(&self.labels)?;
        Some(Box::new(labels.iter().cloned()))
    }
}
