//! What is done about outcomes, and what is different about that.

use super::node::{Handler, Node, Reaction, Retry};
use super::short;

/// The handler of whatever has none of its own.
const ANY_OTHER: &str = "any other";

/// What is different between the handlers of one statement; blocks of both are handed back, to be
/// compared as blocks.
pub(super) struct Handled<'a> {
    pub says: Vec<String>,
    /// The outcome, and what was and is done about it.
    pub blocks: Vec<(&'a str, &'a [Node], &'a [Node])>,
    /// Whether a failure ends less often in a stop.
    pub milder: bool,
}

/// Compares the handlers of one statement.
pub(super) fn compare<'a>(old: &'a [Handler], new: &'a [Handler]) -> Handled<'a> {
    let mut handled = Handled {
        says: Vec::new(),
        blocks: Vec::new(),
        milder: false,
    };
    for handler in new {
        match of(old, &handler.outcome) {
            None => come(old, handler, &mut handled),
            Some(before) => reaction(
                ("on", &handler.outcome),
                &before.reaction,
                &handler.reaction,
                &mut handled,
            ),
        }
    }
    for handler in old {
        if of(new, &handler.outcome).is_none() {
            gone(new, handler, &mut handled);
        }
    }
    handled
}

/// An outcome that has a handler of its own now.
fn come(old: &[Handler], handler: &Handler, handled: &mut Handled<'_>) {
    let (outcome, does) = (&handler.outcome, does(&handler.reaction));
    handled.milder |= is_mild(&handler.reaction);
    let mut says = match &handler.reaction {
        Reaction::Retry(_) => format!("now also {does} on {outcome}"),
        _ => format!("now also handles {outcome}: {does}"),
    };
    if let Some(general) = of(old, ANY_OTHER) {
        says.push_str(&format!(
            " (before, as any other: {})",
            self::does(&general.reaction)
        ));
    }
    handled.says.push(says);
}

/// An outcome that has no handler of its own any more. What handles it now may pass it over.
fn gone(new: &[Handler], handler: &Handler, handled: &mut Handled<'_>) {
    let (outcome, before) = (&handler.outcome, does(&handler.reaction));
    let mut says = format!("no longer handles {outcome} (before: {before})");
    if let Some(general) = of(new, ANY_OTHER) {
        handled.milder |= is_mild(&general.reaction) && !is_mild(&handler.reaction);
        says.push_str(&format!("; now, as any other: {}", does(&general.reaction)));
    }
    handled.says.push(says);
}

fn of<'a>(handlers: &'a [Handler], outcome: &str) -> Option<&'a Handler> {
    handlers.iter().find(|handler| handler.outcome == outcome)
}

/// Whether a failure is passed over.
fn is_mild(reaction: &Reaction) -> bool {
    match reaction {
        Reaction::Jump(jump) => !jump.starts_with("ends the run as failed"),
        Reaction::Retry(retry) => retry.then.as_ref().is_some_and(is_mild),
        // a block that does not fail at its end goes on, unless a step that it runs there fails
        Reaction::Block(nodes) => nodes
            .last()
            .is_none_or(|last| last.title != "fail" && !last.title.starts_with("run ")),
        Reaction::Run(_) => false,
    }
}

fn reaction<'a>(
    (when, outcome): (&str, &'a str),
    old: &'a Reaction,
    new: &'a Reaction,
    handled: &mut Handled<'a>,
) {
    if old.whole() == new.whole() {
        return;
    }
    match (old, new) {
        (Reaction::Block(before), Reaction::Block(after)) => {
            handled.blocks.push((outcome, before, after));
        }
        (Reaction::Retry(before), Reaction::Retry(after)) => {
            retry(outcome, before, after, handled);
        }
        _ => {
            handled.milder |= is_mild(new) && !is_mild(old);
            let (before, after) = (does(old), does(new));
            handled
                .says
                .push(format!("{when} {outcome}: {after} (before: {before})"));
        }
    }
}

fn retry<'a>(outcome: &'a str, old: &'a Retry, new: &'a Retry, handled: &mut Handled<'a>) {
    let mut says = Vec::new();
    if old.times != new.times {
        says.push(match (&old.times, &new.times) {
            (Some(before), Some(after)) => format!("retries {} instead of {before}", times(after)),
            (None, Some(after)) => format!("retries at most {}", times(after)),
            (_, None) => "retries without a number of times".into(),
        });
    }
    if old.pace != new.pace {
        says.push(
            match (
                old.pace.strip_prefix("every "),
                new.pace.strip_prefix("every "),
            ) {
                (Some(before), Some(after)) => {
                    format!("waits {after} between attempts instead of {before}")
                }
                _ => format!("retries {} instead of {}", new.pace, old.pace),
            },
        );
    }
    if old.limit != new.limit {
        says.push(match (&old.limit, &new.limit) {
            (Some(before), Some(after)) => {
                format!("retries for at most {after} instead of {before}")
            }
            (None, Some(after)) => format!("retries for at most {after}"),
            (_, None) => "retries without a time limit".into(),
        });
    }
    if !says.is_empty() {
        handled
            .says
            .push(format!("on {outcome}: {}", says.join("; ")));
    }
    match (&old.then, &new.then) {
        (Some(before), Some(after)) => {
            reaction(("after the last retry on", outcome), before, after, handled)
        }
        (None, Some(after)) => {
            let does = does(after);
            handled
                .says
                .push(format!("after the last retry on {outcome}: now {does}"));
        }
        (Some(before), None) => {
            let before = does(before);
            handled.says.push(format!(
                "after the last retry on {outcome}: no longer {before}"
            ));
        }
        (None, None) => {}
    }
}

fn times(count: &str) -> String {
    match count {
        "1" => "once".into(),
        count => format!("{count} times"),
    }
}

/// What a reaction does.
pub(super) fn does(reaction: &Reaction) -> String {
    match reaction {
        Reaction::Jump(jump) => jump.clone(),
        Reaction::Run(run) => format!("runs {run}"),
        Reaction::Block(nodes) => match nodes.is_empty() {
            true => "does nothing and continues".into(),
            false => format!("`{}`", short(&titles(nodes), 120)),
        },
        Reaction::Retry(retry) => {
            let mut text = match &retry.times {
                Some(count) => format!("retries {} {}", times(count), retry.pace),
                None => format!("retries {}", retry.pace),
            };
            if let Some(limit) = &retry.limit {
                text.push_str(&format!(", for at most {limit}"));
            }
            if let Some(then) = &retry.then {
                text.push_str(&format!(", then {}", does(then)));
            }
            text
        }
    }
}

fn titles(nodes: &[Node]) -> String {
    let titles: Vec<&str> = nodes.iter().map(|node| node.title.as_str()).collect();
    titles.join("; ")
}
