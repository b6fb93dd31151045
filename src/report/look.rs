//! How output looks: colour, width, and whether there is a line to redraw.

use std::env;
use std::io::IsTerminal;

/// Lines that go to no terminal are this wide.
const PLAIN_WIDTH: usize = 100;

/// How output looks. The default is plain text of a fixed width.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// Whether there are colours.
    pub color: bool,
    /// How many characters fit in a line.
    pub width: usize,
    /// Whether there is a terminal whose last line can be drawn again.
    pub live: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            color: false,
            width: PLAIN_WIDTH,
            live: false,
        }
    }
}

impl Look {
    /// The look of a stream of this process. `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and `TERM`
    /// are obeyed.
    pub fn of(stream: &impl IsTerminal) -> Self {
        let terminal = stream.is_terminal();
        let dumb = is(env::var("TERM").ok(), "dumb");
        Self {
            color: colors(terminal && !dumb),
            width: if terminal {
                terminal_width()
            } else {
                PLAIN_WIDTH
            },
            live: terminal && !dumb && env::var_os("CI").is_none(),
        }
    }

    /// The text in a style, where there are colours.
    pub fn paint(&self, style: Style, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("\u{1b}[{}m{text}\u{1b}[0m", style.code())
        } else {
            text.to_owned()
        }
    }
}

/// What a colour is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// What went well.
    Good,
    /// What went wrong.
    Bad,
    /// What needs a look.
    Care,
    /// What stands back.
    Faint,
    /// What stands out.
    Strong,
    /// What can be typed or opened.
    Name,
}

impl Style {
    fn code(self) -> &'static str {
        match self {
            Self::Good => "32",
            Self::Bad => "31",
            Self::Care => "33",
            Self::Faint => "2",
            Self::Strong => "1",
            Self::Name => "36",
        }
    }
}

fn colors(terminal: bool) -> bool {
    let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    if set("NO_COLOR").is_some() {
        return false;
    }
    if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return true;
    }
    terminal && !is(set("CLICOLOR"), "0")
}

fn is(value: Option<String>, wanted: &str) -> bool {
    value.as_deref() == Some(wanted)
}

fn terminal_width() -> usize {
    let asked = env::var("COLUMNS")
        .ok()
        .and_then(|value| value.parse().ok());
    asked
        .or_else(seen_width)
        .unwrap_or(PLAIN_WIDTH)
        .clamp(40, 140)
}

#[cfg(feature = "cli")]
fn seen_width() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

#[cfg(not(feature = "cli"))]
fn seen_width() -> Option<usize> {
    None
}
