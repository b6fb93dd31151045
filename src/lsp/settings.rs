//! Which profile holds for a script, and what is wrong with the settings: as `flow check` sees it.

use crate::check::Context;
use crate::config::{Config, FILE_NAME, Problem, Profile};
use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What holds in one folder.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    context: Context,
    config: Config,
    /// Why that is not known.
    pub problem: Option<Problem>,
    /// The settings file, where there is one.
    pub file: Option<PathBuf>,
    stamp: Option<(SystemTime, u64)>,
}

/// The settings of the folders that scripts are open from, read once each.
#[derive(Debug, Default)]
pub struct Settings {
    /// The profiles that the editor asks for, instead of the file's own default.
    pub profiles: Vec<String>,
    /// The same for the folders that the editor has open, where it says so for each.
    of_folder: Vec<(PathBuf, Vec<String>)>,
    known: HashMap<PathBuf, Setting>,
    /// What held before a file was changed.
    before: HashMap<PathBuf, Setting>,
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
        Self {
            profiles: named(settings),
            ..Self::default()
        }
    }

    /// The same, folder by folder.
    pub fn of_folders(&mut self, all: impl Iterator<Item = (PathBuf, Value)>) {
        self.of_folder = all.map(|(folder, said)| (folder, named(&said))).collect();
        // the innermost folder first
        self.of_folder
            .sort_by_key(|(folder, _)| std::cmp::Reverse(folder.components().count()));
        self.known.clear();
    }

    /// What holds in a folder.
    pub fn of(&mut self, folder: &Path) -> &Setting {
        let mut own = self
            .of_folder
            .iter()
            .filter(|(root, _)| folder.starts_with(root));
        let profiles = match own.find(|(_, profiles)| !profiles.is_empty()) {
            Some((_, profiles)) => profiles,
            None => &self.profiles,
        };
        let before = &self.before;
        let known = self.known.entry(folder.to_owned());
        known.or_insert_with(|| read(folder, profiles, before.get(folder)))
    }

    /// Forgets what has been read: a settings file has changed.
    pub fn forget(&mut self) {
        let known = self.known.drain();
        self.before.extend(known);
    }

    /// Whether a settings file is there, gone or another one since it was read.
    pub fn have_changed(&self) -> bool {
        self.known.iter().any(|(folder, setting)| {
            let file = nearest(folder);
            let stamp = file.as_deref().and_then(stamp);
            (&file, &stamp) != (&setting.file, &setting.stamp)
        })
    }
}

/// The profiles that settings name: one, or a list.
fn named(settings: &Value) -> Vec<String> {
    let named = match settings.get("profile") {
        Some(Value::Array(names)) => names.as_slice(),
        Some(name) => std::slice::from_ref(name),
        None => &[],
    };
    let named = named.iter().filter_map(Value::as_str);
    let named = named.filter(|name| !name.is_empty());
    named.map(str::to_owned).collect()
}

/// When a file was written, and how long it is.
pub(super) fn stamp(file: &Path) -> Option<(SystemTime, u64)> {
    let about = std::fs::metadata(file).ok()?;
    Some((about.modified().ok()?, about.len()))
}

/// A profile counts where the editor names one, or where the file names a default. Where the file is
/// broken what held before goes on to hold: a script's findings do not come and go with it.
fn read(folder: &Path, profiles: &[String], before: Option<&Setting>) -> Setting {
    let file = nearest(folder);
    let mut setting = Setting {
        stamp: file.as_deref().and_then(stamp),
        file,
        ..Setting::default()
    };
    let found = Config::find(folder).and_then(|config| {
        // what the team asks of its scripts holds whatever the profile is
        let context = context(&config, profiles);
        setting.config = config;
        context
    });
    match found {
        Ok(context) => setting.context = context,
        Err(problem) => {
            setting.problem = Some(problem);
            if let Some(before) = before {
                setting.context = before.context.clone();
                if setting.config.path.is_none() {
                    setting.config = before.config.clone();
                }
            }
        }
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
