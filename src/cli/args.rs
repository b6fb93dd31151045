//! The command line, as clap reads it and as its help says it.

mod format;
mod simulators;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args as Group, Parser, Subcommand, ValueEnum};
pub(super) use format::Format;
pub(super) use simulators::SimulatorOptions;
use std::path::PathBuf;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Cyan.on_default());

const AFTER: &str = "\
Exit codes:
  0  everything was done
  1  a flow failed or was cancelled; `check --deny` found what it denies; `--diff`
     or `fmt --check` found something to change
  2  a flow has errors
  3  could not start, or could not write its output: a wrong option, profile,
     secret, input or address, a missing file, a full disk

Environment:
  FLOW_PROFILE       the profile, where --profile does not say it
  FLOW_INPUT_<Name>  an input, where nothing on the command line gives it
  FLOW_TRUST         files that are trusted as `flow trust` would
  NO_COLOR, CLICOLOR, CLICOLOR_FORCE  whether there are colours

Start with `flow init` in an empty folder, or `flow actions` to see what can be done.";

/// Holds, ends, callbacks and transfers as small text files.
///
/// `flow` checks and runs .flow scripts: what a contact centre does with its contacts, written
/// down so that it can be reviewed, tested and run again.
#[derive(Parser, Debug)]
#[command(name = "flow", version, styles = STYLES, after_help = AFTER, disable_help_subcommand = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Run scripts, after checking them
    Run(RunArgs),
    /// Look for mistakes without running anything
    Check(CheckArgs),
    /// Format flows in the standard format
    Fmt(FmtArgs),
    /// Show what can be done: actions with their parameters and outcomes
    Actions(ActionsArgs),
    /// Say more about a finding, by its number
    Explain(ExplainArgs),
    /// Serve the simulator of a system for other programs
    Simulate(SimulateArgs),
    /// Begin a new folder of scripts
    Init(InitArgs),
    /// Look at everything that a profile needs: name, proxy, TLS, sign-in, permissions, events
    Doctor(DoctorArgs),
    /// Trust a flow.toml that others can write, so that it may run commands and read secrets
    Trust(TrustArgs),
    /// Store a secret in the machine's keyring
    Secret(SecretArgs),
    /// Serve an editor: mistakes as you type, completion, and what each word means
    Lsp(LspArgs),
    /// Print the completions of a shell
    Completions(CompletionsArgs),
    /// Print the version
    Version,
}

#[derive(Group, Debug)]
#[command(after_help = "\
Where an input comes from, the first that has it: a row of --inputs or --input, the
environment variable FLOW_INPUT_<Name>, the profile, the script's own default. Missing
inputs are listed, and nothing runs.

Ctrl-C cancels, and so does closing the terminal: an action under way still gets a few
seconds to be answered, and what stands under `always` is done. A second Ctrl-C stops at once.

Examples:
  flow run examples/hold.flow --input ContactId=1002
  flow run -e 'hold contact <ContactId> on InvalidState -> retry' --input ContactId=1002
  flow run examples/callback.flow --inputs callbacks.csv --at-once 4")]
pub(super) struct RunArgs {
    /// Scripts to run, one after the other; `-` reads one from the standard input
    #[arg(value_name = "FILE", required_unless_present = "text")]
    pub files: Vec<PathBuf>,
    /// Run this text as a script
    #[arg(short = 'e', long = "text", value_name = "TEXT")]
    pub text: Option<String>,
    /// Give an input; may be repeated
    #[arg(
        short,
        long = "input",
        value_name = "NAME=VALUE",
        help_heading = "Inputs"
    )]
    pub input: Vec<String>,
    /// Read inputs from a table, CSV with a first line of names or JSON lines: a row is a run of its own
    #[arg(long, value_name = "FILE", help_heading = "Inputs")]
    pub inputs: Option<PathBuf>,
    /// How many rows run at the same time
    #[arg(long, value_name = "N", default_value_t = 1, requires = "inputs", help_heading = "Inputs",
          value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub at_once: u16,
    #[command(flatten)]
    pub profile: ProfileArgs,
    /// Stop after this long, like 30s or 5m; what stands under `always` is still done
    #[arg(long, value_name = "DURATION", help_heading = "Where and how long")]
    pub time_limit: Option<String>,
    /// Show everything as it happens: requests, answers, handlers
    #[arg(long, help_heading = "Output")]
    pub trace: bool,
    /// Write the report as one JSON document; with --trace, the trace as JSON lines beside it
    #[arg(long, help_heading = "Output")]
    pub json: bool,
    /// Print only the flow's own output, and errors
    #[arg(short, long, conflicts_with = "trace", help_heading = "Output")]
    pub quiet: bool,
}

#[derive(Group, Debug, Clone)]
pub(super) struct ProfileArgs {
    /// The profile of flow.toml to run with, one for each system in use [default: the file's own `default`, else simulator]
    #[arg(
        short,
        long,
        value_name = "NAME",
        env = "FLOW_PROFILE",
        hide_env = true,
        help_heading = "Where and how long"
    )]
    pub profile: Vec<String>,
    /// The settings file, instead of the flow.toml in the script's folder or above
    #[arg(long, value_name = "FILE", help_heading = "Where and how long")]
    pub config: Option<PathBuf>,
}

impl ProfileArgs {
    /// The profiles that are named.
    pub fn names(&self) -> Vec<&str> {
        let names = self.profile.iter().map(String::as_str);
        names.filter(|name| !name.is_empty()).collect()
    }
}

#[derive(Group, Debug)]
#[command(after_help = "\
Folders are looked through without what is hidden and what `.gitignore` names; a file that is
named is always checked.

Examples:
  flow check                                     everything here and below
  flow check --diff --unsafe-fixes               what could be mended, as a diff
  flow check --changed-since origin/main         what this branch brought
  flow check --output sarif > flow.sarif         for a code scanning service

Findings are explained by `flow explain F052`. Services and hooks: docs/ci.md.")]
pub(super) struct CheckArgs {
    /// Scripts and folders of scripts; `-` reads one from the standard input [default: this folder]
    #[arg(value_name = "FILE|FOLDER")]
    pub paths: Vec<PathBuf>,
    /// How findings are written
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
    /// Findings from this level on fail the check, with exit code 1; errors always do, with 2
    #[arg(long, value_enum, value_name = "LEVEL", help_heading = "Output")]
    pub deny: Option<Deny>,
    /// Only what a change brought: findings on lines changed since this commit, and findings that
    /// were not there then
    #[arg(long, value_name = "REV", help_heading = "Output")]
    pub changed_since: Option<String>,
    /// Mend what can be mended safely, in the files; what is left is told
    #[arg(long, conflicts_with = "changed_since", help_heading = "Fixes")]
    pub fix: bool,
    /// Also make fixes that may change what a script does
    #[arg(long, help_heading = "Fixes")]
    pub unsafe_fixes: bool,
    /// Change nothing: show as a diff what --fix would change, and exit with 1 if there is anything
    #[arg(long, conflicts_with = "changed_since", help_heading = "Fixes")]
    pub diff: bool,
    /// Check nothing: print the policies and levels of flow.toml that apply to each file
    #[arg(long, conflicts_with_all = ["fix", "diff", "changed_since"], help_heading = "Output")]
    pub show_policy: bool,
    #[command(flatten)]
    pub profile: ProfileArgs,
    /// Check as if no profile supplied an agent, a session or inputs
    #[arg(long, conflicts_with = "profile", help_heading = "Where and how long")]
    pub no_profile: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deny {
    /// Warnings
    Warnings,
    /// Warnings and notes
    Notes,
}

#[derive(Group, Debug)]
pub(super) struct FmtArgs {
    /// Scripts and folders of scripts; `-` reads one from the standard input and writes it to the standard output
    #[arg(value_name = "FILE|FOLDER")]
    pub paths: Vec<PathBuf>,
    /// Change nothing; list the files that would change, and exit with 1 if there are any
    #[arg(long)]
    pub check: bool,
    /// Change nothing; show as a diff what would change, and exit with 1 if there is anything
    #[arg(long)]
    pub diff: bool,
}

#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  flow actions                  everything, by family
  flow actions callback         what has to do with callbacks
  flow actions hold contact     one action in full")]
pub(super) struct ActionsArgs {
    /// Words of what you are looking for
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,
    /// Only the actions of this system
    #[arg(long, value_name = "NAME")]
    pub system: Option<String>,
    /// Write a JSON document
    #[arg(long)]
    pub json: bool,
}

#[derive(Group, Debug)]
pub(super) struct ExplainArgs {
    /// The number, like F012, or the name [default: a list of all]
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
    /// Write a JSON document
    #[arg(long)]
    pub json: bool,
}

#[derive(Group, Debug)]
pub(super) struct SimulateArgs {
    /// The system to simulate
    #[arg(value_name = "SYSTEM", value_parser = simulators::systems(), default_value = simulators::first())]
    pub system: String,
    /// The port to listen on; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    #[command(flatten)]
    pub options: SimulatorOptions,
    /// Open the simulator's page in a browser of its own, for flows to drive; it ends with the simulator
    #[arg(long)]
    pub browser: bool,
    /// One more argument for that browser, like --no-sandbox; may be repeated
    #[arg(
        long,
        value_name = "ARG",
        allow_hyphen_values = true,
        requires = "browser"
    )]
    pub browser_argument: Vec<String>,
    /// The file that says who and what is in the simulated system [default: a small usual world]
    #[arg(long, value_name = "FILE")]
    pub world: Option<PathBuf>,
}

#[derive(Group, Debug)]
pub(super) struct InitArgs {
    /// The folder; it is made if it is not there
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub folder: PathBuf,
}

#[derive(Group, Debug)]
#[command(after_help = "\
It changes nothing: no call is made, no agent is signed in or out. Exit code 0: flows can use the
profile; 3: a step failed.

Examples:
  flow doctor                   the profile that `flow run` would use
  flow doctor production --json")]
pub(super) struct DoctorArgs {
    /// Profiles of flow.toml [default: the file's own `default`, else simulator]
    #[arg(value_name = "PROFILE")]
    pub profiles: Vec<String>,
    /// The settings file, instead of the flow.toml in this folder or above
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Write a JSON document
    #[arg(long)]
    pub json: bool,
}

#[derive(Group, Debug)]
#[command(after_help = "\
A flow.toml says which commands print secrets, and which variables hold them. One that another user
owns or can write could run anything in your name; so it runs nothing until you trust it. Your own
files need no trust. On machines where nobody can run this, FLOW_TRUST names the files.")]
pub(super) struct TrustArgs {
    /// The file [default: the flow.toml in this folder or above]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Trust it no more
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
    /// The name as flow.toml has it: service/user
    #[arg(value_name = "NAME")]
    pub name: String,
}

#[derive(Group, Debug)]
#[command(after_help = "\
An editor starts this command and speaks the Language Server Protocol over its standard
input and output; nobody types here. docs/editors.md says how VS Code, Neovim, Vim and
Helix are set up; any other editor takes the command `flow lsp` for files of the
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
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}
