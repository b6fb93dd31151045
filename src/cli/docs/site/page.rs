//! A page of the site, before it is HTML.

use crate::cli::docs::pages::title;

/// The playground's page, where the site has one.
pub(super) const PLAYGROUND: &str = "playground.html";

/// A page, as Markdown.
pub(super) struct Page {
    /// Its file without the ending, below the site's folder: `actions/cxone/hold-contact`.
    pub path: String,
    /// What somebody calls it: `hold contact`, `F093`.
    pub name: String,
    pub text: String,
    /// What it belongs to, where others have the same title: the system of an action.
    pub group: Option<String>,
    /// What search lists first: the smaller, the sooner.
    pub rank: u8,
    /// Whether flows on it are whole ones, which have a picture.
    pub whole_flows: bool,
    /// Whether its parts are looked up by their titles.
    pub is_list: bool,
}

impl Page {
    pub fn new(path: impl Into<String>, name: impl Into<String>, text: String) -> Self {
        Self {
            path: path.into(),
            name: name.into(),
            text,
            group: None,
            rank: 1,
            whole_flows: false,
            is_list: false,
        }
    }

    pub fn file(&self) -> String {
        format!("{}.html", self.path)
    }

    /// Its first line, without signs of Markdown.
    pub fn title(&self) -> String {
        title(&self.text).replace(['`', '\\'], "")
    }

    /// The way from it to the site's folder.
    pub fn root(&self) -> String {
        "../".repeat(self.path.matches('/').count())
    }
}

/// A text with a capital at its start.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(letters).collect()
}

/// A cell of a table: `|` would end it.
pub(super) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
