//! From one statement of a run to another.

use super::Timeline;
use std::collections::BTreeSet;

/// How somebody steps through a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// The next statement, with all that a step does in between.
    Next,
    /// The next statement, in a step too.
    Into,
    /// The statement after the step that is open.
    Out,
    /// The statement before, with all that a step does in between.
    Back,
}

impl Timeline {
    /// Where a step leads; nothing where that is past the end, or before the start.
    pub fn step(&self, from: usize, way: Way) -> Option<usize> {
        let after = from + 1..self.stops.len();
        let Some(here) = self.stops.get(from) else {
            return match way {
                Way::Back => self.stops.len().checked_sub(1),
                _ => None,
            };
        };
        let level = |at: &usize| self.stops[*at].depth <= here.depth;
        // items in parallel take turns: one stays with its own
        let own = |at: &usize| level(at) && self.stops[*at].branch == here.branch;
        match way {
            Way::Into => after.clone().next(),
            Way::Next => after
                .clone()
                .find(own)
                .or_else(|| after.clone().find(level)),
            Way::Out => after.clone().find(|at| self.stops[*at].depth < here.depth),
            Way::Back => {
                let before = 0..from;
                let own = before.clone().rev().find(own);
                own.or_else(|| before.clone().rev().find(level))
                    .or(before.last())
            }
        }
    }

    /// The next statement that begins on one of these lines, or the last before.
    pub fn to_line(&self, from: usize, lines: &BTreeSet<u32>, back: bool) -> Option<usize> {
        let on_line = |at: &usize| self.line(*at).is_some_and(|line| lines.contains(&line));
        match back {
            true => (0..from.min(self.stops.len())).rev().find(on_line),
            false => (from + 1..self.stops.len()).find(on_line),
        }
    }

    /// The line of the statement that is meant by a line: one that begins on it or below it within the
    /// innermost statement around it, else that one, else the next below.
    pub fn statement_line(&self, line: u32) -> Option<u32> {
        let source = &self.program.source;
        let lines = self.statements().into_iter().map(|span| {
            let last = span.end.saturating_sub(1).max(span.start);
            (source.line_of(span.start), source.line_of(last))
        });
        let lines: Vec<(u32, u32)> = lines.collect();
        let firsts = lines.iter().map(|(first, _)| *first);
        let below = firsts.filter(|first| *first >= line).min();
        let around = lines
            .iter()
            .filter(|(first, last)| (*first..=*last).contains(&line));
        match around.max_by_key(|(first, _)| *first) {
            Some((first, last)) => below.filter(|below| below <= last).or(Some(*first)),
            None => below,
        }
    }
}
