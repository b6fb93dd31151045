//! An action with how it is asked for.

use super::request::Request;
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

/// The plans of a system, by the keys of its actions.
pub(super) type Plans = HashMap<Arc<str>, Arc<Plan>>;

/// Plans every action. `Err` names the one whose request is wrong.
pub(super) fn all(entry: &SystemEntry) -> Result<Plans, SetupError> {
    let plans = entry.actions.iter().map(|action| {
        let request = Request::of(action).map_err(|why| {
            SetupError::new(
                format!("the catalogue's request for {why}"),
                "mend the action's `request` in the catalogue",
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
