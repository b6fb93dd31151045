//! Whether a `flow.toml` may run commands and lend secrets. One that somebody else can write could
//! run anything as whoever starts `flow` beside it: as with git's `safe.directory`, it has to be
//! trusted first.

use super::file::Config;
use crate::private;
use crate::settings::Problem;
use etcetera::BaseStrategy;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Names files that are trusted, for machines where nobody runs `flow trust`: paths, separated
/// like those of `PATH`.
const VARIABLE: &str = "FLOW_TRUST";

impl Config {
    /// Why the file may not run commands and lends no secrets; `None` where it may.
    pub fn distrust(&self) -> Option<Problem> {
        let path = self.path.as_deref()?;
        let doubt = doubt(path)?;
        if is_trusted(path) {
            return None;
        }
        let shown = path.display();
        let problem = Problem::new(format!(
            "{shown} is not trusted, so it may run no commands and read no secrets"
        ));
        Some(problem.help(format!(
            "{doubt}. Read the file; if you trust it, run `flow trust {shown}`"
        )))
    }
}

fn is_trusted(path: &Path) -> bool {
    let Ok(path) = fs::canonicalize(path) else {
        return false;
    };
    let named = std::env::var_os(VARIABLE).unwrap_or_default();
    let mut named = std::env::split_paths(&named);
    named.any(|known| fs::canonicalize(known).is_ok_and(|known| known == path))
        || Trusted::read().is_ok_and(|trusted| trusted.has(&path))
}

/// The files that a user trusts, a path a line.
pub struct Trusted {
    list: PathBuf,
    paths: Vec<PathBuf>,
}

impl Trusted {
    /// Reads the user's list.
    pub fn read() -> Result<Self, Problem> {
        let base = etcetera::choose_base_strategy();
        let base = base.map_err(|_| Problem::new("cannot find the user's settings folder"))?;
        let list = base.config_dir().join("contactflow").join("trusted");
        let text = match fs::read_to_string(&list) {
            // What somebody else could have added is nobody's trust.
            Ok(_) if doubt(&list).is_some() => return Err(in_doubt(&list)),
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(unusable(&list, "read", &error)),
        };
        let paths = text.lines().filter(|line| !line.is_empty());
        Ok(Self {
            paths: paths.map(PathBuf::from).collect(),
            list,
        })
    }

    /// All of them.
    pub fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// Whether a file is among them.
    pub fn has(&self, path: &Path) -> bool {
        self.paths.iter().any(|known| known == path)
    }

    /// Adds a file. Its path is kept as it really is, so that a link that is set elsewhere later
    /// is not trusted.
    pub fn add(&mut self, path: &Path) -> Result<PathBuf, Problem> {
        let path = really(path)?;
        if path.to_string_lossy().contains(['\n', '\r']) {
            let message = format!("the path {} contains a line break", path.display());
            return Err(Problem::new(message).help("rename the folder"));
        }
        if !self.has(&path) {
            self.paths.push(path.clone());
            self.write()?;
        }
        Ok(path)
    }

    /// Removes a file. Whether it was among them.
    pub fn remove(&mut self, path: &Path) -> Result<bool, Problem> {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let before = self.paths.len();
        self.paths.retain(|known| *known != path);
        match self.paths.len() == before {
            true => Ok(false),
            false => self.write().map(|()| true),
        }
    }

    fn write(&self) -> Result<(), Problem> {
        let lines = self
            .paths
            .iter()
            .map(|path| format!("{}\n", path.display()));
        let text: String = lines.collect();
        let folder = self.list.parent().unwrap_or(Path::new("."));
        let written = own(folder).and_then(|()| private::write(&self.list, text.as_bytes()));
        written.map_err(|error| unusable(&self.list, "written", &error))
    }
}

/// The folder of the user's settings, which may be a link of the user's; nobody else can put anything into it.
#[cfg(unix)]
fn own(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    if let Some(above) = folder.parent() {
        fs::create_dir_all(above)?;
    }
    let made = fs::DirBuilder::new().mode(0o700).create(folder);
    match made {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let mode = fs::metadata(folder)?.permissions().mode();
            match mode & 0o022 {
                0 => Ok(()),
                _ => fs::set_permissions(folder, fs::Permissions::from_mode(mode & !0o022)),
            }
        }
        made => made,
    }
}

#[cfg(not(unix))]
fn own(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

fn in_doubt(list: &Path) -> Problem {
    let shown = list.display();
    let why = doubt(list).unwrap_or_default();
    let problem = Problem::new(format!(
        "the list of trusted files, {shown}, is not used: {why}"
    ));
    problem.help(format!(
        "check its lines, then keep it to yourself: `chmod 700 {}` and `chmod 600 {shown}`",
        list.parent().unwrap_or(list).display()
    ))
}

fn unusable(list: &Path, what: &str, error: &io::Error) -> Problem {
    let list = list.display();
    Problem::new(format!(
        "the list of trusted files, {list}, cannot be {what}: {error}"
    ))
}

fn really(path: &Path) -> Result<PathBuf, Problem> {
    fs::canonicalize(path)
        .map_err(|error| Problem::new(format!("{} cannot be read: {error}", path.display())))
}

/// Why a file is in doubt: somebody else than its user, or the machine's administrator, can write
/// it or put another one in its place.
#[cfg(unix)]
fn doubt(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let path = fs::canonicalize(path).ok()?;
    let me = rustix::process::geteuid().as_raw();
    let owner_of = |about: &fs::Metadata| about.uid() == me || about.uid() == 0;
    let file = fs::metadata(&path).ok()?;
    if !owner_of(&file) {
        return Some("another user owns it".into());
    }
    if let Some(who) = others(&file) {
        return Some(format!("{who} can write it"));
    }
    for folder in path.ancestors().skip(1) {
        let about = fs::metadata(folder).ok()?;
        let shown = folder.display();
        if !owner_of(&about) {
            return Some(format!("another user owns the folder {shown}"));
        }
        // In a sticky folder nobody can move what is another's.
        let sticky = about.mode() & 0o1000 != 0;
        if let Some(who) = others(&about).filter(|_| !sticky) {
            return Some(format!("{who} can write in the folder {shown}"));
        }
    }
    None
}

/// Who else can write. A group of the owner's own number is the owner's alone, as most Linux
/// machines set users up.
#[cfg(unix)]
fn others(about: &fs::Metadata) -> Option<&'static str> {
    use std::os::unix::fs::MetadataExt;
    let mode = about.mode();
    if mode & 0o002 != 0 {
        return Some("every user of this machine");
    }
    let own_group = about.gid() == about.uid() || about.gid() == 0;
    (mode & 0o020 != 0 && !own_group).then_some("a group of users")
}

/// Who owns a file cannot be used here without code that the compiler does not check; what is
/// in the user's own folder is the user's.
#[cfg(not(unix))]
fn doubt(path: &Path) -> Option<String> {
    let home = std::env::home_dir().and_then(|home| fs::canonicalize(home).ok());
    let path = fs::canonicalize(path).ok()?;
    let own = home.is_some_and(|home| path.starts_with(home));
    (!own).then(|| "it is outside your own folder, where other users may write".into())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn what_others_can_write_is_in_doubt() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("flows");
        fs::create_dir(&inner).unwrap();
        let file = inner.join("flow.toml");
        fs::write(&file, "").unwrap();
        for (file_mode, folder_mode, doubtful) in [
            (0o644, 0o755, None),
            (0o600, 0o700, None),
            (0o666, 0o755, Some("can write it")),
            (0o644, 0o777, Some("can write in the folder")),
            (0o644, 0o1777, None),
        ] {
            set(&file, file_mode);
            set(&inner, folder_mode);
            let found = doubt(&file);
            let fits = match doubtful {
                None => found.is_none(),
                Some(why) => found.as_deref().is_some_and(|found| found.contains(why)),
            };
            assert!(fits, "{file_mode:o} {folder_mode:o}: {found:?}");
        }
    }

    #[test]
    fn a_link_is_as_good_as_what_it_leads_to() {
        let folder = tempfile::tempdir().unwrap();
        let shared = folder.path().join("shared");
        fs::create_dir(&shared).unwrap();
        let file = shared.join("flow.toml");
        fs::write(&file, "").unwrap();
        set(&shared, 0o777);
        let link = folder.path().join("flow.toml");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        assert!(doubt(&link).is_some());
    }
}
