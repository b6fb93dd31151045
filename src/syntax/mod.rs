//! Text to tree and back: the parser, the tree, the formatter.

pub mod tree;
