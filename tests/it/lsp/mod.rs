//! The language server, asked as editors ask it.

mod agree;
mod client;
mod command;
mod completion;
mod fitting;
mod grammar;
mod names;
mod neovim;
mod protocol;
mod questions;
mod requests;
mod shapes;
mod typing;
mod words;

use contactflow::check::Context;
use contactflow::lsp::document::Document;

/// A text that is open in an editor, and where `|` stood in it.
fn at_bar(marked: &str) -> (Document, u32) {
    at_bar_in(marked, Context::default())
}

/// The same in a folder with settings.
fn at_bar_in(marked: &str, context: Context) -> (Document, u32) {
    let at = marked.find('|').expect("a `|` says where");
    let text = marked.replacen('|', "", 1);
    (Document::new("a.flow", text, context), at as u32)
}

fn document(text: &str) -> Document {
    Document::new("a.flow", text, Context::default())
}
