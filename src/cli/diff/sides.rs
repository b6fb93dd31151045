//! What is to be compared with what.

use super::git::{self, Object};
use crate::cli::args::DiffArgs;
use crate::cli::scripts::{self, Script, find};
use crate::config::Problem;
use crate::source::Source;
use crate::syntax;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A flow in two versions.
pub(super) struct Pair {
    pub name: String,
    pub before: Option<Script>,
    pub after: Option<Script>,
}

pub(super) type Pairs = Vec<Pair>;

/// A file, or the files of a folder by their paths in it.
enum Side {
    File(Script),
    Folder(BTreeMap<String, Script>),
    Nothing,
}

pub(super) fn pairs(args: &DiffArgs) -> Result<Pairs, Problem> {
    if let Some(rev) = &args.since {
        let base = git::base(rev)?;
        let here = [".".to_owned()];
        let paths = if args.paths.is_empty() {
            &here[..]
        } else {
            &args.paths
        };
        let mut all = Vec::new();
        for path in paths {
            let before = of_commit(&base, path)?;
            let after = match Path::new(path).exists() {
                true => of_disk(Path::new(path))?,
                false => Side::Nothing,
            };
            all.extend(matched(path, before, after)?);
        }
        return Ok(all);
    }
    let [before, after] = &args.paths[..] else {
        return Err(one_side());
    };
    matched(after, side(before)?, side(after)?)
}

fn side(name: &str) -> Result<Side, Problem> {
    let path = Path::new(name);
    let letter = |rev: &str| rev.len() == 1 && cfg!(windows);
    match name.split_once(':') {
        Some((rev, inside)) if !path.exists() && !letter(rev) && !rev.is_empty() => {
            match of_commit(rev, inside)? {
                Side::Nothing => Err(Problem::new(format!("`{rev}` has no `{inside}`"))
                    .help("paths are counted from this folder: `HEAD~1:flows/hold.flow`")),
                side => Ok(side),
            }
        }
        _ => of_disk(path),
    }
}

fn of_disk(path: &Path) -> Result<Side, Problem> {
    if path == Path::new("-") || !path.is_dir() {
        return Ok(Side::File(scripts::read(path)?));
    }
    let mut files = BTreeMap::new();
    for file in find(&[path.to_owned()]).scripts {
        let inside = file.strip_prefix(path).unwrap_or(&file);
        let name = inside.to_string_lossy().replace('\\', "/");
        if is_flow(&name) {
            files.insert(name, scripts::read(&file)?);
        }
    }
    Ok(Side::Folder(files))
}

fn of_commit(rev: &str, path: &str) -> Result<Side, Problem> {
    Ok(match git::object(rev, path)? {
        None => Side::Nothing,
        Some(Object::File) => Side::File(kept(rev, path)?),
        Some(Object::Folder) => {
            let mut files = BTreeMap::new();
            for name in git::below(rev, path)? {
                if is_flow(&name) {
                    let whole = match path {
                        "" | "." => name.clone(),
                        path => format!("{}/{name}", path.trim_end_matches('/')),
                    };
                    files.insert(name, kept(rev, &whole)?);
                }
            }
            Side::Folder(files)
        }
    })
}

/// A flow of a commit, with the files of that commit whose steps it uses; the settings of its folder are
/// those of today.
fn kept(rev: &str, path: &str) -> Result<Script, Problem> {
    let short = match rev.len() >= 40 && rev.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        true => &rev[..9],
        false => rev,
    };
    let revision = format!("{short}:");
    let own = Source::new(format!("{revision}{path}"), git::read(rev, path)?);
    let source = syntax::join_within(&revision, &Arc::new(own), &mut |file| {
        git::read(rev, file).map_err(|problem| problem.message)
    });
    Ok(Script {
        source,
        path: Some(PathBuf::from(path)),
        marked: false,
    })
}

/// Files of tests say nothing of what a flow does.
fn is_flow(name: &str) -> bool {
    name.ends_with(".flow") && !name.ends_with(".test.flow")
}

fn matched(name: &str, before: Side, after: Side) -> Result<Pairs, Problem> {
    let pair = |name: &str, before, after| Pair {
        name: name.to_owned(),
        before,
        after,
    };
    Ok(match (before, after) {
        (Side::File(before), Side::File(after)) => vec![pair(name, Some(before), Some(after))],
        (Side::File(before), Side::Nothing) => vec![pair(name, Some(before), None)],
        (Side::Nothing, Side::File(after)) => vec![pair(name, None, Some(after))],
        (Side::Nothing, Side::Nothing) => {
            return Err(crate::cli::scripts::not_found(name));
        }
        (Side::File(_), Side::Folder(_)) | (Side::Folder(_), Side::File(_)) => {
            return Err(Problem::new("a file cannot be compared with a folder")
                .help("name two files, or two folders"));
        }
        (before, after) => folders(name, files(before), files(after)),
    })
}

fn files(side: Side) -> BTreeMap<String, Script> {
    match side {
        Side::Folder(files) => files,
        Side::File(_) | Side::Nothing => BTreeMap::new(),
    }
}

fn folders(
    folder: &str,
    mut before: BTreeMap<String, Script>,
    mut after: BTreeMap<String, Script>,
) -> Pairs {
    let names: BTreeSet<String> = before.keys().chain(after.keys()).cloned().collect();
    let shown = |name: &str| match folder {
        "." | "" => name.to_owned(),
        folder => format!("{}/{name}", folder.trim_end_matches('/')),
    };
    let pairs = names.into_iter().map(|name| Pair {
        before: before.remove(&name),
        after: after.remove(&name),
        name: shown(&name),
    });
    pairs.collect()
}

/// The call does not say what is to be compared.
fn one_side() -> Problem {
    Problem::new("`flow diff` needs two flows, folders or revisions").help(
        "name the older one first: `flow diff HEAD~1:hold.flow hold.flow`, or use `--since REV`",
    )
}
