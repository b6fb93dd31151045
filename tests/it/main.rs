//! The tests that use the crate as its users do. One binary, so that they link once.

// `pest_derive` writes code for crates without `std`
extern crate alloc;

mod beside;
mod catalogue;
mod check;
mod ci;
mod cli;
mod conduct;
#[cfg(unix)]
mod consoles;
mod corpus;
mod cxone;
mod debug;
mod diff;
mod docs;
mod easycim;
#[cfg(unix)]
mod engine;
mod examples;
mod finesse;
mod functions;
mod fuzz;
mod graph;
#[cfg(unix)]
mod host_contract;
mod house;
mod lsp;
mod origins;
mod page;
mod pictures;
mod playground;
mod report;
mod run;
mod scripts;
#[cfg(unix)]
mod serve;
mod sim;
mod sim_finesse;
mod site;
mod studio;
mod sweep;
mod syntax;
mod toolbar;
mod tools;
