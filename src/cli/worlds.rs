//! Worlds of the simulator: by name, or from a file.

use crate::config::Problem;
use crate::sim::{SimulatorKit, World};
use std::path::Path;

/// A larger file is no world.
const MAX_BYTES: u64 = 64 << 20;

/// A world by name, unless there is a file of that name, or what a file says in TOML or JSON.
pub(super) fn read(world: &Path, kit: &SimulatorKit) -> Result<World, Problem> {
    let name = world.file_name().and_then(|name| name.to_str());
    let mut known = kit.worlds.iter();
    let named = known.find(|known| Some(**known) == name);
    if let Some(named) = named.filter(|_| !world.exists()) {
        return Ok(World::Named(named));
    }
    let refused = |why: &str| refuse(world, kit, why);
    let about = std::fs::metadata(world).map_err(|error| refused(&unreadable(&error)))?;
    if !about.is_file() || about.len() > MAX_BYTES {
        return Err(refused("is not a TOML or JSON file"));
    }
    let text = std::fs::read_to_string(world).map_err(|error| refused(&unreadable(&error)))?;
    Ok(World::Text(text))
}

/// A world whose text is wrong.
pub(super) fn wrong(world: &Path, kit: &SimulatorKit, why: &str) -> Problem {
    refuse(world, kit, &format!("is wrong: {}", why.trim()))
}

fn refuse(world: &Path, kit: &SimulatorKit, why: &str) -> Problem {
    let names = kit.worlds.join(", ");
    Problem::new(format!("the simulator data {} {why}", world.display())).help(format!(
        "name a TOML or JSON file, or a built-in data set: {names}"
    ))
}

fn unreadable(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "does not exist".into(),
        std::io::ErrorKind::InvalidData => "is not UTF-8 text".into(),
        _ => format!("cannot be read: {error}"),
    }
}
