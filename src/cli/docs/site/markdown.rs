//! A page of Markdown becomes HTML, and parts that search finds.

use super::page::Page;
use super::{code, links};
use crate::report::rule;
use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html,
};
use std::collections::HashSet;
use std::sync::OnceLock;

/// A page's text.
pub(super) struct Body {
    pub html: String,
    pub parts: Vec<Part>,
}

/// What is below a heading.
pub(super) struct Part {
    pub title: String,
    pub id: String,
    /// 1 is the page's title.
    pub level: u8,
    pub text: String,
}

pub(super) fn body(page: &Page, playground: bool) -> Body {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut writer = Writer {
        page,
        playground,
        done: Vec::new(),
        parts: Vec::new(),
        ids: HashSet::new(),
        linked: 0,
        flows: 0,
    };
    let mut events = Parser::new_ext(&page.text, options);
    while let Some(event) = events.next() {
        writer.take(event, &mut events);
    }
    let mut out = String::new();
    html::push_html(&mut out, writer.done.into_iter());
    Body {
        html: out,
        parts: writer.parts,
    }
}

struct Writer<'a> {
    page: &'a Page,
    playground: bool,
    done: Vec<Event<'a>>,
    parts: Vec<Part>,
    ids: HashSet<String>,
    /// How many links are open: there is none inside of another.
    linked: usize,
    /// How many flows the page has so far.
    flows: usize,
}

impl<'a> Writer<'a> {
    fn take(&mut self, event: Event<'a>, rest: &mut Parser<'a>) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => self.heading(level, rest),
            Event::Start(Tag::CodeBlock(kind)) => self.code(&kind, rest),
            Event::Start(Tag::Table(columns)) => {
                // wider than a telephone: it scrolls by itself, by keys too
                self.html(
                    "<div class=\"table\" role=\"group\" aria-label=\"table\" tabindex=\"0\">",
                );
                self.done.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                self.done.push(Event::End(TagEnd::Table));
                self.html("</div>");
            }
            other => self.inline(other),
        }
    }

    fn html(&mut self, text: impl Into<CowStr<'a>>) {
        self.done.push(Event::Html(text.into()));
    }

    fn inline(&mut self, event: Event<'a>) {
        match event {
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                self.linked += 1;
                let dest_url = links::to(&dest_url).into();
                self.done.push(Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                }));
            }
            Event::End(TagEnd::Link) => {
                self.linked -= 1;
                self.done.push(Event::End(TagEnd::Link));
            }
            Event::Text(text) => {
                self.remember(&text);
                self.text(&text);
            }
            Event::Code(text) => {
                self.remember(&text);
                self.inline_code(text);
            }
            // documents have no HTML: what looks like it is a value in angle brackets
            Event::Html(text) | Event::InlineHtml(text) => {
                self.remember(&text);
                self.done.push(Event::Text(text));
            }
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(TagEnd::TableCell | TagEnd::Paragraph | TagEnd::Item) => {
                self.remember(" ");
                self.done.push(event);
            }
            other => self.done.push(other),
        }
    }

    /// Search finds a part by it.
    fn remember(&mut self, text: &str) {
        if let Some(part) = self.parts.last_mut() {
            part.text.push_str(text);
        }
    }

    /// A text whose numbers of findings lead to their pages.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = code_in(rest).filter(|_| self.linked == 0) {
            let (before, from) = rest.split_at(at);
            let (code, after) = from.split_at(4);
            self.done.push(Event::Text(before.to_owned().into()));
            let link = self.finding(code, code);
            self.html(link);
            rest = after;
        }
        self.done.push(Event::Text(rest.to_owned().into()));
    }

    fn inline_code(&mut self, text: CowStr<'a>) {
        let code = text.strip_prefix("flow explain ").unwrap_or(&text);
        match code_in(code) == Some(0) && code.len() == 4 && self.linked == 0 {
            true => {
                let link = self.finding(code, &format!("<code>{text}</code>"));
                self.html(link);
            }
            false => self.done.push(Event::Code(text)),
        }
    }

    /// A link to a finding's page, from this one.
    fn finding(&self, code: &str, shown: &str) -> String {
        let path = format!("findings/{code}");
        match path == self.page.path {
            true => shown.to_owned(),
            false => format!("<a href=\"{}{path}.html\">{shown}</a>", self.page.root()),
        }
    }

    fn heading(&mut self, level: HeadingLevel, rest: &mut Parser<'a>) {
        let mut inside = Vec::new();
        for event in rest.by_ref() {
            match event {
                Event::End(TagEnd::Heading(_)) => break,
                event => inside.push(event),
            }
        }
        let words = inside.iter().filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => Some(&**text),
            _ => None,
        });
        let title: String = words.collect();
        let id = self.id(&title);
        let number = level as u8;
        self.html(format!("<h{number} id=\"{id}\">"));
        self.parts.push(Part {
            title,
            id,
            level: number,
            text: String::new(),
        });
        // a title is no link to the page that it is the title of
        self.linked += 1;
        inside.into_iter().for_each(|event| match event {
            Event::InlineHtml(text) => self.done.push(Event::Text(text)),
            event => self.done.push(event),
        });
        self.linked -= 1;
        self.html(format!("</h{number}>\n"));
    }

    /// As code hosts name headings, so that links are the same here and there; used once on a page.
    fn id(&mut self, title: &str) -> String {
        let kept = title.chars().filter_map(|c| match c {
            ' ' | '-' => Some('-'),
            c if c.is_alphanumeric() || c == '_' => Some(c),
            _ => None,
        });
        let plain: String = kept.flat_map(char::to_lowercase).collect();
        let mut id = plain.clone();
        let mut number = 1;
        while !self.ids.insert(id.clone()) {
            id = format!("{plain}-{number}");
            number += 1;
        }
        id
    }

    fn code(&mut self, kind: &CodeBlockKind<'a>, rest: &mut Parser<'a>) {
        let mut text = String::new();
        for event in rest.by_ref() {
            match event {
                Event::End(TagEnd::CodeBlock) => break,
                Event::Text(more) => text.push_str(&more),
                _ => {}
            }
        }
        self.remember(" ");
        self.remember(&text);
        let language = match kind {
            CodeBlockKind::Fenced(language) => &**language,
            CodeBlockKind::Indented => "",
        };
        let whole = language == "flow" && self.page.whole_flows;
        self.html(code::block(language, &text));
        if whole {
            self.flows += 1;
            let prefix = format!("g{}-", self.flows);
            let root = self.playground.then(|| self.page.root());
            self.html(code::beside(&text, &prefix, root.as_deref()));
        }
    }
}

/// Where a text names a finding that there is.
fn code_in(text: &str) -> Option<usize> {
    static KNOWN: OnceLock<HashSet<String>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let all = rule::all();
        all.iter().map(|about| about.code.to_string()).collect()
    });
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut places = text.match_indices('F').map(|(at, _)| at);
    places.find(|at| {
        let Some((code, after)) = text[*at..].split_at_checked(4) else {
            return false;
        };
        let apart = !word(text[..*at].chars().next_back()) && !word(after.chars().next());
        apart && known.contains(code)
    })
}
