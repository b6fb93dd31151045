//! What is done, in the words of the script and with its values.

use crate::catalogue::{Action, PhrasePart};
use crate::run::effect::{Await, Watch};
use crate::value::{Record, Value};

/// `hold contact 1001`
pub(super) fn action_text(action: &Action, args: &Record) -> String {
    let mut text = String::new();
    for part in &action.phrase {
        if !text.is_empty() {
            text.push(' ');
        }
        match part {
            PhrasePart::Word(word) => text.push_str(word),
            PhrasePart::Value(index) => {
                let param = action.params.get(*index);
                let value = param.and_then(|param| args.get(&param.name));
                text.push_str(&value.map_or_else(|| "?".to_owned(), Value::to_string));
            }
        }
    }
    text
}

/// `wait until contact 1001 is Held`
pub(super) fn watch_text(watch: &Watch) -> String {
    let is = if watch.negated { "is not" } else { "is" };
    format!(
        "wait until {} {} {is} {}",
        watch.thing, watch.id, watch.state
    )
}

/// `await contact`
pub(super) fn await_text(wait: &Await) -> String {
    let mut text = format!("await {}", wait.thing);
    for (index, (name, value)) in wait.with.iter().enumerate() {
        let before = if index == 0 { " with" } else { "," };
        text.push_str(&format!("{before} {name}: {}", value));
    }
    text
}
