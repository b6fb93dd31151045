//! Contactflow: a small text language for contact centres, its checker and its interpreter.

pub mod catalogue;
pub mod check;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod journal;
pub mod program;
pub mod report;
pub mod run;
pub mod sim;
pub mod source;
pub mod syntax;
pub mod systems;
pub mod value;
