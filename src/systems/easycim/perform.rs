//! Performs one call, from what is looked at before to its confirmation.

use super::answers::{self, Reading};
use super::ask::{Ask, Fault};
use super::confirm::Confirming;
use super::list::{self, Shown};
use super::news::News;
use super::request::{Form, Plan, given, inseparable};
use super::toolbar::Toolbar;
use crate::run::effect::{Answer, Call, Exchange};
use crate::systems::net::stopwatch::Stopwatch;
use crate::value::{Record, Value};
use serde_json::Value as Json;

pub(super) async fn perform(on: &Toolbar, call: &Call) -> Answer {
    let Some(plan) = on.plans.get(&call.action) else {
        let reason = format!("{} has no action `{}`", on.entry.title, call.action);
        return Answer::new("Rejected", reason);
    };
    let mut performance = Performance {
        on,
        plan,
        args: &call.args,
        log: Vec::new(),
    };
    let mut answer = performance.run().await;
    answer.exchanges = performance.log;
    answer
}

/// One call on its way.
struct Performance<'a> {
    on: &'a Toolbar,
    plan: &'a Plan,
    args: &'a Record,
    log: Vec<Exchange>,
}

impl<'a> Performance<'a> {
    async fn run(&mut self) -> Answer {
        if let Some(answer) = self.wrong() {
            return answer;
        }
        self.look_and_send().await
    }

    async fn look_and_send(&mut self) -> Answer {
        if let Some(answer) = self.look().await {
            return answer;
        }
        let ask = self.plan.ask(self.args);
        let confirming = match self.hearing().await {
            Ok(confirming) => confirming,
            Err(fault) => return self.failed(&fault),
        };
        match (self.ask(ask).await, confirming) {
            (Err(fault), _) => self.failed(&fault),
            (Ok(_), Some(confirming)) => confirming.wait().await,
            (Ok(said), None) => {
                self.keep(&said);
                self.reading().read(said)
            }
        }
    }

    fn failed(&self, fault: &Fault) -> Answer {
        match (fault, self.plan.request.toggle) {
            (Fault::Held(found), Some(toggle)) => {
                let (outcome, why) = toggle.refused(*found);
                Answer::new(outcome, why)
            }
            _ => answers::failed(&self.plan.action, fault),
        }
    }

    /// What a list of contacts tells is known from then on, and never to be shown.
    fn keep(&self, said: &Json) {
        let is_list = self.plan.request.answer == Some(Form::Contacts);
        let list = is_list.then(|| News::list(said.clone(), &self.on.entry));
        for news in list.flatten().into_iter().flatten() {
            if !news.agent {
                self.on.hub.listed(&news);
            }
        }
    }

    fn reading(&self) -> Reading<'_> {
        Reading {
            entry: &self.on.entry,
            action: &self.plan.action,
            request: &self.plan.request,
            args: self.args,
        }
    }

    /// What is wrong with the arguments, so that nothing is sent.
    fn wrong(&self) -> Option<Answer> {
        if let Some(name) = inseparable(self.args) {
            let why = format!(
                "`{name}` of the call data, or its value, contains a `;`, an `=` or a line break"
            );
            return Some(Answer::new("InvalidCallData", why));
        }
        let outcome = self.args.get("OutcomeResult").map(Value::to_string);
        let unknown = outcome.filter(|outcome| !self.on.settings.knows(outcome))?;
        let known = self.on.settings.outcomes.join(", ");
        Some(Answer::new(
            "InvalidOutcomeResult",
            format!("`{unknown}` is not one of the profile's dispositions: {known}"),
        ))
    }

    /// What can be known before anything is sent, and stands against it.
    async fn look(&mut self) -> Option<Answer> {
        let request = &self.plan.request;
        if request.saves && self.has_note() {
            return self.note().await;
        }
        match request.look {
            true => self.contact().await,
            false => None,
        }
    }

    fn has_note(&self) -> bool {
        let may_be_lost = self.args.get("NoteMayBeLost") == Some(&Value::YesNo(true));
        !may_be_lost && (given(self.args, "Note") || given(self.args, "Labels"))
    }

    /// Refuses to lose a note.
    async fn note(&self) -> Option<Answer> {
        let abilities = match self.on.line.transport().abilities().await {
            Ok(abilities) => abilities,
            Err(fault) => return Some(answers::failed(&self.plan.action, &fault)),
        };
        let why = match abilities.keeps_notes {
            Some(true) => return None,
            Some(false) => "this toolbar's library drops the note and the labels silently",
            None => {
                "the toolbar does not report whether it keeps the note and the labels: set \
                 `keeps-notes = true` in the profile if it does"
            }
        };
        Some(Answer::new(
            "NoteNotSupported",
            format!("{why}; nothing was saved (`with NoteMayBeLost: true` saves without them)"),
        ))
    }

    fn contact_id(&self) -> String {
        let id = self.args.get("ContactId");
        id.map(Value::to_string).unwrap_or_default()
    }

    /// Whether the contact is there: by what events have said, else by the toolbar's list.
    async fn contact(&mut self) -> Option<Answer> {
        let id = self.contact_id();
        let over =
            |state: &str| state == "Deleted" || (self.needs_line() && state == "Disconnected");
        let gone = |why: String| Some(Answer::new("InvalidContactId", why));
        if let Err(fault) = self.on.line.transport().listen().await
            && !matches!(fault, Fault::NotAvailable(_))
        {
            return Some(answers::failed(&self.plan.action, &fault));
        }
        match self.on.hub.state(&id) {
            Some(Some(state)) if over(&state) => return gone(format!("contact {id} has ended")),
            Some(Some(_)) => return None,
            _ => {}
        }
        match list::look(self.on, &id).await {
            Ok(Shown::Absent) => gone(format!("the toolbar's list has no contact {id}")),
            Ok(Shown::There(news)) if news.state.as_deref().is_some_and(over) => {
                gone(format!("contact {id} has ended"))
            }
            Ok(_) | Err(Fault::NotAvailable(_)) => None,
            // Nothing was sent yet, whatever became of the look.
            Err(fault @ Fault::Disconnected(_)) => Some(answers::failed(&self.plan.action, &fault)),
            Err(fault) => Some(unseen(&fault)),
        }
    }

    /// Whether it can be done to a contact only as long as its line is there.
    fn needs_line(&self) -> bool {
        !matches!(&*self.plan.request.method, "OfflineEnd" | "SetCallData")
    }

    /// Makes sure that a confirmation will be heard, before anything is sent.
    async fn hearing(&self) -> Result<Option<Confirming<'a>>, Fault> {
        if self.plan.request.confirm.is_some() {
            self.on.line.transport().listen().await?;
        }
        Ok(Confirming::prepare(self.on, self.plan, self.args))
    }

    async fn ask(&mut self, ask: Ask) -> Result<Json, Fault> {
        let watch = Stopwatch::start(self.plan.shown(&ask));
        let answered = ask.answered;
        let said = self.on.line.ask(ask).await;
        let shown = match &said {
            Ok(_) if answered => "an answer",
            Ok(_) => "sent; this request has no answer",
            Err(Fault::Silent(_)) => "no answer in time",
            Err(Fault::Unreadable(_)) => "an answer that cannot be read",
            Err(fault) if fault.left() => "no answer",
            Err(_) => "not sent",
        };
        self.log.push(watch.stop(shown));
        self.without_call_data(said)
    }

    /// The toolbar's own words could repeat what call data hold.
    fn without_call_data(&self, said: Result<Json, Fault>) -> Result<Json, Fault> {
        let hub = &self.on.hub;
        match said {
            Ok(mut said) => {
                if let Some(Json::String(words)) = said.get_mut("error") {
                    *words = hub.scrub(words);
                }
                if let Some(Json::String(words)) = said.pointer_mut("/error/message") {
                    *words = hub.scrub(words);
                }
                Ok(said)
            }
            Err(Fault::Failed(words)) => Err(Fault::Failed(hub.scrub(&words))),
            Err(Fault::Threw(words)) => Err(Fault::Threw(hub.scrub(&words))),
            other => other,
        }
    }
}

/// The look before an action failed: the action was not sent.
fn unseen(fault: &Fault) -> Answer {
    let why = answers::words(fault);
    Answer::new(
        "Unavailable",
        format!(
            "nothing was sent, because the toolbar's list of contacts could not be read: {why}"
        ),
    )
}
