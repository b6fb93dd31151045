//! An action with how it is asked for.

use super::request::{Of, Request};
use crate::catalogue::{Action, SystemEntry};
use crate::systems::net::SetupError;
use std::collections::HashMap;
use std::sync::Arc;

/// An action and its request.
#[derive(Debug)]
pub(super) struct Plan {
    pub action: Arc<Action>,
    pub request: Request,
}

impl Plan {
    /// Whether it asks for a state, of those that sign in and out.
    pub fn asks_for(&self, state: &str) -> bool {
        let asked = self.request.body.get("state");
        asked.and_then(|from| from.fixed()) == Some(state)
    }

    /// Whether it signs in.
    pub fn is_sign_in(&self) -> bool {
        self.asks_for("LOGIN")
    }

    /// Whether it signs in or out itself.
    pub fn is_sign_in_or_out(&self) -> bool {
        self.asks_for("LOGIN") || self.asks_for("LOGOUT")
    }

    /// Whether it is about another user than the one who asks.
    pub fn is_of_others(&self) -> bool {
        let confirm = self.request.confirm.as_ref();
        confirm.is_some_and(|confirm| confirm.of == Of::User && confirm.param.is_some())
    }

    /// Whether it is about the acting agent's own state.
    pub fn changes_own_state(&self) -> bool {
        self.request.body.contains_key("state") && !self.is_of_others()
    }

    /// The outcome of an action for an agent who is not signed in.
    pub fn signed_out_outcome(&self) -> &'static str {
        match self.action.outcome("InvalidAgentSession") {
            Some(_) => "InvalidAgentSession",
            None => "Rejected",
        }
    }
}

/// The plans of a system, by the keys of its actions.
pub(super) type Plans = HashMap<Arc<str>, Arc<Plan>>;

/// Plans every action. `Err` names the one whose request is wrong.
pub(super) fn all(entry: &SystemEntry) -> Result<Plans, SetupError> {
    let plans = entry.actions.iter().map(|action| {
        let request = Request::of(action).map_err(|why| {
            SetupError::new(
                format!("the catalogue has a wrong request for {why}"),
                "correct the action's `request` in the catalogue",
            )
        })?;
        let plan = Plan {
            action: action.clone(),
            request,
        };
        Ok((action.key.clone(), Arc::new(plan)))
    });
    plans.collect()
}
