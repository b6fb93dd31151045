//! What is looked at before a write is sent. Where no event would tell that Finesse refused it, and
//! where what it asks for may be there already, only this tells the one from the other.

use super::facts::{agent, given};
use super::inner::Inner;
use super::model::{CallState, Dialog, Participant, User};
use super::plan::Plan;
use super::request::Facts;
use crate::run::effect::Answer;
use crate::value::Record;

/// Whether the agent is read before anything is sent.
pub(super) fn reads_first(on: &Inner, plan: &Plan, args: &Record) -> bool {
    let own = agent(on, args) == on.user;
    own && (!on.conduct.follows() || plan.is_sign_in())
}

/// `Err`: it is not sent, and how it ends.
pub(super) fn check(
    on: &Inner,
    plan: &Plan,
    args: &Record,
    facts: &Facts,
) -> Result<(), Box<Answer>> {
    if !reads_first(on, plan, args) {
        return Ok(());
    }
    on.broker.look(|known| {
        let me = known.user(known.me()).map(|me| &**me);
        if plan.is_sign_in() {
            return sign_in(on, plan, args, me);
        }
        signed_in(on, plan, me)?;
        match &facts.contact {
            Some(id) if plan.request.is_about_dialog() => {
                contact(plan, facts, id, known.dialog(id).map(|dialog| &**dialog))
            }
            _ => Ok(()),
        }
    })
}

/// A sign-in at another extension throws the agent's own desktop out; on CCX a second one at the same
/// extension can do so too.
fn sign_in(on: &Inner, plan: &Plan, args: &Record, me: Option<&User>) -> Result<(), Box<Answer>> {
    let wanted = given(args, "StationId");
    let there = me
        .filter(|me| me.is_signed_in())
        .and_then(|me| me.extension.as_deref());
    match (me, there, wanted.as_deref()) {
        (Some(me), Some(there), _) if !on.conduct.signs_in_again => Err(not_sent(
            plan,
            "AlreadyInSession",
            format!(
                "agent {} is signed in at extension {there}, and a second sign-in can sign the agent out \
                 of the desktop",
                me.id
            ),
        )),
        (Some(me), Some(there), Some(wanted)) if there != wanted => Err(not_sent(
            plan,
            "AlreadyInSession",
            format!(
                "agent {} is signed in at extension {there}, and a sign-in at {wanted} would sign the \
                 agent out there",
                me.id
            ),
        )),
        _ => Ok(()),
    }
}

fn signed_in(on: &Inner, plan: &Plan, me: Option<&User>) -> Result<(), Box<Answer>> {
    match me {
        Some(me) if !me.is_signed_in() && !plan.is_of_others() => {
            let how = match on.conduct.signs_in_again {
                true => "",
                false => {
                    ": sign in at the desktop, or write `beside = \"alone\"` in the profile if \
                     the flow signs the agent in"
                }
            };
            let outcome = plan.signed_out_outcome();
            Err(not_sent(
                plan,
                outcome,
                format!("agent {} is not signed in{how}", me.id),
            ))
        }
        _ => Ok(()),
    }
}

/// The agent has to have the contact, and what shows that it was done must not be there already.
fn contact(
    plan: &Plan,
    facts: &Facts,
    id: &str,
    dialog: Option<&Dialog>,
) -> Result<(), Box<Answer>> {
    let Some(dialog) = dialog else {
        let reason = format!("contact {id} is not among the agent's contacts");
        return Err(not_sent(plan, "InvalidContactId", reason));
    };
    let extension = facts.extension.as_deref().unwrap_or_default();
    let (Some(wanted), Some(leg)) = (
        plan.request.requested_action(),
        dialog.participant(extension),
    ) else {
        return Ok(());
    };
    if is_over(leg, wanted) {
        let reason = format!("the agent has left contact {id}");
        return Err(not_sent(plan, "InvalidContactId", reason));
    }
    if !plan.request.only_if_offered || leg.actions.is_empty() || leg.may(wanted) {
        return Ok(());
    }
    let state = leg.state.as_ref().map_or("", CallState::name);
    let offered = leg.actions.join(", ");
    Err(not_sent(
        plan,
        "InvalidState",
        format!("the agent is {state} in contact {id}, and Finesse offers {offered}"),
    ))
}

/// Whether the agent has left it. Who wraps up a contact has left it too, and may still say what it was
/// about: that is what wrapping up is for.
fn is_over(leg: &Participant, wanted: &str) -> bool {
    match &leg.state {
        Some(CallState::WrapUp) => wanted != "UPDATE_CALL_DATA" && !leg.may(wanted),
        Some(state) => state.is_over(),
        None => false,
    }
}

fn not_sent(plan: &Plan, outcome: &str, reason: String) -> Box<Answer> {
    let known = plan.action.outcome(outcome).map(|known| known.name.clone());
    let outcome = known.unwrap_or_else(|| "Rejected".into());
    Box::new(Answer::new(outcome, format!("not sent: {reason}")))
}
