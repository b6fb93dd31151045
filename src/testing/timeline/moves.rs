//! From one statement of a run to another.

use super::places::Line;
use super::stop::Why;
use super::whole::Timeline;

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
                Way::Back => (0..self.stops.len())
                    .rev()
                    .find(|at| self.stops[*at].why == Why::Statement),
                _ => None,
            };
        };
        let begins = |at: &usize| self.stops[*at].why == Why::Statement;
        let level = |at: &usize| self.stops[*at].depth <= here.depth && begins(at);
        // items in parallel take turns: one stays with its own
        let own = |at: &usize| level(at) && self.stops[*at].branch == here.branch;
        match way {
            Way::Into => after.clone().find(begins),
            Way::Next => after
                .clone()
                .find(own)
                .or_else(|| after.clone().find(level)),
            Way::Out => after
                .clone()
                .find(|at| self.stops[*at].depth < here.depth && begins(at)),
            Way::Back => {
                let before = 0..from;
                let own = before.clone().rev().find(own);
                own.or_else(|| before.clone().rev().find(level))
                    .or_else(|| before.rev().find(begins))
            }
        }
    }

    /// The next stop of a breakpoint on one of these lines, or the last before.
    pub fn to_line(&self, from: usize, lines: &[Line], back: bool) -> Option<usize> {
        let on_line = |at: &usize| lines.iter().any(|line| self.is_stopped_by(*at, line));
        match back {
            true => (0..from.min(self.stops.len())).rev().find(on_line),
            false => (from + 1..self.stops.len()).find(on_line),
        }
    }
}
