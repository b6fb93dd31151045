//! What one flow does otherwise than another, in words: of what runs, and not of how it is written.
//!
//! Both programs become statements with facts that do not depend on layout, comments, how a duration is
//! spelled or what a default is. Statements that do the same thing are found in each other, and what is
//! left over is new, gone, moved or different.

mod align;
mod change;
mod compare;
mod facts;
mod handlers;
mod node;
mod read;
mod rename;
mod said;
mod whole;
mod words;

pub use change::{Care, Change, Comparison, Sort};
pub use whole::compare;

/// A text of at most so many letters.
fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
