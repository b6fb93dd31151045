//! `flow init`.

use clap::{Args as Group, ValueEnum};
use std::path::PathBuf;

#[derive(Group, Debug)]
#[command(after_help = "\
Files that exist are kept. The CI file goes to the top of the repository, where the service
reads it. At a terminal, `flow init` asks for what the options do not set.

Examples:
  flow init my-flows
  flow init --ci gitlab --test")]
pub(in crate::cli) struct InitArgs {
    /// The folder; it is created if it does not exist
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub folder: PathBuf,
    /// The system of the first flow
    #[arg(long, value_name = "NAME", value_parser = super::simulators::systems())]
    pub system: Option<String>,
    /// The service for which a CI file is written
    #[arg(long, value_enum, value_name = "SERVICE")]
    pub ci: Option<Service>,
    /// Write tests of the flow too
    #[arg(long, overrides_with = "no_test")]
    pub test: bool,
    /// Write no tests
    #[arg(long)]
    pub no_test: bool,
    /// The page of Contactflow's releases, from which the CI file downloads `flow`
    #[arg(long, value_name = "ADDRESS")]
    pub releases: Option<String>,
}

/// Who checks changes.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Service {
    /// GitHub Actions: .github/workflows/flows.yml
    Github,
    /// GitLab CI: .gitlab-ci.yml
    Gitlab,
    /// No CI file
    None,
}
