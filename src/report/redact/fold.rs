//! Texts as they are compared: small letters without accents, one blank between words, and escapes
//! undone. Every byte knows where in the text it came from, so that what is found can be hidden
//! there.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A folded text.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    /// What is compared.
    pub text: String,
    /// Where each byte of it begins in the text it was made of, and the end of that text.
    starts: Vec<u32>,
}

impl Folded {
    /// Folds a text.
    pub fn new(text: &str) -> Self {
        let mut folded = Self {
            text: String::with_capacity(text.len()),
            starts: Vec::with_capacity(text.len() + 1),
        };
        for (at, c) in text.char_indices() {
            folded.push(c, place(at));
        }
        folded.end(place(text.len()))
    }

    /// Folds a text of which each byte stands for a place in another.
    pub fn of_places(text: &str, places: &[u32], end: u32) -> Self {
        let mut folded = Self::default();
        for (at, c) in text.char_indices() {
            folded.push(c, places.get(at).copied().unwrap_or(end));
        }
        folded.end(end)
    }

    /// Where a part of the folded text stands in the one it was made of.
    pub fn source(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let at = |index: usize| self.starts.get(index).copied().unwrap_or_default() as usize;
        at(start)..at(end).max(at(start))
    }

    fn end(mut self, at: u32) -> Self {
        self.starts.push(at);
        self
    }

    fn push(&mut self, c: char, at: u32) {
        if c.is_ascii() && !c.is_ascii_whitespace() && !c.is_ascii_control() && c != '+' {
            self.add(c.to_ascii_lowercase(), at);
        } else if c == '+' || c.is_whitespace() || c.is_control() {
            // A form writes a blank as a plus, and wrapped lines break anywhere.
            if !self.text.ends_with(' ') {
                self.add(' ', at);
            }
        } else {
            self.push_letter(c, at);
        }
    }

    fn push_letter(&mut self, c: char, at: u32) {
        for c in c.to_lowercase().nfkd().filter(|c| !is_combining_mark(*c)) {
            match plain(c) {
                Some(letters) => letters.chars().for_each(|c| self.add(c, at)),
                None => self.add(c, at),
            }
        }
    }

    fn add(&mut self, c: char, at: u32) {
        self.text.push(c);
        self.starts.resize(self.text.len(), at);
    }

    /// The same with its escapes undone: percent, JSON and XML. Nothing where it has none.
    pub fn decoded(&self) -> Option<Self> {
        let mut decoded = Self::default();
        let mut changed = false;
        let mut at = 0;
        while let Some(c) = self.text[at..].chars().next() {
            match escape(&self.text[at..]) {
                Some((letters, length)) => {
                    changed = true;
                    let start = self.starts[at];
                    letters.chars().for_each(|c| decoded.push(c, start));
                    at += length;
                }
                None => {
                    decoded.add(c, self.starts[at]);
                    at += c.len_utf8();
                }
            }
        }
        let end = self.starts.last().copied().unwrap_or_default();
        changed.then(|| decoded.end(end))
    }
}

/// Texts of more than four gigabytes are shown by nobody.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Letters that no accent is taken from, but that people write otherwise.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        '’' | '‘' | 'ʼ' => "'",
        '“' | '”' | '„' => "\"",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        _ => return None,
    })
}

/// What an escape at the start of a folded text stands for, and how long it is.
fn escape(text: &str) -> Option<(String, usize)> {
    match text.as_bytes().first()? {
        b'%' => percent(text),
        b'\\' => backslash(text),
        b'&' => entity(text),
        _ => None,
    }
}

fn percent(text: &str) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::new();
    while let Some([b'%', high, low]) = bytes.get(decoded.len() * 3..decoded.len() * 3 + 3) {
        match (hex(*high), hex(*low)) {
            (Some(high), Some(low)) => decoded.push(high * 16 + low),
            _ => break,
        }
        // One character at a time, so that each knows its place.
        if let Ok(letter) = std::str::from_utf8(&decoded) {
            return Some((letter.to_owned(), decoded.len() * 3));
        }
        if decoded.len() == 4 {
            break;
        }
    }
    None
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|digit| digit as u8)
}

fn backslash(text: &str) -> Option<(String, usize)> {
    let letter = match text.as_bytes().get(1)? {
        b'n' | b'r' | b't' | b'b' | b'f' => " ",
        b'"' => "\"",
        b'/' => "/",
        b'\\' => "\\",
        b'u' => return unicode(text),
        _ => return None,
    };
    Some((letter.to_owned(), 2))
}

fn unicode(text: &str) -> Option<(String, usize)> {
    let unit = |at: usize| u16::from_str_radix(text.get(at + 2..at + 6)?, 16).ok();
    let first = unit(0)?;
    let second = text.get(6..8).filter(|next| *next == "\\u").and(unit(6));
    let units = [first, second.unwrap_or_default()];
    let mut letters = char::decode_utf16(units);
    match letters.next()? {
        Ok(letter) => Some((
            letter.to_string(),
            if letter.len_utf16() == 2 { 12 } else { 6 },
        )),
        Err(_) => None,
    }
}

fn entity(text: &str) -> Option<(String, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let letters = match name {
        "amp" => "&".into(),
        "lt" => "<".into(),
        "gt" => ">".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        "nbsp" => " ".into(),
        "szlig" => "ss".into(),
        "aelig" => "ae".into(),
        "oelig" => "oe".into(),
        "thorn" => "th".into(),
        "eth" => "d".into(),
        "inodot" => "i".into(),
        name => accented(name).or_else(|| numbered(name))?.to_string(),
    };
    Some((letters, end + 1))
}

/// `&eacute;`: the letter alone, since accents do not count.
fn accented(name: &str) -> Option<char> {
    const MARKS: [&str; 13] = [
        "acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "slash", "caron", "macr",
        "ogon", "breve", "strok",
    ];
    let mut letters = name.chars();
    let letter = letters.next().filter(char::is_ascii_alphabetic)?;
    MARKS.contains(&letters.as_str()).then_some(letter)
}

fn numbered(name: &str) -> Option<char> {
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    code.ok().and_then(char::from_u32)
}
