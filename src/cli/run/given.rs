//! What a run is given: rows, `--input`, the environment, the profile.

mod problems;

use super::prepare::Prepared;
use super::rows::Row;
use crate::cli::args::RunArgs;
use crate::config::{Given as FromProfile, Problem, Profile, SecretFrom};
use crate::program::{Input, Program};
use crate::report::Printer;
use crate::settings::{Secret, Secrets};
use crate::value::{Mark, Record, Value};
use problems::{lacking, two_values, wanted, wrong};
use serde_json::Value as Json;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

/// Begins the names of environment variables that give inputs.
const ENV: &str = "FLOW_INPUT_";

/// Inputs from everywhere but a table.
pub(in crate::cli) struct Given<'a> {
    pairs: Vec<(String, String)>,
    profiles: Vec<Profile>,
    /// What was fetched from where secrets are kept: once, and not for every row again.
    fetched: RefCell<HashMap<String, Secret>>,
    secrets: Secrets<'a>,
}

impl<'a> Given<'a> {
    /// Reads the pairs of the call. A name that no script asks for is refused: it is a slip.
    pub fn new(
        args: &RunArgs,
        profiles: &[Profile],
        scripts: &[Arc<Prepared>],
        (secrets, printer): (&Secrets<'a>, &Printer),
    ) -> Result<Self, Problem> {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in &args.given.input {
            let (name, value) = split(pair)?;
            if pairs.iter().any(|(known, _)| known == name) {
                return Err(Problem::new(format!("the input {name} is set twice"))
                    .help(format!("remove one `--input {name}=…`")));
            }
            wanted(name, scripts)?;
            hide(name, value, scripts, printer);
            pairs.push((name.to_owned(), value.to_owned()));
        }
        Ok(Self {
            pairs,
            profiles: profiles.to_vec(),
            fetched: RefCell::default(),
            secrets: secrets.clone(),
        })
    }

    /// The pairs of the call that may be kept: secrets are not.
    pub fn pairs_to_keep(&self, script: &Prepared) -> Vec<(String, String)> {
        let is_secret = |name: &str| {
            let mut inputs = script.program.inputs.iter();
            inputs.any(|input| &*input.name == name && mark(input) == Mark::Secret)
        };
        let pairs = self.pairs.iter();
        pairs
            .filter(|(name, _)| !is_secret(name))
            .cloned()
            .collect()
    }

    /// The inputs of one run; everything that is wrong or missing is said at once.
    pub fn inputs(
        &self,
        script: &Prepared,
        row: &Row,
        printer: &Printer,
    ) -> Result<Record, Vec<Problem>> {
        let program = &script.program;
        let mut inputs = Record::new();
        let mut missing = Vec::new();
        let mut problems = Vec::new();
        for input in &program.inputs {
            let found = self.find(input, script, row, printer).and_then(|found| {
                let read = |found: Found| read(input, &found, program, row, printer);
                found.map(read).transpose()
            });
            match found {
                Ok(Some(value)) => {
                    inputs.insert(input.name.clone(), value);
                }
                Ok(None) if input.default.is_some() => {}
                Ok(None) => missing.push(input),
                Err(problem) => problems.push(problem),
            }
        }
        if !missing.is_empty() {
            problems.push(lacking(program, &missing, row));
        }
        match problems.is_empty() {
            true => Ok(inputs),
            false => Err(problems),
        }
    }

    /// What the environment or the profile sets an input to.
    pub fn elsewhere(
        &self,
        input: &Input,
        script: &Prepared,
        printer: &Printer,
    ) -> Result<Option<Value>, Problem> {
        let row = Row::default();
        let found = self.find(input, script, &row, printer)?;
        let read = |found: Found| read(input, &found, &script.program, &row, printer);
        found.map(read).transpose()
    }

    /// Fills in the secrets that nothing keeps: from the command line, the environment or the profile.
    pub fn fill_secrets(
        &self,
        inputs: &mut Record,
        script: &Prepared,
        printer: &Printer,
    ) -> Result<(), Problem> {
        let row = Row::default();
        let mut missing = Vec::new();
        let secret = script
            .program
            .inputs
            .iter()
            .filter(|input| mark(input) == Mark::Secret);
        for input in secret {
            if !inputs.contains_key(&input.name) {
                continue;
            }
            match self.find(input, script, &row, printer)? {
                Some(found) => {
                    let value = read(input, &found, &script.program, &row, printer)?;
                    inputs.insert(input.name.clone(), value);
                }
                None => missing.push(input),
            }
        }
        match missing.is_empty() {
            true => Ok(()),
            false => Err(lacking(&script.program, &missing, &row)),
        }
    }

    fn find(
        &self,
        input: &Input,
        script: &Prepared,
        row: &Row,
        printer: &Printer,
    ) -> Result<Option<Found>, Problem> {
        let name = &*input.name;
        let cell = row.values.iter().find(|(column, _)| column == name);
        let pair = self.pairs.iter().find(|(given, _)| given == name);
        let found = match (cell, pair) {
            (Some(_), Some(_)) => {
                return Err(Problem::new(format!(
                    "the input {name} is set twice: by --input and by a column of the table"
                ))
                .help("remove one of them"));
            }
            (Some((_, value)), None) => Some(Found::new(value.clone(), format!("column {name}"))),
            (None, Some((_, text))) => Some(Found::new(
                text.as_str().into(),
                format!("--input {name}=…"),
            )),
            (None, None) => None,
        };
        let found = match found {
            None => from_env(name)?,
            found => found,
        };
        match found {
            Some(found) => Ok(Some(found)),
            None => self.profile_gives(input, script, printer),
        }
    }

    /// What the profile gives. A secret may not stand in it. Profiles of systems that the script
    /// does not use give it nothing; two that differ are not chosen between: one system's agent
    /// would be taken for the other's.
    fn profile_gives(
        &self,
        input: &Input,
        script: &Prepared,
        printer: &Printer,
    ) -> Result<Option<Found>, Problem> {
        let uses = |profile: &&Profile| {
            let mut used = script.uses.iter();
            script.uses.is_empty() || used.any(|used| used == profile.system())
        };
        let mut fitting = self.profiles.iter().filter(uses).filter_map(|profile| {
            let mut inputs = profile.common.inputs.iter();
            let found = inputs.find(|(name, _)| **name == *input.name);
            found.map(|(name, given)| (profile, name, given))
        });
        let Some((profile, name, given)) = fitting.next() else {
            return Ok(None);
        };
        if let Some((other, _, set)) = fitting.find(|(_, _, other)| !same(given, other)) {
            let ways = [(profile, given), (other, set)];
            return Err(two_values(name, ways, &script.program, input));
        }
        let value = match given {
            FromProfile::From(place) => {
                let secret = self.fetch(name, place, mark(input))?;
                secret.reveal().into()
            }
            FromProfile::Here(value) if mark(input) == Mark::Secret => {
                printer.redactor().register(&plain(value), Mark::Secret);
                let message = format!("{name} is a secret, and flow.toml must not contain secrets");
                let help = format!("write `{name} = {{ env = \"…\" }}`, and change the secret");
                return Err(profile.problem(message).help(help));
            }
            FromProfile::Here(value) => value.clone(),
        };
        Ok(Some(Found::new(value, "the profile".into())))
    }
}

impl Given<'_> {
    fn fetch(&self, name: &str, place: &SecretFrom, mark: Mark) -> Result<Secret, Problem> {
        if let Some(known) = self.fetched.borrow().get(name) {
            return Ok(known.clone());
        }
        let secret = self.secrets.fetch_as(place, mark)?;
        self.fetched
            .borrow_mut()
            .insert(name.to_owned(), secret.clone());
        Ok(secret)
    }
}

/// A value, and who gave it.
struct Found {
    value: Json,
    by: String,
}

impl Found {
    fn new(value: Json, by: String) -> Self {
        Self { value, by }
    }
}

/// Reads what a request gives for an input. What is wrong never says the value itself.
pub(in crate::cli) fn of_request(
    input: &Input,
    value: &Json,
    program: &Program,
    printer: &Printer,
) -> Result<Value, Problem> {
    let found = Found::new(value.clone(), "the request".into());
    read(input, &found, program, &Row::default(), printer)
}

/// Whether two profiles give the same.
fn same(one: &FromProfile, other: &FromProfile) -> bool {
    match (one, other) {
        (FromProfile::Here(one), FromProfile::Here(other)) => one == other,
        (FromProfile::From(one), FromProfile::From(other)) => one.place == other.place,
        _ => false,
    }
}

fn plain(value: &Json) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn split(pair: &str) -> Result<(&str, &str), Problem> {
    match pair.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim(), value)),
        _ => Err(Problem::new("an `--input` needs a name and `=`")
            .help("write `--input ContactId=1002`")),
    }
}

/// Hides a value before anything can go wrong with it.
fn hide(name: &str, value: &str, scripts: &[Arc<Prepared>], printer: &Printer) {
    let inputs = scripts.iter().flat_map(|script| &script.program.inputs);
    for input in inputs.filter(|input| &*input.name == name) {
        printer.redactor().register(value, mark(input));
    }
}

fn mark(input: &Input) -> Mark {
    input.mark.max(input.kind.mark())
}

fn from_env(name: &str) -> Result<Option<Found>, Problem> {
    let variable = format!("{ENV}{name}");
    match std::env::var(&variable) {
        Ok(text) => Ok(Some(Found::new(text.into(), variable))),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(_) => Err(Problem::new(format!(
            "the environment variable {variable} is not text"
        ))),
    }
}

/// Reads a value as what the script wants. What is wrong never says the value itself.
fn read(
    input: &Input,
    found: &Found,
    program: &Program,
    row: &Row,
    printer: &Printer,
) -> Result<Value, Problem> {
    if let Json::String(text) = &found.value {
        printer.redactor().register(text, mark(input));
    }
    let value = match &found.value {
        Json::String(text) => input.kind.read_exactly(text),
        other => Value::from_json(other, &input.kind),
    };
    // Why it is wrong may repeat it.
    let why = |why: String| match mark(input).is_hidden() {
        true => printer.redactor().clean(&why).into_owned(),
        false => why,
    };
    let value = value.map_err(|said| wrong(input, found, program, row, &why(said)))?;
    let value = value.with_mark(mark(input));
    printer.redactor().register_value(&value);
    Ok(value)
}
