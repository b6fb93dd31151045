//! The options of what is kept: the journal, its runs, and going on with them.

use super::{EngineArgs, OutputArgs, ProfileArgs};
use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args as Group, Subcommand};
use std::path::PathBuf;

/// A path that may be empty: a CI service sets a variable that has no value to the empty text.
fn path_or_nothing() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

#[derive(Group, Debug, Clone, Default)]
pub struct JournalArgs {
    /// The folder of the journal [default: contactflow/journal in the user's state folder]
    #[arg(
        long,
        value_name = "FOLDER",
        env = "FLOW_JOURNAL",
        hide_env = true,
        value_parser = path_or_nothing(),
        help_heading = "Journal"
    )]
    pub journal_folder: Option<PathBuf>,
}

#[derive(Group, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
A run is named by its id, or by the first characters of it.

Examples:
  flow runs                                      the runs that are kept, the newest first
  flow runs --where 'state = held and age > 1h'
  flow runs show 5f2k                            what happened in a run, and what can be done
  flow runs settle 5f2k 3 happened               what you found out about a write in doubt
  flow runs forget --where 'state = succeeded and age > 90d' --yes

Queries: state, flow, id, job, age, doubt; = != < > <= >=; and, or. States: running,
interrupted, held, succeeded, failed, stopped, cancelled. `flow docs runs` has everything."
)]
pub struct RunsArgs {
    #[command(subcommand)]
    pub command: Option<RunsCommand>,
    /// Only the runs that this query matches
    #[arg(long = "where", value_name = "QUERY")]
    pub query: Option<String>,
    #[command(flatten)]
    pub output: OutputArgs,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
}

#[derive(Group, Debug)]
#[command(after_help = "\
A run that waits with `await signal` receives it within about a second, in whichever program it
runs. For a run that does not wait yet it is kept; a run whose program has ended receives it when
`flow resume` continues it. A question is answered with yes or no; without a value it is yes.

Exit code 0: the run has received it, or it is kept for the run; 1: the run does not accept it.

Examples:
  flow signal 5f2k Approved
  flow signal 5f2k Approved no
  flow signal 5f2k CallBack '+12025550134'")]
pub struct SignalArgs {
    /// The run, by its id or the first characters of it, as `flow runs` lists it
    #[arg(value_name = "RUN")]
    pub run: String,
    /// The signal, as the flow names it after `await signal`
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Its value: the flow has it after `giving`
    #[arg(value_name = "VALUE", allow_hyphen_values = true)]
    pub value: Option<String>,
    #[command(flatten)]
    pub output: OutputArgs,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
}

#[derive(Subcommand, Debug)]
pub enum RunsCommand {
    /// Show a run: what happened, its attempts, what is in doubt, and the command to use next
    Show(ShowArgs),
    /// Write a run, or a job, as one page for a browser; also while it is running
    Report(ReportArgs),
    /// Follow open runs until they end
    Watch(WatchArgs),
    /// Record whether a write in doubt happened
    Settle(SettleArgs),
    /// Cancel runs; every `always` block is still run
    Cancel(SelectArgs),
    /// Remove runs from the journal, and make what was kept of them unreadable
    Forget(SelectArgs),
    /// Seal every run under a new key; `--finish` then removes the old one
    RotateKey(RotateArgs),
}

#[derive(Group, Debug)]
pub struct ShowArgs {
    /// The run
    #[arg(value_name = "ID")]
    pub id: String,
    /// Show requests, answers and handlers too
    #[arg(long)]
    pub trace: bool,
    #[command(flatten)]
    pub output: OutputArgs,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
}

#[derive(Group, Debug)]
#[command(after_help = "\
The page needs nothing else: no server, no network, and no JavaScript to be read. Numbers to
dial, personal values and secrets are hidden in it.

Examples:
  flow runs report 5f2k --to run.html
  flow runs report 5f2k > run.html")]
pub struct ReportArgs {
    /// The run, or the job
    #[arg(value_name = "ID")]
    pub id: String,
    /// Write the page to this file instead of the standard output
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
}

#[derive(Group, Debug)]
pub struct WatchArgs {
    /// The run, or the job [default: every open run]
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
}

#[derive(Group, Debug)]
#[command(after_help = "\
Look in the system first: did the action happen? A write that did not happen is sent again when
the run is resumed; one that happened counts as a success.

Examples:
  flow runs settle 5f2k 3 happened
  flow runs settle 5f2k 3 did-not")]
pub struct SettleArgs {
    /// The run
    #[arg(value_name = "ID")]
    pub id: String,
    /// The number of the write, as `flow runs show` lists it
    #[arg(value_name = "EFFECT")]
    pub effect: u64,
    /// Whether it happened
    #[arg(value_name = "happened|did-not")]
    pub happened: Happened,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
}

#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// It happened
    Happened,
    /// It did not happen
    DidNot,
}

/// Which runs a command is about.
#[derive(Group, Debug, Clone, Default)]
pub struct Selection {
    /// The runs
    #[arg(value_name = "ID", conflicts_with_all = ["query", "all"])]
    pub ids: Vec<String>,
    /// The runs that this query matches
    #[arg(long = "where", value_name = "QUERY", conflicts_with = "all")]
    pub query: Option<String>,
    /// Every run
    #[arg(long)]
    pub all: bool,
    /// Do it: a query and `--all` only list the runs without this
    #[arg(long)]
    pub yes: bool,
}

#[derive(Group, Debug)]
pub struct SelectArgs {
    #[command(flatten)]
    pub selection: Selection,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
}

#[derive(Group, Debug)]
#[command(after_help = "\
The first phase makes a new key and seals every run under it; running programs continue. The
second phase, when none of them runs any more, removes the old key: a copy of it opens nothing
that was kept since. Copies of the journal made before stay readable with the old key.

Examples:
  flow runs rotate-key
  flow runs rotate-key --finish
  flow runs rotate-key --lost                    if `journal.keys` is lost and there is no copy")]
pub struct RotateArgs {
    /// Remove the older keys
    #[arg(long)]
    pub finish: bool,
    /// Continue with a new key when the old one is lost: its runs can never be read again
    #[arg(long, conflicts_with = "finish")]
    pub lost: bool,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
}

#[derive(Group, Debug)]
#[command(after_help = "\
A run continues where its journal ends: no action that has a result is run again. A write whose
result is unknown is looked up in the system if it can be; otherwise its outcome is `Unknown`.

Examples:
  flow resume 5f2k
  flow resume 5f2k --with hold.flow              with a changed flow, if the past actions match it
  flow resume --where 'state = interrupted' --yes")]
pub struct ResumeArgs {
    #[command(flatten)]
    pub selection: Selection,
    /// Resume with this flow instead of the one that the journal keeps
    #[arg(long, value_name = "FILE")]
    pub with: Option<PathBuf>,
    /// Set a secret input again: the journal keeps no secrets
    #[arg(short, long = "input", value_name = "NAME=VALUE")]
    pub input: Vec<String>,
    /// The table of a job, if it is at another path now
    #[arg(long, value_name = "FILE")]
    pub inputs: Option<PathBuf>,
    #[command(flatten)]
    pub profile: ProfileArgs,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Print every request, answer and handler as it happens; as JSON lines beside `--output json`
    #[arg(long, help_heading = "Output")]
    pub trace: bool,
    #[command(flatten)]
    pub output: OutputArgs,
    /// Print only the flow's own output, and errors
    #[arg(short, long, conflicts_with = "trace", help_heading = "Output")]
    pub quiet: bool,
}

#[derive(Group, Debug)]
pub struct RerunArgs {
    /// The run whose flow and inputs are used
    #[arg(value_name = "ID")]
    pub id: String,
    /// Run it although writes of the first run may be repeated
    #[arg(long)]
    pub again: bool,
    /// Set a secret input again: the journal keeps no secrets
    #[arg(short, long = "input", value_name = "NAME=VALUE")]
    pub input: Vec<String>,
    #[command(flatten)]
    pub profile: ProfileArgs,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}
