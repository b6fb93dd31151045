//! The person who walks a pilot: at a terminal, or behind a pipe.

use crate::report::Printer;
use crate::report::text::wrap;
use std::io::{BufRead, stdin};
use tokio::sync::mpsc;

/// Who is told and asked.
pub trait Person {
    /// Tells a line or more.
    fn tell(&mut self, text: &str);

    /// The next line of the person's; `None` when no more will come.
    async fn line(&mut self) -> Option<String>;
}

/// The person at the standard input.
pub struct AtStdin<'a> {
    printer: &'a Printer,
    lines: mpsc::UnboundedReceiver<String>,
}

impl<'a> AtStdin<'a> {
    /// Lines are read on a thread: reading cannot be waited for together with a time that passes.
    pub fn new(printer: &'a Printer) -> Self {
        let (said, lines) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            for line in stdin().lock().lines() {
                let Ok(line) = line else { return };
                if said.send(line).is_err() {
                    return;
                }
            }
        });
        Self { printer, lines }
    }
}

impl Person for AtStdin<'_> {
    fn tell(&mut self, text: &str) {
        let width = self.printer.look().width.max(60);
        for line in text.lines() {
            let words = line.trim_start();
            let indent = " ".repeat(line.len() - words.len());
            let lines = wrap(words, width - indent.len());
            let margin = format!("\n{indent}");
            self.printer
                .result(&format!("{indent}{}", lines.join(&margin)));
        }
    }

    async fn line(&mut self) -> Option<String> {
        self.lines.recv().await
    }
}

/// What the person says to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    Yes,
    No,
    Skip,
    Stop,
}

/// An answer and what stands behind it; `None` where it is none.
pub fn read(line: &str) -> Option<(Says, String)> {
    let line = line.trim();
    let (word, note) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let word = word.trim_end_matches([',', '.', ':', ';']);
    let says = match word.to_ascii_lowercase().as_str() {
        "yes" | "y" => Says::Yes,
        "no" | "n" => Says::No,
        "skip" => Says::Skip,
        "stop" => Says::Stop,
        _ => return None,
    };
    Some((says, note.trim().to_owned()))
}
