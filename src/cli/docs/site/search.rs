//! What search looks through: the parts of all pages, in a file that is loaded when somebody searches.

use super::markdown::Body;
use super::page::Page;
use serde_json::{Value as Json, json};

/// So much of a part is shown, and looked through.
const LONGEST: usize = 1_500;

#[derive(Default)]
pub(super) struct Index {
    parts: Vec<Json>,
}

impl Index {
    /// A page's title, a part's title, where it is, its text, and what comes first.
    pub fn add(&mut self, page: &Page, body: &Body) {
        let title = match &page.group {
            Some(group) => format!("{} ({group})", page.title()),
            None => page.title(),
        };
        for part in &body.parts {
            let (head, place) = match part.level {
                1 => ("", page.file()),
                _ => (part.title.as_str(), format!("{}#{}", page.file(), part.id)),
            };
            let words: Vec<&str> = part.text.split_whitespace().collect();
            let text: String = words.join(" ").chars().take(LONGEST).collect();
            self.parts
                .push(json!([title, head, place, text, page.rank]));
        }
    }

    /// As code, since a page that is a file may read no other file.
    pub fn script(self) -> String {
        format!("window.contactflowParts={};\n", Json::from(self.parts))
    }
}
