//! The connection: what a host holds.

use super::inner::Inner;
use super::settings::Settings;
use super::{perform, profile, watch};
use crate::catalogue::SystemEntry;
use crate::run::effect::{Answer, Await, Call, Watch};
use crate::system::{Pending, System};
use crate::systems::net::SetupError;
use crate::value::Record;
use reqwest::header::HeaderValue;
use std::sync::Arc;

/// A connection to Finesse as one user. Nothing is sent before it is first used. What it opens then
/// is decided by [`super::Beside`].
#[derive(Debug)]
pub struct Connection {
    inner: Arc<Inner>,
}

impl Connection {
    /// A connection by these settings. `entry` is the system of the catalogue that scripts are
    /// checked against.
    ///
    /// `Err` where the settings cannot work: an address that is none or is not encrypted, a
    /// certificate or a token that cannot be read.
    pub fn new(settings: Settings, entry: Arc<SystemEntry>) -> Result<Self, SetupError> {
        check_token(&settings)?;
        Ok(Self {
            inner: Arc::new(Inner::new(settings, entry)?),
        })
    }
}

/// A token travels as it is.
fn check_token(settings: &Settings) -> Result<(), SetupError> {
    let secret = settings.sign_in.secret().reveal();
    match HeaderValue::from_str(secret).is_ok() || !secret.is_ascii() {
        true => Ok(()),
        false => Err(SetupError::new(
            "the password or the token contains a line break or another control character",
            "check its source: a file may end with an empty line",
        )),
    }
}

impl System for Connection {
    fn entry(&self) -> &Arc<SystemEntry> {
        &self.inner.entry
    }

    fn perform<'a>(&'a self, call: &'a Call, _key: &'a str) -> Pending<'a, Answer> {
        Box::pin(perform::perform(&self.inner, call))
    }

    fn watch<'a>(&'a self, watch: &'a Watch) -> Pending<'a, Answer> {
        Box::pin(watch::watch(&self.inner, watch))
    }

    fn next<'a>(&'a self, what: &'a Await) -> Pending<'a, Answer> {
        Box::pin(watch::next(&self.inner, what))
    }

    fn provided<'a>(&'a self) -> Pending<'a, Result<Record, Box<Answer>>> {
        Box::pin(profile::provided(&self.inner))
    }

    fn close(&self) -> Pending<'_, ()> {
        Box::pin(profile::close(&self.inner))
    }

    fn is_refused(&self) -> bool {
        self.inner.is_refused()
    }

    fn unheard(&self) -> Option<String> {
        match self.inner.link.there() {
            Some(Ok(_)) => None,
            Some(Err(refusal)) => Some(refusal.reason),
            None => Some("no Finesse node is reached".into()),
        }
    }

    fn left_behind(&self) -> Vec<String> {
        self.inner.left_behind()
    }
}
