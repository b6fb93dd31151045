//! Blocks against each other.

use super::align::{Pair, align};
use super::change::{Care, Change, Sort};
use super::node::Node;
use super::{facts, handlers, short};

/// Collects what is different.
#[derive(Default)]
pub(super) struct Found {
    pub changes: Vec<Change>,
    /// What is only in the older flow, with its line.
    gone: Vec<(usize, Node, String)>,
    /// What is only in the newer flow.
    come: Vec<(usize, Node, String)>,
}

/// Where a block is: `in step Look`, `on Busy of consult agent`.
pub(super) type Place<'a> = &'a str;

impl Found {
    /// Compares two blocks.
    pub fn blocks(&mut self, old: &[Node], new: &[Node], place: Place<'_>) {
        for pair in align(old, new) {
            match pair {
                Pair::Both(before, after) => self.both(&old[before], &new[after], place),
                Pair::Old(at) => self.only(&old[at], Sort::Gone, place),
                Pair::New(at) => self.only(&new[at], Sort::New, place),
            }
        }
    }

    /// The same statement in both.
    fn both(&mut self, old: &Node, new: &Node, place: Place<'_>) {
        if old.whole() == new.whole() {
            return;
        }
        let mut says = facts::compare(old, new);
        let acts = !says.is_empty() && is_irreversible(new);
        let handled = handlers::compare(&old.handlers, &new.handlers);
        says.extend(handled.says);
        match (&old.always, &new.always) {
            (None, Some(_)) => says.push("now has an `always`".into()),
            (Some(_), None) => says.push("has no `always` any more".into()),
            _ => {}
        }
        if !says.is_empty() {
            // what fails less loudly, what is not put right any more, and on what something acts that
            // cannot be undone, is what a reviewer must not miss
            let unsafe_now = new.always.is_none() && old.always.is_some();
            let succeeds = old.title == "fail" && new.title == "finish";
            let care = match handled.milder || unsafe_now || acts || succeeds {
                true => Care::Look,
                false => Care::Plain,
            };
            self.changes.push(Change {
                sort: Sort::Changed,
                care,
                about: about(&new.title, place),
                says,
                before: Some(old.line),
                after: Some(new.line),
            });
        }
        for (outcome, before, after) in handled.blocks {
            let place = format!("on {outcome} of {}", about(&new.title, place));
            self.blocks(before, after, &place);
        }
        let inside = match new.key.as_str() {
            "if" | "arm" | "else" => place.to_owned(),
            _ => format!("in {}", about(&new.title, place)),
        };
        self.blocks(&old.inside, &new.inside, &inside);
        let none = Vec::new();
        let place = format!("in the `always` of {}", about(&new.title, place));
        self.blocks(
            old.always.as_ref().unwrap_or(&none),
            new.always.as_ref().unwrap_or(&none),
            &place,
        );
    }

    /// A statement of one of them alone. Whether it has moved is known when all have been seen.
    fn only(&mut self, node: &Node, sort: Sort, place: Place<'_>) {
        let at = self.changes.len();
        self.changes.push(alone(node, sort, place));
        match sort {
            Sort::Gone => self.gone.push((at, node.clone(), place.to_owned())),
            _ => self.come.push((at, node.clone(), place.to_owned())),
        }
    }

    /// What is both gone and new has moved: alone, or into or out of something.
    pub fn end(mut self) -> Vec<Change> {
        let mut dropped = Vec::new();
        for gone in &self.gone {
            for come in &self.come {
                if !dropped.contains(&come.0) && !dropped.contains(&gone.0) {
                    let change = &mut self.changes[come.0];
                    if moved(change, gone, come) {
                        dropped.push(gone.0);
                    }
                }
            }
        }
        let changes = self.changes.drain(..).enumerate();
        let left = changes.filter(|(at, _)| !dropped.contains(at));
        left.map(|(_, change)| change).collect()
    }
}

/// Whether it, or anything inside of it, cannot be undone.
fn is_irreversible(node: &Node) -> bool {
    let mut all = Vec::new();
    node.each(&mut all);
    all.iter().any(|node| node.irreversible)
}

type Alone = (usize, Node, String);

/// Says of what is new that it was there before; whether what is gone is all said by that.
fn moved(change: &mut Change, (_, gone, was): &Alone, (_, come, is): &Alone) -> bool {
    let inside = |node: &Node, other: &Node| {
        let mut all = Vec::new();
        node.each(&mut all);
        let whole = other.whole();
        all.iter().any(|node| node.whole() == whole)
    };
    if gone.whole() == come.whole() {
        let mut before = format!("before: line {}", gone.line);
        if was != is && !was.is_empty() {
            before.push_str(&format!(", {was}"));
        }
        // what is always done, and what is not, differ for whoever waits on hold
        let always = was.contains("`always`") != is.contains("`always`");
        change.sort = Sort::Moved;
        change.care = if always { Care::Look } else { Care::Plain };
        change.before = Some(gone.line);
        change.says = vec![before];
        return true;
    }
    if inside(come, gone) {
        let (title, line) = (&gone.title, gone.line);
        change.says.push(format!(
            "`{title}` (before: line {line}) is inside of it now"
        ));
        return true;
    }
    if inside(gone, come) {
        change.sort = Sort::Moved;
        change.care = Care::Plain;
        change.before = Some(gone.line);
        change.says = vec![format!("no longer inside of `{}`", gone.title)];
    }
    false
}

/// A statement that only one of them has.
fn alone(node: &Node, sort: Sort, place: Place<'_>) -> Change {
    let mut says = Vec::new();
    let mut all = Vec::new();
    node.each(&mut all);
    let last = all.iter().filter(|node| node.irreversible);
    let acts: Vec<&str> = last.map(|node| node.title.as_str()).collect();
    if sort == Sort::New {
        for act in &acts {
            says.push(format!("`{act}` cannot be undone"));
        }
        if !node.inside.is_empty() {
            let inside: Vec<&str> = node.inside.iter().map(|node| node.text.as_str()).collect();
            says.push(format!("inside: {}", short(&inside.join("; "), 160)));
        }
        for handler in &node.handlers {
            let does = handlers::does(&handler.reaction);
            says.push(format!("on {}: {does}", handler.outcome));
        }
    }
    let fails = sort == Sort::Gone && all.iter().any(|node| node.title == "fail");
    if fails {
        says.push("the run does not end as failed here any more".into());
    }
    let care = match sort {
        Sort::New if !acts.is_empty() => Care::Look,
        // what put things right, or said that they are not, is gone
        Sort::Gone if fails || all.iter().any(|node| node.writes || node.always.is_some()) => {
            Care::Look
        }
        _ => Care::Plain,
    };
    Change {
        sort,
        care,
        about: about(&short(&node.text, 90), place),
        says,
        before: (sort == Sort::Gone).then_some(node.line),
        after: (sort == Sort::New).then_some(node.line),
    }
}

fn about(title: &str, place: Place<'_>) -> String {
    match place.is_empty() {
        true => title.to_owned(),
        false => format!("{title}, {place}"),
    }
}
