//! `flow diff`.

use super::profile::ProfileArgs;
use clap::{Args as Group, ValueEnum};

#[derive(Group, Debug)]
#[command(after_help = "\
Flows are compared by what they do: comments, layout, names of variables and the order in which
arguments are written make no difference. `!` marks what a reviewer must look at. A name with a
colon is a file or a folder of a git commit.

Examples:
  flow diff old/hold.flow hold.flow          two files
  flow diff HEAD~1:hold.flow hold.flow       a file as it was one commit ago
  flow diff --since origin/main              everything that this branch changed
  flow diff --since origin/main --output markdown > comment.md
                                             a comment for a pull request, with the graphs

Exit code 0, also if there are differences; 1 with --exit-code if there are any; 2: a flow has
errors.")]
pub(in crate::cli) struct DiffArgs {
    /// The older flow or folder, then the newer one; with --since, the flows and folders to compare
    /// [default: this folder]
    #[arg(value_name = "FILE|FOLDER|REV:PATH", required_unless_present = "since")]
    pub paths: Vec<String>,
    /// Compare with the commit at which this branch left REV
    #[arg(long, value_name = "REV")]
    pub since: Option<String>,
    /// The form of the differences
    #[arg(short, long, value_enum, value_name = "FORM", default_value_t)]
    pub output: DiffForm,
    /// Exit with 1 if there are differences
    #[arg(long)]
    pub exit_code: bool,
    #[command(flatten)]
    pub profile: ProfileArgs,
}

#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::cli) enum DiffForm {
    /// For people
    #[default]
    People,
    /// A comment for a pull request
    Markdown,
    /// A JSON document
    Json,
}
