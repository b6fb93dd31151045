//! The command line, as clap reads it and as its help says it.

mod check;
mod debug;
mod diff;
mod docs;
mod engine;
mod flow;
mod format;
mod graph;
mod init;
mod kept;
mod log;
mod output;
mod plan;
mod profile;
mod record;
mod replay;
mod run;
mod schedule;
mod serve;
mod simulators;
mod studio;
mod test;

pub(super) use check::{CheckArgs, Deny, FmtArgs};
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args as Group, CommandFactory, Parser, Subcommand, ValueEnum};
pub(super) use debug::DebugArgs;
pub(super) use diff::{DiffArgs, DiffForm};
pub(super) use docs::DocsArgs;
pub(super) use engine::{DrainArgs, EngineArgs, SubmitArgs, WorkerArgs, WorkerCommand};
pub(super) use flow::{InputArgs, OneFlowArgs};
pub(super) use format::Format;
pub(super) use graph::{GraphArgs, GraphForm};
pub(super) use init::{InitArgs, Service};
pub(super) use kept::{
    Happened, JournalArgs, ReportArgs, RerunArgs, ResumeArgs, RotateArgs, RunsArgs, RunsCommand,
    SelectArgs, Selection, SettleArgs, ShowArgs, SignalArgs, WatchArgs,
};
pub(super) use log::LogForm;
pub(super) use output::OutputArgs;
pub(super) use plan::{
    ApplyArgs, AuditArgs, AuditCommand, AuditImportArgs, AuditShowArgs, AuditVerifyArgs, PlanArgs,
    PlanCommand, PlanMakeArgs, PlanShowArgs, UndoArgs,
};
pub(super) use profile::ProfileArgs;
pub(super) use record::{
    FromHarArgs, RecordArgs, RecordCommand, RefreshArgs, ToHarArgs, ToTestArgs,
};
pub(super) use replay::{ReplayArgs, ReplayForm};
pub(super) use run::{ProgressForm, RunArgs};
pub(super) use schedule::{NextArgs, ScheduleArgs, ScheduleCommand};
pub(super) use serve::ServeArgs;
pub(super) use simulators::SimulatorOptions;
use std::path::PathBuf;
pub(super) use studio::StudioArgs;
pub(super) use test::{TestArgs, TestForm};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Cyan.on_default());

/// The version; the commit that was built and its date, where the build knows them.
pub(super) const VERSION: &str = env!("CONTACTFLOW_VERSION");

const AFTER: &str = "\
Exit codes:
  0  everything succeeded
  1  a flow or a test failed, or a run was cancelled; `check --deny` found what it denies;
     `--diff` or `fmt --check` found something to change
  2  a flow has errors; `plan --ci`: there is something to do
  3  could not start, or could not write its output: a wrong option, profile,
     secret, input or address, a missing file, a full disk

Environment:
  FLOW_PROFILE       the profile, if --profile is not used
  FLOW_INPUT_<Name>  an input that the command line does not set
  FLOW_JOURNAL       the folder in which runs are kept
  FLOW_TRUST         settings files to trust, as `flow trust` does
  FLOW_USER          who you are, if the machine's user does not show it (CI)
  NO_COLOR, CLICOLOR, CLICOLOR_FORCE  turn colours off or on

`flow help run` has the options of `flow run`, `flow help check` those of `flow check`, and so on.
Start with `flow init`, or with `flow actions` to see all actions.";

/// Automate contact-centre work (hold, end, callback, transfer) with reviewable text files.
///
/// `flow` checks and runs .flow files: what a contact centre does with its contacts, written
/// down so that it can be reviewed, tested and run again.
#[derive(Parser, Debug)]
#[command(name = "flow", version = VERSION, styles = STYLES, after_help = AFTER)]
pub(super) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

/// The command as clap knows it.
pub(super) fn command() -> clap::Command {
    Args::command()
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Run flows, after checking them
    Run(RunArgs),
    /// List the runs that are kept; show, watch, settle, cancel and forget them
    Runs(RunsArgs),
    /// Resume runs whose program ended before they did
    Resume(ResumeArgs),
    /// Run a kept run again from its start, as a new run
    Rerun(RerunArgs),
    /// Send a signal to a run that waits for one with `await signal`
    Signal(SignalArgs),
    /// Serve flows: start runs over HTTP, and continue them after a restart
    Serve(ServeArgs),
    /// Submit a flow to an engine, whose workers run it
    Submit(SubmitArgs),
    /// Perform the runs of an engine, with the connections of a profile
    Worker(WorkerArgs),
    /// Show what `flow serve` will start, and when
    Schedule(ScheduleArgs),
    /// Make a plan: list what a flow would write, and write nothing
    Plan(PlanArgs),
    /// Do what a plan lists, and nothing else
    Apply(ApplyArgs),
    /// Reverse what a run has written, if that is possible
    Undo(UndoArgs),
    /// Check and show the record of everything that was written
    Audit(AuditArgs),
    /// Check flows without running anything
    Check(CheckArgs),
    /// Run the tests of flows: nothing is sent to a system
    Test(TestArgs),
    /// Run a recorded run again: nothing is sent to a system
    Replay(ReplayArgs),
    /// Turn recordings into tests and HAR, and make them again
    Record(RecordArgs),
    /// Compare flows by what they do, in words
    Diff(DiffArgs),
    /// Draw a flow as a picture
    Graph(GraphArgs),
    /// Format flows in the standard format
    Fmt(FmtArgs),
    /// List the actions with their parameters and outcomes
    Actions(ActionsArgs),
    /// Explain a finding, outcome, state, word of the language or key of flow.toml
    Explain(ExplainArgs),
    /// Print a page of the documentation, or open it in a browser
    Docs(DocsArgs),
    /// Show when a calendar of flow.toml opens next
    Calendar(CalendarArgs),
    /// Write, draw, step through and test flows in a browser on this machine
    Studio(StudioArgs),
    /// Start a system's simulator for other programs
    Simulate(SimulateArgs),
    /// Set up a folder: settings, a flow with tests, a CI file
    Init(InitArgs),
    /// Test what a profile needs: name, proxy, TLS, sign-in, permissions, events
    Doctor(DoctorArgs),
    /// Trust a flow.toml that others can write, so that it may run commands and read secrets
    Trust(TrustArgs),
    /// Store a secret in the machine's keyring
    Secret(SecretArgs),
    /// Serve an editor: findings as you type, completion, help for each word
    Lsp(LspArgs),
    /// Serve an assistant that writes flows: find actions, check, test, run on the simulator
    Mcp(McpArgs),
    /// Serve an editor's debugger: step through recordings, tests and runs on the simulator
    DebugAdapter(DebugArgs),
    /// Print a shell's completions
    Completions(CompletionsArgs),
    /// Write the manual pages into a folder, for packages
    #[command(hide = true)]
    Man(ManArgs),
    /// Print the version
    Version,
}

#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  flow actions                  all actions, by family
  flow actions callback         actions about callbacks
  flow actions hold contact     one action in full")]
pub(super) struct ActionsArgs {
    /// Words of the action that you are looking for
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,
    /// Only the actions of this system
    #[arg(long, value_name = "NAME")]
    pub system: Option<String>,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Group, Debug)]
pub(super) struct ExplainArgs {
    /// A finding's code, such as F012, or its name; an outcome; a word of the language; a key of
    /// flow.toml [default: a list of all findings]
    #[arg(value_name = "NAME")]
    pub what: Vec<String>,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Group, Debug)]
pub(super) struct SimulateArgs {
    /// The system to simulate
    #[arg(value_name = "SYSTEM", value_parser = simulators::systems(), default_value = simulators::first())]
    pub system: String,
    /// The port to listen on; 0 uses a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    #[command(flatten)]
    pub options: SimulatorOptions,
    /// Open the simulator's page in a separate browser, for flows to drive; it ends with the simulator
    #[arg(long)]
    pub browser: bool,
    /// An extra argument for that browser, such as --no-sandbox; may be repeated
    #[arg(
        long,
        value_name = "ARG",
        allow_hyphen_values = true,
        requires = "browser"
    )]
    pub browser_argument: Vec<String>,
    /// The file with the simulator's data: agents, skills, contacts [default: a small data set]
    #[arg(long, value_name = "FILE")]
    pub world: Option<PathBuf>,
}

#[derive(Group, Debug)]
#[command(after_help = "\
Without --contact and --pilot it changes nothing: it makes no phone call, and signs no agent in or
out. --contact puts that contact on hold and resumes it: name a test phone call of the profile's
agent. --pilot asks, at the terminal or through a pipe, and keeps the answers.

Exit code 0: flows can use the profile, or the pilot passed; 1: the pilot found harm or was
stopped; 3: a step failed.

Examples:
  flow doctor                              the profile that `flow run` would use
  flow doctor production --output json
  flow doctor production --contact 1001    how soon a hold is seen, on this test phone call
  flow doctor production --pilot           before flows act beside live agents")]
pub(super) struct DoctorArgs {
    /// Profiles of flow.toml [default: the file's `default`, else simulator]
    #[arg(value_name = "PROFILE")]
    pub profiles: Vec<String>,
    /// The settings file, instead of the flow.toml in this folder or above
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Hold and resume this contact, a test phone call, to measure how soon that is seen
    #[arg(long, value_name = "ID")]
    pub contact: Option<String>,
    /// Go through the pilot: what to try with a test agent, step by step; keep what was found
    #[arg(long, conflicts_with_all = ["output", "json"])]
    pub pilot: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Group, Debug)]
#[command(after_help = "\
A flow.toml names the commands that print secrets and the variables that hold them. One that
another user owns or can write could run any command in your name, so it runs none until you trust
it. Your own files need no trust. On machines without a person, FLOW_TRUST names the files.")]
pub(super) struct TrustArgs {
    /// The file [default: the flow.toml in this folder or above]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Stop trusting it
    #[arg(long)]
    pub remove: bool,
    /// List the files that are trusted
    #[arg(long, conflicts_with_all = ["file", "remove"])]
    pub list: bool,
}

#[derive(Group, Debug)]
pub(super) struct SecretArgs {
    #[command(subcommand)]
    pub command: SecretCommand,
}

#[derive(Subcommand, Debug)]
pub(super) enum SecretCommand {
    /// Store a secret under a name, for `{ keyring = "NAME" }`; it is asked for, or read from a pipe
    Set(SecretSetArgs),
}

#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  flow secret set cxone/production
  pass show cxone | flow secret set cxone/production")]
pub(super) struct SecretSetArgs {
    /// The name as in flow.toml: service/user
    #[arg(value_name = "NAME")]
    pub name: String,
}

#[derive(Group, Debug)]
#[command(after_help = "\
An editor starts this command and speaks the Language Server Protocol over its standard
input and output; it is not for a terminal. `flow docs editors` has the setup of VS Code, Neovim,
Vim and Helix; any other editor needs the command `flow lsp` for files of the
language `contactflow`.

Settings that an editor may send, as initialization options or as its configuration
under `flow`:
  profile  the profile of flow.toml to check against [default: the file's own `default`]")]
pub(super) struct LspArgs {
    /// What many editors add by themselves; it is always so
    #[arg(long, hide = true)]
    pub stdio: bool,
}

#[derive(Group, Debug)]
#[command(after_help = "\
An assistant starts this command and speaks the Model Context Protocol over its standard input and
output; it is not for a terminal. It runs flows on simulators only: no settings file, profile or
secret of this machine is read. `flow docs assistants` has the setup.")]
pub(super) struct McpArgs {}

#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  flow calendar                    all calendars, and whether each is open now
  flow calendar support            its openings in the next 14 days
  flow calendar support --days 60")]
pub(super) struct CalendarArgs {
    /// The calendar [default: all]
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// How many days to look ahead
    #[arg(long, value_name = "N", default_value_t = 14,
          value_parser = clap::value_parser!(u16).range(1..=400))]
    pub days: u16,
    /// From this time on, like 2026-12-24T09:00:00+01:00 [default: now]
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// The settings file [default: the flow.toml in this folder or above]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

#[derive(Group, Debug)]
#[command(after_help = "\
Where each shell reads them:
  bash        flow completions bash > ~/.local/share/bash-completion/completions/flow
  zsh         flow completions zsh > \"${fpath[1]}/_flow\"
  fish        flow completions fish > ~/.config/fish/completions/flow.fish
  elvish      flow completions elvish >> ~/.config/elvish/rc.elv
  nushell     flow completions nushell | save -f ($nu.default-config-dir | path join flow.nu)
              and `source flow.nu` in config.nu
  powershell  flow completions powershell | Out-String | Invoke-Expression
              as a line of the file $PROFILE")]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    #[value(alias = "pwsh")]
    Powershell,
    Zsh,
}

#[derive(Group, Debug)]
pub(super) struct ManArgs {
    /// The folder; it is created if it does not exist
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
}
