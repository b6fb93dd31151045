//! A `flow.toml` that is open in the editor: its mistakes as it is written, its keys and their
//! meaning, as `docs/settings.md` says them.

use super::document::Document;
use super::hover::Said;
use super::uri;
use crate::check::rules;
use crate::config::{Config, FILE_NAME, meaning};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::settings::Problem;
use crate::source::Span;
use lsp_types::Uri;
use std::path::Path;

mod offered;

pub use offered::completions;

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

#[cfg(test)]
mod tests {
    use super::offered::{OF_CALENDARS, OF_CLIENTS, OF_THE_SERVICE, of_profiles};
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
