//! `flow replay`.

use super::profile::ProfileArgs;
use clap::{Args as Group, ValueEnum};
use std::path::PathBuf;

#[derive(Group, Debug)]
#[command(after_help = "\
`flow run --record FILE` makes a recording. Nothing is sent to a system, and the same recording
has the same trace on every machine. Exit code 0: the run matches the recording; 1: it
differs; 3: a file cannot be read.

Examples:
  flow replay hold.recording                      what happened
  flow replay hold.recording --step               one step after the other, and back
  flow replay recordings --with new/hold.flow     in which runs a changed flow would act differently
  flow replay hold.recording --to-test            the run as a test to keep")]
pub(in crate::cli) struct ReplayArgs {
    /// Recordings, and folders of them
    #[arg(value_name = "FILE|FOLDER", required = true)]
    pub files: Vec<PathBuf>,
    /// Run this flow instead of the recorded one, and print where it differs
    #[arg(long, value_name = "FLOW")]
    pub with: Option<PathBuf>,
    /// Go through the run step by step: next, into, out, back, to a line; print a name
    #[arg(long, conflicts_with_all = ["to_test", "output"])]
    pub step: bool,
    /// Print the run as a `test` block
    #[arg(long)]
    pub to_test: bool,
    /// How differences are written
    #[arg(short, long, value_enum, value_name = "FORM", default_value_t)]
    pub output: ReplayForm,
    #[command(flatten)]
    pub profile: ProfileArgs,
}

#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::cli) enum ReplayForm {
    /// For people
    #[default]
    People,
    /// A JSON document
    Json,
    /// A comment for a pull request
    Markdown,
}
