//! Worlds of the simulator: by name, or from a file.

use crate::config::Problem;
use crate::sim::{WorldSource, easycim, finesse};
use std::path::Path;

/// A larger file is no world.
const MAX_BYTES: u64 = 64 << 20;

/// `small`, `busy`, or a file in TOML or JSON.
pub(super) fn read(world: &Path) -> Result<WorldSource, Problem> {
    let named = |name: &str| match name {
        "small" => Some(WorldSource::Small),
        "busy" => Some(WorldSource::Busy),
        _ => None,
    };
    let read = |text: &str| {
        let source = WorldSource::Text(text.to_owned());
        source.clone().read().map(|_| source)
    };
    find(world, "small, busy", named, read)
}

/// Finesse's `small`, or a file in TOML or JSON.
pub(super) fn finesse(world: &Path) -> Result<finesse::WorldFile, Problem> {
    let named = |name: &str| (name == "small").then(finesse::WorldFile::small);
    find(world, "small", named, finesse::WorldFile::read)
}

/// easyCIM's `small`, or a file in TOML or JSON.
pub(super) fn easycim(world: &Path) -> Result<easycim::WorldFile, Problem> {
    let named = |name: &str| (name == "small").then(easycim::WorldFile::small);
    find(world, "small", named, easycim::WorldFile::read)
}

/// A world by name, unless there is a file of that name, or from a file.
fn find<T>(
    world: &Path,
    names: &str,
    named: impl Fn(&str) -> Option<T>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Problem> {
    let name = world.file_name().and_then(|name| name.to_str());
    if let Some(known) = name.filter(|_| !world.exists()).and_then(named) {
        return Ok(known);
    }
    let shown = world.display();
    let wrong = |why: String| {
        Problem::new(format!("the world {shown} {why}")).help(format!(
            "name a file in TOML or JSON, or one of the built-in worlds: {names}"
        ))
    };
    let about = std::fs::metadata(world).map_err(|error| wrong(unreadable(&error)))?;
    if !about.is_file() || about.len() > MAX_BYTES {
        return Err(wrong("is not a file that a world could be in".into()));
    }
    let text = std::fs::read_to_string(world).map_err(|error| wrong(unreadable(&error)))?;
    read(&text).map_err(|why| wrong(format!("is wrong: {}", shortened(&why))))
}

fn unreadable(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "is not there".into(),
        std::io::ErrorKind::InvalidData => "is not text in UTF-8".into(),
        _ => format!("cannot be read: {error}"),
    }
}

/// The place and the reason, without the lines that a parser draws between them.
fn shortened(why: &str) -> String {
    let place = why
        .lines()
        .next()
        .and_then(|line| line.split_once(" error at "));
    let reason = why.lines().rfind(|line| !line.trim().is_empty());
    match (place, reason) {
        (Some((_, place)), Some(reason)) => format!("{place}: {reason}"),
        _ => why.trim().to_owned(),
    }
}
