//! Words of which a profile has to choose one.

use crate::nearest::nearest;
use crate::settings::{Problem, Table};

/// A word that is none of those that can stand here.
pub fn unknown(table: &Table<'_, '_>, key: &'static str, message: &str, known: &[&str]) -> Problem {
    let problem = match table.get(key) {
        Some(item) => table.wrong(item, message),
        None => Problem::new(message),
    };
    let word = table.text(key).ok().flatten().unwrap_or_default();
    match nearest(&word, known.iter().copied()) {
        Some(near) => problem.help(format!("did you mean \"{near}\"?")),
        None => problem.help(format!("write one of {}", known.join(", "))),
    }
}
