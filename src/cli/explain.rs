//! `flow explain`: the page of a finding.

use super::args::ExplainArgs;
use super::exit::Exit;
use super::session::tell;
use crate::catalogue::nearest;
use crate::check::rules;
use crate::config::Problem;
use crate::report::{Look, Printer, Style};
use crate::syntax::codes;

pub(super) fn explain(args: &ExplainArgs, printer: &Printer) -> Exit {
    let look = printer.look();
    let Some(wanted) = &args.code else {
        printer.result(&list(look));
        return Exit::Done;
    };
    match page(wanted, look) {
        Some(page) => {
            printer.result(&page);
            Exit::Done
        }
        None => tell(&unknown(wanted), printer),
    }
}

/// Every number with what it is about.
fn list(look: Look) -> String {
    let syntax = codes::ALL
        .iter()
        .map(|(code, about)| (code.to_string(), about.trim().to_owned()));
    let rules = rules::ALL.iter().map(|page| {
        let rule = page.rule;
        let about = format!("{} ({})", rule.name, rule.level.word());
        (rule.code.to_string(), about)
    });
    let mut all: Vec<(String, String)> = syntax.chain(rules).collect();
    all.sort();
    all.into_iter()
        .map(|(code, about)| format!("{}  {about}\n", look.paint(Style::Name, &code)))
        .collect()
}

fn page(wanted: &str, look: Look) -> Option<String> {
    let code = number(wanted);
    let rule = rules::ALL.iter().find(|page| {
        let named = page.rule.name.eq_ignore_ascii_case(wanted);
        named || Some(page.rule.code.0) == code
    });
    if let Some(page) = rule {
        return Some(styled(&page.text(), look));
    }
    let (code, about) = codes::ALL.iter().find(|(known, _)| Some(known.0) == code)?;
    Some(format!("{code}: {}", about.trim()))
}

/// `F012`, `f12` and `12` are one number.
fn number(wanted: &str) -> Option<u16> {
    wanted.trim_start_matches(['F', 'f']).parse().ok()
}

fn styled(page: &str, look: Look) -> String {
    let mut text = String::new();
    let mut code = false;
    for line in page.lines() {
        if line.starts_with("```") {
            code = !code;
            continue;
        }
        let heading = line.trim_start_matches('#');
        if !code && heading.len() < line.len() {
            text.push_str(&look.paint(Style::Strong, heading.trim()));
        } else if code {
            text.push_str(format!("    {line}").trim_end());
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

fn unknown(wanted: &str) -> Problem {
    let names = rules::ALL.iter().map(|page| page.rule.name);
    let help = match nearest(wanted, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`flow explain` lists them all".into(),
    };
    Problem::new(format!("there is no finding `{wanted}`")).help(help)
}
