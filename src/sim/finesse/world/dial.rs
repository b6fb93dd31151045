//! Calls that are made: off the hook, dialled, delivered or failed, answered.

use super::Cause;
use super::agent::UserState;
use super::call::{Behaviour, CallData, CallState, CallType, Dialog};
use super::carry::Carried;
use super::diary::Happening;
use super::failure::Failure;
use super::file::NumberDoes;
use super::order::Body;
use super::switch::Switch;

/// The reason that an agent is not ready after a call of his own.
const CALL_MADE: u32 = 50_006;

/// Where a dialled number leads.
enum Reach {
    /// To somebody signed in at an extension.
    Agent,
    /// To somebody who answers by himself.
    Outside,
    /// To somebody who never answers.
    Nobody,
    /// Nowhere, with why in the vendor's word.
    Fails(&'static str),
}

impl Switch<'_> {
    pub(super) fn make_call(&mut self, user: &str, body: &Body, cause: &Cause) -> Carried {
        let own = self.address_of(user);
        if own.is_empty() {
            return Err(Failure::generic(5));
        }
        let now_ready = |state| matches!(state, UserState::Ready);
        let ccx = self.is_ccx();
        if let Some(user) = self.users.get_mut(user)
            && now_ready(user.state)
        {
            // CCX takes no call from somebody who waits for one; CCE makes him not ready.
            if ccx {
                return Err(Failure::generic(22));
            }
            user.after = UserState::NotReady;
            user.after_reason = Some(CALL_MADE);
        }
        let inside = self.user_at(&body.to).is_some();
        let kind = if inside {
            CallType::AgentInside
        } else {
            CallType::Out
        };
        let id = self.begin(kind, &own, &body.to, cause);
        if let Some(dialog) = self.dialogs.get_mut(&id) {
            dialog.data.variables = body.variables.clone();
        }
        self.told(id, cause);
        self.settle(user, cause);
        Ok(())
    }

    /// Begins a call: its first participant is off the hook, the rest follows in its own time.
    pub(super) fn begin(&mut self, kind: CallType, from: &str, to: &str, cause: &Cause) -> u64 {
        let id = self.new_id();
        let dialog = Dialog {
            id,
            kind,
            state: CallState::Initiating,
            from: from.to_owned(),
            to: to.to_owned(),
            participants: vec![self.somebody(from, CallState::Initiating)],
            secondary: None,
            associated: None,
            controller: None,
            is_over: false,
            data: CallData {
                dialled: to.to_owned(),
                dnis: to.to_owned(),
                ..CallData::default()
            },
            behaviour: Behaviour::default(),
        };
        self.open(dialog);
        self.note(cause, format!("dialog {id}: {from} calls {to}"));
        self.dial_soon(id, cause);
        id
    }

    fn dial_soon(&mut self, id: u64, cause: &Cause) {
        let cause = cause.clone();
        let step = self.settings.step;
        self.later(step, Happening::Dial { dialog: id, cause });
    }

    /// The next step of a call that was begun.
    pub(super) fn dial_on(&mut self, id: u64, cause: &Cause) {
        let Some(dialog) = self.dialogs.get_mut(&id) else {
            return;
        };
        let (from, to) = (dialog.from.clone(), dialog.to.clone());
        match (dialog.state, dialog.kind) {
            (CallState::Initiating, _) => {
                dialog.state = CallState::Initiated;
                self.put(id, &from, CallState::Initiated, cause);
                self.told(id, cause);
                self.dial_soon(id, cause);
            }
            (CallState::Initiated, CallType::SupervisorMonitor) => self.listen_in(id, cause),
            (CallState::Initiated, _) => match self.reach(&to) {
                Reach::Fails(why) => self.fail(id, &from, why, cause),
                reach => self.deliver(id, &to, reach, cause),
            },
            _ => {}
        }
    }

    fn fail(&mut self, id: u64, from: &str, why: &'static str, cause: &Cause) {
        self.put(id, from, CallState::Failed, cause);
        if let Some(one) = self.participant_mut(id, from) {
            one.cause = why;
        }
        if let Some(dialog) = self.dialogs.get_mut(&id) {
            dialog.state = CallState::Failed;
        }
        self.told(id, cause);
    }

    fn deliver(&mut self, id: u64, to: &str, reach: Reach, cause: &Cause) {
        let callee = self.somebody(to, CallState::Alerting);
        if let Some(dialog) = self.dialogs.get_mut(&id) {
            dialog.state = CallState::Alerting;
        }
        self.seat(id, callee);
        self.told(id, cause);
        self.await_answer(id, to, reach);
    }

    /// Somebody for whom it rings picks up after his time, if he does by himself.
    pub(super) fn expect_answer(&mut self, id: u64, agent: &str) {
        let address = self.address_of(agent);
        self.await_answer(id, &address, Reach::Agent);
    }

    fn await_answer(&mut self, id: u64, address: &str, reach: Reach) {
        let span = match reach {
            Reach::Outside => Some(self.settings.answer_after.0),
            Reach::Agent => self.user_at(address).and_then(|user| user.answers_after),
            Reach::Nobody | Reach::Fails(_) => None,
        };
        if let Some(span) = span {
            let address = address.to_owned();
            self.after(
                span,
                Happening::Answer {
                    dialog: id,
                    address,
                },
            );
        }
    }

    fn reach(&self, to: &str) -> Reach {
        let mut odd = self.settings.numbers.iter();
        if let Some(number) = odd.find(|number| number.address == to) {
            return match number.does {
                NumberDoes::Busy => Reach::Fails("BUSY"),
                NumberDoes::BadDestination => Reach::Fails("BAD_DESTINATION"),
                NumberDoes::NoResource => Reach::Fails("DEVICE_RESOURCE_NOT_AVAILABLE"),
                NumberDoes::Other => Reach::Fails("OTHER"),
                NumberDoes::Rings => Reach::Nobody,
            };
        }
        if let Some(user) = self.user_at(to) {
            let talks = |state: CallState| state.is_live();
            let busy = self.legs(user).any(|(_, part)| talks(part.state));
            return if busy {
                Reach::Fails("BUSY")
            } else {
                Reach::Agent
            };
        }
        if self.settings.extensions.iter().any(|one| one == to) {
            return Reach::Nobody;
        }
        match is_number(to) {
            true => Reach::Outside,
            false => Reach::Fails("BAD_DESTINATION"),
        }
    }

    /// Whether a number leads anywhere.
    pub(super) fn is_reachable(&self, to: &str) -> bool {
        !matches!(self.reach(to), Reach::Fails(_))
    }

    /// Lets it ring at another number on a call that is there already.
    pub(super) fn ring_at(&mut self, id: u64, to: &str, cause: &Cause) {
        let reach = self.reach(to);
        self.deliver(id, to, reach, cause);
    }

    /// Somebody answers by himself, unless his own client does that for him.
    pub(super) fn pick_up(&mut self, id: u64, address: &str) {
        let tended = self
            .user_at(address)
            .is_some_and(|user| self.has_client(&user.id));
        if !tended && self.state_of(id, address) == Some(CallState::Alerting) {
            self.established(id, &Cause::default());
        }
    }

    /// Everybody who rings or dials talks.
    pub(super) fn established(&mut self, id: u64, cause: &Cause) {
        let Some(dialog) = self.dialogs.get_mut(&id) else {
            return;
        };
        dialog.state = CallState::Active;
        let waiting = dialog.participants.iter().filter(|one| {
            let state = one.state;
            matches!(state, CallState::Alerting | CallState::Initiated)
        });
        let waiting: Vec<_> = waiting.map(|one| one.address.clone()).collect();
        for address in waiting {
            self.put(id, &address, CallState::Active, cause);
        }
        self.told(id, cause);
    }
}

/// Whether a text may lead outside: the vendor does not normalise what is dialled. Fewer than
/// five digits are an extension, and those are known.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('+').unwrap_or(text);
    digits.len() >= 5 && digits.chars().all(|c| c.is_ascii_digit())
}
