//! Which flow, and with which inputs: what several commands are asked alike.

use clap::Args as Group;
use std::path::PathBuf;

#[derive(Group, Debug, Clone, Default)]
pub(in crate::cli) struct OneFlowArgs {
    /// The flow; `-` reads it from the standard input
    #[arg(value_name = "FILE", required_unless_present = "text")]
    pub file: Option<PathBuf>,
    /// Use this text as the flow
    #[arg(
        short = 'e',
        long = "text",
        value_name = "TEXT",
        conflicts_with = "file"
    )]
    pub text: Option<String>,
}

#[derive(Group, Debug, Clone, Default)]
pub(in crate::cli) struct InputArgs {
    /// Set an input; may be repeated
    #[arg(
        short,
        long = "input",
        value_name = "NAME=VALUE",
        help_heading = "Inputs"
    )]
    pub input: Vec<String>,
    /// Read inputs from a table (CSV with a header line, or JSON lines): one run for each row
    #[arg(long, value_name = "FILE", help_heading = "Inputs")]
    pub inputs: Option<PathBuf>,
}
