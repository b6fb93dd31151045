//! Contactflow: a small text language for contact centres, its checker and its interpreter.

pub mod catalogue;
pub mod diagnostic;
pub mod program;
pub mod run;
pub mod source;
pub mod syntax;
pub mod systems;
pub mod value;
