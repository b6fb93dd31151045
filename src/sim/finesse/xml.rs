//! XML as a small tree: built, written, and read from whole texts or from a stream.

use quick_xml::Reader;
use quick_xml::escape::{escape, partial_escape};
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;
use tokio::io::AsyncBufRead;

/// The deepest nesting that is read.
const DEPTH_LIMIT: usize = 64;

/// How much text and how many elements one tree may hold, together.
const SIZE_LIMIT: usize = 1024 * 1024;

/// An element: its name without a prefix, what stands in its tag, what is in it.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Element {
    pub name: Cow<'static, str>,
    pub attributes: Vec<(Cow<'static, str>, String)>,
    pub children: Vec<Element>,
    /// The text in it, all pieces put together.
    pub text: String,
}

impl Element {
    /// An empty element.
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// With an attribute more.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    pub fn holding(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// With a child more.
    pub fn child(mut self, child: Element) -> Self {
        self.children.push(child);
        self
    }

    /// With a child more that holds text.
    pub fn field(self, name: &'static str, text: impl Into<String>) -> Self {
        self.child(Element::new(name).holding(text))
    }

    /// With children more.
    pub fn children(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children);
        self
    }

    /// An attribute's value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The first child of that name.
    pub fn get(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child of that name, trimmed. `None` when it is not there or empty.
    pub fn value(&self, name: &str) -> Option<&str> {
        let text = self.get(name)?.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// As text.
    pub fn write(&self) -> String {
        let mut text = String::with_capacity(256);
        self.write_to(&mut text);
        text
    }

    fn write_to(&self, text: &mut String) {
        text.push('<');
        text.push_str(&self.name);
        for (name, value) in &self.attributes {
            text.push(' ');
            text.push_str(name);
            text.push_str("=\"");
            text.push_str(&quoted(value));
            text.push('"');
        }
        if self.children.is_empty() && self.text.is_empty() {
            text.push_str("/>");
            return;
        }
        text.push('>');
        text.push_str(&escaped(&self.text));
        for child in &self.children {
            child.write_to(text);
        }
        text.push_str("</");
        text.push_str(&self.name);
        text.push('>');
    }

    /// Reads a text that holds one element. `None`: it is not well-formed, or too large.
    pub fn read(text: &str) -> Option<Self> {
        let mut reader = Reader::from_str(text);
        let mut builder = Builder::default();
        loop {
            match builder.take(reader.read_event().ok()?) {
                Taken::Whole(element) => return Some(element),
                Taken::Wrong | Taken::Closed => return None,
                Taken::More => {}
            }
        }
    }
}

/// Text for the inside of an element.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    partial_escape(text)
}

/// Text for an attribute.
pub(super) fn quoted(text: &str) -> Cow<'_, str> {
    escape(text)
}

/// Elements as their pieces come.
#[derive(Default)]
struct Builder {
    open: Vec<Element>,
    size: usize,
}

enum Taken {
    More,
    Whole(Element),
    Closed,
    Wrong,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) -> Taken {
        match event {
            Event::Start(start) => self.open(&start),
            Event::Empty(start) => match self.open(&start) {
                Taken::More => self.close(),
                other => other,
            },
            Event::End(_) => self.close(),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(entity) => {
                let known = entity.resolve_char_ref().ok().flatten();
                let known = known.or_else(|| predefined(&entity.xml10_content()));
                match known {
                    Some(character) => self.text(character.encode_utf8(&mut [0; 4])),
                    None => Taken::Wrong,
                }
            }
            Event::Decl(_) | Event::Comment(_) => Taken::More,
            // Neither REST nor XMPP has any use for these, and XMPP forbids them.
            Event::PI(_) | Event::DocType(_) => Taken::Wrong,
            Event::Eof => Taken::Closed,
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Taken {
        match element(start) {
            Some(element) if self.open.len() < DEPTH_LIMIT => {
                self.size += 64;
                self.open.push(element);
                Taken::More
            }
            _ => Taken::Wrong,
        }
    }

    fn close(&mut self) -> Taken {
        let Some(done) = self.open.pop() else {
            return Taken::Closed;
        };
        match self.open.last_mut() {
            Some(parent) => {
                parent.children.push(done);
                Taken::More
            }
            None => {
                self.size = 0;
                Taken::Whole(done)
            }
        }
    }

    fn text(&mut self, text: &str) -> Taken {
        if let Some(open) = self.open.last_mut() {
            self.size += text.len();
            open.text.push_str(text);
        }
        match self.size > SIZE_LIMIT {
            true => Taken::Wrong,
            false => Taken::More,
        }
    }
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => return None,
    })
}

/// A tag's own part. `None`: it is not well-formed.
fn element(start: &BytesStart<'_>) -> Option<Element> {
    let mut element = Element::new(start.local_name().into_inner().to_owned());
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let name = attribute.key.into_inner().to_owned();
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .ok()?;
        element.attributes.push((name.into(), value.into_owned()));
    }
    Some(element)
}

/// What comes on a stream of elements.
#[derive(PartialEq, Debug)]
pub(super) enum Arrival {
    /// The stream's own tag was opened, also for the second time.
    Opened(Element),
    /// A whole element came.
    Stanza(Element),
    /// The stream's tag was closed, or the connection.
    Closed,
    /// What came is no XML, or too much of it.
    Wrong,
}

/// Reads what XMPP sends: elements within one that stays open.
pub(super) struct StreamReader<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    builder: Builder,
}

impl<R: AsyncBufRead + Unpin> StreamReader<R> {
    /// Reads from there.
    pub fn new(from: R) -> Self {
        Self {
            reader: Reader::from_reader(from),
            buffer: Vec::new(),
            builder: Builder::default(),
        }
    }

    /// The next that comes.
    pub async fn next(&mut self) -> Arrival {
        loop {
            self.buffer.clear();
            let event = match self.reader.read_event_into_async(&mut self.buffer).await {
                Ok(event) => event,
                Err(_) => return Arrival::Wrong,
            };
            let top = self.builder.open.is_empty();
            match event {
                Event::Start(start) if top && start.local_name().into_inner() == "stream" => {
                    return element(&start).map_or(Arrival::Wrong, Arrival::Opened);
                }
                event => match self.builder.take(event) {
                    Taken::Whole(element) => return Arrival::Stanza(element),
                    Taken::Closed => return Arrival::Closed,
                    Taken::Wrong => return Arrival::Wrong,
                    Taken::More => {}
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let element = Element::new("a")
            .with("b", "\"<&'")
            .field("c", "x < y & z")
            .child(Element::new("d"));
        let text = element.write();
        assert_eq!(Element::read(&text), Some(element), "{text}");
    }

    #[test]
    fn comments_and_prefixes_do_not_matter() {
        let read =
            Element::read("<!-- a --><x:b xmlns:x='u'><c>1&amp;&#50;<![CDATA[<]]></c></x:b>");
        let read = read.unwrap();
        assert_eq!((read.name.as_ref(), read.value("c")), ("b", Some("1&2<")));
    }

    #[test]
    fn what_is_not_well_formed_is_not_read() {
        for text in [
            "",
            "a",
            "<a>",
            "<a></b>",
            "<a b></a>",
            "<a>&nope;</a>",
            "<!DOCTYPE a><a/>",
        ] {
            assert_eq!(Element::read(text), None, "{text}");
        }
        let deep = "<a>".repeat(100_000);
        assert_eq!(Element::read(&deep), None);
    }

    #[tokio::test]
    async fn a_stream_may_be_opened_twice() {
        let text = b"<?xml version='1.0'?><s:stream to='x'><auth>AA==</auth> \n\
            <?xml version='1.0'?><s:stream to='x'><iq id='1'/></s:stream>";
        let mut reader = StreamReader::new(&text[..]);
        let mut names = Vec::new();
        loop {
            match reader.next().await {
                Arrival::Opened(element) => names.push(format!("open {}", element.name)),
                Arrival::Stanza(element) => names.push(element.name.into_owned()),
                Arrival::Closed => break,
                Arrival::Wrong => panic!("wrong after {names:?}"),
            }
        }
        assert_eq!(names, ["open stream", "auth", "open stream", "iq"]);
    }
}
