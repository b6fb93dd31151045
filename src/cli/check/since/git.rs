//! What git knows about files, asked through its command.

use super::lines::Lines;
use crate::config::Problem;
use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A repository, and the commit to compare with.
pub(super) struct Repository {
    top: PathBuf,
    /// Where the change began: the last commit that both it and the named one have.
    base: String,
    tracked: HashSet<PathBuf>,
    changed: HashSet<PathBuf>,
    /// What files were called before, where they are called otherwise now.
    before: HashMap<PathBuf, PathBuf>,
}

/// The top of the repository that holds a folder.
pub(super) fn top(folder: &Path) -> Result<PathBuf, Problem> {
    let asked = run(folder, ["rev-parse", "--show-toplevel"])?;
    match asked.status.success() {
        true => Ok(PathBuf::from(text(&asked).trim_end_matches(['\n', '\r']))),
        false => Err(Problem::new(format!(
            "cannot find what changed in {}: {}",
            folder.display(),
            said(&asked)
        ))
        .help("--changed-since needs files that are in a git repository")),
    }
}

impl Repository {
    /// Reads what changed since a commit.
    pub fn open(top: &Path, rev: &str) -> Result<Self, Problem> {
        let base = base(top, rev)?;
        let tracked = names(top, &["ls-files", "-z"])?;
        let changed = names(
            top,
            &["diff", "--name-only", "--no-renames", "-z", &base, "--"],
        )?;
        Ok(Self {
            top: top.to_owned(),
            before: renamed(top, &base)?,
            base,
            tracked,
            changed,
        })
    }

    /// A file as git calls it.
    pub fn path(&self, file: &Path) -> Result<PathBuf, Problem> {
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = std::fs::canonicalize(folder.unwrap_or(Path::new("."))).ok();
        let top = std::fs::canonicalize(&self.top).ok();
        let inside = folder.zip(top).and_then(|(folder, top)| {
            let inside = folder.strip_prefix(top).ok()?;
            Some(inside.join(file.file_name()?))
        });
        inside.ok_or_else(|| {
            let (file, top) = (file.display(), self.top.display());
            Problem::new(format!("{file} is not in the repository {top}"))
        })
    }

    /// Whether git has the file at all.
    pub fn is_tracked(&self, path: &Path) -> bool {
        self.tracked.contains(path)
    }

    /// Whether anything in the file changed.
    pub fn is_changed(&self, path: &Path) -> bool {
        self.changed.contains(path)
    }

    /// The file before the change; nothing where it was not there, or was no text.
    pub fn text_before(&self, path: &Path) -> Result<Option<String>, Problem> {
        let before = self.before.get(path).map_or(path, PathBuf::as_path);
        let object = format!("{}:{}", self.base, slashed(before));
        let asked = run(&self.top, ["cat-file", "blob", &object])?;
        if !asked.status.success() {
            return Ok(None);
        }
        let text = String::from_utf8(asked.stdout).ok();
        Ok(text.map(|text| match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }))
    }

    /// The lines of the file that the change wrote.
    pub fn changed_lines(&self, path: &Path) -> Result<Lines, Problem> {
        let args = [
            "diff",
            "--unified=0",
            "--no-color",
            "--no-ext-diff",
            "--no-textconv",
            "--find-renames",
            &self.base,
            "--",
        ];
        // With both names git compares the file with what it was, and not with nothing.
        let names = [Some(path), self.before.get(path).map(PathBuf::as_path)];
        let literal = |path: &Path| OsString::from(format!(":(top,literal){}", slashed(path)));
        let names: Vec<OsString> = names.into_iter().flatten().map(literal).collect();
        let args = args.iter().map(OsStr::new);
        let args = args.chain(names.iter().map(OsString::as_os_str));
        let asked = run(&self.top, args)?;
        match asked.status.success() {
            true => Ok(Lines::of_diff(&text(&asked))),
            false => Err(failed("diff", &asked)),
        }
    }
}

/// The commit where the change began.
fn base(top: &Path, rev: &str) -> Result<String, Problem> {
    let commit = format!("{rev}^{{commit}}");
    let args = [
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &commit,
    ];
    let named = run(top, args)?;
    if !named.status.success() {
        return Err(no_commit(top, rev));
    }
    let named = text(&named).trim().to_owned();
    let common = run(top, ["merge-base", &named, "HEAD"])?;
    match common.status.success() {
        true => Ok(text(&common).trim().to_owned()),
        false => Err(Problem::new(format!(
            "`{rev}` and the commit that is checked out have no common history"
        ))
        .help(missing(top))),
    }
}

/// A commit that is not here. CI services name the one that a branch was at before a push: none for
/// a new branch, and one that is gone after a force push.
fn no_commit(top: &Path, rev: &str) -> Problem {
    let hash = (7..=64).contains(&rev.len()) && rev.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hash && rev.bytes().all(|byte| byte == b'0') {
        return Problem::new("no commit came before: the branch is new")
            .help("compare with the branch that it started from: `--changed-since origin/main`");
    }
    if !hash {
        return Problem::new(format!("unknown commit `{rev}`")).help(missing(top));
    }
    Problem::new(format!("this clone does not contain the commit `{rev}`")).help(format!(
        "after a force push it is gone: compare with a branch, `--changed-since origin/main`, or \
         fetch it with `git fetch origin {rev}`. Or {}",
        missing(top)
    ))
}

/// What was renamed, as git tells it: by the new name.
fn renamed(top: &Path, base: &str) -> Result<HashMap<PathBuf, PathBuf>, Problem> {
    let args = [
        "diff",
        "--name-status",
        "--find-renames",
        "--diff-filter=R",
        "-z",
        base,
        "--",
    ];
    let asked = run(top, args)?;
    if !asked.status.success() {
        return Err(failed("diff", &asked));
    }
    let told = text(&asked);
    let mut parts = told.split('\0');
    let mut renamed = HashMap::new();
    // A letter and how alike they are, the old name, the new one.
    while let (Some(_), Some(old), Some(new)) = (parts.next(), parts.next(), parts.next()) {
        renamed.insert(PathBuf::from(new), PathBuf::from(old));
    }
    Ok(renamed)
}

/// Why a commit may not be there: CI services fetch only the last one.
fn missing(top: &Path) -> &'static str {
    let shallow = run(top, ["rev-parse", "--is-shallow-repository"]);
    match shallow.is_ok_and(|asked| text(&asked).trim() == "true") {
        true => {
            "this clone has only the latest commits: fetch all of them first, with \
             `fetch-depth: 0` on GitHub, `GIT_DEPTH: 0` on GitLab, or `git fetch --unshallow`"
        }
        false => "name a branch, a tag or a commit that `git log` shows here: `origin/main`",
    }
}

fn names(top: &Path, args: &[&str]) -> Result<HashSet<PathBuf>, Problem> {
    let asked = run(top, args)?;
    if !asked.status.success() {
        return Err(failed(args.first().copied().unwrap_or_default(), &asked));
    }
    let names = text(&asked);
    let names = names.split('\0').filter(|name| !name.is_empty());
    Ok(names.map(PathBuf::from).collect())
}

/// A path with the slashes that git writes.
fn slashed(path: &Path) -> String {
    path.to_string_lossy()
        .replace(std::path::MAIN_SEPARATOR, "/")
}

/// Runs git in a folder. What a hook has set for its own repository does not count here.
fn run<A: AsRef<OsStr>>(
    folder: &Path,
    args: impl IntoIterator<Item = A>,
) -> Result<Output, Problem> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(args);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command.output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => Problem::new("git is not installed, or not on the PATH")
            .help("install git, which --changed-since needs, or check everything"),
        _ => Problem::new(format!("git cannot be started: {error}")),
    })
}

fn failed(what: &str, asked: &Output) -> Problem {
    Problem::new(format!("`git {what}` failed: {}", said(asked)))
}

/// What git says is wrong, in one line.
fn said(asked: &Output) -> String {
    let text = String::from_utf8_lossy(&asked.stderr);
    let line = text.lines().find(|line| !line.trim().is_empty());
    let line = line.unwrap_or("git gave no reason").trim();
    line.trim_start_matches("fatal: ").to_owned()
}

fn text(asked: &Output) -> String {
    String::from_utf8_lossy(&asked.stdout).into_owned()
}
