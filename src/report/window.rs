//! The few lines of a source that a report shows, found by its line index: the cost of a report
//! does not grow with the file. What nobody may see is taken out here, before lines are laid
//! out, and a line that never ends is cut around the place that matters.

use super::{Redactor, text};
use crate::source::{Place, Source, Span};
use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// Bytes of a line that are shown before and after the place that matters.
const BEFORE: usize = 60;
const AFTER: usize = 120;
/// Bytes around the shown part that are searched for what has to be hidden.
const MARGIN: usize = 4096;
/// A label over more lines than this marks its first line only.
const LONGEST_LABEL: u32 = 4;

/// Lines around some spans, as they are shown.
#[derive(Debug)]
pub(super) struct Window {
    name: String,
    regions: Vec<Region>,
    places: Vec<(usize, Place)>,
}

/// Lines that follow each other.
#[derive(Debug)]
struct Region {
    first_line: u32,
    last_line: u32,
    offset: usize,
    text: String,
    swaps: Vec<Swap>,
}

/// Bytes of the source, and the bytes of the region's text that stand for them.
#[derive(Debug)]
struct Swap {
    source: (usize, usize),
    shown: (usize, usize),
}

impl Window {
    /// The lines of `spans` and `context` more on either side.
    pub fn new(source: &Source, spans: &[Span], context: u32, redactor: &Redactor) -> Self {
        let spans: Vec<Span> = spans.iter().map(|span| shortened(source, *span)).collect();
        let mut window = Self {
            name: text::name(source.name()).into_owned(),
            regions: Vec::new(),
            places: Vec::new(),
        };
        let mut offset = 0;
        for (first_line, last_line) in line_ranges(source, &spans, context) {
            let region = Region::new(source, &spans, (first_line, last_line), offset, redactor);
            offset += region.text.len() + 1;
            window.regions.push(region);
        }
        for span in &spans {
            let shown = window.locate(source, *span);
            window
                .places
                .push((shown.offset(), source.place(span.start)));
        }
        window
    }

    /// Where a span of the source stands in what is shown.
    pub fn locate(&self, source: &Source, span: Span) -> SourceSpan {
        let span = shortened(source, span);
        let line = source.line_of(span.start);
        let Some(region) = self
            .regions
            .iter()
            .find(|region| (region.first_line..=region.last_line).contains(&line))
        else {
            return (0, 0).into();
        };
        let start = region.shown(span.start as usize, false);
        let end = region.shown(span.end as usize, true).max(start);
        (region.offset + start, end - start).into()
    }
}

/// Cuts a span that covers many lines to its first one.
fn shortened(source: &Source, span: Span) -> Span {
    let length = source.text().len() as u32;
    let span = Span::new(
        span.start.min(length),
        span.end.clamp(span.start.min(length), length),
    );
    let first = source.line_of(span.start);
    if source.line_of(span.end) - first < LONGEST_LABEL {
        return span;
    }
    Span::new(span.start, source.line_span(first).end.max(span.start))
}

fn line_ranges(source: &Source, spans: &[Span], context: u32) -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = spans
        .iter()
        .map(|span| {
            let first = source.line_of(span.start).saturating_sub(context).max(1);
            let last = source.line_of(span.end).saturating_add(context);
            (first, last.min(last_line(source, *span)))
        })
        .collect();
    ranges.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
    for (first, last) in ranges {
        match joined.last_mut() {
            Some(before) if first <= before.1 + 1 => before.1 = before.1.max(last),
            _ => joined.push((first, last)),
        }
    }
    joined
}

/// The last line that is worth showing: not the empty one after the last line end, unless the span
/// reaches it.
fn last_line(source: &Source, span: Span) -> u32 {
    let last = source.line_count();
    let empty = source.line_span(last).is_empty() && source.line_of(span.end) < last;
    last - u32::from(empty)
}

impl Region {
    fn new(
        source: &Source,
        spans: &[Span],
        (first_line, last_line): (u32, u32),
        offset: usize,
        redactor: &Redactor,
    ) -> Self {
        let mut region = Self {
            first_line,
            last_line,
            offset,
            text: String::new(),
            swaps: Vec::new(),
        };
        for line in first_line..=last_line {
            region.add_line(source, source.line_span(line), spans, redactor);
        }
        region
    }

    fn add_line(&mut self, source: &Source, line: Span, spans: &[Span], redactor: &Redactor) {
        let (start, end) = (line.start as usize, line.end as usize);
        let (from, to) = shown_part(source.text(), line, spans);
        self.swap((start, start), "");
        if from > start {
            self.swap((start, from), "… ");
        }
        self.add_part(source.text(), (start, end), (from, to), redactor);
        if to < end {
            self.swap((to, end), " …");
        }
        self.text.push('\n');
    }

    fn add_part(
        &mut self,
        text: &str,
        line: (usize, usize),
        (from, to): (usize, usize),
        redactor: &Redactor,
    ) {
        let searched = floor(text, from.saturating_sub(MARGIN).max(line.0));
        let until = floor(text, (to + MARGIN).min(line.1));
        let mut at = from;
        for hidden in redactor.find_written(&text[searched..until]) {
            let start = (searched + hidden.range.start).max(from);
            let end = (searched + hidden.range.end).min(to);
            if start < end {
                self.keep(text, at, start);
                self.swap((start, end), &hidden.shown);
                at = end;
            }
        }
        self.keep(text, at, to);
    }

    /// Takes text over as it is, but for what would steer a terminal.
    fn keep(&mut self, text: &str, from: usize, to: usize) {
        self.swap((from, from), "");
        for (at, c) in text[from.min(to)..to].char_indices() {
            if c.is_control() && c != '\t' {
                let at = from + at;
                self.swap((at, at + c.len_utf8()), "\u{fffd}");
                self.swap((at + c.len_utf8(), at + c.len_utf8()), "");
            } else {
                self.text.push(c);
            }
        }
    }

    fn swap(&mut self, source: (usize, usize), shown: &str) {
        let start = self.text.len();
        self.text.push_str(shown);
        self.swaps.push(Swap {
            source,
            shown: (start, self.text.len()),
        });
    }

    /// Where a byte of the source stands in the region's text.
    fn shown(&self, at: usize, is_end: bool) -> usize {
        let index = self.swaps.partition_point(|swap| swap.source.0 <= at);
        let Some(swap) = index.checked_sub(1).and_then(|index| self.swaps.get(index)) else {
            return 0;
        };
        let place = match at {
            _ if at < swap.source.1 && is_end && at > swap.source.0 => swap.shown.1,
            _ if at < swap.source.1 => swap.shown.0,
            _ => swap.shown.1 + (at - swap.source.1),
        };
        place.min(self.text.len())
    }
}

/// The part of a line that is shown: all of it, or what is around the first span on it.
fn shown_part(text: &str, line: Span, spans: &[Span]) -> (usize, usize) {
    let (start, end) = (line.start as usize, line.end as usize);
    if end - start <= BEFORE + AFTER {
        return (start, end);
    }
    let at = spans
        .iter()
        .map(|span| span.start as usize)
        .filter(|at| (start..=end).contains(at))
        .min()
        .unwrap_or(start);
    let from = if at - start <= BEFORE {
        start
    } else {
        at - BEFORE
    };
    (floor(text, from), floor(text, (at + AFTER).min(end)))
}

/// The place of the character that holds this byte.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl SourceCode for Window {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let region = self
            .regions
            .iter()
            .find(|region| {
                region.offset <= span.offset()
                    && span.offset() + span.len() <= region.offset + region.text.len()
            })
            .ok_or(MietteError::OutOfBounds)?;
        if before == 0 && after == 0 {
            return Ok(Box::new(self.place_of(span, region)));
        }
        Ok(Box::new(self.lines_of(span, region, before, after)))
    }
}

impl Window {
    /// The span alone, with its place in the file.
    fn place_of<'a>(&'a self, span: &SourceSpan, region: &'a Region) -> MietteSpanContents<'a> {
        let start = span.offset() - region.offset;
        let place = self.places.iter().find(|(at, _)| *at == span.offset());
        let (line, column) = place.map_or((region.first_line, 1), |(_, p)| (p.line, p.column));
        MietteSpanContents::new_named(
            self.name.clone(),
            &region.text.as_bytes()[start..start + span.len()],
            *span,
            line as usize - 1,
            column as usize - 1,
            1,
        )
    }

    /// Whole lines around the span.
    fn lines_of<'a>(
        &'a self,
        span: &SourceSpan,
        region: &'a Region,
        before: usize,
        after: usize,
    ) -> MietteSpanContents<'a> {
        let start = span.offset() - region.offset;
        let end = start + span.len();
        let line = region.text[..start].matches('\n').count();
        let first = line.saturating_sub(before);
        let from = nth_line(&region.text, first);
        let last_of_span = region.text[..end].matches('\n').count();
        let to = nth_line(&region.text, last_of_span + after + 1);
        let data = &region.text.as_bytes()[from..to];
        let count = region.text[from..to].matches('\n').count();
        MietteSpanContents::new_named(
            self.name.clone(),
            data,
            (region.offset + from, to - from).into(),
            region.first_line as usize - 1 + first,
            0,
            count,
        )
    }
}

/// Where the line of this number, from 0, begins; the end of the text past the last.
fn nth_line(text: &str, number: usize) -> usize {
    if number == 0 {
        return 0;
    }
    text.match_indices('\n')
        .nth(number - 1)
        .map_or(text.len(), |(at, _)| at + 1)
}
