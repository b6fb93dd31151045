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
  flow schedule next night.flow        of one flow
  flow schedule next 50 night.flow --from 2026-10-24T00:00:00+02:00")]
pub struct NextArgs {
    /// How many
    #[arg(value_name = "N", default_value = "10", value_parser = first)]
    first: First,
    /// Flows and folders of flows [default: this folder]
    #[arg(value_name = "FILE|FOLDER")]
    more: Vec<PathBuf>,
    /// From this time on, like 2026-12-24T09:00:00+01:00 [default: now]
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    #[command(flatten)]
    pub output: OutputArgs,
}

/// How many starts are listed where nobody says.
const STARTS: u16 = 10;
/// How many can be.
const MOST: u16 = 1000;

/// What comes first: how many, or the first flow where nobody says how many.
#[derive(Clone, Debug)]
enum First {
    Count(u16),
    Path(PathBuf),
}

fn first(text: &str) -> Result<First, String> {
    let is_number = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-');
    if !is_number {
        return Ok(First::Path(text.into()));
    }
    let count = text.parse().ok();
    let count = count.filter(|count| (1..=MOST).contains(count));
    count
        .map(First::Count)
        .ok_or_else(|| format!("write a whole number from 1 to {MOST}"))
}

impl NextArgs {
    /// How many starts to list.
    pub fn count(&self) -> usize {
        usize::from(match self.first {
            First::Count(count) => count,
            First::Path(_) => STARTS,
        })
    }

    /// The flows and folders of flows.
    pub fn paths(&self) -> Vec<PathBuf> {
        let first = match &self.first {
            First::Path(path) => Some(path.clone()),
            First::Count(_) => None,
        };
        first.into_iter().chain(self.more.iter().cloned()).collect()
    }
}
