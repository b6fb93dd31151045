//! Which profile holds for a script, and what is wrong with the settings: as `flow check` sees it.

use crate::check::Context;
use crate::config::{Config, FILE_NAME, Problem, Profile};
use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What holds in one folder.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    context: Context,
    config: Config,
    /// Why that is not known.
    pub problem: Option<Problem>,
    /// The settings file, where there is one.
    pub file: Option<PathBuf>,
}

/// The settings of the folders that scripts are open from, read once each.
#[derive(Debug, Default)]
pub struct Settings {
    /// The profiles that the editor asks for, instead of the file's own default.
    pub profiles: Vec<String>,
    known: HashMap<PathBuf, Setting>,
}

impl Setting {
    /// Where a script will run, and what the team asks of it.
    pub fn context(&self, script: &Path) -> Context {
        let house = self.config.house_of(script);
        self.context.clone().in_house(house)
    }
}

impl Settings {
    /// What an editor's settings for this server say: `{ "profile": "lab" }`, or a list of names.
    pub fn of_editor(settings: &Value) -> Self {
        let named = match settings.get("profile") {
            Some(Value::Array(names)) => names.as_slice(),
            Some(name) => std::slice::from_ref(name),
            None => &[],
        };
        let named = named.iter().filter_map(Value::as_str);
        Self {
            profiles: named
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
            known: HashMap::new(),
        }
    }

    /// What holds in a folder.
    pub fn of(&mut self, folder: &Path) -> &Setting {
        let profiles = &self.profiles;
        let known = self.known.entry(folder.to_owned());
        known.or_insert_with(|| read(folder, profiles))
    }

    /// Forgets what has been read: a settings file has changed.
    pub fn forget(&mut self) {
        self.known.clear();
    }
}

/// A profile counts where the editor names one, or where the file names a default.
fn read(folder: &Path, profiles: &[String]) -> Setting {
    let mut setting = Setting {
        file: nearest(folder),
        ..Setting::default()
    };
    match Config::find(folder).and_then(|config| Ok((context(&config, profiles)?, config))) {
        Ok((context, config)) => (setting.context, setting.config) = (context, config),
        Err(problem) => setting.problem = Some(problem),
    }
    setting
}

fn context(config: &Config, profiles: &[String]) -> Result<Context, Problem> {
    if profiles.is_empty() && !config.has_default() {
        return Ok(Context::default());
    }
    let named: Vec<&str> = profiles.iter().map(String::as_str).collect();
    let profiles = config.choose(&named, &[])?;
    Ok(Context::of(profiles.iter().map(Profile::for_check)))
}

/// The settings file of a folder: there, or in the nearest folder above.
fn nearest(folder: &Path) -> Option<PathBuf> {
    let folder = std::path::absolute(folder).ok()?;
    let mut files = folder.ancestors().map(|folder| folder.join(FILE_NAME));
    files.find(|file| file.is_file())
}
