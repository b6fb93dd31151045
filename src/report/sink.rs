//! The only way out. A [`Printer`] owns the redactor and both streams; nothing else in the
//! library prints (`clippy::print_stdout` and `clippy::print_stderr` are denied).

use super::json::each_text;
use super::look::Look;
use super::redact::Redactor;
use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

/// Where output goes: results to one stream, everything else to the other. Copies share them.
///
/// A stream that its reader has closed takes no more output; that is no error, and a run goes on.
/// One that cannot be written takes no more either, but what was lost is remembered: see
/// [`lost`](Printer::lost).
#[derive(Clone)]
pub struct Printer {
    redactor: Redactor,
    look: Look,
    streams: Arc<Mutex<Streams>>,
}

struct Streams {
    out: Stream,
    err: Stream,
    progress: String,
    /// What is said once, however often it is found.
    said: HashSet<String>,
}

struct Stream {
    to: Option<Box<dyn Write + Send>>,
    lost: Option<io::Error>,
}

/// Why some of the output is missing.
#[derive(Debug, Default)]
pub struct Lost {
    pub results: Option<io::Error>,
    /// Of everything else.
    pub notes: Option<io::Error>,
}

impl Printer {
    /// A printer to this process's own streams. The look is that of the error stream, on which
    /// reports go.
    pub fn of_process() -> Self {
        let color_out = Look::of(&io::stdout()).color;
        let mut look = Look::of(&io::stderr());
        look.color &= color_out || io::IsTerminal::is_terminal(&io::stderr());
        Self::new(look, Box::new(io::stdout()), Box::new(io::stderr()))
    }

    /// A printer to these streams.
    pub fn new(look: Look, out: Box<dyn Write + Send>, err: Box<dyn Write + Send>) -> Self {
        Self {
            redactor: Redactor::new(),
            look,
            streams: Arc::new(Mutex::new(Streams {
                out: Stream::new(out),
                err: Stream::new(err),
                progress: String::new(),
                said: HashSet::new(),
            })),
        }
    }

    /// What hides marked values: register there what must not be seen.
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// How its output looks.
    pub fn look(&self) -> Look {
        self.look
    }

    /// Prints a result; a line end is added where it has none.
    pub fn result(&self, text: &str) {
        let text = self.ready(text);
        let mut streams = self.streams();
        streams.around_progress(|streams| write_line(&mut streams.out, &text));
    }

    /// Prints, byte for byte, a text that was handed in for nothing else than to be handed back:
    /// a script that is formatted. Nothing that a run has seen may go out here.
    pub fn verbatim(&self, text: &str) {
        let mut streams = self.streams();
        streams.around_progress(|streams| write_text(&mut streams.out, text));
    }

    /// Prints something about what is going on; a line end is added where it has none.
    pub fn note(&self, text: &str) {
        let text = self.ready(&self.look.marks(text));
        let mut streams = self.streams();
        streams.around_progress(|streams| write_line(&mut streams.err, &text));
    }

    /// The same, if it has not been said by this printer or a copy of it.
    pub fn note_once(&self, text: &str) {
        if self.streams().said.insert(text.to_owned()) {
            self.note(text);
        }
    }

    /// Prints a JSON value as a result: on one line, or `pretty` on several.
    pub fn json_result(&self, value: &serde_json::Value, pretty: bool) {
        let text = self.json_text(value, pretty);
        let mut streams = self.streams();
        streams.around_progress(|streams| write_line(&mut streams.out, &text));
    }

    /// Prints a JSON value on one line, beside the results.
    pub fn json_note(&self, value: &serde_json::Value) {
        let text = self.json_text(value, false);
        let mut streams = self.streams();
        streams.around_progress(|streams| write_line(&mut streams.err, &text));
    }

    /// What could not be written until now, for another reason than that nobody reads it. Nothing is
    /// said of what is being written: a reader who takes nothing would hold up the end of the process.
    pub fn lost(&self) -> Lost {
        let mut streams = match self.streams.try_lock() {
            Ok(streams) => streams,
            Err(TryLockError::Poisoned(streams)) => streams.into_inner(),
            Err(TryLockError::WouldBlock) => return Lost::default(),
        };
        Lost {
            results: streams.out.lost.take(),
            notes: streams.err.lost.take(),
        }
    }

    /// Whether all results until now could be written. Who serves what nobody could read the address
    /// of would never end.
    pub fn has_written(&self) -> bool {
        self.streams().out.lost.is_none()
    }

    /// Draws the line that says how far things are; an empty one takes it away. Nothing happens
    /// where there is no terminal.
    pub fn progress(&self, text: &str) {
        if !self.look.live {
            return;
        }
        let text = self.ready(&self.look.marks(text));
        let text: String = text.chars().take(self.look.width - 1).collect();
        let mut streams = self.streams();
        streams.clear();
        streams.progress = text;
        streams.draw();
    }

    fn json_text(&self, value: &serde_json::Value, pretty: bool) -> String {
        let mut shown = value.clone();
        each_text(&mut shown, &|text| match self.redactor.guard(text) {
            std::borrow::Cow::Owned(guarded) => Some(guarded),
            std::borrow::Cow::Borrowed(_) => None,
        });
        if pretty {
            format!("{shown:#}")
        } else {
            shown.to_string()
        }
    }

    /// Keeps back what would steer a terminal, and any secret that got into our own words.
    fn ready(&self, text: &str) -> String {
        without_controls(&self.redactor.guard(text), self.look.color)
    }

    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Streams {
    fn around_progress(&mut self, print: impl FnOnce(&mut Self)) {
        self.clear();
        print(self);
        self.draw();
    }

    fn clear(&mut self) {
        if !self.progress.is_empty() {
            write_text(&mut self.err, "\r\u{1b}[2K");
        }
    }

    fn draw(&mut self) {
        if !self.progress.is_empty() {
            let line = self.progress.clone();
            write_text(&mut self.err, &line);
        }
    }
}

fn write_line(stream: &mut Stream, text: &str) {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    write_text(stream, &format!("{text}{end}"));
}

impl Stream {
    fn new(to: Box<dyn Write + Send>) -> Self {
        Self {
            to: Some(to),
            lost: None,
        }
    }
}

fn write_text(stream: &mut Stream, text: &str) {
    let Some(open) = &mut stream.to else { return };
    let Err(error) = open.write_all(text.as_bytes()).and_then(|()| open.flush()) else {
        return;
    };
    stream.to = None;
    if error.kind() != io::ErrorKind::BrokenPipe {
        stream.lost = Some(error);
    }
}

/// Control characters become visible; line ends, tabs and our own colours stay.
fn without_controls(text: &str, color: bool) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_control() && c != '\n' && c != '\t') {
        clean.push_str(&rest[..at]);
        rest = &rest[at..];
        let kept = if color { style_length(rest) } else { 0 };
        clean.push_str(&rest[..kept]);
        let control = rest.chars().next().filter(|_| kept == 0);
        if let Some(control) = control {
            clean.push(char::REPLACEMENT_CHARACTER);
            rest = &rest[control.len_utf8()..];
        } else {
            rest = &rest[kept..];
        }
    }
    clean.push_str(rest);
    clean.replace("\u{fffd}\n", "\n")
}

/// How long the colour is that this text begins with: 0 where it is anything else.
fn style_length(text: &str) -> usize {
    let Some(inner) = text.strip_prefix("\u{1b}[") else {
        return 0;
    };
    let end = inner.find(|c: char| !c.is_ascii_digit() && c != ';');
    match end {
        Some(end) if inner[end..].starts_with('m') => 2 + end + 1,
        _ => 0,
    }
}

impl std::fmt::Debug for Printer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Printer").field("look", &self.look).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_stay_and_other_controls_are_shown() {
        assert_eq!(
            without_controls("a\u{1b}[31mb\u{1b}[0m\u{1b}[2Jc\u{7}", true),
            "a\u{1b}[31mb\u{1b}[0m\u{fffd}[2Jc\u{fffd}"
        );
        assert_eq!(
            without_controls("\u{1b}[31mred\tx\r\n", false),
            "\u{fffd}[31mred\tx\n"
        );
    }
}
