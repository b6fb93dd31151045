//! Which profiles of which settings.

use clap::Args as Group;
use std::path::PathBuf;

#[derive(Group, Debug, Clone, Default)]
pub(in crate::cli) struct ProfileArgs {
    /// The profile of flow.toml, one for each system in use [default: the file's `default`, else simulator]
    #[arg(
        short,
        long,
        value_name = "NAME",
        env = "FLOW_PROFILE",
        hide_env = true,
        help_heading = "Where and how long"
    )]
    pub profile: Vec<String>,
    /// The settings file, instead of the flow.toml in the flow's folder or above
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
