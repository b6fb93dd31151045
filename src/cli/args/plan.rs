//! The options of what is planned, applied, undone and audited.

use super::{EngineArgs, InputArgs, JournalArgs, OneFlowArgs, OutputArgs, ProfileArgs};
use clap::{Args as Group, Subcommand};
use std::path::PathBuf;

#[derive(Group, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
A plan is a run that only reads: it reads from the system what the flow needs, writes nothing, and
lists what the flow would write. The file holds no plain personal value and no secret. `flow apply`
writes what is in it and nothing else, and reads each contact again first.

Examples:
  flow plan sweep.flow                       into sweep.plan
  flow plan callbacks.flow --inputs rows.csv --out monday.plan
  flow plan show sweep.plan                  all of it, and why it is stale if it is
  flow plan show sweep.plan --contact 1004
  flow plan sweep.flow --ci                  exit code 0: nothing to do; 2: something; 1: error"
)]
pub struct PlanArgs {
    #[command(subcommand)]
    pub command: Option<PlanCommand>,
    #[command(flatten)]
    pub make: PlanMakeArgs,
}

#[derive(Subcommand, Debug)]
pub enum PlanCommand {
    /// Show a plan, stale or not: what it would write, and why it can no longer be applied
    Show(PlanShowArgs),
}

#[derive(Group, Debug, Default)]
pub struct PlanMakeArgs {
    #[command(flatten)]
    pub flow: OneFlowArgs,
    #[command(flatten)]
    pub given: InputArgs,
    /// The file for the plan [default: the flow's name, with .plan]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// How long the plan can be applied, such as 30m or 4h [default: 1h]
    #[arg(long, value_name = "DURATION")]
    pub valid: Option<String>,
    /// Read at most so often in a time, like 10/s; also the rate for which the duration is shown
    #[arg(long, value_name = "RATE")]
    pub rate: Option<String>,
    /// Exit codes for CI: 0 nothing to do, 2 something to do, 1 any error
    #[arg(long)]
    pub ci: bool,
    #[command(flatten)]
    pub profile: ProfileArgs,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Group, Debug)]
pub struct PlanShowArgs {
    /// The plan
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    /// Only what is written to this contact, or to another thing of this id
    #[arg(long, value_name = "ID")]
    pub contact: Option<String>,
    /// The settings file, instead of the flow.toml of the plan
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Group, Debug, Default)]
#[command(after_help = "\
Only what the plan lists is written. Each contact is read again first: a contact that has
changed since the plan ends in `InvalidState`, `InvalidContactId` or `Rejected`, nothing is
sent, and the flow's handlers decide, as if the system had rejected it. What was read for the
plan is not read again.

A plan is applied once. If this program dies, `flow resume` continues with the plan.

Examples:
  flow apply sweep.plan
  flow apply callbacks.plan --at-once 4 --rate 300/min")]
pub struct ApplyArgs {
    /// The plan
    #[arg(value_name = "PLAN")]
    pub plan: PathBuf,
    /// Set a secret input: plans hold no secrets
    #[arg(short, long = "input", value_name = "NAME=VALUE")]
    pub input: Vec<String>,
    /// How many rows to run in parallel
    #[arg(long, value_name = "N", default_value_t = 1,
          value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub at_once: u16,
    /// Send at most so many actions in a time, like 10/s or 300/min
    #[arg(long, value_name = "RATE")]
    pub rate: Option<String>,
    /// Begin no more rows after this many have failed
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub stop_after: Option<u64>,
    /// The settings file, instead of the flow.toml of the plan
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Print every request, answer and handler as it happens
    #[arg(long, help_heading = "Output")]
    pub trace: bool,
    #[command(flatten)]
    pub output: OutputArgs,
    /// Print only the flow's own output, and errors
    #[arg(short, long, conflicts_with = "trace", help_heading = "Output")]
    pub quiet: bool,
}

#[derive(Group, Debug)]
#[command(after_help = "\
Reverses what a run has written if there is an action for that: a hold, a state, a mask, a
booked callback; the newest first. Everything else is listed with the reason why it stays. The
actions are planned first: each contact is read, and nothing is changed until `--yes` is added.

Examples:
  flow undo 5f2k                 what can be undone
  flow undo 5f2k --yes           undo it
  flow undo 5f2k --out undo.plan keep it as a plan, for `flow apply`")]
pub struct UndoArgs {
    /// The run, or the job
    #[arg(value_name = "ID")]
    pub id: String,
    /// Do it: without this, what can be undone is only listed
    #[arg(long, conflicts_with = "out")]
    pub yes: bool,
    /// Write it as a plan to this file
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub profile: ProfileArgs,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Group, Debug)]
#[command(after_help = "\
Every write that a kept run sends, or is not allowed to send, is an entry: user, time, flow,
contact (as a keyed hash), result. Each entry contains the hash of the one before it, and the
journal contains the number and the hash of the last. A changed, missing or added entry is
found. A user who can write both the file and the journal could still replace everything: keep
the output of `flow audit head` elsewhere from time to time.

Examples:
  flow audit verify
  flow audit head                     an anchor to keep elsewhere: in a ticket, in git, by mail
  flow audit verify --anchor 1204:9f2c…
  flow audit show --contact 1004
  flow audit show --run 5f2k --json")]
pub struct AuditArgs {
    #[command(subcommand)]
    pub command: AuditCommand,
}

#[derive(Subcommand, Debug)]
pub enum AuditCommand {
    /// Check every entry against the one before it, the journal, and anchors kept elsewhere
    Verify(AuditVerifyArgs),
    /// Print the number and the hash of the last entry
    Head(AuditHeadArgs),
    /// Show entries
    Show(AuditShowArgs),
    /// Put writes in doubt that the audit record has and the journal does not
    Import(AuditImportArgs),
}

#[derive(Group, Debug)]
#[command(after_help = "\
A journal that was restored from an older copy, or whose log was cut, does not know the last writes:
a run could send them again. Nothing starts or resumes then, until the newest copy of the journal is
back, or these writes are in doubt. The runs that sent them end as `stopped`: their `always` blocks
are not run. Check each write in the system, and record what you find with `flow runs settle`.

Examples:
  flow audit import                   lists the runs and their writes
  flow audit import --yes")]
pub struct AuditImportArgs {
    /// Do it: only the runs are listed without this
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub journal: JournalArgs,
}

#[derive(Group, Debug)]
pub struct AuditVerifyArgs {
    /// An anchor that `flow audit head` printed earlier; may be repeated
    #[arg(long, value_name = "NUMBER:HASH")]
    pub anchor: Vec<String>,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Group, Debug)]
pub struct AuditHeadArgs {
    #[command(flatten)]
    pub journal: JournalArgs,
}

#[derive(Group, Debug)]
pub struct AuditShowArgs {
    /// Only the writes of this run, or of this job
    #[arg(long, value_name = "ID")]
    pub run: Option<String>,
    /// Only the writes about the contact, agent or number of this id
    #[arg(long, value_name = "ID")]
    pub contact: Option<String>,
    #[command(flatten)]
    pub journal: JournalArgs,
    #[command(flatten)]
    pub output: OutputArgs,
}
