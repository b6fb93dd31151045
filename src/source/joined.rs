//! A flow and the files whose steps it uses, as one text: a place in any of them is a place in the
//! whole, and what is said of it is said of the file that it is in.

use super::{Source, Span};
use std::sync::{Arc, OnceLock};

/// A file of a joined text.
#[derive(Clone, Debug)]
pub struct Part {
    /// Where its text begins in the whole.
    pub start: u32,
    /// The file.
    pub source: Arc<Source>,
    /// The `use steps from` line that brought it in, in the whole; nothing for the flow itself.
    pub used: Option<Span>,
    /// Whether everything in it counts; else its steps alone.
    pub whole: bool,
}

/// A `use steps from` line.
#[derive(Clone, Debug)]
pub struct Link {
    /// The written path, quotes included.
    pub path: Span,
    /// The file that it names, by its number among the parts.
    pub to: Result<usize, NotLinked>,
}

/// Why a `use steps from` line brings no steps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotLinked {
    /// It cannot be read: the file's name, and why.
    Unreadable(String, String),
    /// It is the file of a part that is being read: each would need the other first.
    Circle(usize),
    /// It is no path to a flow beside this one.
    NotAPath,
    /// It is one file more than a flow may use.
    TooMany,
}

/// What is said of several places, in terms of the file that the first of them is in.
#[derive(Debug)]
pub struct Placed<'a> {
    /// The file.
    pub source: &'a Source,
    /// The places in it.
    pub labels: Vec<(Span, String)>,
    /// What is said of places in other files, a line each.
    pub elsewhere: Vec<String>,
}

impl Source {
    /// A flow and the files whose steps it uses; the first part is the flow itself.
    pub fn joined(text: String, parts: Vec<Part>, links: Vec<Link>) -> Self {
        let name = parts.first().map(|part| part.source.name().clone());
        Self {
            name: name.unwrap_or_else(|| "".into()),
            text: text.into(),
            lines: OnceLock::new(),
            parts,
            links,
        }
    }

    /// The files that it is made of, the flow itself first; empty where it is one file alone.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Its `use steps from` lines, and those of the files that they name.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// How long the flow's own text is.
    pub fn own_end(&self) -> u32 {
        let own = self.parts.first().map(|part| part.source.text().len());
        own.unwrap_or(self.text.len()) as u32
    }

    /// Which of its files a place is in.
    pub fn part_of(&self, at: u32) -> usize {
        let after = self.parts.partition_point(|part| part.start <= at);
        after.saturating_sub(1)
    }

    /// The same, where what counts whole is part of the flow itself.
    pub fn owner_of(&self, at: u32) -> usize {
        let part = self.part_of(at);
        let whole = self.parts.get(part).is_none_or(|part| part.whole);
        if whole { 0 } else { part }
    }

    /// The file that a place is in, and where in it.
    pub fn home(&self, span: Span) -> (&Source, Span) {
        match self.parts.get(self.part_of(span.start)) {
            Some(part) => (&part.source, part.own(span)),
            None => (self, span),
        }
    }

    /// The line, from 1, that holds a byte, in the file that it is in.
    pub fn line_at_home(&self, at: u32) -> u32 {
        let (home, span) = self.home(Span::at(at));
        home.line_of(span.start)
    }

    /// The file that a place is in, as it is shared, and where in it.
    pub fn shared_home(self: &Arc<Self>, span: Span) -> (Arc<Source>, Span) {
        match self.parts.get(self.part_of(span.start)) {
            Some(part) => (part.source.clone(), part.own(span)),
            None => (self.clone(), span),
        }
    }

    /// What is said of some places, in terms of the file that the first is in. A place in a file
    /// that this one uses is shown at the `use` line that brought it in.
    pub fn placed(&self, labels: Vec<(Span, String)>) -> Placed<'_> {
        let first = labels
            .first()
            .map_or(0, |(span, _)| self.part_of(span.start));
        let Some(home) = self.parts.get(first) else {
            return Placed {
                source: self,
                labels,
                elsewhere: Vec::new(),
            };
        };
        let mut placed = Placed {
            source: &home.source,
            labels: Vec::new(),
            elsewhere: Vec::new(),
        };
        for (span, text) in labels {
            let at = self.part_of(span.start);
            if at == first {
                placed.labels.push((home.own(span), text));
                continue;
            }
            let there = self.name_place(span);
            match self.door(at, first) {
                Some(line) => placed
                    .labels
                    .push((home.own(line), format!("{there}: {text}"))),
                None => placed.elsewhere.push(format!("{there}: {text}")),
            }
        }
        if let Some(used) = home.used {
            let there = self.name_place(used);
            placed
                .elsewhere
                .push(format!("{there}: the steps of this file are used here"));
        }
        placed
    }

    /// The line of the file `from` by which, over as many files as it takes, `part` came in.
    pub(crate) fn door(&self, part: usize, from: usize) -> Option<Span> {
        let mut at = part;
        // a part comes after the one that names it, so this comes to an end
        while let Some(used) = self.parts.get(at)?.used {
            let by = self.part_of(used.start);
            if by == from {
                return Some(used);
            }
            at = by;
        }
        None
    }

    /// A place as people write it: `wrap-up.flow:3`.
    pub(crate) fn name_place(&self, span: Span) -> String {
        let (source, own) = self.home(span);
        let name = source.name().replace(char::is_control, "?");
        format!("{name}:{}", source.line_of(own.start))
    }
}

impl Part {
    /// A place of the whole in terms of this file.
    pub fn own(&self, span: Span) -> Span {
        let most = self.source.text().len() as u32;
        let own = |at: u32| at.saturating_sub(self.start).min(most);
        Span::new(own(span.start), own(span.end))
    }

    /// A place of this file in terms of the whole.
    pub fn whole(&self, span: Span) -> Span {
        Span::new(span.start + self.start, span.end + self.start)
    }
}
