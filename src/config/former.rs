//! Keys and rules that had other names: they are read as what they are called now, and each use of a
//! former name is noted.

use crate::check::rules::former as rules;
use crate::settings::{Problem, Table};
use crate::source::{Source, Span};
use std::borrow::Cow;
use std::sync::Arc;

/// A key that has a new name.
struct Former {
    /// The tables that lead to it; `*` is a table of any name.
    within: &'static [&'static str],
    was: &'static str,
    is: &'static str,
}

const KEYS: [Former; 1] = [Former {
    // easyCIM's own word, which settings had first; an outcome is how an action ends
    within: &["profile", "*", "lists"],
    was: "outcomes",
    is: "dispositions",
}];

/// The name that a key of such a table has now.
pub(super) fn now<'n>(table: &str, key: &'n str) -> &'n str {
    let mut keys = KEYS.iter();
    let found = keys.find(|former| former.within.last() == Some(&table) && former.was == key);
    found.map_or(key, |former| former.is)
}

/// A note for each former name in a file of settings.
pub(super) fn notes(top: &Table<'_, '_>) -> Vec<Problem> {
    let mut found = Vec::new();
    for former in &KEYS {
        each(top, former.within, &mut |table| {
            let mut keys = table.entries();
            if let Some((_, at, _)) = keys.find(|(key, ..)| key == former.was) {
                found.push(note(table.source, at, "key", (former.was, former.is)));
            }
        });
    }
    each(top, &["check", "levels"], &mut |table| {
        for (name, at, _) in table.entries() {
            if let Cow::Borrowed(now) = rules::now(&name)
                && now != name
            {
                found.push(note(table.source, at, "rule", (&name, now)));
            }
        }
    });
    found
}

/// Looks at every table that this path leads to.
fn each<'a, 'i>(table: &Table<'a, 'i>, path: &[&str], look: &mut dyn FnMut(&Table<'a, 'i>)) {
    let Some((first, rest)) = path.split_first() else {
        return look(table);
    };
    for (name, _, item) in table.entries() {
        let leads = *first == "*" || name == *first;
        if let Some(inner) = item.get_ref().as_table().filter(|_| leads) {
            each(&Table::new(table.source, item.span(), inner), rest, look);
        }
    }
}

fn note(source: &Arc<Source>, at: Span, what: &str, (was, is): (&str, &str)) -> Problem {
    Problem::new(format!("{what} `{was}` is now called `{is}`"))
        .at(source, at, "a later version may not read this name")
        .help(format!("write `{}`", line_to_write(source, at, is)))
}

/// The reader's own line with the name of now; the name alone where the line holds what is hidden.
fn line_to_write(source: &Source, at: Span, name: &str) -> String {
    let line = source.line_span(source.line_of(at.start));
    let before = source.slice(Span::new(line.start, at.start));
    let after = source.slice(Span::new(at.end, line.end));
    let whole = format!("{before}{name}{after}");
    match whole.contains("***") {
        true => name.to_owned(),
        false => whole.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use std::path::Path;

    /// A file of settings with this key in this table.
    fn text(within: &[&str], key: &str) -> String {
        let path: Vec<&str> = within
            .iter()
            .map(|name| if *name == "*" { "a" } else { name })
            .collect();
        format!(
            "[profile.a]\nsystem = \"easycim\"\nsimulator = true\n\n[{}]\n{key} = [\"SOLD\"]\n",
            path.join(".")
        )
    }

    fn read(text: &str) -> Result<Config, Problem> {
        Config::parse("flow.toml", text, Path::new("."))
    }

    #[test]
    fn every_former_key_is_read_as_the_one_of_now_and_noted_with_the_line_to_write() {
        for former in &KEYS {
            let lists = |config: &Config| config.profile(Some("a")).map(|one| one.common.lists);
            let was = read(&text(former.within, former.was)).expect("it is read");
            let is = read(&text(former.within, former.is)).expect("it is read");
            assert_eq!(lists(&was).ok(), lists(&is).ok(), "{}", former.was);
            assert!(is.former_names().is_empty(), "{}", former.is);
            let [note] = was.former_names() else {
                panic!("{}: {:?}", former.was, was.former_names());
            };
            let line = format!("write `{} = [\"SOLD\"]`", former.is);
            assert_eq!(note.help.as_deref(), Some(&*line));
        }
    }

    #[test]
    fn a_key_under_both_names_is_an_error() {
        let both = "[profile.a]\nsystem = \"easycim\"\nsimulator = true\n\
                    lists = { outcomes = [\"A\"], dispositions = [\"B\"] }\n";
        let message = read(both).map_err(|problem| problem.message).err();
        assert_eq!(message.as_deref(), Some("`dispositions` is set twice"));
    }

    #[test]
    fn a_level_under_a_former_name_counts_and_is_noted() {
        let config = read("[check.levels]\nunhandled-outcomes = \"off\"\n").expect("it is read");
        assert_eq!(config.house().levels.iter().count(), 1);
        let [note] = config.former_names() else {
            panic!("{:?}", config.former_names());
        };
        assert_eq!(
            (note.message.as_str(), note.help.as_deref()),
            (
                "rule `unhandled-outcomes` is now called `unhandled-outcome`",
                Some("write `unhandled-outcome = \"off\"`")
            )
        );
    }

    #[test]
    fn a_rule_has_one_level_whatever_it_is_called() {
        let twice = "[check.levels]\nF074 = \"off\"\nunhandled-outcome = \"error\"\n";
        let message = read(twice).map_err(|problem| problem.message).err();
        assert_eq!(message.as_deref(), Some("the level of F074 is set twice"));
    }

    #[test]
    fn a_line_with_what_is_hidden_is_not_shown() {
        for (line, shown) in [
            ("lists.outcomes = []", "lists.dispositions = []"),
            ("lists.outcomes = [] } token = \"*****\"", "dispositions"),
        ] {
            let source = Source::new("flow.toml", line);
            assert_eq!(
                line_to_write(&source, Span::new(6, 14), "dispositions"),
                shown
            );
        }
    }
}
