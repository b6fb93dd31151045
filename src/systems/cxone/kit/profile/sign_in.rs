//! Who asks, as a profile says it.

use super::super::choice::unknown;
use crate::settings::{Problem, SecretFrom, Secrets, Text, read_secret};
use crate::system::ProfileTable;
use crate::systems::cxone::SignIn as Fetched;

const METHODS: [&str; 3] = ["access-key", "password", "token"];

/// Who asks; secrets have not been fetched yet.
#[derive(Debug)]
pub enum SignIn {
    /// `sign-in = "access-key"`
    AccessKey { id: Text, secret: SecretFrom },
    /// `sign-in = "password"`: OAuth 2 with a registered client.
    Password {
        client_id: Text,
        client_secret: SecretFrom,
        /// The access key's id, or a user name.
        user: Text,
        /// The access key's secret, or a password.
        password: SecretFrom,
    },
    /// `sign-in = "token"`: a token from elsewhere, which cannot be renewed.
    Token(SecretFrom),
}

impl SignIn {
    pub fn read(profile: &ProfileTable<'_, '_>) -> Result<Self, Problem> {
        let (table, common) = (profile.table, profile.common);
        let Some(method) = table.text("sign-in")? else {
            let help =
                "add `sign-in = \"access-key\"` with `access-key-id` and `access-key-secret`";
            return Err(common.lacks("has no `sign-in`", help));
        };
        let lacks = |key: &str| {
            let help = format!("`sign-in = \"{method}\"` needs `{key} = {{ env = \"…\" }}`");
            common.lacks(&format!("has no `{key}`"), &help)
        };
        let secret = |key| read_secret(table, key)?.ok_or_else(|| lacks(key));
        let text = |key| Text::read(table, key)?.ok_or_else(|| lacks(key));
        match method.as_str() {
            "access-key" => Ok(Self::AccessKey {
                id: text("access-key-id")?,
                secret: secret("access-key-secret")?,
            }),
            "password" => Ok(Self::Password {
                client_id: text("client-id")?,
                client_secret: secret("client-secret")?,
                user: text("user")?,
                password: secret("password")?,
            }),
            "token" => Ok(Self::Token(secret("token")?)),
            other => {
                let message = format!("unknown value `{other}` for `sign-in`");
                Err(unknown(table, "sign-in", &message, &METHODS))
            }
        }
    }

    /// Fetches its secrets.
    pub fn fetch(&self, secrets: &Secrets<'_>) -> Result<Fetched, Problem> {
        let text = |text: &Text| match text {
            Text::Here(text) => Ok(text.clone()),
            Text::From(from) => Ok(secrets.fetch(from)?.reveal().to_owned()),
        };
        Ok(match self {
            Self::AccessKey { id, secret } => Fetched::AccessKey {
                id: text(id)?,
                secret: secrets.fetch(secret)?,
            },
            Self::Password {
                client_id,
                client_secret,
                user,
                password,
            } => Fetched::Password {
                client_id: text(client_id)?,
                client_secret: secrets.fetch(client_secret)?,
                user: text(user)?,
                password: secrets.fetch(password)?,
            },
            Self::Token(token) => Fetched::Token(secrets.fetch(token)?),
        })
    }
}
