//! What is said of one statement, and what is different about that.

use super::node::{Fact, Form, Node};

/// What is different between the facts of one statement.
pub(super) fn compare(old: &Node, new: &Node) -> Vec<String> {
    let mut says = Vec::new();
    for fact in &new.facts {
        match of(&old.facts, &fact.name) {
            Some(before) if before.value == fact.value => {}
            Some(before) => says.push(changed(before, fact)),
            None => says.push(format!("{} {}", now(fact), fact.shown)),
        }
    }
    for fact in &old.facts {
        if of(&new.facts, &fact.name).is_none() {
            says.push(format!(
                "no longer sets {} (it was {})",
                fact.name, fact.shown
            ));
        }
    }
    says
}

fn of<'a>(facts: &'a [Fact], name: &str) -> Option<&'a Fact> {
    facts.iter().find(|fact| fact.name == name)
}

fn changed(before: &Fact, after: &Fact) -> String {
    let (name, new) = (&after.name, &after.shown);
    // what is counted is named once: `takes at most 500 items instead of 50`
    let unit = new.strip_prefix(&*after.value).unwrap_or_default();
    let old = before.shown.strip_suffix(unit).unwrap_or(&before.shown);
    match after.form {
        Form::Is => format!("{name} is {new} instead of {old}"),
        Form::Verb => format!("{name} {new} instead of {old}"),
    }
}

fn now(fact: &Fact) -> String {
    match fact.form {
        Form::Is => format!("now sets {} to", fact.name),
        Form::Verb => format!("now {}", fact.name),
    }
}
