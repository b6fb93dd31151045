//! The flow that takes things back: it is planned, applied, kept and audited like any other.

use super::done::{Back, TakesBack, Written};
use crate::catalogue::{Action, Catalogue, ParamDefault, PhrasePart};
use crate::run::effect::Call;
use crate::value::{Kind, Record as Fields, Value};
use std::fmt::Write as _;

/// A flow, and its inputs as `--input` takes them.
pub(super) struct Flow {
    pub text: String,
    pub inputs: Vec<String>,
}

/// What the flow is called that undoes a run.
pub(in crate::cli) fn name(run: &str) -> String {
    format!("undo-{run}.flow")
}

/// The flow of these writes, in this order.
pub(super) fn of(back: &[&Written]) -> Flow {
    let mut flow = Writing::default();
    let mut context: Vec<&Call> = Vec::new();
    for write in back {
        let Back::By(by) = &write.back else { continue };
        flow.use_system(&by.action.system);
        let before: Vec<&Call> = write.before.iter().collect();
        if before != context {
            before.iter().for_each(|call| flow.provide(call));
            context = before;
        }
        flow.take_back(by);
    }
    flow.done()
}

#[derive(Default)]
struct Writing {
    systems: Vec<String>,
    declared: String,
    inputs: Vec<String>,
    body: String,
}

impl Writing {
    fn use_system(&mut self, system: &str) {
        if !self.systems.iter().any(|known| known == system) {
            self.systems.push(system.to_owned());
        }
    }

    /// What gives an action its user or its session. A session that was started is joined: it is
    /// there already, or it is over.
    fn provide(&mut self, call: &Call) {
        let entry = Catalogue::builtin().system(&call.system);
        let action = entry.and_then(|entry| {
            let own = entry.action(&call.action)?;
            if own.reads || own.repeatable {
                return Some(own);
            }
            let gives = |other: &Action| {
                let mut outputs = other.outputs.iter();
                outputs.any(|output| {
                    output.provides && own.outputs.iter().any(|one| one.name == output.name)
                })
            };
            entry
                .actions
                .iter()
                .find(|other| other.repeatable && gives(other))
        });
        if let Some(action) = action.cloned() {
            let line = self.line(&action, &call.args);
            let _ = writeln!(self.body, "{line}");
        }
    }

    fn take_back(&mut self, by: &TakesBack) {
        let line = self.line(&by.action, &by.args);
        // One that cannot be taken back does not keep the others from it.
        let _ = writeln!(
            self.body,
            "{line}\n    on any other -> {{\n        let Missed = Missed + 1\n        log \"not undone: \
             {}: {{Outcome}}\"\n    }}",
            by.action.short()
        );
    }

    /// An action with these values: those of its phrase, then the others that nothing provides.
    fn line(&mut self, action: &Action, args: &Fields) -> String {
        let mut words = Vec::new();
        let mut in_phrase = Vec::new();
        for part in &action.phrase {
            match part {
                PhrasePart::Word(word) => words.push(word.to_string()),
                PhrasePart::Value(index) => {
                    let param = &action.params[*index];
                    in_phrase.push(*index);
                    let value = args.get(&param.name).cloned().unwrap_or_default();
                    words.push(self.value(&param.kind, &value));
                }
            }
        }
        let mut others = Vec::new();
        for (index, param) in action.params.iter().enumerate() {
            let provided = matches!(param.default, ParamDefault::Provided(_));
            if in_phrase.contains(&index) || provided {
                continue;
            }
            if let Some(value) = args.get(&param.name) {
                let value = self.value(&param.kind, value);
                others.push(format!("{}: {value}", param.name));
            }
        }
        let mut line = words.join(" ");
        if !others.is_empty() {
            let _ = write!(line, " with {}", others.join(", "));
        }
        line
    }

    /// A value: a name of a closed list as it is, anything else as an input, so that nobody's number
    /// stands in the flow's text.
    fn value(&mut self, kind: &Kind, value: &Value) -> String {
        if matches!(kind, Kind::OneOf(_) | Kind::State) {
            return value.said().to_string();
        }
        let name = format!("Value{}", self.inputs.len() + 1);
        let _ = writeln!(self.declared, "input {name}: {kind}");
        let text = match value.to_json() {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        self.inputs.push(format!("{name}={text}"));
        format!("<{name}>")
    }

    fn done(self) -> Flow {
        let mut text = String::new();
        for system in &self.systems {
            let _ = writeln!(text, "use {system}");
        }
        let _ = write!(
            text,
            "\n{}\nlet Missed = 0\n{}\nif Missed > 0 {{\n    fail \"{{Missed}} could not be undone\"\n}}\n",
            self.declared, self.body
        );
        Flow {
            text,
            inputs: self.inputs,
        }
    }
}
