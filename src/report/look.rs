//! How output looks: colour, width, and whether there is a line to redraw.

use std::borrow::Cow;
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
    /// Whether our own marks are ASCII: the locale has nothing else. Texts of flows stay as they are.
    pub ascii: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            color: false,
            width: PLAIN_WIDTH,
            live: false,
            ascii: false,
        }
    }
}

impl Look {
    /// The look of a stream of this process. `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and `TERM`
    /// are obeyed.
    pub fn of(stream: &impl IsTerminal) -> Self {
        let terminal = stream.is_terminal();
        let dumb = is(env::var("TERM").ok(), "dumb") || terminal && !takes_escapes();
        Self {
            color: colors(terminal && !dumb),
            width: if terminal {
                terminal_width()
            } else {
                PLAIN_WIDTH
            },
            live: terminal && !dumb && env::var_os("CI").is_none(),
            ascii: ascii(terminal),
        }
    }

    /// One of our own texts, with marks that the look can show.
    pub fn marks<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.ascii && text.contains('…') {
            true => Cow::Owned(text.replace('…', "...")),
            false => Cow::Borrowed(text),
        }
    }

    /// Whether two columns do not fit beside each other.
    pub fn is_narrow(&self) -> bool {
        self.width < 60
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

/// Whether the console takes escapes, as for colours: that of Windows has to be asked to.
#[cfg(all(windows, feature = "cli"))]
fn takes_escapes() -> bool {
    anstyle_query::windows::enable_ansi_colors().unwrap_or(true)
}

#[cfg(not(all(windows, feature = "cli")))]
fn takes_escapes() -> bool {
    true
}

/// Whether the locale lacks UTF-8. Where none is named, a terminal has the one of the C standard, and a file or
/// pipe takes what programs take everywhere; Windows' console is written to in UTF-16.
fn ascii(terminal: bool) -> bool {
    if cfg!(windows) {
        return false;
    }
    let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_CTYPE"));
    match locale.or_else(|| set("LANG")) {
        Some(locale) => !has_utf8(&locale),
        None => terminal,
    }
}

/// Whether a locale, such as `it_IT.UTF-8`, is one of UTF-8.
fn has_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
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

#[cfg(test)]
mod tests {
    use super::{Look, has_utf8};

    #[test]
    fn locales_are_known_by_their_characters() {
        for (locale, utf8) in [
            ("it_IT.UTF-8", true),
            ("C.utf8", true),
            ("en_GB.UTF-8@euro", true),
            ("C", false),
            ("POSIX", false),
            ("de_DE.ISO-8859-1", false),
            ("ja_JP.eucJP", false),
        ] {
            assert_eq!(has_utf8(locale), utf8, "{locale}");
        }
    }

    #[test]
    fn marks_are_what_the_look_can_show() {
        let ascii = Look {
            ascii: true,
            ..Look::default()
        };
        assert_eq!(ascii.marks("waiting … for é"), "waiting ... for é");
        assert_eq!(Look::default().marks("waiting …"), "waiting …");
    }
}
