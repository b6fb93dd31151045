//! `emit`: a result is kept, and where in the run it was emitted.

use super::cx::Cx;
use super::frames::Frame;
use crate::run::event::Fault;
use crate::source::Span;
use crate::value::Value;
use std::sync::Arc;

impl Cx<'_> {
    /// Keeps a result.
    pub fn keep_result(
        &mut self,
        span: Span,
        name: &Arc<str>,
        value: &Value,
    ) -> Result<(), Box<Fault>> {
        let is_list = self.state.program.lists.contains(name);
        let place = if is_list {
            self.place(span)
        } else {
            Vec::new()
        };
        let results = &mut self.state.so_far.tell().results;
        let old = match is_list {
            true => {
                let count = results.count(name) + 1;
                results.add(name, place.into(), value.clone());
                self.state.budget.check_items(count, span)?;
                Value::Nothing
            }
            false => results.set(name, value.clone()),
        };
        self.state.budget.hold(value, &old, span).inspect_err(|_| {
            self.state.begin_grace();
        })
    }

    fn place(&self, at: Span) -> Vec<u64> {
        let mut lineage: Vec<usize> = self.state.lineage(self.branch).collect();
        lineage.reverse();
        let mut place = Vec::new();
        for line in lineage {
            let branch = self.state.branch(line);
            if branch.parent.is_some() {
                place.push(branch.item.into());
            }
            branch
                .stack
                .iter()
                .for_each(|frame| frame.write_place(&mut place));
        }
        place.push(at.start.into());
        place
    }
}

impl Frame {
    fn write_place(&self, place: &mut Vec<u64>) {
        let round = match self {
            Self::Each(each) => Some(each.next as u64),
            Self::Rounds(rounds) => Some(rounds.round),
            Self::Group(group) => Some(group.round),
            Self::Always(_) => Some(u64::MAX),
            // its items are branches, which say themselves which one they work on
            Self::Many(_) | Self::Called(_) | Self::Reacting(_) => None,
            _ => return,
        };
        place.extend(self.site().map(|site| u64::from(site.span.start)));
        place.extend(round);
    }
}
