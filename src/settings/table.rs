//! A table of `flow.toml`, read key by key: every key is looked at, and everything that is wrong
//! points at its line.

use super::problem::Problem;
use crate::nearest::nearest;
use crate::source::{Source, Span};
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table being read.
pub struct Table<'a, 'i> {
    /// The file.
    pub source: &'a Arc<Source>,
    /// Where the table stands in it.
    pub span: Span,
    table: &'a DeTable<'i>,
    known: RefCell<Vec<&'static str>>,
}

/// A value and where it stands.
pub type Item<'a, 'i> = &'a Spanned<DeValue<'i>>;

impl<'a, 'i> Table<'a, 'i> {
    /// Begins to read a table.
    pub fn new(source: &'a Arc<Source>, span: Range<usize>, table: &'a DeTable<'i>) -> Self {
        Self {
            source,
            span: to_span(span),
            table,
            known: RefCell::new(Vec::new()),
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &'static str) -> Option<Item<'a, 'i>> {
        let mut known = self.known.borrow_mut();
        if !known.contains(&key) {
            known.push(key);
        }
        drop(known);
        self.table
            .iter()
            .find(|(name, _)| name.get_ref() == key)
            .map(|(_, value)| value)
    }

    /// A text.
    pub fn text(&self, key: &'static str) -> Result<Option<String>, Problem> {
        self.get(key)
            .map(|item| match item.get_ref() {
                DeValue::String(text) => Ok(text.to_string()),
                _ => Err(self.wrong(item, &format!("`{key}` must be a text, in quotes"))),
            })
            .transpose()
    }

    /// Texts: one, or a list of them.
    pub fn texts(&self, key: &'static str) -> Result<Vec<String>, Problem> {
        let Some(item) = self.get(key) else {
            return Ok(Vec::new());
        };
        let form = format!("`{key}` must be a list of texts: `[\"…\"]`");
        match item.get_ref() {
            DeValue::String(text) => Ok(vec![text.to_string()]),
            DeValue::Array(items) => {
                let texts = items.iter().map(|item| match item.get_ref() {
                    DeValue::String(text) => Ok(text.to_string()),
                    _ => Err(self.wrong(item, &form)),
                });
                texts.collect()
            }
            _ => Err(self.wrong(item, &form)),
        }
    }

    /// A text or a whole number.
    pub fn id(&self, key: &'static str) -> Result<Option<String>, Problem> {
        self.get(key)
            .map(|item| match item.get_ref() {
                DeValue::String(text) => Ok(text.to_string()),
                DeValue::Integer(number) => Ok(number.to_string()),
                _ => Err(self.wrong(item, &format!("`{key}` must be a number or a text"))),
            })
            .transpose()
    }

    /// A port's number.
    pub fn port(&self, key: &'static str) -> Result<Option<u16>, Problem> {
        let Some(item) = self.get(key) else {
            return Ok(None);
        };
        let number = match item.get_ref() {
            DeValue::Integer(number) => number.to_string().parse().ok(),
            _ => None,
        };
        let form = format!("`{key}` must be a port: 1 to 65535");
        let port = number.filter(|port| *port != 0);
        port.map(Some).ok_or_else(|| self.wrong(item, &form))
    }

    /// `true` or `false`.
    pub fn yes_no(&self, key: &'static str) -> Result<Option<bool>, Problem> {
        self.get(key)
            .map(|item| match item.get_ref() {
                DeValue::Boolean(yes) => Ok(*yes),
                _ => Err(self.wrong(item, &format!("`{key}` must be `true` or `false`"))),
            })
            .transpose()
    }

    /// A duration as a script writes it: `"10s"`.
    pub fn duration(&self, key: &'static str) -> Result<Option<std::time::Duration>, Problem> {
        let Some(item) = self.get(key) else {
            return Ok(None);
        };
        let text = item.get_ref().as_str().unwrap_or_default();
        let read = crate::value::duration(text).ok();
        let duration = read.and_then(|read| std::time::Duration::try_from(read).ok());
        let form = format!("`{key}` must be a duration, such as \"500ms\", \"10s\" or \"2m\"");
        duration.map(Some).ok_or_else(|| self.wrong(item, &form))
    }

    /// A table in this one.
    pub fn table(&self, key: &'static str) -> Result<Option<Table<'a, 'i>>, Problem> {
        self.get(key)
            .map(|item| match item.get_ref() {
                DeValue::Table(table) => Ok(Table::new(self.source, item.span(), table)),
                _ => Err(self.wrong(
                    item,
                    &format!("`{key}` must be a table: `[{key}]` or `{{ … }}`"),
                )),
            })
            .transpose()
    }

    /// Every key and value, whatever it is called.
    pub fn entries(&self) -> impl Iterator<Item = (String, Span, Item<'a, 'i>)> + use<'_, 'a, 'i> {
        self.table
            .iter()
            .map(|(name, value)| (name.get_ref().to_string(), to_span(name.span()), value))
    }

    /// Something that is wrong with a value.
    pub fn wrong(&self, item: Item<'_, '_>, message: &str) -> Problem {
        Problem::new(message).at(self.source, to_span(item.span()), "")
    }

    /// Says so where there is a key that is not one of these.
    pub fn only(&self, keys: &[&'static str]) -> Result<(), Problem> {
        self.refuse_others(keys, true)
    }

    /// Says so where there is a key that nobody asked for.
    pub fn nothing_else(&self) -> Result<(), Problem> {
        self.refuse_others(&self.known.borrow(), false)
    }

    /// `all` where these are all keys that there are; else another one may only be of no use here.
    fn refuse_others(&self, known: &[&'static str], all: bool) -> Result<(), Problem> {
        for (name, span, _) in self.entries() {
            if known.contains(&name.as_str()) {
                continue;
            }
            let near = nearest(&name, known.iter().copied());
            let problem = Problem::new(match all || near.is_some() {
                true => format!("unknown key `{name}`"),
                false => format!("`{name}` is not used here"),
            });
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("possible keys: {}", known.join(", ")),
            };
            return Err(problem.at(self.source, span, "").help(help));
        }
        Ok(())
    }
}

/// A place in the text, as findings have it.
pub fn to_span(range: Range<usize>) -> Span {
    Span::new(range.start as u32, range.end as u32)
}
