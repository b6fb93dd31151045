//! Files and folders of a git commit.

use crate::config::Problem;
use crate::source::Source;
use std::io::ErrorKind;
use std::process::{Command, Output};

/// What stands under a name in a commit.
pub(super) enum Object {
    File,
    Folder,
}

/// The commit where this branch left another one.
pub(super) fn base(rev: &str) -> Result<String, Problem> {
    let asked = run(&["merge-base", "--end-of-options", rev, "HEAD"])?;
    match asked.status.success() {
        true => Ok(text(&asked).trim().to_owned()),
        false => Err(Problem::new(format!(
            "`{rev}` and the commit that is checked out have no common history: {}",
            said(&asked)
        ))
        .help("name a branch, a tag or a commit that `git log` shows here: `origin/main`")),
    }
}

/// What `path` is in a commit; nothing where it did not exist.
pub(super) fn object(rev: &str, path: &str) -> Result<Option<Object>, Problem> {
    let commit = format!("{rev}^{{commit}}");
    let known = run(&[
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &commit,
    ])?;
    if !known.status.success() {
        return Err(Problem::new(format!("unknown commit `{rev}`"))
            .help("name a branch, a tag or a commit that `git log` shows here"));
    }
    let asked = run(&["cat-file", "-t", &name(rev, path)])?;
    Ok(match text(&asked).trim() {
        "blob" => Some(Object::File),
        "tree" => Some(Object::Folder),
        _ => None,
    })
}

/// The text of a file in a commit.
pub(super) fn read(rev: &str, path: &str) -> Result<String, Problem> {
    let asked = run(&["cat-file", "blob", &name(rev, path)])?;
    if !asked.status.success() {
        return Err(Problem::new(format!(
            "cannot read `{rev}:{path}`: {}",
            said(&asked)
        )));
    }
    if asked.stdout.len() > Source::MAX_BYTES {
        return Err(Problem::new(format!(
            "`{rev}:{path}` is too large for a flow"
        )));
    }
    let text = String::from_utf8(asked.stdout)
        .map_err(|_| Problem::new(format!("`{rev}:{path}` is not UTF-8")))?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// The files in a folder of a commit, by their paths in it.
pub(super) fn below(rev: &str, path: &str) -> Result<Vec<String>, Problem> {
    let asked = run(&["ls-tree", "-r", "-z", "--name-only", &name(rev, path)])?;
    match asked.status.success() {
        true => Ok(text(&asked)
            .split('\0')
            .filter(|name| !name.is_empty())
            .map(ToOwned::to_owned)
            .collect()),
        false => Err(Problem::new(format!(
            "cannot read `{rev}:{path}`: {}",
            said(&asked)
        ))),
    }
}

/// As git names it: paths are counted from this folder, as everywhere else in the command.
fn name(rev: &str, path: &str) -> String {
    let path = path.replace('\\', "/");
    match path.as_str() {
        "" | "." => format!("{rev}:./"),
        path if path.starts_with("./") || path.starts_with("../") => format!("{rev}:{path}"),
        path => format!("{rev}:./{path}"),
    }
}

/// What a hook has set for its own repository does not count here.
fn run(args: &[&str]) -> Result<Output, Problem> {
    let mut command = Command::new("git");
    command.args(args);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command.output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => Problem::new("git is not installed, or not on the PATH")
            .help("install git, or compare two files"),
        _ => Problem::new(format!("git cannot be started: {error}")),
    })
}

fn said(asked: &Output) -> String {
    let text = String::from_utf8_lossy(&asked.stderr);
    let line = text.lines().find(|line| !line.trim().is_empty());
    let line = line.unwrap_or("git gave no reason").trim();
    line.trim_start_matches("fatal: ").to_owned()
}

fn text(asked: &Output) -> String {
    String::from_utf8_lossy(&asked.stdout).into_owned()
}
