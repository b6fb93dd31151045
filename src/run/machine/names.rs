//! The stable names of effects: where in the script, and in which rounds, items and calls.

use super::frames::{Frame, Site};
use super::{Role, Run};
use crate::program::Stmt;
use jiff::SignedDuration;
use std::fmt::Write;
use std::sync::Arc;

impl Site {
    pub fn of(stmt: &Stmt) -> Self {
        Self {
            path: stmt.path.clone(),
            span: stmt.span,
        }
    }
}

impl Run {
    /// The name of an effect of a statement: `<run>/<where>/<last>`.
    pub(super) fn effect_name(
        &self,
        branch: usize,
        path: &str,
        last: std::fmt::Arguments<'_>,
    ) -> String {
        let mut name = String::with_capacity(self.name.len() + path.len() + 24);
        name.push_str(&self.name);
        name.push('/');
        for line in self.lineage(branch) {
            self.write_item(&mut name, line);
            for frame in &self.branch(line).stack {
                write_frame(&mut name, frame);
            }
        }
        let _ = write!(name, "{path}/{last}");
        name
    }

    /// Asks for a pause that belongs to a statement.
    pub(super) fn ask_pause(
        &mut self,
        branch: usize,
        role: Role,
        path: &Arc<str>,
        what: std::fmt::Arguments<'_>,
        time: SignedDuration,
    ) -> u64 {
        let name = self.effect_name(branch, path, what);
        self.ask_sleep(branch, role, name, time)
    }

    /// The branch and those that it came from, outermost first.
    fn lineage(&self, branch: usize) -> Vec<usize> {
        let mut lineage = vec![branch];
        let mut at = branch;
        while let Some(parent) = self.branch(at).parent {
            lineage.push(parent);
            at = parent;
        }
        lineage.reverse();
        lineage
    }

    fn write_item(&self, name: &mut String, branch: usize) {
        let branch = self.branch(branch);
        let parent = branch
            .parent
            .and_then(|parent| self.branch(parent).stack.last());
        if let Some(Frame::Many(many)) = parent {
            let _ = write!(name, "{}[{}]/", many.site.path, branch.item);
        }
    }
}

/// What a frame adds to the names of what is inside of it, where it can be there again.
fn write_frame(name: &mut String, frame: &Frame) {
    let _ = match frame {
        Frame::Each(each) => write!(name, "{}[{}]/", each.site.path, each.next.saturating_sub(1)),
        Frame::Rounds(rounds) => write!(name, "{}[{}]/", rounds.site.path, rounds.round),
        Frame::Group(group) if group.round > 1 => {
            write!(name, "{}~{}/", group.site.path, group.round)
        }
        Frame::Always(always) if always.round > 1 => {
            write!(name, "{}~{}/", always.site.path, always.round)
        }
        Frame::Called(called) => write!(name, "{}/", called.site.path),
        Frame::Reacting(reacting) => write!(name, "{}!/", reacting.site.path),
        _ => Ok(()),
    };
}
