//! Where a secret comes from, and getting it.

use super::problem::Problem;
use super::table::{Item, Table, to_span};
use crate::source::{Source, Span};
use std::process::{Command, Stdio};
use std::sync::Arc;
use toml::de::DeValue;

/// Where a secret is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretPlace {
    /// An environment variable: `{ env = "NAME" }`.
    Env(String),
    /// What a command prints: `{ command = ["pass", "show", "cxone"] }`.
    Command(Vec<String>),
    /// The system's keyring: `{ keyring = "service/user" }`.
    Keyring {
        /// The service.
        service: String,
        /// The user.
        user: String,
    },
}

/// A secret that has not been fetched yet.
#[derive(Clone, Debug)]
pub struct SecretFrom {
    /// Where it is kept.
    pub place: SecretPlace,
    source: Arc<Source>,
    span: Span,
}

const HOW: &str =
    "write `{ env = \"NAME\" }`, `{ command = [\"…\"] }` or `{ keyring = \"service/user\" }`";

/// Reads where a secret comes from; a secret that stands there itself is refused.
pub(super) fn read(
    table: &Table<'_, '_>,
    key: &'static str,
) -> Result<Option<SecretFrom>, Problem> {
    table.get(key).map(|item| at(table, key, item)).transpose()
}

/// Whether a value says where a secret comes from: `{ env = "NAME" }`.
pub(super) fn is_place(item: Item<'_, '_>) -> bool {
    let place = |key: &str| matches!(key, "env" | "command" | "keyring");
    match item.get_ref() {
        DeValue::Table(inner) => inner.len() == 1 && inner.keys().all(|key| place(key.get_ref())),
        _ => false,
    }
}

/// Reads where the secret of this value comes from.
pub(super) fn at(
    table: &Table<'_, '_>,
    key: &str,
    item: Item<'_, '_>,
) -> Result<SecretFrom, Problem> {
    let DeValue::Table(inner) = item.get_ref() else {
        return Err(literal(table, key, item));
    };
    let inner = Table::new(table.source, item.span(), inner);
    let place = place(&inner, key)?;
    inner.nothing_else()?;
    Ok(SecretFrom {
        place,
        source: table.source.clone(),
        span: to_span(item.span()),
    })
}

fn literal(table: &Table<'_, '_>, key: &str, item: Item<'_, '_>) -> Problem {
    Problem::new(format!(
        "`{key}` is a secret, and no secret may stand in this file"
    ))
    .at(
        table.source,
        to_span(item.span()),
        "it would be read by everyone who has the file",
    )
    .help(format!(
        "{HOW}, and change the secret: it has been written down"
    ))
}

fn place(table: &Table<'_, '_>, key: &str) -> Result<SecretPlace, Problem> {
    let env = table.text("env")?;
    let command = command(table)?;
    let keyring = table.text("keyring")?;
    let wrong = |message: String| {
        Problem::new(message)
            .at(table.source, table.span, "")
            .help(HOW)
    };
    match (env, command, keyring) {
        (Some(name), None, None) => Ok(SecretPlace::Env(name)),
        (None, Some(words), None) if !words.is_empty() => Ok(SecretPlace::Command(words)),
        (None, None, Some(both)) => match both.rsplit_once('/') {
            Some((service, user)) if !service.is_empty() && !user.is_empty() => {
                Ok(SecretPlace::Keyring {
                    service: service.into(),
                    user: user.into(),
                })
            }
            _ => Err(wrong("a keyring entry is named \"service/user\"".into())),
        },
        _ => Err(wrong(format!("`{key}` needs one place to come from"))),
    }
}

fn command(table: &Table<'_, '_>) -> Result<Option<Vec<String>>, Problem> {
    let Some(item) = table.get("command") else {
        return Ok(None);
    };
    let words = item.get_ref().as_array().and_then(|words| {
        let texts = words
            .iter()
            .map(|word| word.get_ref().as_str().map(str::to_owned));
        texts.collect::<Option<Vec<_>>>()
    });
    let form = "`command` is a list of texts: the program and its arguments";
    words.map(Some).ok_or_else(|| table.wrong(item, form))
}

impl SecretFrom {
    /// Gets the secret. What is wrong says where it should have come from, never what it is.
    pub fn fetch(&self) -> Result<String, Problem> {
        let (fetched, help) = match &self.place {
            SecretPlace::Env(name) => (from_env(name), format!("set it: `export {name}=…`")),
            SecretPlace::Command(words) => (
                from_command(words),
                "run the command by hand to see what it says".into(),
            ),
            SecretPlace::Keyring { service, user } => (
                from_keyring(service, user),
                format!("store a secret for service {service}, user {user} in the keyring"),
            ),
        };
        let checked = fetched.and_then(|secret| match secret.trim().is_empty() {
            true => Err(format!("{} is empty", self.name())),
            false => Ok(secret),
        });
        checked.map_err(|message| {
            Problem::new(message)
                .at(&self.source, self.span, "the secret should come from here")
                .help(help)
        })
    }

    fn name(&self) -> String {
        match &self.place {
            SecretPlace::Env(name) => format!("the environment variable {name}"),
            SecretPlace::Command(words) => {
                let program = words.first().map_or("", String::as_str);
                format!("what the command `{program}` printed")
            }
            SecretPlace::Keyring { service, user } => {
                format!("the keyring entry of service {service}, user {user}")
            }
        }
    }
}

fn from_env(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|error| match error {
        std::env::VarError::NotPresent => format!("the environment variable {name} is not set"),
        std::env::VarError::NotUnicode(_) => {
            format!("the environment variable {name} is not readable text")
        }
    })
}

fn from_command(words: &[String]) -> Result<String, String> {
    let (program, args) = words.split_first().ok_or("the command is empty")?;
    let run = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    let output = run.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("there is no command `{program}`"),
        _ => format!("the command `{program}` cannot be run: {error}"),
    })?;
    if !output.status.success() {
        return Err(format!(
            "the command `{program}` failed ({})",
            output.status
        ));
    }
    let text = String::from_utf8(output.stdout)
        .map_err(|_| format!("the command `{program}` printed something that is not text"))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn from_keyring(service: &str, user: &str) -> Result<String, String> {
    let entry = keyring::Entry::new(service, user).and_then(|entry| entry.get_password());
    entry.map_err(|error| match error {
        keyring::Error::NoEntry => {
            format!("the keyring has nothing for service {service}, user {user}")
        }
        other => format!("the keyring cannot be read: {other}"),
    })
}
