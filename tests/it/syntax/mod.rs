//! Text to tree and back.

mod format;
mod right;
mod robust;
mod wrong;
