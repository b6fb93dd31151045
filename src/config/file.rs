//! Finding and reading `flow.toml`.

use super::profile::Profile;
use super::read::Reading;
use super::{FILE_NAME, SIMULATOR};
use crate::check::policy::House;
use crate::nearest::nearest;
use crate::settings::{Problem, Table, to_span};
use crate::source::{Source, Span};
use crate::system::Kits;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::de::DeTable;

/// A file larger than this is no settings file.
const MAX_BYTES: u64 = 1 << 20;

/// What `flow.toml` says; the default is what holds where there is none.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The file, where there is one.
    pub path: Option<PathBuf>,
    default: Option<(String, Span)>,
    profiles: Vec<Profile>,
    house: House,
    plans: super::Plans,
    serve: super::Serve,
    source: Option<Arc<Source>>,
    former_names: Vec<Problem>,
    kits: Kits,
}

impl Config {
    /// What holds in a folder: the `flow.toml` there, or in the nearest folder above.
    pub fn find(folder: &Path) -> Result<Self, Problem> {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        for folder in folder.ancestors() {
            let path = folder.join(FILE_NAME);
            if path.is_file() {
                return Self::read(&path);
            }
        }
        Ok(Self::default())
    }

    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let name = shown_path(path);
        let unreadable = |why: String| Problem::new(format!("cannot read {name}: {why}"));
        let missing = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => Problem::new(format!("cannot find {name}"))
                .help("check the spelling, or write the path from the current folder"),
            _ => unreadable(error.to_string()),
        };
        let size = std::fs::metadata(path).map_err(missing)?;
        if size.len() > MAX_BYTES {
            return Err(unreadable("too large for a settings file".into()));
        }
        let bytes = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
        let text = String::from_utf8(bytes).map_err(|_| unreadable("not UTF-8 text".into()))?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut config = Self::parse(&name, &text, folder)?;
        config.path = Some(path.to_owned());
        Ok(config)
    }

    /// Reads a text; files named in it are looked for in `folder`.
    pub fn parse(name: &str, text: &str, folder: &Path) -> Result<Self, Problem> {
        Self::parse_with(Kits::builtin(), name, text, folder)
    }

    /// Reads a text whose profiles may be for these systems.
    pub fn parse_with(kits: &Kits, name: &str, text: &str, folder: &Path) -> Result<Self, Problem> {
        let source = Arc::new(Source::new(name, super::mask::mask(text)));
        let parsed = DeTable::parse(text).map_err(|error| syntax(&source, &error))?;
        let top = Table::new(&source, parsed.span(), parsed.get_ref());
        let mut config = Self {
            source: Some(source.clone()),
            kits: kits.clone(),
            ..Self::default()
        };
        if let Some(default) = top.text("default")? {
            let span = top.get("default").map(|item| to_span(item.span()));
            config.default = Some((default, span.unwrap_or_default()));
        }
        if let Some(profiles) = top.table("profile")? {
            let text = &Arc::from(text);
            config.profiles = read_profiles(&profiles, &Reading { kits, folder, text })?;
        }
        config.house = super::house::read(&top, &kits.offers())?;
        config.house.calendars = super::calendar::read(&top, folder)?.into();
        config.plans = super::plans::read(&top)?;
        config.serve = super::serve::read(&top, folder)?;
        top.nothing_else()?;
        config.former_names = super::former::notes(&top);
        Ok(config)
    }

    /// The keys that a profile of any system may have.
    pub fn profile_keys() -> &'static [&'static str] {
        &super::read::KEYS
    }

    /// The names of its profiles, the built-in one included.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.profiles.iter().map(|p| p.name()).collect();
        if !names.contains(&SIMULATOR) {
            names.push(SIMULATOR);
        }
        names.sort_unstable();
        names
    }

    /// The names of the profiles for a system.
    pub(super) fn of_system(&self, system: &str) -> impl Iterator<Item = &str> {
        let of = move |profile: &&Profile| profile.system() == system;
        self.profiles
            .iter()
            .filter(of)
            .map(|profile| profile.name())
    }

    /// Keys and rules that it has under former names: they are read, and this is said of each.
    pub fn former_names(&self) -> &[Problem] {
        &self.former_names
    }

    /// What it says of plans.
    pub fn plans(&self) -> &super::Plans {
        &self.plans
    }

    /// What it says of the service.
    pub fn serve(&self) -> &super::Serve {
        &self.serve
    }

    /// What the team asks of all its scripts.
    pub fn house(&self) -> &House {
        &self.house
    }

    /// What the team asks of one script: for a check's context, by
    /// [`Context::in_house`](crate::check::Context::in_house). A link is in its own folder and in
    /// that of what it leads to.
    pub fn house_of(&self, script: &Path) -> House {
        let folder = self.path.as_deref().and_then(Path::parent);
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let mut names = vec![inside(&absolute(script), folder.map(absolute))];
        if let Ok(real) = std::fs::canonicalize(script) {
            let folder = folder.and_then(|folder| std::fs::canonicalize(folder).ok());
            names.push(inside(&real, folder));
        }
        self.house.of(names.iter().map(String::as_str))
    }

    /// Whether the file names the profile that holds where nobody names one.
    pub fn has_default(&self) -> bool {
        self.default.is_some()
    }

    /// The profile of a name, or the default one: the file's `default`, else the simulator.
    pub fn profile(&self, name: Option<&str>) -> Result<Profile, Problem> {
        let (wanted, from_file) = match (name, &self.default) {
            (Some(name), _) => (name, None),
            (None, Some((name, span))) => (name.as_str(), Some(*span)),
            (None, None) => (SIMULATOR, None),
        };
        let found = self
            .profiles
            .iter()
            .find(|profile| profile.name() == wanted);
        match found {
            Some(profile) => Ok(profile.clone()),
            None if wanted == SIMULATOR => Ok(self.simulator()),
            None => Err(self.unknown(wanted, from_file)),
        }
    }

    /// The built-in profile: the simulator of the first system.
    fn simulator(&self) -> Profile {
        let first = self.kits.first();
        Profile::simulator_of(first.map_or("", |kit| kit.name))
    }

    fn unknown(&self, wanted: &str, from_file: Option<Span>) -> Problem {
        let names = self.names();
        let help = match (nearest(wanted, names.iter().copied()), &self.source) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some(_)) if names.len() == 1 => {
                format!("the only profile is {}", names.join(", "))
            }
            (None, Some(_)) => format!("the profiles are {}", names.join(", ")),
            (None, None) => format!(
                "no {FILE_NAME} in this folder or above, so the only profile is `{SIMULATOR}`; \
                     `flow init` creates one"
            ),
        };
        let problem = Problem::new(format!("unknown profile `{wanted}`")).help(help);
        match (from_file, &self.source) {
            (Some(span), Some(source)) => problem.at(source, span, ""),
            _ => problem,
        }
    }
}

fn read_profiles(table: &Table<'_, '_>, reading: &Reading<'_>) -> Result<Vec<Profile>, Problem> {
    let mut profiles = Vec::new();
    for (name, span, item) in table.entries() {
        let Some(inner) = item.get_ref().as_table() else {
            let form = format!("a profile must be a table: `[profile.{name}]`");
            return Err(table.wrong(item, &form));
        };
        let inner = Table::new(table.source, item.span(), inner);
        profiles.push(reading.profile(name, span, &inner)?);
    }
    Ok(profiles)
}

fn syntax(source: &Arc<Source>, error: &toml::de::Error) -> Problem {
    let span = error.span().map(to_span).unwrap_or_default();
    let why = error.message().replace('\n', ", ");
    Problem::new("not valid TOML").at(source, span, why)
}

/// The path as it is shown: from here, where it is here or below.
fn shown_path(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    below.as_deref().unwrap_or(path).display().to_string()
}

/// A path from a folder on, with `/` between its parts; the whole path where it is elsewhere.
fn inside(path: &Path, folder: Option<PathBuf>) -> String {
    let from_here = folder.and_then(|folder| path.strip_prefix(folder).ok());
    let parts = from_here.unwrap_or(path).components();
    let parts: Vec<_> = parts
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}
