//! Against what scripts are checked: the profiles, and what the team asks of its scripts.

use crate::check::Context;
use crate::check::policy::House;
use crate::cli::args::CheckArgs;
use crate::cli::policies;
use crate::cli::scripts::Script;
use crate::cli::session;
use crate::config::{Config, Problem, Profile};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The settings of each folder, read once.
pub(super) struct Contexts<'a> {
    args: &'a CheckArgs,
    known: Mutex<HashMap<PathBuf, Result<Arc<Settings>, Problem>>>,
}

/// What holds in a folder.
struct Settings {
    config: Config,
    context: Context,
}

impl<'a> Contexts<'a> {
    pub fn new(args: &'a CheckArgs) -> Self {
        Self {
            args,
            known: Mutex::default(),
        }
    }

    /// What holds for a script.
    pub fn of(&self, script: &Script) -> Result<Context, Problem> {
        let settings = self.settings(script.folder())?;
        if self.args.profile.config.is_none() {
            policies::past(script, &settings.config)?;
        }
        let house = script.house(&settings.config);
        let context = settings.context.clone().in_house(house);
        Ok(context.testing(script.tested()))
    }

    /// What a team asks of a script.
    pub fn house(&self, script: &Script) -> Result<House, Problem> {
        self.of(script)?;
        Ok(script.house(&self.settings(script.folder())?.config))
    }

    /// Policies of all settings that were read that fit no script.
    pub fn idle_policies(&self) -> Vec<Problem> {
        self.of_each_file(policies::idle)
    }

    /// What all settings that were read have under former names.
    pub fn former_names(&self) -> Vec<Problem> {
        self.of_each_file(|config| config.former_names().to_vec())
    }

    fn of_each_file(&self, found: impl Fn(&Config) -> Vec<Problem>) -> Vec<Problem> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seen = HashSet::new();
        let settings = known.values().filter_map(|settings| settings.as_ref().ok());
        let each = settings.filter(|settings| seen.insert(settings.config.path.clone()));
        each.flat_map(|settings| found(&settings.config)).collect()
    }

    fn settings(&self, folder: PathBuf) -> Result<Arc<Settings>, Problem> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(settings) = known.get(&folder) {
            return settings.clone();
        }
        let settings = self.read(&folder).map(Arc::new);
        known.insert(folder, settings.clone());
        settings
    }

    /// Profiles count where the call names them, or where the folder's file names a default.
    fn read(&self, folder: &Path) -> Result<Settings, Problem> {
        let args = &self.args.profile;
        let config = session::config(args, folder)?;
        let named = args.names();
        let counts = !named.is_empty() || config.has_default();
        let context = match counts && !self.args.no_profile {
            true => with_profiles(&config, &named)?,
            false => Context::default(),
        };
        Ok(Settings { config, context })
    }
}

fn with_profiles(config: &Config, named: &[&str]) -> Result<Context, Problem> {
    let profiles = config.choose(named, &[])?;
    Ok(Context::of(profiles.iter().map(Profile::for_check)))
}
