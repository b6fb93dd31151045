//! The options of `flow serve`.

use super::{EngineArgs, JournalArgs, LogForm, ProfileArgs};
use clap::Args as Group;
use std::path::PathBuf;

#[derive(Group, Debug)]
#[command(after_help = "\
Runs are started over HTTP, at the times that flows name with `every`, and when a contact arrives
for flows with `when contact arrives`. They are kept in the journal: runs that are open when the
service stops continue when it starts again. `[serve]` of flow.toml has the address, the tokens and
the limits; `flow docs operate` has everything.

SIGTERM stops it: actions in progress get their answers, and nothing is lost. SIGHUP reads the
flows and the settings again; runs continue with what they began with.

Examples:
  flow serve                          the flows of this folder and those below
  flow serve flows --profile production
  flow serve --log json               a line of JSON for each event
  flow serve --engine http://localhost:8080     workers of an engine perform the runs
  flow schedule next 10               what will start, and when")]
pub struct ServeArgs {
    /// Flows and folders of flows [default: this folder]
    #[arg(value_name = "FILE|FOLDER")]
    pub paths: Vec<PathBuf>,
    /// The address and port, instead of `listen` of flow.toml [default: 127.0.0.1:8470]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<String>,
    /// The form of the log
    #[arg(long, value_enum, value_name = "FORM", default_value_t)]
    pub log: LogForm,
    #[command(flatten)]
    pub profile: ProfileArgs,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
}
