//! Who asks, and whether they may: tokens are compared in constant time.

use crate::check::policy::Glob;
use crate::config::{Problem, Scope, Token};
use crate::settings::Secrets;
use ring::hmac;
use ring::rand::SystemRandom;
use std::sync::Arc;

/// A token shorter than this can be guessed.
const SHORTEST: usize = 16;

/// The tokens of the service. They are kept as digests under a key that nobody has.
pub struct Tokens {
    key: hmac::Key,
    known: Vec<Known>,
}

struct Known {
    client: Arc<Client>,
    digest: hmac::Tag,
}

/// Whose token it is, and what it may do.
#[derive(Debug)]
pub struct Client {
    pub name: Arc<str>,
    may: Vec<Scope>,
    flows: Vec<Glob>,
}

impl Tokens {
    /// Fetches the tokens from where the settings say they are.
    pub fn fetch(tokens: &[Token], secrets: &Secrets<'_>) -> Result<Self, Problem> {
        let random = SystemRandom::new();
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &random);
        let key = key.map_err(|_| Problem::new("this machine provides no random numbers"))?;
        let mut known: Vec<Known> = Vec::new();
        for token in tokens {
            let secret = secrets.fetch(&token.secret)?;
            if secret.reveal().len() < SHORTEST {
                let problem = format!("the token `{}` is too short to be safe", token.name);
                return Err(Problem::new(problem).help(format!(
                    "use at least {SHORTEST} random characters: `openssl rand -hex 32`"
                )));
            }
            let digest = hmac::sign(&key, secret.reveal().as_bytes());
            if let Some(same) = known
                .iter()
                .find(|one| one.digest.as_ref() == digest.as_ref())
            {
                let names = format!("`{}` and `{}`", same.client.name, token.name);
                let problem = Problem::new(format!("the tokens {names} are the same"));
                return Err(problem.help("set one for each client, so that one can be replaced"));
            }
            known.push(Known {
                client: Arc::new(Client {
                    name: token.name.as_str().into(),
                    may: token.may.clone(),
                    flows: token.flows.clone(),
                }),
                digest,
            });
        }
        Ok(Self { key, known })
    }

    /// Whose token this is.
    pub fn of(&self, token: &str) -> Option<Arc<Client>> {
        // All are compared, whichever fits: the time says nothing.
        let mut found = None;
        for known in &self.known {
            if hmac::verify(&self.key, token.as_bytes(), known.digest.as_ref()).is_ok() {
                found = Some(known.client.clone());
            }
        }
        found
    }

    /// Whether there is any.
    pub fn are_none(&self) -> bool {
        self.known.is_empty()
    }
}

impl Client {
    /// Whether it may do this.
    pub fn may(&self, scope: Scope) -> bool {
        self.may.contains(&scope)
    }

    /// Whether it may start this flow, or see its runs.
    pub fn has_flow(&self, flow: &str) -> bool {
        self.flows.is_empty() || self.flows.iter().any(|glob| glob.fits(flow))
    }
}
