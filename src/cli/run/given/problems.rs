//! What is wrong with the inputs of a run, in words.

use crate::catalogue::nearest;
use crate::cli::run::given::Found;
use crate::cli::run::prepare::Prepared;
use crate::cli::run::rows::Row;
use crate::config::{Given as FromProfile, Problem, Profile};
use crate::program::{Input, Program};
use std::sync::Arc;

/// What one system calls by an id, the other does not: each needs an input of its own, which no profile sets.
pub(super) fn two_values(
    name: &str,
    ways: [(&Profile, &FromProfile); 2],
    program: &Program,
    input: &Input,
) -> Problem {
    let who = ways.map(|(profile, _)| format!("`{}` ({})", profile.name(), profile.system()));
    let own = ways.map(|(profile, set)| {
        let mut system = profile.system().chars();
        let first = system.next().unwrap_or('A').to_ascii_uppercase();
        let value = match set {
            FromProfile::Here(value) if !super::mark(input).is_hidden() => super::plain(value),
            _ => String::new(),
        };
        // what a shell takes as it is
        let is_word = |c: char| c.is_ascii_alphanumeric() || "-_.@+".contains(c);
        let value = match value.chars().all(is_word) && !value.is_empty() {
            true => value,
            false => "…".to_owned(),
        };
        (format!("{first}{}{name}", system.as_str()), value)
    });
    let [(one, first), (other, second)] = &own;
    Problem::new(format!(
        "the profiles {} and {} set the input {name} to different values",
        who[0], who[1]
    ))
    .at(&program.source, input.span, "used for both systems")
    .help(format!(
        "use a separate input for each system, `<{one}>` and `<{other}>`, and set both: \
         `--input {one}={first} --input {other}={second}`"
    ))
}

pub(super) fn wanted(name: &str, scripts: &[Arc<Prepared>]) -> Result<(), Problem> {
    let names: Vec<&str> = scripts
        .iter()
        .flat_map(|script| &script.program.inputs)
        .map(|input| &*input.name)
        .collect();
    if names.contains(&name) {
        return Ok(());
    }
    let problem = Problem::new(format!("unknown input {name}"));
    Err(
        match (nearest(name, names.iter().copied()), names.as_slice()) {
            (Some(near), _) => problem.help(format!("did you mean `--input {near}=…`?")),
            (None, []) => problem.help("the flow has no inputs"),
            (None, names) => problem.help(format!("its inputs are {}", names.join(", "))),
        },
    )
}

pub(super) fn wrong(
    input: &Input,
    found: &Found,
    program: &Program,
    row: &Row,
    why: &str,
) -> Problem {
    let help = input
        .help
        .as_ref()
        .map(|help| format!("; {}: {help}", input.name));
    Problem::new(format!(
        "{}{} is not {}",
        of_row(row),
        input.name,
        input.kind.one()
    ))
    .at(&program.source, input.span, format!("set by {}", found.by))
    .help(format!("{why}{}", help.unwrap_or_default()))
}

pub(super) fn lacking(program: &Program, missing: &[&Input], row: &Row) -> Problem {
    let names: Vec<&str> = missing.iter().map(|input| &*input.name).collect();
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let many = if names.len() == 1 { "input" } else { "inputs" };
    let message = format!("{}missing {many}: {}", of_row(row), names.join(", "));
    let lines: Vec<String> = missing.iter().map(|input| how(input)).collect();
    let first = missing.first().map(|input| input.span).unwrap_or_default();
    let help = match row.number {
        Some(_) => format!(
            "add it to the table, or set it for all rows:\n{}",
            lines.join("\n")
        ),
        None => lines.join("\n"),
    };
    Problem::new(message)
        .at(&program.source, first, "used here")
        .help(help)
}

pub(super) fn how(input: &Input) -> String {
    let about = input.help.as_ref().map(|help| format!(": {help}"));
    format!(
        "--input {}=…  ({}{})",
        input.name,
        input.kind,
        about.unwrap_or_default()
    )
}

pub(super) fn of_row(row: &Row) -> String {
    match row.number {
        Some(number) => format!("row {number} (line {}): ", row.line),
        None => String::new(),
    }
}
