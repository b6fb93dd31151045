//! `flow explain`: the page of a finding.

use super::args::ExplainArgs;
use super::exit::Exit;
use super::session::tell;
use crate::catalogue::nearest;
use crate::check::rules::former;
use crate::config::Problem;
use crate::report::json::VERSION;
use crate::report::rule::{self, About};
use crate::report::text::wrap;
use crate::report::{Look, Printer, Style};
use serde_json::{Value as Json, json};

pub(super) fn explain(args: &ExplainArgs, printer: &Printer) -> Exit {
    let all = rule::all();
    let rules: Vec<&About> = match &args.code {
        None => all.iter().collect(),
        Some(wanted) => match all.iter().find(|about| is(about, wanted)) {
            Some(about) => vec![about],
            None => return tell(&unknown(wanted, &all), printer),
        },
    };
    match (args.output.is_json(), args.code.is_some(), rules.as_slice()) {
        (true, _, rules) => printer.json_result(&document(rules), true),
        (false, true, [rule]) => {
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
    let names = all.iter().map(|about| about.name);
    let help = match nearest(wanted, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`flow explain` lists them all".into(),
    };
    Problem::new(format!("unknown code or name `{wanted}`")).help(help)
}
