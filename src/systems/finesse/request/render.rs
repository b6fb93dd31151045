//! A request made ready to be sent: method, path and body.

use super::from::{Piece, pieces, value};
use super::{Facts, Method, Request};
use crate::value::{Record, Value};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use quick_xml::escape::escape;
use std::fmt;
use std::fmt::Write;

/// What an address shows as it is; everything else is encoded.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// What is sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendered {
    /// The HTTP method.
    pub method: Method,
    /// Below `/finesse/api/`, encoded: `Dialog/16804377`.
    pub path: String,
    /// The body, where there is one.
    pub body: Option<String>,
}

/// Why nothing can be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotSent(pub String);

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not sent: {}", self.0)
    }
}

impl std::error::Error for NotSent {}

impl Request {
    /// A call of it, ready to be sent.
    ///
    /// # Errors
    ///
    /// A fact that is needed is not known, or a value cannot be sent.
    pub fn render(&self, args: &Record, facts: &Facts) -> Result<Rendered, NotSent> {
        Ok(Rendered {
            method: self.method,
            path: self.path(args, facts).map_err(NotSent)?,
            body: self.body(args, facts).map_err(NotSent)?,
        })
    }

    /// The path; of its query, what has a value.
    fn path(&self, args: &Record, facts: &Facts) -> Result<String, String> {
        let (path, query) = match self.path.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (self.path.as_str(), None),
        };
        let mut all = String::new();
        for piece in pieces(path) {
            match piece {
                Piece::Text(text) => all.push_str(text),
                Piece::Name(name) => all.push_str(&segment(name, args, facts)?),
            }
        }
        let mut mark = '?';
        for pair in query.into_iter().flat_map(|query| query.split('&')) {
            if let Some(pair) = in_query(pair, args, facts)? {
                all.push(mark);
                all.push_str(&pair);
                mark = '&';
            }
        }
        Ok(all)
    }

    fn body(&self, args: &Record, facts: &Facts) -> Result<Option<String>, String> {
        if self.method == Method::Get {
            return Ok(None);
        }
        let mut root = Node::default();
        for (path, from) in &self.body {
            if let Some(value) = from.fill(args, facts)? {
                root.at(path).text = legal(path, value)?;
            }
        }
        for (name, from) in &self.params {
            if let Some(value) = from.fill(args, facts)? {
                let value = legal(name, value)?;
                root.at("actionParams").pair("ActionParam", name, value);
            }
        }
        for (name, value) in self.variables(args)? {
            let list = root.at("mediaProperties/callvariables");
            list.pair("CallVariable", &name, legal(&name, value)?);
        }
        let mut body = String::new();
        root.write(self.root(), &mut body);
        Ok(Some(body))
    }

    /// The element around the body: a user's state, or a dialog's action.
    fn root(&self) -> &'static str {
        match self.body.contains_key("state") {
            true => "User",
            false => "Dialog",
        }
    }

    /// The call variables of a call, by name.
    ///
    /// # Errors
    ///
    /// What is no record of texts.
    pub fn variables(&self, args: &Record) -> Result<Vec<(String, String)>, String> {
        let given = self.variables.as_deref().and_then(|name| args.get(name));
        match given {
            None | Some(Value::Nothing) => Ok(Vec::new()),
            Some(Value::Record(variables)) => {
                let pairs = variables.iter();
                pairs.map(|(name, value)| variable(name, value)).collect()
            }
            Some(_) => Err("the call variables must be a record of names and values".to_owned()),
        }
    }
}

fn variable(name: &str, value: &Value) -> Result<(String, String), String> {
    match value {
        Value::List(_) | Value::Record(_) => Err(format!("the call variable {name} is not text")),
        Value::Nothing => Ok((name.to_owned(), String::new())),
        value => Ok((name.to_owned(), plain(value))),
    }
}

fn plain(value: &Value) -> String {
    match value.as_text() {
        Some(text) => text.to_owned(),
        None => value.to_string(),
    }
}

/// A name of the path: it has to be there, and to mean itself.
fn segment(name: &str, args: &Record, facts: &Facts) -> Result<String, String> {
    let value = value(name, args, facts)?.unwrap_or_default();
    if matches!(&*value, "" | "." | "..") {
        return Err(format!("{name} is \"{value}\", which is not an ID"));
    }
    Ok(utf8_percent_encode(&value, PLAIN).to_string())
}

fn in_query(pair: &str, args: &Record, facts: &Facts) -> Result<Option<String>, String> {
    let mut filled = String::new();
    for piece in pieces(pair) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Name(name) => match value(name, args, facts)? {
                Some(value) => filled.extend(utf8_percent_encode(&value, PLAIN)),
                None => return Ok(None),
            },
        }
    }
    Ok(Some(filled))
}

/// An element that is being written.
#[derive(Default)]
struct Node {
    text: String,
    children: Vec<(String, Node)>,
}

impl Node {
    /// The element at a path, made where it is not there yet.
    fn at(&mut self, path: &str) -> &mut Node {
        let (name, rest) = match path.split_once('/') {
            Some((name, rest)) => (name, Some(rest)),
            None => (path, None),
        };
        let found = self.children.iter().position(|(known, _)| known == name);
        let index = found.unwrap_or_else(|| {
            self.children.push((name.to_owned(), Node::default()));
            self.children.len() - 1
        });
        let (_, child) = &mut self.children[index];
        match rest {
            Some(rest) => child.at(rest),
            None => child,
        }
    }

    /// Adds `<name/><value/>` in an element of its own.
    fn pair(&mut self, element: &str, name: &str, value: String) {
        let mut pair = Node::default();
        pair.at("name").text = name.to_owned();
        pair.at("value").text = value;
        self.children.push((element.to_owned(), pair));
    }

    fn write(&self, name: &str, into: &mut String) {
        let _ = write!(into, "<{name}>");
        into.push_str(&escape(self.text.as_str()));
        for (name, child) in &self.children {
            child.write(name, into);
        }
        let _ = write!(into, "</{name}>");
    }
}

/// A value without the control characters that no XML may hold, escaped or not.
fn legal(name: &str, value: String) -> Result<String, String> {
    let odd = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    match value
        .chars()
        .any(|c| odd(c) || matches!(c, '\u{fffe}' | '\u{ffff}'))
    {
        true => Err(format!(
            "{name} contains a control character, which XML does not allow"
        )),
        false => Ok(value),
    }
}
