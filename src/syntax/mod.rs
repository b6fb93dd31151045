//! Text to tree and back: the parser, the tree, the formatter.
//!
//! [`parse()`] never gives up: whatever it is handed, there is a tree of what could be read and a
//! finding for each mistake.

mod build;
pub mod codes;
mod depth;
#[cfg(feature = "internals")]
mod dump;
mod expected;
mod explain;
mod format;
mod grammar;
mod join;
mod marks;
pub(crate) mod matcher;
mod parse;
mod parsed;
mod place;
#[cfg(test)]
mod tests;
pub mod tokens;
pub mod tree;
pub mod visit;
mod want;
pub mod words;

#[cfg(feature = "internals")]
pub use build::entries;
pub(crate) use build::word_of;
#[cfg(feature = "internals")]
pub use dump::dump;
pub use expected::{begun, expected};
pub use explain::foreign_word;
pub use format::{format, print};
pub use join::{MOST_FILES, join, join_within};
#[cfg(feature = "lsp")]
pub(crate) use marks::brackets;
pub use parse::parse;
pub use parsed::Parsed;
pub use place::Place;
pub use want::{Mocked, Of, Part, Want};
