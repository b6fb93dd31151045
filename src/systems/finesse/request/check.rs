//! What can be wrong with a request's table: a test asks it about every action.

use super::{Confirm, Facts, Method, Of, Reads, Request};
use crate::catalogue::Action;

impl Request {
    /// Everything that does not fit its action.
    pub(super) fn problems(&self, action: &Action) -> Vec<String> {
        let mut found = Vec::new();
        self.check_names(action, &mut found);
        self.check_outcomes(action, &mut found);
        self.check_shape(action, &mut found);
        found
    }

    fn check_names(&self, action: &Action, found: &mut Vec<String>) {
        let confirm = self.confirm.as_ref();
        let party = confirm.and_then(|confirm| confirm.param.as_deref());
        let others = [
            self.variables.as_deref(),
            self.target.as_deref(),
            self.contact.as_ref().map(|contact| contact.param.as_str()),
            self.reason.as_ref().map(|reason| reason.param.as_str()),
            party,
        ];
        for name in self.placeholders().chain(others.into_iter().flatten()) {
            if !Facts::NAMES.contains(&name) && action.param(name).is_none() {
                found.push(format!("`{name}` is not a parameter and not a fact"));
            }
        }
        if self.needs().contact && self.contact.is_none() {
            found.push("the request needs a contact but names none".to_owned());
        }
        if self.needs().target && self.target.is_none() {
            found.push("the request needs another agent but names none".to_owned());
        }
    }

    fn check_outcomes(&self, action: &Action, found: &mut Vec<String>) {
        let confirm = self.confirm.iter().flat_map(Confirm::named_outcomes);
        let classes = self.outcomes.values();
        let errors = self.errors.iter().map(|rule| &rule.outcome);
        for outcome in confirm.chain(classes).chain(errors) {
            if action.outcome(outcome).is_none() {
                found.push(format!("the action has no outcome `{outcome}`"));
            }
        }
    }

    fn check_shape(&self, action: &Action, found: &mut Vec<String>) {
        let get = self.method == Method::Get;
        if get != action.reads {
            found.push("GET and `reads` do not agree".to_owned());
        }
        if get != self.reads.is_some() || get == self.confirm.is_some() {
            found.push(
                "an action that reads needs `reads`; one that writes needs `confirm`".to_owned(),
            );
        }
        let outputs = action.outputs.iter().map(|output| &*output.name);
        let given = self.gives();
        if !outputs.clone().eq(given.iter().map(String::as_str)) {
            let outputs: Vec<&str> = outputs.collect();
            found.push(format!(
                "the request returns {given:?}, but the action has {outputs:?}"
            ));
        }
        if let Some(Confirm {
            of: Of::Party,
            param: None,
            ..
        }) = &self.confirm
        {
            found.push("`confirm` must name the party".to_owned());
        }
    }

    /// The names of its outputs.
    fn gives(&self) -> Vec<String> {
        match (self.reads, &self.confirm) {
            (Some(reads), _) => vec![reads.output().to_owned()],
            (None, Some(confirm)) => confirm.gives.keys().cloned().collect(),
            (None, None) => Vec::new(),
        }
    }
}

impl Confirm {
    fn named_outcomes(&self) -> impl Iterator<Item = &String> {
        let all = self.otherwise.values().chain(self.causes.values());
        all.chain(&self.gone)
    }
}

impl Reads {
    /// The output that it gives.
    pub fn output(self) -> &'static str {
        match self {
            Self::SecurityUser => "SecurityUser",
            Self::Session => "SessionId",
            Self::Contacts => "Contacts",
            Self::Contact => "Contact",
            Self::AgentState => "States",
            Self::Agents => "Agents",
            Self::Agent => "Agent",
            Self::Queue => "Queue",
            Self::Reasons => "Reasons",
            Self::System => "System",
        }
    }
}
