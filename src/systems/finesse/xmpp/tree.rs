//! A stanza as a small tree: names, namespaces, attributes, children, text.

use super::words::{CLIENT, STREAMS};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::fmt::Write;
use std::sync::Arc;

/// Elements inside each other; events need about fifteen.
const DEEPEST: usize = 64;

/// An element.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Element {
    /// Its name, without a prefix.
    pub name: String,
    /// Its namespace.
    pub namespace: Arc<str>,
    /// Its attributes, without those that declare namespaces.
    pub attributes: Vec<(String, String)>,
    /// The elements in it.
    pub children: Vec<Element>,
    /// The text that stands in it, entities resolved, whatever stands between.
    pub text: String,
}

impl Element {
    /// An empty element.
    pub fn new(name: &str, namespace: &str) -> Self {
        Self {
            name: name.into(),
            namespace: namespace.into(),
            ..Self::default()
        }
    }

    /// The same with an attribute.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    /// The same with a child.
    pub fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// The same with a text.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// An attribute's value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut all = self.attributes.iter();
        all.find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The first child of a name in a namespace.
    pub fn find(&self, name: &str, namespace: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.is(name, namespace))
    }

    /// Whether it is one of this name in this namespace.
    pub fn is(&self, name: &str, namespace: &str) -> bool {
        self.name == name && &*self.namespace == namespace
    }

    /// Reads a stanza. What is no XML, has a document type or goes too deep is an error, in
    /// plain words.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut builder = Builder::default();
        let mut reader = Reader::from_str(text);
        loop {
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(start) => builder.open(&start)?,
                Event::Empty(start) => {
                    builder.open(&start)?;
                    builder.close()?;
                }
                Event::End(_) => builder.close()?,
                Event::Text(text) => builder.push(&text.xml10_content()),
                Event::CData(text) => builder.push(&text.xml10_content()),
                Event::GeneralRef(reference) => builder.push(&resolve(&reference)?),
                Event::DocType(_) => return Err("a document type is not allowed".into()),
                Event::Eof => return builder.done(),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    /// As text: every namespace is declared where it changes.
    pub fn write(&self) -> String {
        let mut text = String::with_capacity(256);
        self.write_in(&mut text, "");
        text
    }

    fn write_in(&self, text: &mut String, around: &str) {
        text.push('<');
        text.push_str(&self.name);
        if &*self.namespace != around {
            attribute(text, "xmlns", &self.namespace);
        }
        for (name, value) in &self.attributes {
            attribute(text, name, value);
        }
        if self.children.is_empty() && self.text.is_empty() {
            text.push_str("/>");
            return;
        }
        text.push('>');
        escape(text, &self.text);
        for child in &self.children {
            child.write_in(text, &self.namespace);
        }
        let _ = write!(text, "</{}>", self.name);
    }
}

fn attribute(text: &mut String, name: &str, value: &str) {
    let _ = write!(text, " {name}='");
    escape(text, value);
    text.push('\'');
}

/// Writes a text so that it means itself, and leaves out what XML cannot say at all. Line ends and
/// tabs are written as numbers: in an attribute they would become spaces.
pub(super) fn escape(into: &mut String, text: &str) {
    for letter in quick_xml::escape::escape(text).chars() {
        match letter {
            '\t' | '\n' | '\r' => {
                let _ = write!(into, "&#{};", u32::from(letter));
            }
            letter if letter < ' ' => {}
            letter => into.push(letter),
        }
    }
}

/// The elements that are open, the outermost first.
#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    whole: Option<Element>,
}

struct Open {
    element: Element,
    /// Prefixes declared here, with their namespaces; the empty one is the default.
    declared: Vec<(String, Arc<str>)>,
}

impl Builder {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        if self.open.len() >= DEEPEST {
            return Err(format!("elements are nested more than {DEEPEST} deep"));
        }
        if self.whole.is_some() {
            return Err("there is more than one element".into());
        }
        let mut open = Open {
            element: Element::default(),
            declared: Vec::new(),
        };
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|error| error.to_string())?.into_owned();
            match attribute.key.0 {
                "xmlns" => open.declared.push((String::new(), value.into())),
                name => match name.strip_prefix("xmlns:") {
                    Some(prefix) => open.declared.push((prefix.into(), value.into())),
                    None => open.element.attributes.push((name.into(), value)),
                },
            }
        }
        let name = start.name();
        let prefix = name.prefix().map_or("", |prefix| prefix.into_inner());
        open.element.name = start.local_name().into_inner().to_owned();
        open.element.namespace = self.namespace(&open, prefix)?;
        self.open.push(open);
        Ok(())
    }

    fn namespace(&self, own: &Open, prefix: &str) -> Result<Arc<str>, String> {
        let around = self.open.iter().rev();
        let declared = std::iter::once(own)
            .chain(around)
            .flat_map(|open| open.declared.iter().rev())
            .find(|(known, _)| known == prefix);
        match (declared, prefix) {
            (Some((_, namespace)), _) => Ok(namespace.clone()),
            // What the stream's own opening declares.
            (None, "") => Ok(CLIENT.into()),
            (None, "stream") => Ok(STREAMS.into()),
            (None, prefix) => Err(format!("the prefix `{prefix}` is not declared")),
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            open.element.text.push_str(text);
        }
    }

    fn close(&mut self) -> Result<(), String> {
        let closed = self
            .open
            .pop()
            .ok_or("an end tag has no start tag")?
            .element;
        match self.open.last_mut() {
            Some(parent) => parent.element.children.push(closed),
            None => self.whole = Some(closed),
        }
        Ok(())
    }

    fn done(self) -> Result<Element, String> {
        match self.whole {
            Some(whole) if self.open.is_empty() => Ok(whole),
            _ => Err("the XML is cut off".into()),
        }
    }
}

fn resolve(reference: &BytesRef<'_>) -> Result<String, String> {
    let wrong = || "an entity is not declared".to_owned();
    let number = reference.resolve_char_ref().map_err(|_| wrong())?;
    if let Some(letter) = number {
        return Ok(letter.to_string());
    }
    let name = reference.xml10_content();
    resolve_predefined_entity(&name)
        .map(str::to_owned)
        .ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_escaped_notification_is_read_as_its_text() {
        let read = Element::read(
            "<message from='pubsub.a'><event xmlns='http://jabber.org/protocol/pubsub#event'>\
             <items node='/finesse/api/User/1001'><item id='1'>\
             <notification xmlns='urn:xmpp:push:0'>&lt;Update&gt;&amp;amp;&#65;&lt;/Update&gt;\
             </notification></item></items></event></message>",
        )
        .unwrap();
        assert!(read.is("message", CLIENT));
        let event = &read.children[0];
        let item = &event.children[0].children[0];
        assert_eq!(item.children[0].text, "<Update>&amp;A</Update>");
        assert_eq!(&*item.children[0].namespace, "urn:xmpp:push:0");
        assert_eq!(
            event.children[0].attribute("node"),
            Some("/finesse/api/User/1001")
        );
    }

    #[test]
    fn prefixes_of_the_stream_are_known_and_others_are_not() {
        assert!(
            Element::read("<stream:features/>")
                .unwrap()
                .is("features", STREAMS)
        );
        assert!(Element::read("<db:result/>").is_err());
        let own = Element::read("<a:b xmlns:a='urn:x'><c/></a:b>").unwrap();
        assert_eq!(
            (&*own.namespace, &*own.children[0].namespace),
            ("urn:x", CLIENT)
        );
    }

    #[test]
    fn what_is_no_stanza_is_refused() {
        for text in [
            "",
            "hello",
            "<a>",
            "</a>",
            "<a></b>",
            "<a/><b/>",
            "<a>&nope;</a>",
            "<a>&#0;</a>",
            "<a b='&lt'/>",
            "<!DOCTYPE x [<!ENTITY a 'b'>]><a/>",
            &"<a>".repeat(100_000),
        ] {
            assert!(Element::read(text).is_err(), "{:.40}", text);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(text in "[ -~äß€\\n\\t]{0,40}", value in "[ -~ä\\n]{0,20}") {
            let written = Element::new("a", "urn:a")
                .with("b", value)
                .text(text.clone())
                .child(Element::new("c", "urn:c").child(Element::new("d", "urn:a")));
            prop_assert_eq!(Element::read(&written.write()).unwrap(), written);
        }

        #[test]
        fn nothing_makes_it_panic(text in "[<>/='\"a!?&;:# \\[\\]xmlns-]{0,120}") {
            let _ = Element::read(&text);
        }
    }
}
