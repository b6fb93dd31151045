//! Mending scripts with the fixes that findings carry.

use crate::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use crate::source::Source;
use crate::syntax::codes;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Rounds of fixes after which a script is taken as it is: one fix may make the next possible.
const ROUNDS: usize = 20;

/// A script after its fixes.
#[derive(Clone, Debug)]
pub struct Mended {
    /// The script; the one that was given where nothing was changed.
    pub source: Arc<Source>,
    /// The titles of the fixes that were made, in the order in which they were made.
    pub made: Vec<String>,
    /// What is left to find in it.
    pub left: Vec<Diagnostic>,
}

/// Makes fixes until there is none left to make: safe ones, and `unsafe` ones where they are
/// asked for. `look` finds what is wrong with a text.
///
/// A fix is not made where more syntax errors would be left than were there before, so a script
/// that can be read stays one; nor, where safe ones alone are asked for, where more errors of any
/// kind would be left. Unsafe ones may bring to light what a wrong name had hidden.
pub fn mend(
    source: &Arc<Source>,
    with_unsafe: bool,
    look: impl Fn(&Arc<Source>) -> Vec<Diagnostic>,
) -> Mended {
    let first = look(source);
    let mut now = State {
        source: source.clone(),
        found: first,
        with_unsafe,
    };
    let mut seen = HashSet::from([now.source.text().to_owned()]);
    let mut made = Vec::new();
    for _ in 0..ROUNDS {
        let fixes = chosen(&now);
        let (kept, next) = now.best(&fixes, &look);
        let Some(next) = next.filter(|next| seen.insert(next.source.text().to_owned())) else {
            break;
        };
        made.extend(kept.iter().map(|fix| fix.title.clone()));
        now = next;
    }
    Mended {
        source: now.source,
        made,
        left: now.found,
    }
}

/// The fixes that can be made at once: none touches what another one does.
fn chosen(state: &State) -> Vec<Fix> {
    let mut taken = Taken::default();
    let allowed = |fix: &&Fix| state.with_unsafe || fix.safety == Safety::Safe;
    let fixes = state.found.iter().filter_map(|found| found.fix.as_ref());
    fixes
        .filter(allowed)
        .filter(|fix| fits(&state.source, fix) && taken.take(&fix.edits))
        .cloned()
        .collect()
}

/// The places that fixes of this round change, which do not meet.
#[derive(Default)]
struct Taken(BTreeMap<u32, u32>);

impl Taken {
    /// Takes the places of a fix, where they are all free.
    fn take(&mut self, edits: &[Edit]) -> bool {
        let free = edits.iter().all(|edit| self.is_free(edit));
        if free {
            for edit in edits {
                let end = self.0.entry(edit.span.start).or_default();
                *end = edit.span.end.max(*end);
            }
        }
        free
    }

    /// Places that only meet are not free: the order of the two changes would matter.
    fn is_free(&self, edit: &Edit) -> bool {
        let before = self.0.range(..=edit.span.end).next_back();
        before.is_none_or(|(_, end)| *end < edit.span.start)
    }
}

fn fits(source: &Source, fix: &Fix) -> bool {
    let inside = |edit: &Edit| {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        source.text().get(start..end).is_some()
    };
    !fix.edits.is_empty() && fix.edits.iter().all(inside)
}

/// A text and what is wrong with it.
#[derive(Clone)]
struct State {
    source: Arc<Source>,
    found: Vec<Diagnostic>,
    with_unsafe: bool,
}

impl State {
    /// The text after these fixes.
    fn after(&self, fixes: &[Fix], look: &impl Fn(&Arc<Source>) -> Vec<Diagnostic>) -> Self {
        let name = self.source.name().clone();
        let source = Arc::new(Source::new(name, apply(&self.source, fixes)));
        Self {
            found: look(&source),
            source,
            with_unsafe: self.with_unsafe,
        }
    }

    /// As many of the fixes as can be made without making anything worse, and what comes of it.
    fn best(
        &self,
        fixes: &[Fix],
        look: &impl Fn(&Arc<Source>) -> Vec<Diagnostic>,
    ) -> (Vec<Fix>, Option<Self>) {
        if fixes.is_empty() {
            return (Vec::new(), None);
        }
        let next = self.after(fixes, look);
        if next.badness() <= self.badness() {
            return (fixes.to_vec(), Some(next));
        }
        if fixes.len() == 1 {
            return (Vec::new(), None);
        }
        let (first, second) = fixes.split_at(fixes.len() / 2);
        let (mut kept, before) = self.best(first, look);
        let (more, after) = self.best(second, look);
        match (kept.is_empty(), more.is_empty()) {
            (_, true) => (kept, before),
            (true, false) => (more, after),
            (false, false) if kept.len() + more.len() == fixes.len() => (kept, before),
            (false, false) => {
                let alone = kept.clone();
                kept.extend(more);
                match self.best(&kept, look) {
                    (all, Some(next)) if all.len() == kept.len() => (all, Some(next)),
                    _ => (alone, before),
                }
            }
        }
    }

    /// Syntax errors, then all errors where they count.
    fn badness(&self) -> (usize, usize) {
        let errors = || {
            let all = self.found.iter();
            all.filter(|found| found.severity == Severity::Error)
        };
        let of_syntax =
            |found: &&Diagnostic| codes::ALL.iter().any(|(code, _)| *code == found.code);
        let all = match self.with_unsafe {
            true => 0,
            false => errors().count(),
        };
        (errors().filter(of_syntax).count(), all)
    }
}

/// The text after these fixes, which do not touch each other. Line ends are written as the
/// script writes them.
pub fn apply(source: &Source, fixes: &[Fix]) -> String {
    let mut edits: Vec<&Edit> = fixes.iter().flat_map(|fix| &fix.edits).collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let text = source.text();
    let windows = text.contains("\r\n");
    let mut mended = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        mended.push_str(text.get(at..start).unwrap_or_default());
        match windows {
            true => mended.push_str(&edit.text.replace("\r\n", "\n").replace('\n', "\r\n")),
            false => mended.push_str(&edit.text),
        }
        at = end.max(at);
    }
    mended.push_str(text.get(at..).unwrap_or_default());
    mended
}

#[cfg(test)]
mod tests;
