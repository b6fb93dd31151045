//! What an action's page says, in the same words wherever it is shown: the command, an editor.

use super::{Action, Outcome, Output, Param, ParamDefault, SystemEntry, Undo};
use crate::value::{Field, Kind};

impl Output {
    /// The fields of its record, or of each record of its list, where they are known.
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            Kind::Record(Some(fields)) => fields,
            Kind::List(of) => match &**of {
                Kind::Record(Some(fields)) => fields,
                _ => &[],
            },
            _ => &[],
        }
    }

    /// What its fields belong to: `each of Contacts`.
    pub fn fields_of(&self) -> String {
        match &self.kind {
            Kind::List(_) => format!("each of {}", self.name),
            _ => self.name.to_string(),
        }
    }
}

impl Action {
    /// Whether it is safe to repeat, and so whether `Unknown` may be retried.
    pub fn repeating(&self) -> String {
        let may = match (self.reads, self.repeatable) {
            (true, _) => "Yes: the action only reads.",
            (false, true) => {
                "Yes: a second attempt changes nothing more. `Unknown` may be retried."
            }
            (false, false) => {
                "No: a second attempt could take effect again. `Unknown` cannot be retried; check \
                 first."
            }
        };
        match (self.irreversible, &self.undo) {
            (true, _) => format!("{may} The action cannot be undone."),
            (false, Some(Undo::By(by))) => {
                format!("{may} `flow undo` reverses it with `{}`.", by.action)
            }
            (false, _) => may.to_owned(),
        }
    }

    /// What shows that it was done.
    pub fn confirmation(&self) -> String {
        match (&*self.confirmed, self.reads) {
            ("", true) => String::new(),
            ("", false) => "The answer to the request.".to_owned(),
            (by, _) => sentence(by),
        }
    }

    /// The outcomes that can come, without those that its system never returns.
    pub fn possible_outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes
            .iter()
            .filter(|outcome| !self.never_ends_in(&outcome.name))
    }

    /// When an outcome comes, and whether trying again can help.
    pub fn about_outcome(&self, outcome: &Outcome) -> String {
        let advice = match (&*outcome.name, outcome.transient) {
            ("Success", _) => "",
            ("Unknown", _) if !self.repeatable => {
                "Check first: the action may already have taken \
                                                   effect."
            }
            (_, true) => "Retrying may succeed.",
            (_, false) => "",
        };
        let about = outcome.about.trim_end_matches('.');
        let stop = if about.is_empty() { "" } else { "." };
        format!("{about}{stop} {advice}").trim().to_owned()
    }
}

impl Param {
    /// Type, need and meaning, as they follow its name. `by` are the actions that provide its default.
    pub fn description(&self, by: &[String]) -> String {
        let mut text = format!("`{}`; {}", self.kind, self.need(by));
        if !self.mark.is_plain() {
            text.push_str("; never shown");
        }
        format!("{text}. {}", self.about)
    }

    fn need(&self, by: &[String]) -> String {
        match &self.default {
            ParamDefault::None if self.required => "required".into(),
            ParamDefault::None => "optional".into(),
            ParamDefault::Value(value) => format!("optional; default: `{value}`"),
            ParamDefault::Provided(_) if by.is_empty() => "optional; default: the last one".into(),
            ParamDefault::Provided(_) => {
                format!("optional; default: the last {}'s", by.join(" or "))
            }
        }
    }
}

impl SystemEntry {
    /// Type, need and meaning of a parameter, after its name.
    pub fn about_param(&self, param: &Param) -> String {
        match &param.default {
            ParamDefault::Provided(name) => param.description(&self.providers(name)),
            _ => param.description(&[]),
        }
    }

    /// The actions that return what later ones use, in backticks.
    pub fn providers(&self, name: &str) -> Vec<String> {
        let provides = |output: &Output| output.provides && *output.name == *name;
        self.actions
            .iter()
            .filter(|action| action.outputs.iter().any(provides))
            .map(|action| format!("`{}`", action.key))
            .collect()
    }

    /// The actions that have to come before an action.
    pub fn requirements(&self, action: &Action) -> String {
        let needed = action.params.iter().filter(|param| param.required);
        let needed: Vec<String> = needed
            .filter_map(|param| match &param.default {
                ParamDefault::Provided(name) => Some(name),
                _ => None,
            })
            .map(|name| match self.providers(name).as_slice() {
                [] => name.to_string(),
                by => by.join(" or "),
            })
            .collect();
        match needed.as_slice() {
            [] => String::new(),
            needed => format!(
                "{} before it, or a profile that provides it",
                needed.join(" and ")
            ),
        }
    }
}

/// The first letter in upper case, a full stop at the end.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}
