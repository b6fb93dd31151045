//! What is done, in the words of the script and with its values, which keep their marks.

use crate::catalogue::{Action, PhrasePart};
use crate::run::effect::{Await, Watch};
use crate::value::{Record, Text, TextBuilder};

/// `hold contact 1001`
pub(super) fn action_text(action: &Action, args: &Record) -> Text {
    let mut text = TextBuilder::new();
    for part in &action.phrase {
        text.words(if text.is_empty() { "" } else { " " });
        match part {
            PhrasePart::Word(word) => {
                text.words(word);
            }
            PhrasePart::Value(index) => {
                let param = action.params.get(*index);
                match param.and_then(|param| args.get(&param.name)) {
                    Some(value) => value.say_into(&mut text),
                    None => {
                        text.words("?");
                    }
                }
            }
        }
    }
    text.build()
}

/// `wait until contact 1001 is Held`
pub(super) fn watch_text(watch: &Watch) -> Text {
    let mut text = TextBuilder::new();
    text.words(&format!("wait until {} ", watch.thing));
    watch.id.say_into(&mut text);
    let is = if watch.negated { "is not" } else { "is" };
    text.words(&format!(" {is} {}", watch.state));
    text.build()
}

/// `await contact`
pub(super) fn await_text(wait: &Await) -> Text {
    let mut text = TextBuilder::new();
    text.words(&format!("await {}", wait.thing));
    for (index, (name, value)) in wait.with.iter().enumerate() {
        let before = if index == 0 { " with" } else { "," };
        text.words(&format!("{before} {name}: "));
        value.say_into(&mut text);
    }
    text.build()
}
