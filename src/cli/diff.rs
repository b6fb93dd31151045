//! `flow diff`: what flows do otherwise, in words.

mod compared;
mod git;
mod json;
mod markdown;
mod people;
mod sides;

use super::args::{DiffArgs, DiffForm};
use super::checked;
use super::exit::Exit;
use super::scripts::Script;
use super::session::tell;
use crate::diff::{Comparison, compare};
use crate::report::Printer;
use compared::Compared;
use sides::Pairs;

pub(super) fn diff(args: &DiffArgs, printer: &Printer) -> Exit {
    let pairs = match sides::pairs(args) {
        Ok(pairs) => pairs,
        Err(problem) => return tell(&problem, printer),
    };
    let (compared, exit) = all(pairs, args, printer);
    match args.output {
        // what could not be compared has been said
        DiffForm::People if compared.is_empty() && exit > Exit::Done => {}
        DiffForm::People => people::print(&compared, printer),
        DiffForm::Markdown => printer.result(&markdown::text(&compared, printer)),
        DiffForm::Json => printer.json_result(&json::document(&compared, printer), true),
    }
    let differs = compared.iter().any(Compared::differs);
    match args.exit_code && differs {
        true => exit.max(Exit::Failed),
        false => exit,
    }
}

/// Each flow that can be read; the rest has been said.
fn all(pairs: Pairs, args: &DiffArgs, printer: &Printer) -> (Vec<Compared>, Exit) {
    let mut exit = Exit::Done;
    let mut compared = Vec::new();
    for mut pair in pairs {
        pair.before = pair.before.map(Script::with_files);
        pair.after = pair.after.map(Script::with_files);
        let mut program = |script: &Option<Script>| {
            let read = |script| checked::of_script(script, &args.profile, printer);
            let read = script.as_ref().map(read).transpose();
            read.map_err(|refused| exit = exit.max(refused))
        };
        if let (Ok(before), Ok(after)) = (program(&pair.before), program(&pair.after)) {
            let both = before.as_ref().zip(after.as_ref());
            compared.push(Compared {
                name: pair.name,
                was: None,
                comparison: both.map(|(before, after)| compare(before, after)),
                before,
                after,
            });
        }
    }
    (renamed(compared), exit)
}

/// A flow that is gone and one that is new are one where both do the same.
fn renamed(compared: Vec<Compared>) -> Vec<Compared> {
    let (gone, mut rest): (Vec<_>, Vec<_>) =
        compared.into_iter().partition(|one| one.after.is_none());
    let mut left = Vec::new();
    for one in gone {
        let same = |other: &&mut Compared| {
            let both = one.before.as_ref().zip(other.after.as_ref());
            other.before.is_none()
                && both.is_some_and(|(before, after)| compare(before, after).does_the_same())
        };
        match rest.iter_mut().find(same) {
            Some(new) => {
                new.comparison = Some(Comparison::default());
                new.was = Some(one.name);
                new.before = one.before;
            }
            None => left.push(one),
        }
    }
    rest.extend(left);
    rest.sort_by(|a, b| a.name.cmp(&b.name));
    rest
}
