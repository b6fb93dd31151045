//! Text to tree and back.

mod right;
