//! What is said of a call that is none, in the form of every other message. The parser's own words name types
//! of the program ("invalid digit found in string"), and leave the reader with "try --help".

use super::args;
use crate::config::Problem;
use crate::nearest::nearest;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error as _;

/// What is wrong with a call; nothing where the parser's own text is as good.
pub(super) fn problem(error: &clap::Error) -> Option<Problem> {
    let call = Call::of(error);
    match error.kind() {
        ErrorKind::MissingRequiredArgument => {
            let missing = call.words(ContextKind::InvalidArg);
            let missing: Vec<String> = missing.iter().map(|word| format!("`{word}`")).collect();
            Some(call.with_form(format!("`{}` needs {}", call.command, and(&missing))))
        }
        ErrorKind::InvalidValue => call.not_one_of_these(),
        ErrorKind::ValueValidation => call.not_such_a_value(),
        ErrorKind::UnknownArgument => call.unknown(),
        ErrorKind::InvalidSubcommand => call.unknown_command(),
        ErrorKind::ArgumentConflict => {
            let (one, other) = (
                call.option()?,
                call.words(ContextKind::PriorArg).into_iter().next()?,
            );
            let problem = Problem::new(format!("`{one}` cannot be used with `{}`", bare(&other)));
            Some(problem.help("remove one of the two"))
        }
        _ => None,
    }
}

/// What the parser knows of the call.
struct Call<'a> {
    error: &'a clap::Error,
    /// `flow runs show`
    command: String,
}

impl<'a> Call<'a> {
    fn of(error: &'a clap::Error) -> Self {
        let mut call = Self {
            error,
            command: "flow".to_owned(),
        };
        if let Some(form) = call.form() {
            let is_name = |word: &&str| !word.starts_with(['<', '[', '-']);
            let names: Vec<&str> = form.split_whitespace().take_while(is_name).collect();
            call.command = names.join(" ");
        }
        call
    }

    /// `flow runs show [OPTIONS] <ID>`
    fn form(&self) -> Option<String> {
        let Some(ContextValue::StyledStr(text)) = self.error.get(ContextKind::Usage) else {
            return None;
        };
        let text = text.to_string();
        let line = text.trim().strip_prefix("Usage:")?.lines().next()?;
        Some(written(line.trim()))
    }

    fn words(&self, kind: ContextKind) -> Vec<String> {
        match self.error.get(kind) {
            Some(ContextValue::String(word)) => vec![word.clone()],
            Some(ContextValue::Strings(words)) => words.clone(),
            _ => Vec::new(),
        }
    }

    fn word(&self, kind: ContextKind) -> Option<String> {
        self.words(kind).into_iter().next()
    }

    /// The option that is wrong, without the name of its value.
    fn option(&self) -> Option<String> {
        Some(bare(&self.word(ContextKind::InvalidArg)?).to_owned())
    }

    fn with_form(&self, title: String) -> Problem {
        let all = format!("`{} --help` lists the options", self.command);
        Problem::new(title).help(match self.form() {
            Some(form) => format!("the form is `{form}`; {all}"),
            None => all,
        })
    }

    fn not_one_of_these(&self) -> Option<Problem> {
        let option = self.option()?;
        let value = self.word(ContextKind::InvalidValue).unwrap_or_default();
        let known = self.words(ContextKind::ValidValue);
        let known: Vec<String> = known.iter().map(|value| format!("`{value}`")).collect();
        if value.is_empty() {
            let form = self.word(ContextKind::InvalidArg)?;
            return Some(
                Problem::new(format!("`{option}` needs a value"))
                    .help(format!("the form is `{form}`")),
            );
        }
        let problem = Problem::new(format!("`{option}` cannot be `{value}`"));
        let near = self.words(ContextKind::ValidValue);
        // the parser's own likeness takes `tcsh` for `zsh`
        Some(
            problem.help(match nearest(&value, near.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write {}", or(&known)),
            }),
        )
    }

    fn not_such_a_value(&self) -> Option<Problem> {
        let option = self.option()?;
        let value = self.word(ContextKind::InvalidValue)?;
        let why = self.error.source()?.to_string();
        let problem = Problem::new(format!("`{option}` cannot be `{value}`"));
        Some(problem.help(wanted(&why)))
    }

    fn unknown(&self) -> Option<Problem> {
        let word = self.word(ContextKind::InvalidArg)?;
        if !word.starts_with('-') {
            // it may be a number to dial, or a name
            return Some(self.with_form(format!("`{}` got one argument too many", self.command)));
        }
        let problem = Problem::new(format!(
            "unknown option `{}` of `{}`",
            bare(&word),
            self.command
        ));
        Some(problem.help(match self.word(ContextKind::SuggestedArg) {
            Some(near) => format!("did you mean `{}`?", bare(&near)),
            None => format!("`{} --help` lists the options", self.command),
        }))
    }

    fn unknown_command(&self) -> Option<Problem> {
        let word = self.word(ContextKind::InvalidSubcommand)?;
        let problem = Problem::new(format!("unknown command `{word}` of `{}`", self.command));
        let near = self.words(ContextKind::SuggestedSubcommand);
        // `set` for `get` would be another deed: a slip keeps the first letter
        let near: Vec<String> = near
            .iter()
            .filter(|near| near.starts_with(&word[..word.chars().next().map_or(0, char::len_utf8)]))
            .map(|near| format!("`{} {near}`", self.command))
            .collect();
        Some(problem.help(match near.is_empty() {
            true => format!("`{} --help` lists the commands", self.command),
            false => format!("did you mean {}?", or(&near)),
        }))
    }
}

/// The form without the options that the environment has set: the parser takes them for a part of the
/// call, and a reader would think that they are required.
fn written(form: &str) -> String {
    let mut open = vec![args::command()];
    let mut set: Vec<String> = Vec::new();
    while let Some(command) = open.pop() {
        let from_environment = command
            .get_arguments()
            .filter(|one| one.get_env().is_some());
        set.extend(from_environment.filter_map(|one| Some(format!("--{}", one.get_long()?))));
        open.extend(command.get_subcommands().cloned());
    }
    let (mut words, mut all) = (Vec::new(), form.split(' ').peekable());
    while let Some(word) = all.next() {
        match set.iter().any(|option| option == word) {
            true => drop(all.next_if(|value| value.starts_with('<'))),
            false => words.push(word),
        }
    }
    words.join(" ")
}

/// What a value has to be, in words: the parser names Rust's types and ranges.
fn wanted(why: &str) -> String {
    if let Some((_, range)) = why.split_once(" is not in ")
        && let Some((from, to)) = range.split_once("..=")
    {
        return format!("write a whole number from {from} to {to}");
    }
    const NUMBERS: [(&str, &str); 4] = [
        ("number too large", "write a smaller number"),
        ("number too small", "write a larger number"),
        ("invalid digit", "write a whole number"),
        ("cannot parse integer", "write a whole number"),
    ];
    let mut numbers = NUMBERS.iter();
    let found = numbers.find(|(said, _)| why.starts_with(said));
    found.map_or(why, |(_, help)| help).to_owned()
}

/// `--log` of `--log <FORM>`; the name of an argument without an option stays.
fn bare(argument: &str) -> &str {
    match argument.starts_with('-') {
        true => argument.split([' ', '=']).next().unwrap_or(argument),
        false => argument,
    }
}

fn and(words: &[String]) -> String {
    joined(words, "and")
}

fn or(words: &[String]) -> String {
    joined(words, "or")
}

fn joined(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [some @ .., end] => format!("{} {last} {end}", some.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::problem;
    use crate::cli::args::{self, Args};
    use clap::Parser;

    #[test]
    fn a_wrong_call_is_told_in_words() {
        for (words, expected) in [
            (
                &["run"][..],
                "`flow run` needs `<FILE>...` / the form is `flow run <FILE>...`; `flow run --help` \
                 lists the options",
            ),
            (
                &["signal"],
                "`flow signal` needs `<RUN>` and `<NAME>` / the form is `flow signal <RUN> <NAME> \
                 [VALUE]`; `flow signal --help` lists the options",
            ),
            (
                &["serve", "--log", "xml"],
                "`--log` cannot be `xml` / write `people` or `json`",
            ),
            (
                &["docs", "--site"],
                "`--site` needs a value / the form is `--site <FOLDER>`",
            ),
            (
                &["schedule", "next", "0"],
                "`[N]` cannot be `0` / write a whole number from 1 to 1000",
            ),
            (
                &["check", "--chnaged"],
                "unknown option `--chnaged` of `flow check` / did you mean `--changed-since`?",
            ),
            (
                &["undo", "5f2k", "+12025550100"],
                "`flow undo` got one argument too many / the form is `flow undo [OPTIONS] <ID>`; \
                 `flow undo --help` lists the options",
            ),
            (
                &["rnu"],
                "unknown command `rnu` of `flow` / did you mean `flow runs`?",
            ),
            (
                &["secret", "get"],
                "unknown command `get` of `flow secret` / `flow secret --help` lists the commands",
            ),
            (
                &["replay", "--to-test", "--step", "a.recording"],
                "`--to-test` cannot be used with `--step` / remove one of the two",
            ),
        ] {
            let call = std::iter::once(&"flow").chain(words);
            let error = Args::try_parse_from(call).expect_err("it is wrong");
            let said = problem(&error).map(|problem| {
                let help = problem.help.unwrap_or_default();
                format!("{} / {help}", problem.message)
            });
            assert_eq!(said.as_deref(), Some(expected), "{words:?}");
        }
    }

    #[test]
    fn a_form_names_no_option_of_the_environment() {
        for (form, expected) in [
            (
                "flow run --journal-folder <FOLDER> <FILE>...",
                "flow run <FILE>...",
            ),
            ("flow undo --yes <ID>", "flow undo --yes <ID>"),
        ] {
            assert_eq!(super::written(form), expected);
        }
    }

    /// Longer lines of what stands below the options would be broken where nobody wants it.
    #[test]
    fn no_line_of_help_is_longer_than_a_terminal() {
        let mut open = vec![args::command()];
        while let Some(command) = open.pop() {
            let texts = [command.get_after_help(), command.get_before_help()];
            for text in texts.into_iter().flatten().map(ToString::to_string) {
                for line in text.lines() {
                    let long = line.chars().count();
                    assert!(long <= 100, "{}: {long}: {line}", command.get_name());
                }
            }
            open.extend(command.get_subcommands().cloned());
        }
    }
}
