//! What can be written into a `flow.toml`, place by place.

use super::{Here, here};
use crate::catalogue::Catalogue;
use crate::check::policy::Level;
use crate::check::rules;
use crate::config::{Config, meaning};
use crate::diagnostic::Severity;
use crate::lsp::completion::{Insert, Item, ItemSort, Offered};
use crate::lsp::document::Document;
use crate::source::Span;
use crate::system::Kits;

/// What can be written at a byte.
pub fn completions(document: &Document, at: u32) -> Offered {
    let here = here(document, at);
    let typed = here
        .before
        .rsplit([' ', '\t', '=', '[', '.', '"', ',', '{'])
        .next()
        .unwrap_or("");
    let items = match here.before.trim_start() {
        head if head.starts_with('[') => tables(head),
        value if value.contains('=') => values(document, &here, value),
        _ => unset(document, &here, at),
    };
    Offered {
        word: Span::new(at - typed.len() as u32, at),
        items,
    }
}

fn tables(head: &str) -> Vec<Item> {
    let names: &[&str] = match head.trim_start_matches('[') {
        // the one table of which there are several
        "check." if head.starts_with("[[") => &["policy"],
        _ if head.starts_with("[[") => &["check.policy"],
        "check." => &["levels"],
        "serve." => &["tokens."],
        rest if rest.starts_with("profile.") && rest.matches('.').count() > 1 => &["inputs"],
        rest if rest.contains('.') => &[],
        _ => &[
            "profile.",
            "check",
            "check.levels",
            "calendar.",
            "plans",
            "serve",
        ],
    };
    let item = |name: &&str| Item::plain(name, ItemSort::Kind, "table", 0);
    names.iter().map(item).collect()
}

/// The lines `key = value` of the table that a place lies in, less the place's own.
fn set(document: &Document, at: u32) -> Vec<(&str, &str)> {
    let source = &document.source;
    let own = source.line_of(at);
    let line = |number: &u32| source.slice(source.line_span(*number)).trim();
    let is_inside = |number: &u32| !line(number).starts_with('[');
    let above = (1..own).rev().take_while(is_inside);
    let below = (own + 1..=source.line_of(source.text().len() as u32)).take_while(is_inside);
    let pairs = above.chain(below).filter_map(|number| {
        let (key, value) = line(&number).split_once('=')?;
        Some((key.trim(), value.trim().trim_matches('"')))
    });
    pairs.collect()
}

/// The keys that the table does not have yet, and that the profile's system can read.
fn unset(document: &Document, here: &Here<'_>, at: u32) -> Vec<Item> {
    let set = set(document, at);
    let system = set.iter().find(|(key, _)| *key == "system");
    let own = system.and_then(|(_, name)| Kits::builtin().iter().find(|kit| kit.name == *name));
    let fits = |key: &str| {
        let reads = own.and_then(|kit| kit.profile.as_ref());
        Config::profile_keys().contains(&key) || reads.is_none_or(|reads| reads.keys.contains(&key))
    };
    let is_profile = matches!(here.table.as_slice(), ["profile", _]);
    let mut items = keys(here);
    items.retain(|item| {
        let is_set = set.iter().any(|(key, _)| *key == item.label);
        !is_set && (!is_profile || fits(&item.label))
    });
    items
}

/// The keys of a calendar, and of the service and its clients.
pub(super) const OF_CALENDARS: [&str; 4] = ["zone", "hours", "days", "ics"];
pub(super) const OF_THE_SERVICE: [&str; 9] = [
    "listen",
    "certificate",
    "private-key",
    "plain-http",
    "most-runs",
    "most-connections",
    "most-bytes",
    "patience",
    "grace",
];
pub(super) const OF_CLIENTS: [&str; 3] = ["token", "may", "flows"];

fn keys(here: &Here<'_>) -> Vec<Item> {
    let keys: Vec<&str> = match here.table.as_slice() {
        [] => return vec![key("default", "the profile without `--profile`")],
        ["check", "levels"] => return levels_by_rule(),
        ["check", "policy", ..] => vec![
            "paths", "reason", "level", "forbid", "handle", "limits", "use", "steps", "plan",
        ],
        ["check"] => vec!["docs"],
        ["plans"] => vec!["key", "valid"],
        ["calendar", _] => OF_CALENDARS.to_vec(),
        ["serve"] => OF_THE_SERVICE.into_iter().chain(["traces"]).collect(),
        ["serve", "tokens", _] => OF_CLIENTS.to_vec(),
        ["profile", _] => of_profiles(),
        _ => Vec::new(),
    };
    keys.into_iter()
        .map(|name| key(name, meaning::of_key(name).unwrap_or("")))
        .collect()
}

/// What a profile may say, whatever its system is.
pub(super) fn of_profiles() -> Vec<&'static str> {
    let mut keys = Config::profile_keys().to_vec();
    let kits = Kits::builtin()
        .iter()
        .filter_map(|kit| kit.profile.as_ref());
    keys.extend(kits.flat_map(|reader| reader.keys));
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn key(name: &str, about: &str) -> Item {
    let insert = Insert::plain(name).text(" = ").end();
    Item::plain(name, ItemSort::Param, "", 0)
        .about(about)
        .insert(insert)
}

fn levels_by_rule() -> Vec<Item> {
    let rules = rules::all(Catalogue::builtin()).filter(|page| page.rule.level != Severity::Error);
    let items = rules.map(|page| {
        let insert = Insert::plain(page.rule.name)
            .text(" = \"")
            .place("warning")
            .text("\"");
        Item::plain(
            page.rule.name,
            ItemSort::Param,
            page.rule.code.to_string(),
            0,
        )
        .insert(insert)
    });
    items.collect()
}

fn values(document: &Document, here: &Here<'_>, line: &str) -> Vec<Item> {
    // behind a value that is closed nothing follows
    let value = line.split_once('=').map_or("", |(_, value)| value.trim());
    if value.len() > 1 && value.starts_with('"') && value.ends_with('"') {
        return Vec::new();
    }
    let name = line.split('=').next().unwrap_or("").trim();
    let words: Vec<String> = match (here.table.as_slice(), name) {
        (["check", "levels"], _) => Level::ALL
            .iter()
            .map(|level| level.word().to_owned())
            .collect(),
        ([], "default") => profiles(document),
        (_, "system") => Kits::builtin()
            .iter()
            .map(|kit| kit.name.to_owned())
            .collect(),
        (_, "platform") => platforms(),
        (_, "events") => vec!["tls".into(), "websocket".into()],
        (_, "sign-in") => ["access-key", "password", "token"]
            .map(str::to_owned)
            .to_vec(),
        (_, "simulator") => return vec![Item::word("true", 0), Item::word("false", 0)],
        _ => Vec::new(),
    };
    let quoted = line.contains('"');
    let item = |word: &String| {
        let text = if quoted {
            word.clone()
        } else {
            format!("\"{word}\"")
        };
        Item::plain(&text, ItemSort::Choice, "", 0)
    };
    words.iter().map(item).collect()
}

/// The profiles that the file has.
fn profiles(document: &Document) -> Vec<String> {
    let heads = document.text().lines().filter_map(|line| {
        let name = line
            .trim()
            .strip_prefix("[profile.")?
            .split([']', '.'])
            .next()?;
        Some(name.to_owned())
    });
    let mut names: Vec<String> = heads.filter(|name| !name.is_empty()).collect();
    names.dedup();
    names
}

/// What products of one vendor are called, of every system that has several.
fn platforms() -> Vec<String> {
    let systems = Catalogue::builtin().systems();
    let names = systems.flat_map(|system| &system.platforms);
    names.map(|name| name.to_string()).collect()
}
