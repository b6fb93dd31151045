//! The options of engines: where one is, its workers, and what is submitted to them.

use super::{InputArgs, LogForm, OneFlowArgs, OutputArgs, ProfileArgs};
use clap::{Args as Group, Subcommand};
use std::path::PathBuf;

/// Where an engine is.
#[derive(Group, Debug, Clone, Default)]
pub struct EngineArgs {
    /// The address of an engine, such as http://localhost:8080, or a profile with the key `engine`
    #[arg(
        long,
        value_name = "URL|PROFILE",
        env = "FLOW_ENGINE",
        hide_env = true,
        help_heading = "Engine"
    )]
    pub engine: Option<String>,
    /// The address of the engine's own port [default: port 9070 of the same machine]
    #[arg(
        long,
        value_name = "URL",
        env = "FLOW_ENGINE_ADMIN",
        hide_env = true,
        help_heading = "Engine"
    )]
    pub engine_admin: Option<String>,
}

#[derive(Group, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
A worker performs the runs that `flow submit` has sent to the engine, with the connections of its
profiles. Start as many as you like, on as many machines as you like. A worker that is stopped with
Ctrl-C or SIGTERM leaves its runs where they are, and other workers continue them.

Without --identity-key a program that reaches the port can make the worker send anything: listen
on an address that only the engine reaches, or name the engine's key.

Examples:
  flow worker --engine http://localhost:8080 --profile production
  flow worker --engine http://engine:8080 --profile production --listen 0.0.0.0:9080 \\
    --address http://worker-1:9080 --identity-key publickeyv1_…
  flow worker drain --engine http://engine:8080 --address http://worker-1:9080

`flow docs engine` has everything: one and three nodes, upgrades, backup, failures."
)]
pub struct WorkerArgs {
    #[command(subcommand)]
    pub command: Option<WorkerCommand>,
    #[command(flatten)]
    pub engine: EngineArgs,
    #[command(flatten)]
    pub profile: ProfileArgs,
    /// Listen on this address
    #[arg(
        long,
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:9080",
        help_heading = "Worker"
    )]
    pub listen: String,
    /// The address at which the engine reaches this worker, or the load balancer in front of it [default: the address it listens on]
    #[arg(long, value_name = "URL", help_heading = "Worker")]
    pub address: Option<String>,
    /// Answer only the engine with this public key; may be repeated
    #[arg(long, value_name = "KEY", help_heading = "Worker")]
    pub identity_key: Vec<String>,
    /// Speak TLS with this certificate (PEM, the whole chain)
    #[arg(
        long,
        value_name = "FILE",
        requires = "tls_key",
        help_heading = "Worker"
    )]
    pub tls_certificate: Option<PathBuf>,
    /// The key of that certificate (PEM)
    #[arg(
        long,
        value_name = "FILE",
        requires = "tls_certificate",
        help_heading = "Worker"
    )]
    pub tls_key: Option<PathBuf>,
    /// Send at most so many actions in a time, like 10/s or 300/min
    #[arg(long, value_name = "RATE", help_heading = "Worker")]
    pub rate: Option<String>,
    /// Serve metrics for Prometheus at this address, to every program that reaches it
    #[arg(long, value_name = "HOST:PORT", help_heading = "Worker")]
    pub metrics: Option<String>,
    /// Write a log of the runs to the standard error
    #[arg(long, value_enum, value_name = "FORM", help_heading = "Worker")]
    pub log: Option<LogForm>,
    /// How long the engine keeps runs that have ended
    #[arg(
        long,
        value_name = "DURATION",
        default_value = "30d",
        help_heading = "Worker"
    )]
    pub keep: String,
}

#[derive(Subcommand, Debug)]
pub enum WorkerCommand {
    /// Wait until no run needs the workers at an address any more, and remove them from the engine
    Drain(DrainArgs),
}

#[derive(Group, Debug)]
#[command(after_help = "\
Start workers of the new version at another address first: new runs go there immediately, and
those that have begun stay with the workers that they began with.

Exit code 0: no run needs the workers, stop them; 1: some still do.

Examples:
  flow worker drain --engine http://engine:8080 --address http://worker-1:9080
  flow worker drain --engine http://engine:8080 --address http://worker-1:9080 --at-most 1h")]
pub struct DrainArgs {
    #[command(flatten)]
    pub engine: EngineArgs,
    #[command(flatten)]
    pub profile: ProfileArgs,
    /// The address with which the workers were registered
    #[arg(long, value_name = "URL")]
    pub address: String,
    /// Wait no longer than this
    #[arg(long, value_name = "DURATION")]
    pub at_most: Option<String>,
}

#[derive(Group, Debug)]
#[command(after_help = "\
The flow is checked here, with the settings of its folder, and its text is sent to the engine: the
run continues with this text, also if the file changes. A worker with the same profile performs it.

With `--inputs` there is a run for each row. If this command ends in the middle, repeat it with the
`--job` that it has printed: rows that were submitted are not submitted again.

Examples:
  flow submit hold.flow --input ContactId=1002 --profile production
  flow submit callback.flow --inputs callbacks.csv --profile production --wait")]
pub struct SubmitArgs {
    #[command(flatten)]
    pub flow: OneFlowArgs,
    #[command(flatten)]
    pub given: InputArgs,
    /// Continue to submit this job
    #[arg(long, value_name = "ID", requires = "inputs", help_heading = "Inputs")]
    pub job: Option<String>,
    /// The name of the run: a second submission with the same name starts no second run
    #[arg(long, value_name = "NAME", conflicts_with = "inputs")]
    pub name: Option<String>,
    #[command(flatten)]
    pub engine: EngineArgs,
    #[command(flatten)]
    pub profile: ProfileArgs,
    /// Stop each run after this time, such as 30s or 5m; `always` still runs
    #[arg(long, value_name = "DURATION", help_heading = "Where and how long")]
    pub time_limit: Option<String>,
    /// Do not ask before actions that cannot be undone; without a terminal it never asks
    #[arg(long, help_heading = "Where and how long")]
    pub yes: bool,
    /// Wait until the run has ended, and print how it ended
    #[arg(long)]
    pub wait: bool,
    #[command(flatten)]
    pub output: OutputArgs,
}
