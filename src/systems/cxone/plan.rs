//! An action with how it is asked for, and one call made ready to be sent.

use super::listing::{Listing, with_query};
use super::outcomes;
use super::place::SetupError;
use super::request::{Method, OneOrMore, OutputFrom, Pages, Request, SEGMENT, TemplatePart};
use super::sessions::AgentSessions;
use super::settings::Settings;
use super::text::{encoded, text_of};
use super::wire::Ask;
use crate::catalogue::{Action, SystemEntry};
use crate::run::effect::Answer;
use crate::value::{Kind, Record, Value};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::HeaderValue;
use std::collections::HashMap;
use std::sync::Arc;

/// An action and its request.
#[derive(Debug)]
pub(super) struct Plan {
    pub action: Arc<Action>,
    pub request: Request,
    pub version: Arc<str>,
    method: reqwest::Method,
}

/// The plans of a system, by the keys of its actions.
pub(super) type Plans = HashMap<Arc<str>, Arc<Plan>>;

/// Plans every action. `Err` names the one whose request is wrong.
pub(super) fn all(entry: &SystemEntry, settings: &Settings) -> Result<Plans, SetupError> {
    if let Some(odd) = settings
        .versions
        .keys()
        .find(|key| entry.action(key).is_none())
    {
        return Err(SetupError::new(
            format!(
                "a version is set for `{odd}`, which is not an action of {}",
                entry.title
            ),
            "write the action's words without its values: hold contact",
        ));
    }
    let plans = entry.actions.iter().map(|action| {
        let plan = Plan::new(action, settings)?;
        Ok((action.key.clone(), Arc::new(plan)))
    });
    plans.collect()
}

impl Plan {
    fn new(action: &Arc<Action>, settings: &Settings) -> Result<Self, SetupError> {
        let request = Request::of(action).map_err(|why| {
            SetupError::new(
                format!("the catalogue has a wrong request for {why}"),
                "correct the action's `request` in the catalogue",
            )
        })?;
        let version = settings.versions.get(&action.key).cloned();
        let version = version.unwrap_or_else(|| request.version.as_str().into());
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        Ok(Self {
            action: action.clone(),
            request,
            version,
            method,
        })
    }

    /// A call of it, ready to be sent. `Err` says what cannot be sent, and why.
    pub(super) fn ask(
        &self,
        args: &Record,
        key: &str,
        sessions: &AgentSessions,
    ) -> Result<Ask, Box<Answer>> {
        self.check(args)?;
        let path = self.path(args, sessions);
        let path = path.map_err(|why| Box::new(Answer::new("Rejected", why)))?;
        let query = encoded(self.request.query(args));
        let path = with_query(path, &query, self.request.pages.as_ref(), 0);
        let mut ask = Ask::new(self.method.clone(), path, self.shown(args));
        ask.body = self.request.body(args).map(|body| body.to_string());
        ask.key = correlation(key);
        Ok(ask)
    }

    /// The path with its version, with the id that the session has now.
    fn path(&self, args: &Record, sessions: &AgentSessions) -> Result<String, String> {
        let mut path = String::with_capacity(128);
        path.extend(["v", &self.version, "/"]);
        for part in &self.request.path.parts {
            let name = match part {
                TemplatePart::Text(text) => {
                    path.push_str(text);
                    continue;
                }
                TemplatePart::Param(name) => name,
            };
            let text = args.get(name.as_str()).map(text_of).unwrap_or_default();
            if matches!(&*text, "" | "." | "..") {
                return Err(format!(
                    "not sent: {name} is \"{text}\", which is not an ID"
                ));
            }
            match name.as_str() {
                "SessionId" => path.extend(utf8_percent_encode(&sessions.current(&text), SEGMENT)),
                _ => path.extend(utf8_percent_encode(&text, SEGMENT)),
            }
        }
        Ok(path)
    }

    /// Ids that are empty or malformed are never sent: they would be another address.
    fn check(&self, args: &Record) -> Result<(), Box<Answer>> {
        for param in self.action.params.iter().filter(|param| param.kind.is_id()) {
            let why = match args.get(&param.name) {
                None | Some(Value::Nothing) if !param.required => continue,
                None | Some(Value::Nothing) => "there is no value".to_owned(),
                Some(value) => match usable(&param.kind, &text_of(value)) {
                    Ok(()) => continue,
                    Err(why) => why,
                },
            };
            let outcome = outcomes::invalid(&self.action, &param.name);
            let reason = format!("not sent: {} cannot be used: {why}", param.name);
            return Err(Box::new(Answer::new(outcome, reason)));
        }
        Ok(())
    }

    /// The request as reports show it: what is marked, and what is long, under its name.
    fn shown(&self, args: &Record) -> String {
        let path = self.request.path.fill(|name| {
            let marked = self
                .action
                .param(name)
                .is_none_or(|param| !param.mark.is_plain());
            let value = args.get(name).filter(|value| !value.mark().is_hidden());
            match value {
                Some(value) if !marked && name != "SessionId" => Some(text_of(value).into_owned()),
                _ => Some(format!("{{{name}}}")),
            }
        });
        format!("{} {}", self.method, path.unwrap_or_default())
    }

    /// The list that it reads, where it reads one, without anything that narrows it.
    pub(super) fn listing(&self) -> Option<Listing> {
        let path = self.request.path.fill(|_| None)?;
        let list = self.request.outputs.values().find_map(|from| match from {
            OutputFrom::List(list) => Some(list.list.clone()),
            _ => None,
        })?;
        Some(Listing {
            shown: format!("GET {path}"),
            path: format!("v{}/{path}", self.version),
            query: String::new(),
            list,
            pages: self.request.pages.clone(),
        })
    }

    /// The list that this call reads, piece by piece; nothing where it does not come in pieces.
    pub(super) fn pieces(&self, args: &Record) -> Option<(Listing, Pages)> {
        let pages = self.request.pages.clone()?;
        let (_, from) = self.request.outputs.first()?;
        let OutputFrom::List(from) = from else {
            return None;
        };
        let path = self.request.path(args).ok()?;
        let listing = Listing {
            path: format!("v{}/{path}", self.version),
            query: encoded(self.request.query(args)),
            list: OneOrMore(from.list.0.clone()),
            pages: Some(pages.clone()),
            shown: self.shown(args),
        };
        Some((listing, pages))
    }
}

/// Whether an id can stand in an address and mean itself.
fn usable(kind: &Kind, text: &str) -> Result<(), String> {
    if matches!(text, "." | "..") {
        return Err("`.` and `..` are not IDs".to_owned());
    }
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(());
    }
    let read = kind.read(text)?;
    match text_of(&read) == text {
        true => Ok(()),
        false => Err("there are spaces around it".to_owned()),
    }
}

/// The effect's name as a header.
fn correlation(key: &str) -> Option<HeaderValue> {
    if key.is_empty() {
        return None;
    }
    HeaderValue::from_str(key).ok().or_else(|| {
        let encoded = utf8_percent_encode(key, NON_ALPHANUMERIC).to_string();
        HeaderValue::from_str(&encoded).ok()
    })
}
