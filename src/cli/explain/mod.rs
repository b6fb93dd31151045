//! `flow explain`: the page of a finding, an outcome, a state, a word of the language or a key of flow.toml.

pub(super) mod outcome;
mod state;

use super::args::ExplainArgs;
use super::exit::Exit;
use super::session::tell;
use crate::catalogue::nearest;
use crate::check::rules::former;
use crate::config::{Problem, meaning};
use crate::report::json::VERSION;
use crate::report::rule::{self, About};
use crate::report::text::wrap;
use crate::report::{Look, Printer, Style};
use crate::syntax::words;
use serde_json::{Value as Json, json};

pub(super) fn explain(args: &ExplainArgs, printer: &Printer) -> Exit {
    let all = rule::all();
    let wanted = args.what.join(" ");
    let rules: Vec<&About> = match wanted.as_str() {
        "" => all.iter().collect(),
        wanted => match all.iter().find(|about| is(about, wanted)) {
            Some(about) => vec![about],
            None => return other(wanted, args.output.is_json(), &all, printer),
        },
    };
    match (args.output.is_json(), wanted.is_empty(), rules.as_slice()) {
        (true, _, rules) => printer.json_result(&document(rules), true),
        (false, false, [rule]) => {
            let look = printer.look();
            printer.result(&look.marks(&rule.plain(look)));
        }
        (false, _, rules) => {
            let look = printer.look();
            printer.result(&look.marks(&list(rules, look)));
        }
    }
    Exit::Done
}

/// The page of what is no finding.
fn other(wanted: &str, json: bool, all: &[About], printer: &Printer) -> Exit {
    let page = outcome::page(wanted)
        .or_else(|| set_by_the_language(wanted))
        .or_else(|| inside(wanted).filter(|_| wanted.contains(' ')))
        .or_else(|| word(wanted))
        .or_else(|| setting(wanted))
        .or_else(|| state::page(wanted))
        .or_else(|| inside(wanted));
    match page {
        Some(page) if json => {
            let document = json!({ "version": VERSION, "rules": [], "page": page });
            printer.json_result(&document, true);
        }
        Some(page) => printer.result(&printer.look().marks(&page)),
        None => return tell(&unknown(wanted, all), printer),
    }
    Exit::Done
}

/// The page of a word of the language, found by its first word: `for each`, `wait until`.
fn word(wanted: &str) -> Option<String> {
    // the documents call it so; the language has its first word
    let first = match wanted.split(' ').next()? {
        "handler" | "handlers" => "on",
        first => first,
    };
    let word = words::beginning(first)?;
    let form = word
        .form
        .replace("` or `", "\n    ")
        .replace("`, `", "\n    ");
    Some(of_language(word.text, word.about, &form))
}

/// The page of words inside of what another one began: `at most`, `any other`.
fn inside(wanted: &str) -> Option<String> {
    let known = words::inside_of(wanted)?;
    Some(of_language(known.words, known.about, known.form))
}

/// The page of `Outcome` and `Reason`.
fn set_by_the_language(wanted: &str) -> Option<String> {
    let (form, about) = words::of_outcome(wanted)?;
    Some(format!(
        "{wanted} (variable of the language)\n\n{about}\n\n    {form}\n\n`flow docs language` has the whole language.\n"
    ))
}

fn of_language(text: &str, about: &str, form: &str) -> String {
    format!(
        "{text} (word of the language)\n\n{about}\n\n    {form}\n\n`flow docs language` has the whole language.\n"
    )
}

/// The page of a key or a table of flow.toml.
fn setting(wanted: &str) -> Option<String> {
    let meaning = meaning::of_key(wanted)?;
    let mut start = meaning.chars();
    let first = start.next()?.to_uppercase();
    let sort = match meaning::is_table(wanted) {
        true => "table",
        false => "key",
    };
    Some(format!(
        "{wanted} ({sort} of flow.toml)\n\n{first}{}.\n\n`flow docs settings` lists every key.\n",
        start.as_str().trim_end_matches('.')
    ))
}

fn document(rules: &[&About]) -> Json {
    let rules: Vec<Json> = rules
        .iter()
        .map(|about| {
            json!({
                "code": about.code.to_string(),
                "name": about.name,
                "level": about.level.word(),
                "page": about.page,
            })
        })
        .collect();
    json!({ "version": VERSION, "rules": rules })
}

/// Every number with what it is about.
fn list(rules: &[&About], look: Look) -> String {
    let line = |about: &&About| {
        let code = look.paint(Style::Name, &about.code.to_string());
        let text = format!("{} ({}): {}", about.name, about.level.word(), about.short());
        // elsewhere a line each, for those who search it
        match look.is_narrow() {
            true => format!("{code}\n  {}\n", wrap(&text, look.width - 2).join("\n  ")),
            false => format!("{code}  {text}\n"),
        }
    };
    rules.iter().map(line).collect()
}

/// `F012`, `f12`, `12` and the rule's name are one.
fn is(about: &About, wanted: &str) -> bool {
    let number = wanted.trim_start_matches(['F', 'f']).parse().ok();
    let name = wanted.trim().replace([' ', '_'], "-").to_ascii_lowercase();
    number == Some(about.code.0) || about.name == former::now(&name)
}

fn unknown(wanted: &str, all: &[About]) -> Problem {
    let outcomes = outcome::names();
    let mut names: Vec<&str> = all.iter().map(|about| about.name).collect();
    names.extend(outcomes.iter().map(String::as_str));
    let keys: Vec<&str> = meaning::keys().collect();
    names.extend(keys);
    let near = nearest(wanted, names);
    let help = match near {
        _ if state::is_of_an_action(wanted) => {
            format!("`flow actions {wanted}` lists the actions with this word")
        }
        Some(near) => format!("did you mean `{near}`?"),
        None => "`flow explain` lists the findings, `flow actions` the actions".into(),
    };
    Problem::new(format!(
        "no finding, outcome, state, word or key is named `{wanted}`"
    ))
    .help(help)
}
