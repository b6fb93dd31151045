//! What was meant by a call that is none: a flow without `run`, an input without `--input`, another tool's
//! word for a command. Values of inputs are not repeated: they may be phone numbers.

use super::{args, scripts};
use crate::catalogue::Catalogue;
use crate::config::Problem;
use crate::report::text::name;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::path::Path;

/// What other tools call a command that exists here.
const OTHER_WORDS: [(&str, &str); 21] = [
    ("complete", "completions"),
    ("create", "init"),
    ("exec", "run"),
    ("execute", "run"),
    ("format", "fmt"),
    ("lint", "check"),
    ("list", "actions"),
    ("new", "init"),
    ("ps", "runs"),
    ("rules", "explain"),
    ("search", "actions"),
    ("server", "lsp"),
    ("sim", "simulate"),
    ("simulator", "simulate"),
    ("start", "run"),
    ("status", "runs"),
    ("syntax", "check"),
    ("tests", "test"),
    ("validate", "check"),
    ("verify", "check"),
    ("why", "explain"),
];

/// What a wrong call means, where that is clear. `words` are those of the call, less the program's name.
pub(super) fn by(error: &clap::Error, words: &[String]) -> Option<Problem> {
    let wrong = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = wrong(ContextKind::InvalidSubcommand)?;
            let at = words.iter().position(|other| other == word)?;
            command(word, &words[at + 1..])
        }
        ErrorKind::UnknownArgument => option(wrong(ContextKind::InvalidArg)?, words.first()?),
        _ => None,
    }
}

/// `Name=value`, as an input is set.
pub(super) fn input(word: &str) -> Option<&str> {
    let (name, _) = word.split_once('=')?;
    let mut letters = name.chars();
    let begins = letters.next().is_some_and(char::is_uppercase);
    (begins && letters.all(|letter| letter.is_alphanumeric() || letter == '_')).then_some(name)
}

/// A first word that is no command.
fn command(word: &str, rest: &[String]) -> Option<Problem> {
    let shown = name(word);
    if word.to_lowercase().ends_with(".flow") {
        let verb = match word.to_lowercase().ends_with(".test.flow") {
            true => "test",
            false => "run",
        };
        let line = line(verb, word, rest);
        return Some(Problem::new(format!("`{shown}` is a flow, not a command")).help(line));
    }
    if let Some(set) = input(word) {
        let file = rest.iter().find(|word| word.ends_with(".flow"));
        let file = file.map_or("FILE", String::as_str);
        let problem = Problem::new(format!("`{set}` is an input, not a command"));
        return Some(problem.help(format!("write `flow run {} --input {set}=…`", name(file))));
    }
    if let Some((_, known)) = OTHER_WORDS.iter().find(|(other, _)| *other == word) {
        let problem = Problem::new(format!("unknown command `{word}`"));
        return Some(problem.help(format!("use `flow {known}`")));
    }
    if is_code(word) {
        let problem = Problem::new(format!("`{word}` is a finding's code, not a command"));
        return Some(problem.help(format!("use `flow explain {word}`")));
    }
    if let Some(key) = action(word, rest) {
        let problem = Problem::new(format!("`{key}` is an action, not a command"));
        return Some(problem.help(format!(
            "use `flow actions {key}` to read about it, or `flow run -e '{key} …'` to run it"
        )));
    }
    let folder = Path::new(word);
    if folder.is_dir() && !scripts::below(folder).is_empty() {
        let problem = Problem::new(format!("`{shown}` is a folder, not a command"));
        return Some(problem.help(format!("use `flow check {shown}` or `flow test {shown}`")));
    }
    None
}

/// The call as it is to be written, without the values of its inputs.
fn line(verb: &str, file: &str, rest: &[String]) -> String {
    let mut line = format!("write `flow {verb} {}", name(file));
    let mut after_input = false;
    for word in rest {
        let pair = input(word);
        match pair {
            Some(set) if after_input => line.push_str(&format!(" {set}=…")),
            Some(set) => line.push_str(&format!(" --input {set}=…")),
            // what is neither an option nor an input could be personal
            None if word.starts_with('-') && !word.contains('=') => {
                line.push_str(&format!(" {}", name(word)));
            }
            None => line.push_str(" …"),
        }
        after_input = matches!(word.as_str(), "--input" | "-i");
    }
    line + "`"
}

/// `F093`, in upper or lower case.
fn is_code(word: &str) -> bool {
    let digits = word.strip_prefix(['F', 'f']);
    digits.is_some_and(|digits| digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// The action that the words begin with, whether they came as one text or as several.
fn action(word: &str, rest: &[String]) -> Option<String> {
    let text = [&[word.to_owned()], rest].concat().join(" ");
    let text = text.to_lowercase();
    let systems = Catalogue::builtin().systems();
    let keys = systems.flat_map(|system| system.actions.iter().map(|action| &action.key));
    let begun = keys.filter(|key| {
        let rest = text.strip_prefix(&***key);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    let longest = begun.max_by_key(|key| key.len())?;
    Some(longest.to_string())
}

/// An option that no command has, or not this one.
fn option(argument: &str, verb: &str) -> Option<Problem> {
    let problem = |what: &str, help: String| Some(Problem::new(what.to_owned()).help(help));
    let bare = argument.trim_start_matches('-');
    let set = bare.split('=').next().unwrap_or_default();
    if argument.starts_with('-') && input(&format!("{set}=")).is_some() {
        let what = format!("unknown option `--{set}`");
        return problem(&what, format!("an input is set with `--input {set}=…`"));
    }
    match set {
        "json" | "format" if has_output(verb) => problem(
            &format!("unknown option `--{set}`"),
            "the form of the output is set with `--output`, such as `--output json`".into(),
        ),
        "dry-run" | "simulate" => problem(
            &format!("unknown option `--{set}`"),
            "`flow check` runs nothing; `--profile simulator` runs on the simulator".into(),
        ),
        _ => None,
    }
}

/// Whether a command has forms of its output.
fn has_output(verb: &str) -> bool {
    let all = args::command();
    let command = all.find_subcommand(verb);
    command.is_some_and(|command| {
        let mut options = command.get_arguments();
        options.any(|option| option.get_long() == Some("output"))
    })
}

#[cfg(test)]
mod tests {
    use super::by;
    use crate::cli::args::Args;
    use clap::Parser;

    fn said(words: &[&str]) -> Option<String> {
        let call = std::iter::once(&"flow").chain(words);
        let error = Args::try_parse_from(call).expect_err("it is wrong");
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let problem = by(&error, &words)?;
        Some(format!(
            "{} / {}",
            problem.message,
            problem.help.unwrap_or_default()
        ))
    }

    #[test]
    fn what_was_meant_is_said() {
        for (words, expected) in [
            (
                &["hold.flow", "ContactId=1002", "--trace"][..],
                "`hold.flow` is a flow, not a command / write `flow run hold.flow --input ContactId=… --trace`",
            ),
            (
                &["a.flow", "--input", "Phone=+12025550100", "+12025550100"],
                "`a.flow` is a flow, not a command / write `flow run a.flow --input Phone=… …`",
            ),
            (
                &["hold.test.flow"],
                "`hold.test.flow` is a flow, not a command / write `flow test hold.test.flow`",
            ),
            (
                &["ContactId=1002", "hold.flow"],
                "`ContactId` is an input, not a command / write `flow run hold.flow --input ContactId=…`",
            ),
            (&["lint"], "unknown command `lint` / use `flow check`"),
            (
                &["help", "f093"],
                "`f093` is a finding's code, not a command / use `flow explain f093`",
            ),
            (
                &["hold", "contact", "1002"],
                "`hold contact` is an action, not a command / use `flow actions hold contact` to read \
                 about it, or `flow run -e 'hold contact …'` to run it",
            ),
            (
                &["hold contact 1002"],
                "`hold contact` is an action, not a command / use `flow actions hold contact` to read \
                 about it, or `flow run -e 'hold contact …'` to run it",
            ),
            (
                &["run", "hold.flow", "--ContactId=1002"],
                "unknown option `--ContactId` / an input is set with `--input ContactId=…`",
            ),
            (
                &["check", "--json"],
                "unknown option `--json` / the form of the output is set with `--output`, such as \
                 `--output json`",
            ),
        ] {
            assert_eq!(said(words).as_deref(), Some(expected), "{words:?}");
        }
        for words in [
            &["rnu"][..],
            &["run"],
            &["check", "--chnaged"],
            &["fmt", "--json"],
        ] {
            assert_eq!(said(words), None, "{words:?}");
        }
    }
}
