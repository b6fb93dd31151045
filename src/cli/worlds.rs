//! Worlds of the simulator: by name, or from a file.

use crate::config::Problem;
use crate::sim::WorldSource;
use std::path::Path;

/// A larger file is no world.
const MAX_BYTES: u64 = 64 << 20;

/// `small`, `busy`, or a file in TOML or JSON.
pub(super) fn read(world: &Path) -> Result<WorldSource, Problem> {
    let name = world.file_name().and_then(|name| name.to_str());
    match name {
        _ if world.exists() => {}
        Some("small") => return Ok(WorldSource::Small),
        Some("busy") => return Ok(WorldSource::Busy),
        _ => {}
    }
    let shown = world.display();
    let wrong = |why: String| {
        Problem::new(format!("the world {shown} {why}"))
            .help("name a file in TOML or JSON, or one of the built-in worlds: small, busy")
    };
    let about = std::fs::metadata(world).map_err(|error| wrong(unreadable(&error)))?;
    if !about.is_file() || about.len() > MAX_BYTES {
        return Err(wrong("is no file that a world could be in".into()));
    }
    let text = std::fs::read_to_string(world).map_err(|error| wrong(unreadable(&error)))?;
    let source = WorldSource::Text(text);
    match source.clone().read() {
        Ok(_) => Ok(source),
        Err(why) => Err(wrong(format!("is wrong: {}", shortened(&why)))),
    }
}

fn unreadable(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "is not there".into(),
        std::io::ErrorKind::InvalidData => "is no text in UTF-8".into(),
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
