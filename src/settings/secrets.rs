//! Getting secrets. Whatever is fetched is hidden before anybody else has it.

use super::problem::Problem;
use super::secret::{SecretFrom, SecretPlace};
use crate::value::Mark;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;
use zeroize::Zeroizing;

mod command;
mod keyring;

pub use keyring::store;

/// How long a command may take to say a secret where nothing else is said: somebody may have to
/// type the passphrase of a password manager.
const COMMAND_LIMIT: Duration = Duration::from_secs(120);

/// A secret: a key, a password, a token. It has no `Display`, its `Debug` hides it, and it is
/// wiped from memory when nobody needs it any more.
#[derive(Clone)]
pub struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    /// Keeps a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Arc::new(Zeroizing::new(text.into())))
    }

    /// The secret itself: for a request, never for a message.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.reveal() == other.reveal()
    }
}

impl Eq for Secret {}

impl Hash for Secret {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.reveal().hash(state);
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// The one door through which secrets are fetched.
#[derive(Clone)]
pub struct Secrets<'a> {
    hide: &'a (dyn Fn(&str, Mark) + Sync),
    /// What a simulator inside this process says of itself, by the names of variables.
    given: Vec<(String, String)>,
    refusal: Option<Problem>,
    limit: Duration,
}

impl<'a> Secrets<'a> {
    /// Fetches secrets from where settings say. `hide` is told each of them first.
    pub fn new(hide: &'a (dyn Fn(&str, Mark) + Sync)) -> Self {
        Self {
            hide,
            given: Vec::new(),
            refusal: None,
            limit: COMMAND_LIMIT,
        }
    }

    /// The same, with values of environment variables that only this door knows.
    pub fn with_given(mut self, given: Vec<(String, String)>) -> Self {
        self.given.extend(given);
        self
    }

    /// The same, where the settings are not trusted: it fetches nothing and says why.
    pub fn refused(mut self, why: Option<Problem>) -> Self {
        self.refusal = why;
        self
    }

    /// Whether the settings may have a program started: a browser that they name, with the
    /// arguments that they name, is as good as a command.
    pub fn may_run_programs(&self) -> Result<(), Problem> {
        match &self.refusal {
            Some(why) => Err(why.clone()),
            None => Ok(()),
        }
    }

    /// The same, where a command has to have said its secret in this time.
    pub fn within(mut self, limit: Option<Duration>) -> Self {
        self.limit = limit.unwrap_or(self.limit);
        self
    }

    /// Gets a secret. What is wrong says where it should have come from, never what it is.
    pub fn fetch(&self, from: &SecretFrom) -> Result<Secret, Problem> {
        self.fetch_as(from, Mark::Secret)
    }

    /// Gets a value that need not be a secret, but is kept where secrets are.
    pub fn fetch_as(&self, from: &SecretFrom, mark: Mark) -> Result<Secret, Problem> {
        let given = match &from.place {
            SecretPlace::Env(name) => self.given.iter().find(|(known, _)| known == name),
            _ => None,
        };
        let secret = match given {
            Some((_, value)) => Secret::new(value.as_str()),
            None => self.look_outside(from, mark)?,
        };
        (self.hide)(secret.reveal(), mark);
        Ok(secret)
    }

    fn look_outside(&self, from: &SecretFrom, mark: Mark) -> Result<Secret, Problem> {
        if let Some(why) = &self.refusal {
            return Err(why.clone());
        }
        let (fetched, mut help) = match &from.place {
            SecretPlace::Env(name) => (from_env(name), format!("set it: `export {name}=…`")),
            SecretPlace::Command(words) => (
                command::output(words, self.limit),
                "run the command yourself to see its message".into(),
            ),
            SecretPlace::Keyring { service, user } => (
                keyring::read(service, user),
                format!("store it: `flow secret set {service}/{user}`"),
            ),
        };
        match &fetched {
            Err(why) if why.ends_with(command::NOT_FOUND) => {
                help = "install it, or write its full path".into();
            }
            Err(why) if why.ends_with(keyring::NOT_FOUND) => {
                help = format!("install the package, then {help}");
            }
            Err(why) if why.starts_with(keyring::UNREADABLE) => {
                help = "unlock the keyring; a computer without a desktop session has none: use \
                        `{ command = [\"…\"] }` or `{ env = \"NAME\" }` there"
                    .into();
            }
            _ => {}
        }
        let wrong = |message: String, help: String| {
            Problem::new(message)
                .at(&from.source, from.span, "the source of the secret")
                .help(help)
        };
        let text = fetched.map_err(|message| wrong(message, help.clone()))?;
        let text = without_line_break(text);
        match odd(&text) {
            _ if from.exact && !text.is_empty() => Ok(Secret(Arc::new(text))),
            None if mark == Mark::Secret => match inner(&text) {
                None => Ok(Secret(Arc::new(text))),
                Some(what) => Err(wrong(
                    format!("{} contains {what}", from.name()),
                    inner_help(&from.place).into(),
                )),
            },
            None => Ok(Secret(Arc::new(text))),
            Some(Odd::Empty) => Err(wrong(format!("{} is empty", from.name()), help)),
            Some(Odd::At(place, what)) => {
                let message = format!("{} {place} with {what}", from.name());
                let help = "a wrong password can lock the user out, so it was not sent: remove \
                     the character, or add `exact = true` if it belongs to the secret";
                Err(wrong(message, help.into()))
            }
        }
    }
}

/// What is odd about a secret as it came.
enum Odd {
    Empty,
    At(&'static str, &'static str),
}

/// The line break at the end is the shell's, the editor's or the file's: never the secret's.
fn without_line_break(mut text: Zeroizing<String>) -> Zeroizing<String> {
    let end = text.trim_end_matches(['\r', '\n']).len();
    text.truncate(end);
    text
}

fn odd(text: &str) -> Option<Odd> {
    if text.trim().is_empty() {
        return Some(Odd::Empty);
    }
    let ends = [
        ("begins", text.chars().next()),
        ("ends", text.chars().next_back()),
    ];
    let mut named = ends
        .into_iter()
        .filter_map(|(place, letter)| Some(Odd::At(place, blank(letter?)?)));
    named.next()
}

/// What no password has inside, and what a password manager prints behind one: notes, in lines of their own.
fn inner(text: &str) -> Option<&'static str> {
    let mut controls = text.chars().filter(|letter| letter.is_control());
    blank(controls.next()?)
}

fn inner_help(place: &SecretPlace) -> &'static str {
    match place {
        SecretPlace::Command(_) => {
            "a wrong password can lock the user out, so it was not sent: use a command that prints the \
             secret alone, such as `[\"sh\", \"-c\", \"pass show ENTRY | head -n 1\"]`, or add \
             `exact = true` if all of it belongs to the secret"
        }
        _ => {
            "a wrong password can lock the user out, so it was not sent: store the secret alone, or add \
             `exact = true` if all of it belongs to the secret"
        }
    }
}

/// What nobody sees at the end of a text.
fn blank(letter: char) -> Option<&'static str> {
    match letter {
        '\n' | '\r' => Some("a line break"),
        '\t' => Some("a tab"),
        '\u{feff}' => Some("a byte order mark"),
        _ if letter.is_whitespace() => Some("a space"),
        _ if letter.is_control() => Some("a control character"),
        _ => None,
    }
}

fn from_env(name: &str) -> Result<Zeroizing<String>, String> {
    std::env::var(name)
        .map(Zeroizing::new)
        .map_err(|error| match error {
            std::env::VarError::NotPresent => format!("the environment variable {name} is not set"),
            std::env::VarError::NotUnicode(_) => {
                format!("the environment variable {name} is not text")
            }
        })
}

#[cfg(test)]
mod tests;
