//! Where a secret comes from.

use super::problem::Problem;
use super::table::{Item, Table, to_span};
use crate::source::{Source, Span};
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
    /// Whether blanks at its ends belong to it: `exact = true`.
    pub(super) exact: bool,
    pub(super) source: Arc<Source>,
    pub(super) span: Span,
}

const HOW: &str =
    "write `{ env = \"NAME\" }`, `{ command = [\"…\"] }` or `{ keyring = \"service/user\" }`";

/// Reads where a secret comes from; a secret that stands there itself is refused.
pub fn read_secret(
    table: &Table<'_, '_>,
    key: &'static str,
) -> Result<Option<SecretFrom>, Problem> {
    table
        .get(key)
        .map(|item| secret_at(table, key, item))
        .transpose()
}

/// Whether a value says where a secret comes from: `{ env = "NAME" }`.
pub fn is_place(item: Item<'_, '_>) -> bool {
    let place = |key: &str| matches!(key, "env" | "command" | "keyring");
    let more = |key: &str| key == "exact";
    match item.get_ref() {
        DeValue::Table(inner) => {
            let mut places = inner.keys().filter(|key| !more(key.get_ref()));
            places.next().is_some_and(|key| place(key.get_ref())) && places.next().is_none()
        }
        _ => false,
    }
}

/// Reads where the secret of this value comes from.
pub fn secret_at(
    table: &Table<'_, '_>,
    key: &str,
    item: Item<'_, '_>,
) -> Result<SecretFrom, Problem> {
    let DeValue::Table(inner) = item.get_ref() else {
        return Err(literal(table, key, item));
    };
    let inner = Table::new(table.source, item.span(), inner);
    let place = place(&inner, key)?;
    let exact = inner.yes_no("exact")?.unwrap_or_default();
    inner.nothing_else()?;
    Ok(SecretFrom {
        place,
        exact,
        source: table.source.clone(),
        span: to_span(item.span()),
    })
}

fn literal(table: &Table<'_, '_>, key: &str, item: Item<'_, '_>) -> Problem {
    Problem::new(format!(
        "`{key}` is a secret, and this file must not contain secrets"
    ))
    .at(
        table.source,
        to_span(item.span()),
        "every user who can read this file could read the secret",
    )
    .help(format!(
        "{HOW}, and change the secret: it is no longer private"
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
    let is_blank = |text: &str| text.trim().is_empty();
    match (env, command, keyring) {
        (Some(name), None, None) if is_blank(&name) => Err(wrong(
            "`env` is empty; it needs the name of an environment variable".into(),
        )),
        (Some(name), None, None) => Ok(SecretPlace::Env(name)),
        (None, Some(words), None) if words.first().is_none_or(|word| is_blank(word)) => {
            Err(wrong("`command` is empty; it needs a program".into()))
        }
        (None, Some(words), None) => Ok(SecretPlace::Command(words)),
        (None, None, Some(both)) => match both.rsplit_once('/') {
            Some((service, user)) if !service.is_empty() && !user.is_empty() => {
                Ok(SecretPlace::Keyring {
                    service: service.into(),
                    user: user.into(),
                })
            }
            _ => Err(wrong("a keyring entry must be \"service/user\"".into())),
        },
        _ => Err(wrong(format!("`{key}` needs exactly one source"))),
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
    let form = "`command` must be a list of texts: the program and its arguments";
    words.map(Some).ok_or_else(|| table.wrong(item, form))
}

impl SecretFrom {
    /// What it comes from, for a message.
    pub(super) fn name(&self) -> String {
        match &self.place {
            SecretPlace::Env(name) => format!("the environment variable {name}"),
            SecretPlace::Command(words) => {
                let program = words.first().map_or("", String::as_str);
                format!("the output of the command `{program}`")
            }
            SecretPlace::Keyring { service, user } => {
                format!("the keyring entry of service {service}, user {user}")
            }
        }
    }
}
