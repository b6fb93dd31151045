//! What of a flow its tests have seen: outcomes by action, the handlers that took them, retries
//! that were used up, `always`, the arms of `if`.

mod hits;
mod point;
mod points;

pub use hits::hits;
pub use point::Point;
pub use points::{handlers, points, statements};

use crate::source::{Source, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What has been seen of one flow.
#[derive(Clone, Debug)]
pub struct Coverage {
    /// The flow.
    pub source: Arc<Source>,
    /// What can be reached.
    pub points: Vec<Point>,
    /// The statements: path and place.
    pub statements: Vec<(Arc<str>, Span)>,
    /// How many tests have reached a point or a statement, by its id or path.
    pub hits: BTreeMap<String, u32>,
}

impl Coverage {
    /// Nothing yet of a flow. The steps of other files count in none: they are not this file's.
    pub fn new(program: &crate::program::Program) -> Self {
        let (mut points, mut statements) = points(program);
        let own_end = program.source.own_end();
        points.retain(|point| point.span.start < own_end);
        statements.retain(|(_, span)| span.start < own_end);
        let (own, _) = program.source.shared_home(Span::default());
        Self {
            source: own,
            points,
            statements,
            hits: BTreeMap::new(),
        }
    }

    /// Adds what one run has reached.
    pub fn add(&mut self, reached: BTreeSet<String>) {
        for id in reached {
            *self.hits.entry(id).or_default() += 1;
        }
    }

    /// How many tests have reached a point or a statement.
    pub fn count(&self, id: &str) -> u32 {
        self.hits.get(id).copied().unwrap_or(0)
    }

    /// How many points there are, and how many have been reached.
    pub fn total(&self) -> (usize, usize) {
        let reached = self.points.iter().filter(|point| self.count(&point.id) > 0);
        (self.points.len(), reached.count())
    }

    /// What has not been reached.
    pub fn missing(&self) -> impl Iterator<Item = &Point> {
        self.points
            .iter()
            .filter(|point| self.count(&point.id) == 0)
    }
}

/// A part of a whole in percent, cut to tenths: what is not whole is never shown as 100.
pub fn percent(all: usize, reached: usize) -> f64 {
    match all {
        0 => 100.0,
        all => (reached as f64 * 1_000.0 / all as f64).floor() / 10.0,
    }
}
