//! What became of call data: the CTI server leaves out what it refuses, and says nothing.

use super::*;

impl Confirmation<'_> {
    /// Whether the dialog holds what was sent. When the time is over, what it does not hold was
    /// not taken.
    pub(super) fn by_variables(&self, confirm: &Confirm, dialog: &Dialog, last: bool) -> Shown {
        let missing = self.not_taken(dialog);
        if missing.is_empty() {
            return Shown::Done(Record::new());
        }
        if last {
            let names = missing.join(", ");
            let reason = format!(
                "Finesse accepted the request, but the contact does not have these call \
                         variables: {names}"
            );
            return self.ended("InvalidCallData", reason);
        }
        let over = dialog
            .state
            .as_ref()
            .and_then(|state| confirm.otherwise.get(state.vendor()));
        match over {
            Some(outcome) => self.ended(outcome, "the contact has ended".to_owned()),
            None => Shown::NotYet,
        }
    }

    /// The names of what the dialog does not hold as it was sent.
    fn not_taken(&self, dialog: &Dialog) -> Vec<String> {
        let mut missing = Vec::new();
        for (name, value) in self.request.variables(self.args).unwrap_or_default() {
            if dialog.variable(&name).unwrap_or_default() != value.trim() {
                missing.push(name);
            }
        }
        let reason = self.request.body.get("mediaProperties/wrapUpReason");
        let wanted = reason.and_then(|from| from.fill(self.args, self.facts).ok().flatten());
        let wanted = wanted.as_deref().map(str::trim);
        if wanted.is_some() && wanted != dialog.wrap_up_reason.as_deref() {
            missing.push("WrapUpReason".to_owned());
        }
        missing
    }
}
