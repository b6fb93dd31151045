//! XML as a small tree: what Finesse sends is short, and varies in case, order and escaping.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};
use std::fmt;

/// How deep elements may stand in each other: Finesse's own are not deeper than ten.
const DEEPEST: usize = 64;

/// How often a payload may be escaped: once is usual, never and twice have been seen.
const LAYERS: usize = 3;

/// An element, its text and its children. Attributes mean nothing in Finesse's payloads.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Element {
    /// Its name, without a prefix.
    pub name: String,
    /// Its own text, without the spaces around it.
    pub text: String,
    /// What stands in it.
    pub children: Vec<Element>,
}

/// What cannot be read as XML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unreadable(pub String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

impl Element {
    /// Reads a document. The elements at its top become the children of a nameless one, so that a
    /// text without any element is one without children.
    ///
    /// # Errors
    ///
    /// What is not well formed, or deeper than any real payload.
    pub fn read(text: &str) -> Result<Element, Unreadable> {
        let mut builder = Builder::default();
        let mut reader = Reader::from_str(text);
        reader.config_mut().allow_dangling_amp = true;
        reader.config_mut().expand_empty_elements = true;
        loop {
            let event = reader.read_event();
            let event = event.map_err(|error| Unreadable(error.to_string()))?;
            match event {
                Event::Start(start) => builder.open(start.local_name().as_ref())?,
                Event::End(_) => builder.close(),
                Event::Text(text) => builder.text(&text),
                Event::CData(text) => builder.text(&text),
                Event::GeneralRef(reference) => builder.reference(&reference),
                Event::Eof => return builder.end(),
                _ => {}
            }
        }
    }

    /// The first child of that name, without regard to case.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.is(name))
    }

    /// The children of that name, without regard to case.
    pub fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        let all = self.children.iter();
        all.filter(move |child| child.is(name))
    }

    /// Whether it has that name, without regard to case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The text of the first child of that name; nothing where it is empty.
    pub fn says(&self, name: &str) -> Option<&str> {
        let text = self.child(name)?.text.as_str();
        (!text.is_empty()).then_some(text)
    }

    /// The same as an owned text.
    pub fn text_of(&self, name: &str) -> Option<String> {
        self.says(name).map(str::to_owned)
    }

    /// Every element of that name in it, itself included, however deep, and however often
    /// what it stands in was escaped; none stands in another.
    pub fn find(&self, name: &str) -> Vec<Element> {
        let mut found = Vec::new();
        self.collect(name, LAYERS, &mut found);
        found
    }

    fn collect(&self, name: &str, layers: usize, found: &mut Vec<Element>) {
        if self.is(name) {
            found.push(self.clone());
            return;
        }
        for child in &self.children {
            child.collect(name, layers, found);
        }
        if layers > 0
            && self.text.contains(['<', '&'])
            && let Ok(inner) = Element::read(&self.text)
        {
            inner.collect(name, layers - 1, found);
        }
    }
}

/// Builds the tree from events.
#[derive(Default)]
struct Builder {
    top: Element,
    open: Vec<Element>,
}

impl Builder {
    fn open(&mut self, name: &str) -> Result<(), Unreadable> {
        if self.open.len() >= DEEPEST {
            return Err(Unreadable(format!(
                "elements are nested more than {DEEPEST} deep"
            )));
        }
        self.open.push(Element {
            name: name.to_owned(),
            ..Element::default()
        });
        Ok(())
    }

    fn close(&mut self) {
        if let Some(mut element) = self.open.pop() {
            trim(&mut element.text);
            self.innermost().children.push(element);
        }
    }

    fn innermost(&mut self) -> &mut Element {
        self.open.last_mut().unwrap_or(&mut self.top)
    }

    fn text(&mut self, text: &str) {
        self.innermost().text.push_str(text);
    }

    /// An entity that nobody declared stays as it is written.
    fn reference(&mut self, reference: &BytesRef<'_>) {
        let into = &mut self.innermost().text;
        match reference.resolve_char_ref() {
            Ok(Some(character)) => into.push(character),
            _ => match resolve_predefined_entity(reference) {
                Some(text) => into.push_str(text),
                None => into.extend(["&", reference, ";"]),
            },
        }
    }

    /// A payload that is cut off is no payload.
    fn end(mut self) -> Result<Element, Unreadable> {
        match self.open.last() {
            Some(element) => Err(Unreadable(format!("<{}> is never closed", element.name))),
            None => {
                trim(&mut self.top.text);
                Ok(self.top)
            }
        }
    }
}

fn trim(text: &mut String) {
    let trimmed = text.trim();
    if trimmed.len() != text.len() {
        *text = trimmed.to_owned();
    }
}

#[cfg(test)]
mod tests;
