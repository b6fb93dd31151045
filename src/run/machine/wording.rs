//! What is done, in the words of the script and with its values, which keep their marks.

use super::owner::Doing;
use crate::catalogue::{Action, PhrasePart};
use crate::program::ArgValue;
use crate::run::effect::{Await, Request, Signal, Watch};
use crate::value::{Record, Text, TextBuilder};

/// `hold contact 1001`
pub(crate) fn action_text(action: &Action, args: &Record) -> Text {
    let mut text = TextBuilder::new();
    say_action(&mut text, action, args);
    text.build()
}

fn say_action(text: &mut TextBuilder, action: &Action, args: &Record) {
    for part in &action.phrase {
        text.words(if text.is_empty() { "" } else { " " });
        match part {
            PhrasePart::Word(word) => {
                text.words(word);
            }
            PhrasePart::Value(index) => {
                let param = action.params.get(*index);
                match param.and_then(|param| args.get(&param.name)) {
                    Some(value) => value.name_into(text),
                    None => {
                        text.words("?");
                    }
                }
            }
        }
    }
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
        value.name_into(&mut text);
    }
    text.build()
}

/// `await signal Approved "may it go on?"`
pub(super) fn signal_text(signal: &Signal) -> Text {
    let mut text = TextBuilder::new();
    text.words(&format!("await signal {}", signal.name));
    if let Some(question) = &signal.question {
        text.words(" \"").text(question).words("\"");
    }
    text.build()
}

/// An action with all that the script gives it, for somebody who has to look after it:
/// `create work item with PointOfContact: orders, WorkItemId: A-1`. Nothing where it is none.
pub(super) fn whole_text(doing: &Doing, request: &Request) -> Option<Text> {
    let (Doing::Call(call), Request::Call(asked)) = (doing, request) else {
        return None;
    };
    let mut text = TextBuilder::new();
    say_action(&mut text, &call.action, &asked.args);
    let mut before = " with";
    for arg in &call.args {
        let index = usize::from(arg.param);
        let in_phrase = call.action.phrase.contains(&PhrasePart::Value(index));
        let param = call.action.params.get(index)?;
        let given = matches!(arg.value, ArgValue::Expr(_)) && !in_phrase;
        if let Some(value) = asked.args.get(&param.name).filter(|_| given) {
            text.words(&format!("{before} {}: ", param.name));
            value.name_into(&mut text);
            before = ",";
        }
    }
    Some(text.build())
}
