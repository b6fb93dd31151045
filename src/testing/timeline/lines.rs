//! The lines of a flow, and of the files whose steps it uses, at which a run can be stopped.

use super::places::Line;
use super::stop::Why;
use super::whole::Timeline;
use crate::source::Span;
use std::sync::Arc;

impl Timeline {
    /// The line of a stop.
    pub fn line(&self, stop: usize) -> Option<Line> {
        let stop = self.stops.get(stop)?;
        Some(self.line_of(stop.span))
    }

    /// A line of the flow's own file.
    pub fn own_line(&self, number: u32) -> Line {
        Line {
            file: self.program.source.name().clone(),
            number,
        }
    }

    /// The files that a run of the flow may be in, its own first.
    pub fn files(&self) -> Vec<Arc<str>> {
        let source = &self.program.source;
        let mut files = vec![source.name().clone()];
        let parts = source.parts().iter();
        files.extend(parts.skip(1).map(|part| part.source.name().clone()));
        files
    }

    /// The line at which a run is stopped that is to stop at this one: where a statement or a handler
    /// begins on it, or below it within the innermost statement around it; else that statement's, else
    /// the next below.
    pub fn stopping_line(&self, wanted: &Line) -> Option<Line> {
        let source = &self.program.source;
        let in_file = |span: &Span| source.home(*span).0.name() == &wanted.file;
        let statements = self.places.statements.iter().filter(|span| in_file(span));
        let lines: Vec<(u32, u32)> = statements.map(|span| self.lines(*span)).collect();
        let handlers = self.places.handlers.iter().filter(|span| in_file(span));
        let handlers = handlers.map(|span| self.lines(*span).0);
        let firsts = lines.iter().map(|(first, _)| *first).chain(handlers);
        let below = firsts.filter(|first| *first >= wanted.number).min();
        let around = lines
            .iter()
            .filter(|(first, last)| (*first..=*last).contains(&wanted.number));
        let number = match around.max_by_key(|(first, _)| *first) {
            Some((first, last)) => below.filter(|below| below <= last).unwrap_or(*first),
            None => below?,
        };
        Some(Line {
            file: wanted.file.clone(),
            number,
        })
    }

    /// Whether a run is stopped at a stop by a breakpoint on its line: of a handler that begins on the
    /// line of its action, the action stops it.
    pub fn is_stopped_by(&self, stop: usize, line: &Line) -> bool {
        let Some(at) = self.stops.get(stop) else {
            return false;
        };
        let own = || {
            let mut all = self.places.statements.iter();
            !all.any(|span| self.line_of(*span) == *line)
        };
        match at.why {
            _ if self.line_of(at.span) != *line => false,
            Why::Statement => true,
            Why::Handled(_) | Why::Retried(_) => own(),
            Why::Failing(_) => false,
        }
    }

    fn line_of(&self, span: Span) -> Line {
        let (file, own) = self.program.source.home(span);
        Line {
            file: file.name().clone(),
            number: file.line_of(own.start),
        }
    }

    fn lines(&self, span: Span) -> (u32, u32) {
        let (file, own) = self.program.source.home(span);
        let last = own.end.saturating_sub(1).max(own.start);
        (file.line_of(own.start), file.line_of(last))
    }
}
