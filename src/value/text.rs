//! Texts, and who may see which part of them.
//!
//! A text that people read is made of the program's own words and of values. Each part keeps its
//! mark until the text is shown, once: so a value is hidden for what it is, wherever it goes, and
//! a word that happens to be spelled like somebody's name stays.

use super::mark::Mark;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A text and who may see it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Text {
    /// The characters.
    pub text: Arc<str>,
    /// Who may see them: the strictest mark of any part.
    #[serde(default, skip_serializing_if = "Mark::is_plain")]
    pub mark: Mark,
    /// Its parts, where they differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parts: Option<Arc<[Part]>>,
}

/// A part of a text: from the end of the one before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Part {
    end: usize,
    mark: Mark,
}

/// What a debugger, or a host's log, prints is read by people too.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text")
            .field("text", &self.masked())
            .field("mark", &self.mark)
            .finish()
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        *self.text == *other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        *self.text == **other
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

/// The program's own words.
impl From<String> for Text {
    fn from(words: String) -> Self {
        Self::plain(words)
    }
}

/// The program's own words.
impl From<&str> for Text {
    fn from(words: &str) -> Self {
        Self::plain(words)
    }
}

impl Text {
    /// A text that anyone may see.
    pub fn plain(text: impl Into<Arc<str>>) -> Self {
        Self::marked(text, Mark::Plain)
    }

    /// What a system said in its own words: it is searched for values that nobody may see before
    /// it is shown.
    pub fn foreign(text: impl Into<Arc<str>>) -> Self {
        Self::marked(text, Mark::Foreign)
    }

    /// A text that is marked.
    pub fn marked(text: impl Into<Arc<str>>, mark: Mark) -> Self {
        Self {
            text: text.into(),
            mark,
            parts: None,
        }
    }

    /// The same, all of it marked at least so.
    pub fn with_mark(self, mark: Mark) -> Self {
        if mark.is_plain() {
            return self;
        }
        let strict = self.mark >= mark;
        match (&self.parts, strict) {
            (None, true) => self,
            (None, false) => Self { mark, ..self },
            // Words of our own between the values are covered too: the whole is one value now.
            (Some(_), _) => Self::marked(self.text, self.mark.max(mark)),
        }
    }

    /// Whether it is one value, and no sentence with values in it.
    pub fn is_whole(&self) -> bool {
        self.parts.is_none()
    }

    /// The text with a word for each part that nobody may see, for a host's own log.
    /// `report::Redactor` shows which of them are the same.
    pub fn masked(&self) -> String {
        self.parts()
            .map(|(part, mark)| match mark {
                Mark::Plain | Mark::Foreign => part,
                Mark::Personal => "[personal]",
                Mark::PhoneNumber => "[phone number]",
                Mark::Secret => "[secret]",
            })
            .collect()
    }

    /// Its parts with their marks, in their order.
    pub fn parts(&self) -> impl Iterator<Item = (&str, Mark)> {
        let whole = [Part {
            end: self.text.len(),
            mark: self.mark,
        }];
        let count = self.parts.as_ref().map_or(1, |parts| parts.len());
        let mut start = 0;
        (0..count).map(move |index| {
            let part = self.parts.as_ref().map_or(whole[0], |parts| parts[index]);
            // A text that was kept somewhere may have been changed there.
            let piece = self.text.get(start..part.end).unwrap_or_default();
            start = part.end;
            (piece, part.mark)
        })
    }
}

/// Makes a text of parts.
#[derive(Debug, Default)]
pub struct TextBuilder {
    text: String,
    parts: Vec<Part>,
}

impl TextBuilder {
    /// One that is empty.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many bytes it has.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Adds words that anyone may see.
    pub fn words(&mut self, words: &str) -> &mut Self {
        self.marked(words, Mark::Plain)
    }

    /// Adds a text as it is marked.
    pub fn text(&mut self, text: &Text) -> &mut Self {
        text.parts().for_each(|(part, mark)| {
            self.marked(part, mark);
        });
        self
    }

    /// Adds a part.
    pub fn marked(&mut self, part: &str, mark: Mark) -> &mut Self {
        if part.is_empty() {
            return self;
        }
        self.text.push_str(part);
        let end = self.text.len();
        match self.parts.last_mut() {
            // Two values that touch stay two: each is known by itself.
            Some(last) if last.mark == mark && mark.is_plain() => last.end = end,
            _ => self.parts.push(Part { end, mark }),
        }
        self
    }

    /// The text.
    pub fn build(self) -> Text {
        let strictest = self.parts.iter().map(|part| part.mark).max();
        let strictest = strictest.unwrap_or_default();
        if self.parts.len() <= 1 {
            return Text::marked(self.text, strictest);
        }
        Text {
            text: self.text.into(),
            // A sentence with a number to dial in it is none itself.
            mark: match strictest {
                Mark::PhoneNumber => Mark::Personal,
                other => other,
            },
            parts: Some(self.parts.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_keep_their_marks_through_texts_of_texts() {
        let name = Text::marked("Ada", Mark::Personal);
        let mut inner = TextBuilder::new();
        inner.words("for ").text(&name);
        let inner = inner.build();
        let mut outer = TextBuilder::new();
        outer.words("call ").text(&inner).words("!");
        let outer = outer.build();
        assert_eq!(outer, "call for Ada!");
        assert_eq!(outer.mark, Mark::Personal);
        let parts: Vec<_> = outer.parts().collect();
        assert_eq!(
            parts,
            [
                ("call for ", Mark::Plain),
                ("Ada", Mark::Personal),
                ("!", Mark::Plain)
            ]
        );
    }

    #[test]
    fn one_part_is_the_value_itself() {
        let mut text = TextBuilder::new();
        text.words("")
            .text(&Text::marked("+12025550100", Mark::PhoneNumber));
        let text = text.build();
        assert!(text.is_whole());
        assert_eq!(text.mark, Mark::PhoneNumber);
    }

    #[test]
    fn a_stricter_mark_covers_the_whole_text() {
        let mut text = TextBuilder::new();
        text.words("pin ").marked("1234", Mark::Secret);
        let text = text.build().with_mark(Mark::Personal);
        let parts: Vec<_> = text.parts().collect();
        assert_eq!(parts, [("pin 1234", Mark::Secret)]);
    }
}
