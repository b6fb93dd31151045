//! What the commands that look through files of flows are asked: `flow check`, `flow fmt`.

use super::{Format, ProfileArgs};
use clap::{Args as Group, ValueEnum};
use std::path::PathBuf;

#[derive(Group, Debug)]
#[command(after_help = "\
Folders are searched without hidden files and those in `.gitignore`; a file that is
named is always checked.

Examples:
  flow check                                     this folder and those below
  flow check --diff --unsafe-fixes               what could be fixed, as a diff
  flow check --changed-since origin/main         only what this branch added
  flow check --output sarif > flow.sarif         for a code scanning service

`flow explain F052` explains a finding. CI services and hooks: `flow docs ci`.")]
pub(in crate::cli) struct CheckArgs {
    /// Flows and folders of flows; `-` reads one from the standard input [default: this folder]
    #[arg(value_name = "FILE|FOLDER")]
    pub paths: Vec<PathBuf>,
    /// The form of the findings
    #[arg(
        short,
        long,
        alias = "format",
        value_enum,
        value_name = "FORM",
        default_value_t,
        help_heading = "Output"
    )]
    pub output: Format,
    /// Findings from this level up fail the check with exit code 1; errors always fail it with 2
    #[arg(long, value_enum, value_name = "LEVEL", help_heading = "Output")]
    pub deny: Option<Deny>,
    /// Only the findings of a change: those on lines changed since this commit, and those that
    /// did not exist at that commit
    #[arg(long, value_name = "REV", help_heading = "Output")]
    pub changed_since: Option<String>,
    /// Apply the safe fixes to the files, and print what is left
    #[arg(long, conflicts_with = "changed_since", help_heading = "Fixes")]
    pub fix: bool,
    /// Also apply fixes that may change what a flow does
    #[arg(long, help_heading = "Fixes")]
    pub unsafe_fixes: bool,
    /// Print what --fix would change as a diff, without writing; exit code 1 if there is a change
    #[arg(long, conflicts_with = "changed_since", help_heading = "Fixes")]
    pub diff: bool,
    /// Print the policies and levels of flow.toml that apply to each file, without checking
    #[arg(long, conflicts_with_all = ["fix", "diff", "changed_since"], help_heading = "Output")]
    pub show_policy: bool,
    #[command(flatten)]
    pub profile: ProfileArgs,
    /// Check as if no profile supplied an agent, a session or inputs
    #[arg(long, conflicts_with = "profile", help_heading = "Where and how long")]
    pub no_profile: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Deny {
    /// Warnings
    Warnings,
    /// Warnings and notes
    Notes,
}

#[derive(Group, Debug)]
pub(in crate::cli) struct FmtArgs {
    /// Flows and folders of flows; `-` reads one from the standard input and writes it to the standard output
    #[arg(value_name = "FILE|FOLDER")]
    pub paths: Vec<PathBuf>,
    /// List the files that would change, without writing; exit code 1 if there are any
    #[arg(long)]
    pub check: bool,
    /// Print the changes as a diff, without writing; exit code 1 if there is a change
    #[arg(long)]
    pub diff: bool,
}
