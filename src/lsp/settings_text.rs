//! A `flow.toml` that is open in the editor: its mistakes as it is written, its keys and their
//! meaning, as `docs/settings.md` says them.

use super::completion::{Insert, Item, ItemSort, Offered};
use super::document::Document;
use super::hover::Said;
use super::uri;
use crate::catalogue::Catalogue;
use crate::check::policy::Level;
use crate::check::rules;
use crate::config::{Config, FILE_NAME, meaning};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::settings::Problem;
use crate::source::Span;
use crate::system::Kits;
use lsp_types::Uri;
use std::path::Path;

/// What is wrong with settings has no number.
const NO_CODE: Code = Code(0);

/// Whether it is a settings file.
pub fn is_settings(at: &Uri) -> bool {
    uri::path(at).is_some_and(|path| path.file_name().is_some_and(|name| name == FILE_NAME))
}

/// What is wrong with it, and what it has under former names.
pub fn problems(document: &Document, path: &Path) -> Vec<(Severity, Problem)> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = document.source.name();
    let config = match Config::parse(name, document.text(), folder) {
        Ok(config) => config,
        Err(problem) => return vec![(Severity::Error, problem)],
    };
    let wrong_default = config.profile(None).err();
    let errors = wrong_default.into_iter().map(|one| (Severity::Error, one));
    let former = config.former_names().iter().cloned();
    errors
        .chain(former.map(|one| (Severity::Note, one)))
        .collect()
}

/// The same, each at its place in the text as it is; what has none is of another file.
pub fn found(document: &Document, path: &Path) -> Vec<Diagnostic> {
    let problems = problems(document, path).into_iter();
    let found = problems.filter_map(|(severity, problem)| {
        let (source, span, label) = problem.place?;
        if source.name() != document.source.name() {
            return None;
        }
        let found = Diagnostic::new(NO_CODE, severity, span, problem.message).label(label);
        Some(Diagnostic {
            help: problem.help,
            ..found
        })
    });
    found.collect()
}

/// A finding of it as the problem that it is of.
pub fn problem(document: &Document, found: &Diagnostic) -> Problem {
    let label = found.labels.first().map(|label| label.text.clone());
    Problem {
        message: found.message.clone(),
        place: Some((
            document.source.clone(),
            found.span(),
            label.unwrap_or_default(),
        )),
        help: found.help.clone(),
    }
}

/// The table that a place lies in, and what stands before it in its line.
struct Here<'a> {
    table: Vec<&'a str>,
    before: &'a str,
}

fn here(document: &Document, at: u32) -> Here<'_> {
    let source = &document.source;
    let line = source.line_of(at);
    let start = source.line_start(line);
    let above = (1..line)
        .rev()
        .map(|line| source.slice(source.line_span(line)).trim());
    let mut heads = above.filter_map(|line| {
        let head = line.trim_start_matches('[').split(']').next();
        head.filter(|_| line.starts_with('['))
    });
    let table = heads.next().unwrap_or("");
    Here {
        table: table
            .split('.')
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .collect(),
        before: source.slice(Span::new(start, at)),
    }
}

/// What is to be said of the key at a byte.
pub fn hover(document: &Document, at: u32) -> Option<Said> {
    let text = document.text();
    let is_key = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let (before, after) = text.split_at_checked(at as usize)?;
    let start = before.rfind(|c| !is_key(c)).map_or(0, |at| at + 1);
    let end = after.find(|c| !is_key(c)).unwrap_or(after.len()) + at as usize;
    let key = text.get(start..end).filter(|key| !key.is_empty())?;
    let rule = || {
        let rule = rules::named(key, document.catalogue)?;
        Some(rules::page(rule.code, document.catalogue)?.text())
    };
    let said = meaning::of_key(key)
        .map(|meaning| format!("`{key}`\n\n{meaning}"))
        .or_else(rule)?;
    Some(Said {
        span: Span::new(start as u32, end as u32),
        text: said,
    })
}

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
const OF_CALENDARS: [&str; 4] = ["zone", "hours", "days", "ics"];
const OF_THE_SERVICE: [&str; 9] = [
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
const OF_CLIENTS: [&str; 3] = ["token", "may", "flows"];

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
fn of_profiles() -> Vec<&'static str> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document::new("/x/flow.toml", text, Default::default())
    }

    fn labels(text: &str) -> Vec<String> {
        let all = completions(&document(text), text.len() as u32).items;
        all.into_iter().map(|item| item.label).collect()
    }

    #[test]
    fn keys_are_those_of_their_table() {
        assert_eq!(labels(""), ["default"]);
        let profile = labels("[profile.desk]\nsys");
        assert!(profile.contains(&"system".to_owned()) && profile.contains(&"zone".to_owned()));
        assert!(labels("[check.levels]\n").contains(&"unused-name".to_owned()));
        assert!(labels("[check.levels]\nF074 = ").contains(&"\"off\"".to_owned()));
        assert_eq!(labels("[profile.desk]\nplatform = \""), ["CCE", "CCX"]);
    }

    #[test]
    fn a_key_is_offered_once_and_only_to_its_system() {
        let profile = labels("[profile.lab]\nsystem = \"cxone\"\nsimulator = true\n");
        let has = |key: &str| profile.iter().any(|label| label == key);
        assert!(has("sign-in") && has("zone"), "{profile:?}");
        for not in ["system", "simulator", "toolbar-address", "xmpp-port"] {
            assert!(!has(not), "{not}");
        }
        let own = labels("[profile.lab]\nsystem = \"easycim\"\n");
        assert!(own.contains(&"toolbar-address".to_owned()), "{own:?}");
        assert_eq!(
            labels("[profile.lab]\nsystem = \"cxone\" "),
            Vec::<String>::new()
        );
        assert_eq!(
            labels("[profile.lab]\n\n[profile.desk.inputs]\n"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn tables_are_offered_as_they_are_written() {
        let one = labels("[");
        assert!(one.contains(&"calendar.".to_owned()) && one.contains(&"serve".to_owned()));
        assert!(!one.contains(&"check.policy".to_owned()), "{one:?}");
        assert_eq!(labels("[["), ["check.policy"]);
        assert!(labels("[calendar.support]\n").contains(&"hours".to_owned()));
        assert!(labels("[serve]\n").contains(&"listen".to_owned()));
        let text = "default = \n[profile.lab]\nsystem = \"cxone\"\n[profile.lab.inputs]\n";
        let offered = completions(&document(text), 10).items;
        let offered: Vec<&str> = offered.iter().map(|item| item.label.as_str()).collect();
        assert_eq!(offered, ["\"lab\""]);
    }

    #[test]
    fn every_key_of_a_profile_has_its_meaning() {
        let more = OF_CALENDARS
            .into_iter()
            .chain(OF_THE_SERVICE)
            .chain(OF_CLIENTS);
        let unknown: Vec<&str> = of_profiles()
            .into_iter()
            .chain(more)
            .filter(|key| meaning::of_key(key).is_none())
            .collect();
        assert_eq!(unknown, Vec::<&str>::new());
    }

    #[test]
    fn a_key_says_what_it_means_and_a_mistake_where_it_is() {
        let text = "[profile.desk]\nzone = \"Nowhere\"\n";
        let said = hover(&document(text), 16).map(|said| said.text);
        assert!(said.unwrap_or_default().contains("`today` and `now`"));
        let wrong = problems(&document(text), Path::new("/x/flow.toml"));
        assert!(wrong[0].1.message.contains("Nowhere"), "{wrong:?}");
        assert!(problems(&document(""), Path::new("/x/flow.toml")).is_empty());
    }

    #[test]
    fn a_former_name_is_a_note_with_the_line_to_write() {
        let text = "[check.levels]\nunhandled-outcomes = \"off\"\n";
        let found = problems(&document(text), Path::new("/x/flow.toml"));
        let [(Severity::Note, note)] = found.as_slice() else {
            panic!("{found:?}");
        };
        let help = note.help.as_deref().unwrap_or_default();
        assert_eq!(help, "write `unhandled-outcome = \"off\"`");
    }
}
