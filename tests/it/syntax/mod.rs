//! Text to tree and back.

mod format;
mod linear;
mod pages;
mod pest;
mod right;
mod robust;
mod wrong;
