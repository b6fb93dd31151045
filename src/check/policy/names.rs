//! Names in a policy, held against what there is: a ban of what nobody can do bans nothing.

use super::Glob;
use crate::catalogue::{Action, Catalogue};
use crate::nearest::nearest;
use std::sync::Arc;

/// Why a name is refused: what is wrong, and what to write.
pub type Refused = (String, String);

/// An action, or a pattern of actions, that a policy forbids.
pub fn forbidden(pattern: &str, catalogue: &Catalogue) -> Result<Glob, Refused> {
    let glob = Glob::words(pattern).map_err(|why| (why, "write the words of an action".into()))?;
    let words: Vec<&str> = actions(catalogue)
        .flat_map(|action| [&*action.key, action.short()])
        .collect();
    if words.iter().any(|words| glob.fits(words)) {
        return Ok(glob);
    }
    let bare = bare(pattern);
    let known = Glob::words(&bare).is_ok_and(|glob| words.iter().any(|words| glob.fits(words)));
    let help = match (known, nearest(&bare, words.iter().copied())) {
        (true, _) => format!("write only the action's words, in lower case: `{bare}`"),
        (false, Some(near)) => format!("did you mean `{near}`?"),
        (false, None) => "`flow actions` lists the actions".to_owned(),
    };
    Err((format!("`{pattern}` is not an action"), help))
}

/// An outcome that has to be handled.
pub fn outcome(name: &str, catalogue: &Catalogue) -> Result<(), Refused> {
    if name == "Success" {
        let help = "name an outcome in which an action can fail, like `Unknown`";
        return Err(("`Success` has no handler".to_owned(), help.to_owned()));
    }
    let outcomes = actions(catalogue).flat_map(|action| &action.outcomes);
    let names: Vec<&str> = outcomes.map(|outcome| &*outcome.name).collect();
    if names.contains(&name) {
        return Ok(());
    }
    let help = match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`flow actions NAME` lists the outcomes of an action".to_owned(),
    };
    Err((format!("no action has the outcome `{name}`"), help))
}

/// A system that has to be named with `use`.
pub fn system(name: &str, catalogue: &Catalogue) -> Result<(), Refused> {
    if catalogue.system(name).is_some() {
        return Ok(());
    }
    let names: Vec<&str> = catalogue.names().collect();
    let help = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the systems are {}", names.join(", ")),
    };
    Err((format!("unknown system `{name}`"), help))
}

/// A step that has to run: `TellTheDesk`. No other can be written in a flow.
pub fn step(name: &str) -> Result<(), Refused> {
    let mut letters = name.chars();
    let first = letters.next();
    let is_name = first.is_some_and(|first| first.is_ascii_uppercase())
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if is_name {
        return Ok(());
    }
    let upper = first.map(|first| first.to_ascii_uppercase());
    let meant: String = upper.into_iter().chain(name.chars().skip(1)).collect();
    let help = match meant != name && step(&meant).is_ok() {
        true => format!("did you mean `{meant}`?"),
        false => "write the step's name as the flow does, like `TellTheDesk`".to_owned(),
    };
    Err((
        format!("`{name}` is no name of a step: it begins with a capital letter"),
        help,
    ))
}

fn actions(catalogue: &Catalogue) -> impl Iterator<Item = &Arc<Action>> {
    catalogue.systems().flat_map(|system| &system.actions)
}

/// The words of an action, as somebody may have copied them: without values, in lower case.
fn bare(pattern: &str) -> String {
    let mut bare = String::new();
    let mut inside = false;
    for c in pattern.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => bare.extend(c.to_lowercase()),
            _ => {}
        }
    }
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}
