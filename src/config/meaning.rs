//! What each key of flow.toml means, as the documents say it: the command and the editor show the
//! same sentence that the page has.

use crate::system::Kits;

/// The page with a table line for each key. Systems bring pages of their own.
const PAGE: &str = include_str!("../../docs/settings.md");

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let kits = Kits::builtin().iter();
    let of_kits = kits.filter_map(|kit| kit.profile.as_ref()?.page);
    let lines = std::iter::once(PAGE).chain(of_kits).flat_map(str::lines);
    lines.filter_map(|line| {
        let (keys, meaning) = line.strip_prefix("| ")?.split_once(" | ")?;
        Some((keys, meaning.strip_suffix(" |")?))
    })
}

/// What a key means; nothing for an unknown one.
pub fn of_key(key: &str) -> Option<&'static str> {
    let quoted = format!("`{key}`");
    let with_value = format!("`{key} = ");
    let own = |(keys, _): &(&str, &str)| keys.contains(&quoted) || keys.contains(&with_value);
    // A key that belongs to another one is explained in that one's line.
    let found = rows().find(own).or_else(|| table(key));
    let found = found.or_else(|| rows().find(|(_, meaning)| meaning.contains(&quoted)));
    found.map(|(_, meaning)| meaning)
}

/// The line of a table: `[calendar.NAME]` of `calendar`.
fn table(name: &str) -> Option<(&'static str, &'static str)> {
    let begins = format!("`[{name}");
    let is_it = |keys: &str| {
        let rest = keys.strip_prefix(&*begins);
        rest.is_some_and(|rest| rest.starts_with(['.', ']']))
    };
    rows().find(|(keys, _)| is_it(keys))
}

/// Whether a name is one of a table, and of no key.
pub fn is_table(name: &str) -> bool {
    let key = format!("`{name}`");
    table(name).is_some() && !rows().any(|(keys, _)| keys.contains(&key))
}

/// The keys that have a line of their own.
pub fn keys() -> impl Iterator<Item = &'static str> {
    rows().flat_map(|(keys, _)| {
        let quoted = keys.split('`').skip(1).step_by(2);
        quoted.filter(|key| {
            key.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        })
    })
}
