//! What a call carries along: variables and the wrap-up reason.

use super::Cause;
use super::call::CallState;
use super::carry::Carried;
use super::failure::Failure;
use super::file::EccVariable;
use super::order::Body;
use super::preview::set;
use super::switch::Switch;

/// How many bytes a call variable holds.
const VARIABLE_BYTES: usize = 40;

impl Switch<'_> {
    pub(super) fn update_call_data(
        &mut self,
        user: &str,
        id: u64,
        body: &Body,
        cause: &Cause,
    ) -> Carried {
        let own = self.address_of(user);
        match self.state_of(id, &own) {
            Some(CallState::Dropped | CallState::Alerting | CallState::Failed) | None => {
                return Err(Failure::generic(22));
            }
            Some(_) => {}
        }
        let Some(dialog) = self.dialogs.get(&id) else {
            return Err(Failure::generic(4));
        };
        if !body.variables.is_empty() && !dialog.kind.is_routed() {
            return Err(Failure::new("Call Variable is protected", 8));
        }
        let mut good = Vec::new();
        for (name, value) in &body.variables {
            match self.fits(name, value) {
                Fits::Well => good.push((name, value)),
                // The CTI server passes over what it does not know without a word.
                Fits::Unknown => {}
                Fits::Badly => return Err(Failure::new("Invalid Input", 3)),
            }
        }
        if good.is_empty() && !body.has_wrap_up() {
            self.note(cause, format!("dialog {id}: nothing, no variable is known"));
            return Ok(());
        }
        let mut notes = Vec::new();
        if let Some(dialog) = self.dialogs.get_mut(&id) {
            for (name, value) in good {
                set(&mut dialog.data.variables, name, value);
                notes.push(format!("dialog {id}: {name} is {value}"));
            }
            if let Some(reason) = &body.wrap_up {
                dialog.data.wrap_up.clone_from(reason);
                notes.push(format!("dialog {id}: wrap-up reason {reason}"));
            }
            if !body.wrap_up_items.is_empty() {
                dialog.data.wrap_up_items.clone_from(&body.wrap_up_items);
                let items = body.wrap_up_items.join(", ");
                notes.push(format!("dialog {id}: wrap-up reasons {items}"));
            }
        }
        for note in notes {
            self.note(cause, note);
        }
        self.told(id, cause);
        Ok(())
    }

    fn fits(&self, name: &str, value: &str) -> Fits {
        if name.starts_with("callVariable") {
            return match value.len() <= VARIABLE_BYTES {
                true => Fits::Well,
                false => Fits::Badly,
            };
        }
        let (name, index) = match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            Some((name, index)) => (name, Some(index.parse::<usize>().ok())),
            None => (name, None),
        };
        let known = |variable: &&EccVariable| variable.name == name;
        let Some(variable) = self.settings.ecc_variables.iter().find(known) else {
            return Fits::Unknown;
        };
        match (variable.size, index) {
            (None, None) => Fits::Well,
            (Some(size), Some(Some(index))) if index < size => Fits::Well,
            _ => Fits::Badly,
        }
    }
}

enum Fits {
    Well,
    Unknown,
    Badly,
}
