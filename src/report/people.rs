//! Findings and failures as people read them: what is wrong, the script's lines with the place
//! marked, and what to do.

use super::look::{Look, Style};
use super::redact::Redactor;
use super::rule;
use super::window::Window;
use crate::catalogue::Catalogue;
use crate::check::NOT_STARTED;
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

    /// Findings of one file, in their order, with a line between them. That the flow does not start is
    /// stated under the first alone.
    pub fn findings<'b>(
        &self,
        source: &Source,
        found: impl IntoIterator<Item = &'b Diagnostic>,
    ) -> Vec<String> {
        let mut stated = false;
        let found = found.into_iter().map(|one| {
            let states = one.why.as_deref() == Some(NOT_STARTED);
            let again = states && stated;
            stated |= states;
            match again {
                true => {
                    let mut short = one.clone();
                    short.why = None;
                    self.finding(source, &short) + "\n"
                }
                false => self.finding(source, one) + "\n",
            }
        });
        found.collect()
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
        let (header, footer) = (self.header(&note), self.footer(&note));
        let mut lines = String::new();
        let written = self
            .handler()
            .render_report(&mut lines, &self.shown(note))
            .map(|()| lines.split_once('\n'));
        // miette's first line is its own header, which has no place for the name of a rule
        let lines = written.ok().flatten().map_or("", |(_, lines)| lines);
        self.look.marks(&(header + lines + &footer)).into_owned()
    }

    /// The line above the script's: how much it matters, the rule's code and name, and what is wrong.
    fn header(&self, note: &Note<'_>) -> String {
        let word = match note.code.map(|code| (code, rule::name(code))) {
            Some((code, Some(name))) => format!("{}[{code} {name}]", note.severity.word()),
            Some((code, None)) => format!("{}[{code}]", note.severity.word()),
            None => note.severity.word().to_owned(),
        };
        let style = match note.severity {
            Severity::Error => Style::Bad,
            Severity::Warning => Style::Care,
            Severity::Note => Style::Name,
        };
        let text = wrapped(&format!("{word}: {}", note.message), self.look.width, 4);
        let painted = self.look.paint(style, &word);
        // a narrow window may have cut the word itself
        match text.strip_prefix(&word) {
            Some(rest) => format!("{painted}{rest}\n"),
            None => format!("{text}\n"),
        }
    }

    /// The lines below the script's: why it matters, what to do, where to read on.
    fn footer(&self, note: &Note<'_>) -> String {
        let docs = self.docs.as_deref();
        let see = note.code.map(|code| rule::see(code, docs));
        let lines = [("why:", &note.why), ("help:", &note.help), ("see:", &see)];
        let lines = lines.into_iter().filter_map(|(name, text)| {
            let text = wrapped(text.as_deref()?, self.look.width, BEHIND);
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
            severity: note.severity,
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

/// Where the text of a line of the footer begins.
const BEHIND: usize = 8;

/// Text that fits in lines of a width, each behind so many spaces but the first, before which something
/// stands. Lines that it has of its own keep their spaces: they are to be pasted.
fn wrapped(text: &str, width: usize, behind: usize) -> String {
    let room = width.saturating_sub(behind).max(20);
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
    lines.join(&format!("\n{}", " ".repeat(behind)))
}

/// What miette is given: all but the header and the footer.
#[derive(Debug)]
struct Shown {
    severity: Severity,
    labels: Vec<LabeledSpan>,
    window: Option<Window>,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("")
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
