//! The options of `flow schedule`.

use super::OutputArgs;
use clap::{Args as Group, Subcommand};
use std::path::PathBuf;

#[derive(Group, Debug)]
pub struct ScheduleArgs {
    #[command(subcommand)]
    pub command: ScheduleCommand,
}

#[derive(Subcommand, Debug)]
pub enum ScheduleCommand {
    /// List the next starts that flows name with `every`
    Next(NextArgs),
}

#[derive(Group, Debug)]
#[command(after_help = "\
Examples:
  flow schedule next                   the next 10 starts of the flows in this folder and below
  flow schedule next 50 night.flow --from 2026-10-24T00:00:00+02:00")]
pub struct NextArgs {
    /// How many
    #[arg(value_name = "N", default_value_t = 10,
          value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub count: u16,
    /// Flows and folders of flows [default: this folder]
    #[arg(value_name = "FILE|FOLDER")]
    pub paths: Vec<PathBuf>,
    /// From this time on, like 2026-12-24T09:00:00+01:00 [default: now]
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    #[command(flatten)]
    pub output: OutputArgs,
}
