//! `flow record`

use super::profile::ProfileArgs;
use clap::{Args as Group, Subcommand};
use std::path::PathBuf;

#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  flow run hold.flow --input ContactId=1002 --record hold.recording    make a recording
  flow record to-test hold.recording                                   the run as a test to keep
  flow record to-har hold.recording > hold.har                         its requests, for other tools
  flow record from-har session.har --flow hold.flow                    a browser's session as a test
  flow record refresh recordings                                       make recordings again

Phone numbers, personal values and secrets are in none of these files.
`flow docs testing` has everything.")]
pub(in crate::cli) struct RecordArgs {
    #[command(subcommand)]
    pub command: RecordCommand,
}

#[derive(Subcommand, Debug)]
pub(in crate::cli) enum RecordCommand {
    /// Print a recorded run as a `test` block
    ToTest(ToTestArgs),
    /// Print the requests of a recorded run as HAR 1.2
    ToHar(ToHarArgs),
    /// Print the answers of a HAR to a flow's actions as a `test` block; or the recording that `to-har` put into it
    FromHar(FromHarArgs),
    /// Run the flows of recordings again, on the simulator, and show what has changed
    Refresh(RefreshArgs),
}

#[derive(Group, Debug)]
pub(in crate::cli) struct ToTestArgs {
    /// The recording
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub profile: ProfileArgs,
}

#[derive(Group, Debug)]
pub(in crate::cli) struct ToHarArgs {
    /// The recording
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

#[derive(Group, Debug)]
pub(in crate::cli) struct FromHarArgs {
    /// The HAR
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The flow whose actions are looked for
    #[arg(long, value_name = "FLOW")]
    pub flow: Option<PathBuf>,
    #[command(flatten)]
    pub profile: ProfileArgs,
}

#[derive(Group, Debug)]
pub(in crate::cli) struct RefreshArgs {
    /// Recordings, and folders of them
    #[arg(value_name = "FILE|FOLDER", required = true)]
    pub files: Vec<PathBuf>,
    /// Write the new recordings; without it they are only compared
    #[arg(long)]
    pub write: bool,
}
