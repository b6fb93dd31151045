//! The CTI server takes up what was accepted.

use super::Cause;
use super::call::{CallState, CallType};
use super::failure::Failure;
use super::order::{Action, Body, Order, What};
use super::switch::Switch;

/// What comes of an order.
pub(super) type Carried = Result<(), Failure>;

impl Switch<'_> {
    /// Does what was asked for, or tells that it cannot be.
    pub(super) fn carry(&mut self, order: Order) {
        // Whatever was on its way when the CTI server was lost is lost with it.
        if !self.in_service {
            self.note(&order.cause, "lost: out of service".to_owned());
            return;
        }
        let carried = match order.cause.fails {
            Some(code) => Err(Failure::generic(code)),
            None => self.carry_out(&order),
        };
        if let Err(failure) = carried {
            self.refuse(&order, &failure);
        }
    }

    fn carry_out(&mut self, order: &Order) -> Carried {
        let (user, cause) = (order.user.as_str(), &order.cause);
        match &order.what {
            What::SignIn { extension, mobile } => {
                self.agents().sign_in(user, extension, *mobile, cause)
            }
            What::State { state, reason } => self.agents().ask_state(user, *state, *reason, cause),
            What::Dialog {
                action,
                dialog,
                body,
            } => match (action, dialog) {
                (Action::MakeCall, _) => self.make_call(user, body, cause),
                (Action::SilentMonitor, _) => self.silent_monitor(user, body, cause),
                (Action::BargeCall, Some(monitor)) => self.barge(user, *monitor, body, cause),
                (action, Some(id)) => self.on_dialog(user, *action, *id, body, cause),
                (_, None) => Err(Failure::generic(4)),
            },
        }
    }

    fn on_dialog(
        &mut self,
        user: &str,
        action: Action,
        id: u64,
        body: &Body,
        cause: &Cause,
    ) -> Carried {
        let Some(dialog) = self.dialogs.get_mut(&id).filter(|dialog| !dialog.is_over) else {
            return Err(Failure::generic(4));
        };
        if dialog.behaviour.silent {
            self.note(cause, format!("dialog {id}: nothing, it is silent"));
            return Ok(());
        }
        if dialog.behaviour.refuses > 0 {
            dialog.behaviour.refuses -= 1;
            return Err(Failure::generic(22));
        }
        if dialog.kind.is_preview() && !action.answers_preview() {
            return Err(Failure::generic(22));
        }
        if dialog.kind == CallType::SupervisorMonitor && action != Action::Drop {
            return Err(Failure::generic(22));
        }
        self.act(user, action, id, body, cause)
    }

    fn act(&mut self, user: &str, action: Action, id: u64, body: &Body, cause: &Cause) -> Carried {
        let own = body.own.as_str();
        match action {
            Action::Answer => self.answer(id, own, cause),
            Action::Hold => self.hold(id, own, cause),
            Action::Retrieve => self.retrieve(id, own, cause),
            Action::Drop => self.drop_own(id, own, cause),
            Action::ConsultCall => self.consult(id, body, cause),
            Action::Transfer => self.transfer(id, own, cause),
            Action::TransferSst => self.transfer_at_once(id, body, cause),
            Action::Conference => self.conference(id, own, cause),
            Action::ParticipantDrop => self.drop_other(user, id, own, cause),
            Action::SendDtmf => self.send_dtmf(id, body, cause),
            Action::StartRecording => self.start_recording(id, own, cause),
            Action::UpdateCallData => self.update_call_data(user, id, body, cause),
            Action::Accept | Action::Reject | Action::Close => {
                self.answer_preview(action, id, own, cause)
            }
            Action::Reclassify => self.reclassify(id, body, cause),
            Action::UpdateScheduledCallback => self.update_callback(id, body, cause),
            Action::CancelScheduledCallback => self.cancel_callback(id, own, cause),
            Action::MakeCall | Action::SilentMonitor | Action::BargeCall => {
                Err(Failure::generic(15))
            }
        }
    }

    fn answer(&mut self, id: u64, own: &str, cause: &Cause) -> Carried {
        match self.state_of(id, own) {
            Some(CallState::Alerting) => {
                self.established(id, cause);
                Ok(())
            }
            _ => Err(Failure::generic(28)),
        }
    }

    fn hold(&mut self, id: u64, own: &str, cause: &Cause) -> Carried {
        match self.state_of(id, own) {
            Some(CallState::Active) => {
                self.put(id, own, CallState::Held, cause);
                self.told(id, cause);
                Ok(())
            }
            _ => Err(Failure::generic(22)),
        }
    }

    fn retrieve(&mut self, id: u64, own: &str, cause: &Cause) -> Carried {
        if self.state_of(id, own) != Some(CallState::Held) {
            return Err(Failure::generic(25));
        }
        // Who goes back to the first call leaves the consultation waiting.
        let consult = self.other_active(id, own).filter(|other| {
            let consult = self.dialogs.get(other);
            consult.is_some_and(|consult| consult.associated == Some(id))
        });
        if let Some(consult) = consult {
            self.put(consult, own, CallState::Held, cause);
            self.tell(consult, cause);
        }
        self.put(id, own, CallState::Active, cause);
        self.told(id, cause);
        Ok(())
    }

    fn send_dtmf(&mut self, id: u64, body: &Body, cause: &Cause) -> Carried {
        if self.state_of(id, &body.own) != Some(CallState::Active) {
            return Err(Failure::generic(22));
        }
        let digits = body.param("dtmfString").unwrap_or_default();
        let known = |digit: char| digit.is_ascii_digit() || "*#".contains(digit);
        if self.is_ccx() && !digits.chars().all(known) {
            return Err(Failure::generic(3));
        }
        // Nothing about the dialog changes, so no event tells of it.
        self.note(cause, format!("dialog {id}: {} sent {digits}", body.own));
        Ok(())
    }

    fn start_recording(&mut self, id: u64, own: &str, cause: &Cause) -> Carried {
        if !self.is_ccx() {
            return Err(Failure::generic(15));
        }
        if self.state_of(id, own) != Some(CallState::Active) {
            return Err(Failure::generic(22));
        }
        // As with tones: nothing that an event would tell of changes.
        self.note(cause, format!("dialog {id}: {own} records"));
        Ok(())
    }

    /// Tells everybody on a dialog, and lets their own states follow.
    pub(super) fn told(&mut self, id: u64, cause: &Cause) {
        self.tell(id, cause);
        self.settle_all(id, cause);
    }
}
