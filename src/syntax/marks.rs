//! Where brackets, texts, comments and lines are: all that says how a script is built, and that can
//! be seen without reading its words. Every script is looked through so before it is parsed, so
//! this has to be quick.

/// Something that says how a script is built.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mark {
    /// One of `{ ( [`.
    Open(u8),
    /// One of `} ) ]`.
    Close(u8),
    /// A line end.
    Line,
    /// From `#` to before the end of its line.
    Comment,
    /// From quote to quote; a text ends with its line at the latest.
    Text,
}

/// The bytes that begin one.
const SIGNS: &[u8] = b"{}()[]\"#\n";

/// Whether a byte is one of them: most are not, and a look into a table costs least.
const IS_SIGN: [bool; 256] = {
    let mut is_sign = [false; 256];
    let mut at = 0;
    while at < SIGNS.len() {
        is_sign[SIGNS[at] as usize] = true;
        at += 1;
    }
    is_sign
};

/// The marks of a text, each with the byte where it begins and the one after its end.
pub(super) struct Marks<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Marks<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            text: text.as_bytes(),
            at: 0,
        }
    }
}

impl Iterator for Marks<'_> {
    type Item = (Mark, usize, usize);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let start = loop {
            let byte = *self.text.get(self.at)?;
            if IS_SIGN[usize::from(byte)] {
                break self.at;
            }
            self.at += 1;
        };
        let (mark, end) = match self.text[start] {
            b'\n' => (Mark::Line, start + 1),
            b'"' => (Mark::Text, after_text(self.text, start)),
            b'#' => (Mark::Comment, line_end(self.text, start)),
            open @ (b'{' | b'(' | b'[') => (Mark::Open(open), start + 1),
            close => (Mark::Close(close), start + 1),
        };
        self.at = end;
        Some((mark, start, end))
    }
}

/// The brackets of a text, each with where it stands.
#[cfg(feature = "lsp")]
pub(crate) fn brackets(text: &str) -> impl Iterator<Item = (u8, u32)> + '_ {
    Marks::of(text).filter_map(|(mark, at, _)| match mark {
        Mark::Open(bracket) | Mark::Close(bracket) => Some((bracket, at as u32)),
        _ => None,
    })
}

/// The byte after the text that opens at `start`; a text ends with its line at the latest.
pub(super) fn after_text(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            None | Some(b'\n') => return at.min(bytes.len()),
            Some(b'"') => return at + 1,
            Some(b'\\') if bytes.get(at + 1) != Some(&b'\n') => at += 2,
            Some(_) => at += 1,
        }
    }
}

/// Where the line that holds `at` ends.
fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or(&[]);
    let length = memchr::memchr(b'\n', rest);
    at + length.unwrap_or(rest.len())
}
