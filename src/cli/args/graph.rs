//! `flow graph`.

use super::profile::ProfileArgs;
use clap::{Args as Group, ValueEnum};
use std::path::PathBuf;

#[derive(Group, Debug)]
#[command(after_help = "\
Each action is a card with its outcomes as rows: ↻ retries, ↓ continues, ✓ ends the run as
succeeded, ✗ as failed, ↩ leaves the loop or the step, ▸ runs a step, → continues beside the
card, ↑ is decided by handlers around it. Steps, loops and `try` are frames.

Examples:
  flow graph hold.flow > hold.svg                    open it in a browser
  flow graph hold.flow --output mermaid              for Markdown on GitHub and GitLab
  flow graph hold.flow --trace trace.jsonl > run.svg what happened in the runs of a trace
  flow graph hold.flow --coverage seen.json > t.svg  what the tests have run

A trace comes from `flow run hold.flow --trace --output json 2> trace.jsonl`, coverage from
`flow test hold.flow --coverage-to seen.json`.")]
pub(in crate::cli) struct GraphArgs {
    /// The flow; `-` reads it from the standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The form of the picture
    #[arg(short, long, value_enum, value_name = "FORM", default_value_t)]
    pub output: GraphForm,
    /// Show what happened in the runs of a trace (the JSON lines of `flow run --trace --output json`)
    #[arg(long, value_name = "FILE", conflicts_with = "coverage")]
    pub trace: Option<PathBuf>,
    /// Show what tests have run (the file of `flow test --coverage-to`)
    #[arg(long, value_name = "FILE")]
    pub coverage: Option<PathBuf>,
    #[command(flatten)]
    pub profile: ProfileArgs,
}

#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::cli) enum GraphForm {
    /// A picture for browsers and documents, readable in light and dark
    #[default]
    Svg,
    /// A flow chart in Mermaid, for Markdown
    Mermaid,
    /// A graph for Graphviz
    Dot,
    /// Nodes, edges and their places, for programs
    Json,
}
