//! Text to tree.

use super::parsed::Parsed;
use super::tree::{Item, Tree};
use super::{build, depth, explain};
use crate::diagnostic::Diagnostic;
use crate::source::{Part, Source};

/// Reads a script. Never fails and never panics: every mistake is in [`Parsed::problems`].
pub fn parse(source: &Source) -> Parsed {
    if !source.parts().is_empty() {
        return files(source);
    }
    if let Some(problem) = explain::unreadable(source) {
        return refused(problem);
    }
    match depth::parts(source, depth::PART) {
        Ok(parts) => build::build(source, 0, parts),
        Err(at) => refused(depth::problem(at)),
    }
}

/// The files of a joined text, one after the other: what is wrong in one changes no other.
fn files(source: &Source) -> Parsed {
    let mut all = Parsed::default();
    for (number, part) in source.parts().iter().enumerate() {
        let read = file(source, part);
        all.problems.extend(read.problems);
        all.tree.comments.extend(read.tree.comments);
        if part.whole {
            all.tree.items.extend(read.tree.items);
            // what stands in it means the flow's systems
            all.tree.systems_of.extend((number > 0).then(Vec::new));
            continue;
        }
        let mut systems = Vec::new();
        for item in read.tree.items {
            match item {
                Item::Use(line) => systems.push(line),
                Item::Step(_) => all.tree.items.push(item),
                _ => {}
            }
        }
        all.tree.systems_of.push(systems);
    }
    all
}

fn file(whole: &Source, part: &Part) -> Parsed {
    let moved = |span| part.whole(span);
    if let Some(problem) = explain::unreadable(&part.source) {
        return refused(problem.moved(moved));
    }
    match depth::parts(&part.source, depth::PART) {
        Ok(mut parts) => {
            let start = part.start as usize;
            parts.ends.iter_mut().for_each(|end| *end += start);
            parts.comments.iter_mut().for_each(|at| *at = moved(*at));
            let end = start + part.source.text().len();
            // what follows is another file: nothing of it may be taken for a part of this one
            let text = whole.text().get(..end).unwrap_or_default();
            build::build(&Source::new(whole.name().clone(), text), start, parts)
        }
        Err(at) => refused(depth::problem(at).moved(moved)),
    }
}

fn refused(problem: Diagnostic) -> Parsed {
    Parsed {
        tree: Tree::default(),
        problems: vec![problem],
    }
}
