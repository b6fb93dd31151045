//! Text to tree and back.

mod format;
mod linear;
mod right;
mod robust;
mod wrong;
