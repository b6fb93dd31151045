//! What `flow run` is asked.

use super::{InputArgs, JournalArgs, OutputArgs, ProfileArgs};
use clap::{Args as Group, ValueEnum};
use std::path::PathBuf;

#[derive(Group, Debug, Default)]
#[command(after_help = "\
The value of an input comes from the first of: a row of --inputs or --input, the
environment variable FLOW_INPUT_<Name>, the profile, the flow's own default. Missing
inputs are listed, and nothing runs.

Runs that write to a real system are kept in a journal: if this program dies, `flow resume`
continues them and repeats nothing. `flow runs` lists them. `flow docs runs` names the folder.

Ctrl-C cancels, and so does closing the terminal: an action in progress still gets a few
seconds for its answer, and `always` still runs. A second Ctrl-C stops immediately.

Examples:
  flow run examples/hold.flow --input ContactId=1002
  flow run -e 'hold contact <ContactId> on InvalidState -> retry' --input ContactId=1002
  flow run examples/callback.flow --inputs callbacks.csv --at-once 4 --rate 300/min")]
pub(in crate::cli) struct RunArgs {
    /// Flows to run, one after the other; `-` reads one from the standard input
    #[arg(value_name = "FILE", required_unless_present = "text")]
    pub files: Vec<PathBuf>,
    /// Run this text as a flow
    #[arg(short = 'e', long = "text", value_name = "TEXT")]
    pub text: Option<String>,
    #[command(flatten)]
    pub given: InputArgs,
    /// How many rows to run in parallel
    #[arg(long, value_name = "N", default_value_t = 1, requires = "inputs", help_heading = "Inputs",
          value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub at_once: u16,
    /// Send at most so many actions in a time, like 10/s or 300/min
    #[arg(long, value_name = "RATE", help_heading = "Inputs")]
    pub rate: Option<String>,
    /// Begin no more rows after this many have failed
    #[arg(long, value_name = "N", requires = "inputs", help_heading = "Inputs",
          value_parser = clap::value_parser!(u64).range(1..))]
    pub stop_after: Option<u64>,
    /// Begin at most this many rows; `flow resume` continues with the rest
    #[arg(long, value_name = "N", requires = "inputs", help_heading = "Inputs",
          value_parser = clap::value_parser!(u64).range(1..))]
    pub limit: Option<u64>,
    #[command(flatten)]
    pub profile: ProfileArgs,
    /// Keep what decided the run in a file that `flow replay` runs again: without numbers to dial,
    /// personal values and secrets
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "inputs",
        help_heading = "Output"
    )]
    pub record: Option<PathBuf>,
    /// Stop after this time, such as 30s or 5m; `always` still runs
    #[arg(long, value_name = "DURATION", help_heading = "Where and how long")]
    pub time_limit: Option<String>,
    /// Do not ask before actions that cannot be undone; without a terminal it never asks
    #[arg(long, help_heading = "Where and how long")]
    pub yes: bool,
    /// Whether it is for a plan: policies that demand one are met.
    #[arg(skip)]
    pub planned: bool,
    /// Keep the run in the journal on the simulator too
    #[arg(long, conflicts_with = "ephemeral", help_heading = "Journal")]
    pub journal: bool,
    /// Keep no journal: a run whose program dies cannot be resumed
    #[arg(long, help_heading = "Journal")]
    pub ephemeral: bool,
    #[command(flatten)]
    pub journal_place: JournalArgs,
    /// Print every request, answer and handler as it happens; as JSON lines beside `--output json`
    #[arg(long, help_heading = "Output")]
    pub trace: bool,
    #[command(flatten)]
    pub output: OutputArgs,
    /// Write what the flow emits to this file, personal values too: JSON, one line for each
    /// run, in a file that only you can read
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub results: Option<PathBuf>,
    /// Write what happened to this file as one page for a browser: every attempt, the flow, its graph
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub report: Option<PathBuf>,
    /// Print only the flow's own output, and errors
    #[arg(short, long, conflicts_with = "trace", help_heading = "Output")]
    pub quiet: bool,
    /// Report the progress of rows as JSON lines on the standard error
    #[arg(
        long,
        value_name = "FORM",
        requires = "inputs",
        help_heading = "Output"
    )]
    pub progress: Option<ProgressForm>,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum ProgressForm {
    Json,
}
