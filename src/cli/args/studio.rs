//! `flow studio`.

use clap::Args as Group;
use std::path::PathBuf;

#[derive(Group, Debug)]
#[command(after_help = "\
The page has an editor with findings as you type, the graph of the flow beside it, runs on the
simulators step by step, tests with their coverage, recordings, and the runs that are kept.

Only this machine can reach it, and only with the key in the printed address: a person who has that
address can do what you can do. Ctrl-C ends it; runs that it has resumed continue.

Examples:
  flow studio                       the flows in this folder
  flow studio hold.flow             one flow, and the others beside it
  flow studio --no-open --port 7070 print the address, for a browser that forwards the port")]
pub(in crate::cli) struct StudioArgs {
    /// A flow, or a folder of flows
    #[arg(value_name = "FILE|FOLDER", default_value = ".")]
    pub path: PathBuf,
    /// The port on this machine; 0 uses a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// Open the page in the browser [default: if this is a terminal with a desktop]
    #[arg(long, overrides_with = "no_open")]
    pub open: bool,
    /// Only print the address
    #[arg(long)]
    pub no_open: bool,
}
