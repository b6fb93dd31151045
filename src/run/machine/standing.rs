//! Where a run is, for whoever steps through it: the statement that is next, and the names around it.

use super::frames::Frame;
use super::state::State;
use crate::source::Span;
use crate::value::Value;
use std::sync::Arc;

/// Where a run is.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The statement that is next.
    pub span: Span,
    /// Which line of work it is in: the flow itself, or an item of several in parallel.
    pub branch: usize,
    /// The step that it is in, and whatever runs that one, from the inside out.
    pub levels: Vec<Level>,
}

/// The flow, or a step that is open.
#[derive(Clone, Debug)]
pub struct Level {
    /// The step; nothing for the flow itself.
    pub step: Option<Arc<str>>,
    /// The item of a `for each` with several in parallel that it works on.
    pub item: Option<usize>,
    /// The statement that it is at.
    pub span: Span,
    /// The variables that have a value.
    pub variables: Vec<(Arc<str>, Value)>,
}

/// Whose slots they are.
#[derive(Clone, Copy)]
enum Of {
    Flow,
    Step(u32),
    /// The handlers of last resort: their names are kept nowhere.
    Everywhere,
}

impl State {
    /// Where the run is, if its next turn begins a statement.
    pub fn standing(&self) -> Option<Standing> {
        let branch = self.branches.peek()?;
        let here = self.branch(branch);
        let Some(Frame::Stmts(stmts)) = here.stack.last().filter(|_| here.leaving.is_none()) else {
            return None;
        };
        let span = stmts.block.stmts.get(stmts.next as usize)?.span;
        Some(Standing {
            span,
            branch,
            levels: self.levels(branch, span),
        })
    }

    /// What is open in a branch, seen from a place in it; nothing where the branch is over.
    pub fn standing_in(&self, branch: usize, span: Span) -> Option<Standing> {
        self.branches.is_open(branch).then(|| Standing {
            span,
            branch,
            levels: self.levels(branch, span),
        })
    }

    /// How many steps are open around a branch.
    pub fn depth(&self, branch: usize) -> usize {
        let slots = self.lineage(branch).map(|at| self.branch(at).slots.len());
        slots.map(|slots| slots - 1).sum()
    }

    fn levels(&self, branch: usize, at: Span) -> Vec<Level> {
        let here = self.branch(branch);
        let opened = here.stack.iter().filter(|frame| frame.has_slots());
        // the statement of each level but the last is the one that opened the next
        let mut spans: Vec<Span> = opened.filter_map(Frame::span).collect();
        spans.push(at);
        let all = self.owners(branch).into_iter().zip(&here.slots).zip(spans);
        let item = here.parent.map(|_| here.item as usize);
        let mut levels: Vec<Level> = all
            .enumerate()
            .map(|(number, ((of, slots), span))| Level {
                step: self.step_of(of),
                item: item.filter(|_| number == 0),
                span,
                variables: self.variables(of, slots),
            })
            .collect();
        levels.reverse();
        if let Some(parent) = here.parent {
            // an item works on copies of the names of the level that it comes from
            let site = self.branch(parent).stack.last().and_then(Frame::span);
            let outer = self.levels(parent, site.unwrap_or(at));
            levels.extend(outer.into_iter().skip(1));
        }
        levels
    }

    fn owners(&self, branch: usize) -> Vec<Of> {
        let here = self.branch(branch);
        let base = match here.parent {
            Some(parent) => self.owners(parent).last().copied().unwrap_or(Of::Flow),
            None => Of::Flow,
        };
        let opened = here.stack.iter().filter(|frame| frame.has_slots());
        let opened = opened.map(|frame| match frame {
            Frame::Called(called) => Of::Step(called.run.step),
            _ => Of::Everywhere,
        });
        std::iter::once(base).chain(opened).collect()
    }

    fn step_of(&self, of: Of) -> Option<Arc<str>> {
        match of {
            Of::Flow => None,
            Of::Step(step) => Some(self.program.steps.get(step as usize)?.name.clone()),
            Of::Everywhere => Some("everywhere".into()),
        }
    }

    fn variables(&self, of: Of, slots: &[Value]) -> Vec<(Arc<str>, Value)> {
        let body = match of {
            Of::Flow => Some(&self.program.main),
            Of::Step(step) => self.program.steps.get(step as usize).map(|step| &step.body),
            Of::Everywhere => None,
        };
        let names = body.map_or(&[][..], |body| &body.names);
        let known = names.iter().zip(slots);
        let known = known.filter(|(_, value)| !matches!(value, Value::Nothing));
        known
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// The inputs with their values.
    pub fn given(&self) -> Vec<(Arc<str>, Value)> {
        let inputs = self.program.inputs.iter().zip(&self.inputs);
        inputs
            .map(|(input, value)| (input.name.clone(), value.clone()))
            .collect()
    }
}
