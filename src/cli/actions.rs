//! `flow actions`: the catalogue as help.

mod find;
mod full;
mod json;

use super::args::ActionsArgs;
use super::exit::Exit;
use super::session::tell;
use crate::catalogue::{Action, Catalogue, SystemEntry, nearest};
use crate::config::Problem;
use crate::report::{Look, Printer, Style, text};
use find::Found;
use std::sync::Arc;

pub(super) fn actions(args: &ActionsArgs, printer: &Printer) -> Exit {
    let catalogue = Catalogue::builtin();
    let systems = match systems(catalogue, args.system.as_deref()) {
        Ok(systems) => systems,
        Err(problem) => return tell(&problem, printer),
    };
    let found = find::find(&systems, &args.words);
    if args.output.is_json() {
        printer.json_result(&json::document(&found), true);
        return Exit::Done;
    }
    let look = printer.look();
    match found.as_slice() {
        [] => return tell(&nothing(&systems, &args.words), printer),
        [(_, first), rest @ ..] if rest.iter().all(|(_, other)| other.key == first.key) => {
            let all = found.iter();
            let texts: Vec<String> = all
                .map(|(system, it)| full::action(system, it, look))
                .collect();
            printer.result(&look.marks(&texts.join("\n")));
        }
        many => printer.result(&look.marks(&list(many, look))),
    }
    Exit::Done
}

fn systems<'a>(
    catalogue: &'a Catalogue,
    wanted: Option<&str>,
) -> Result<Vec<&'a Arc<SystemEntry>>, Problem> {
    let Some(wanted) = wanted else {
        return Ok(catalogue.systems().collect());
    };
    let names = || catalogue.names();
    match catalogue.system(wanted) {
        Some(system) => Ok(vec![system]),
        None => Err(Problem::new(format!("unknown system `{wanted}`")).help(
            match nearest(wanted, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the systems are {}", names().collect::<Vec<_>>().join(", ")),
            },
        )),
    }
}

fn nothing(systems: &[&Arc<SystemEntry>], words: &[String]) -> Problem {
    let words = words.join(" ");
    let problem = Problem::new(format!("no action matches `{words}`"));
    let foreign = systems
        .iter()
        .flat_map(|system| &system.foreign)
        .find(|foreign| find::folded(&foreign.name) == find::folded(&words));
    let keys = || systems.iter().flat_map(|system| &system.actions);
    let keys = || keys().map(|action| &*action.key);
    let near =
        nearest(&words, keys()).or_else(|| nearest(&words, keys().flat_map(|key| key.split(' '))));
    let help = match (foreign, near) {
        (Some(foreign), _) => foreign.help.to_string(),
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => "`flow actions` lists them all".into(),
    };
    problem.help(help)
}

/// Actions by system and family, a line each.
fn list(found: &[Found<'_>], look: Look) -> String {
    let width = found
        .iter()
        .map(|(_, action)| action.phrase_text().chars().count())
        .max()
        .unwrap_or_default()
        .min(look.width / 2);
    let mut text = String::new();
    let mut heads = ("", "");
    for (system, action) in found {
        if heads.0 != &*system.name {
            let title = format!("{}: {}", system.name, system.title);
            text.push_str(&format!("{}\n", look.paint(Style::Strong, &title)));
            heads = (&system.name, "");
        }
        if heads.1 != &*action.family {
            text.push_str(&format!("\n{}\n", look.paint(Style::Good, &action.family)));
            heads.1 = &action.family;
        }
        text.push_str(&line(action, width, look));
    }
    text.push_str("\n`flow actions hold contact` shows one in full.\n");
    text
}

fn line(action: &Action, width: usize, look: Look) -> String {
    let phrase = action.phrase_text();
    // a phrase, and below it what it does
    let width = if look.is_narrow() { 0 } else { width };
    let missing = width.saturating_sub(phrase.chars().count());
    let room = look.width.saturating_sub(width + 4).max(20);
    let about = text::wrap(&action.about, room);
    let mut text = format!("  {}", look.paint(Style::Name, &phrase));
    let beside = usize::from(phrase.chars().count() <= width);
    if let (1, Some(first)) = (beside, about.first()) {
        text.push_str(&format!("{}  {first}", " ".repeat(missing)));
    }
    text.push('\n');
    for more in about.iter().skip(beside) {
        text.push_str(&format!("{}{more}\n", " ".repeat(width + 4)));
    }
    text
}
