//! Confirms what has no answer: by an event, and at the end by a look.

use super::hub::Place;
use super::line::seconds;
use super::list::{self, Shown};
use super::news::News;
use super::request::{Confirm, Plan};
use super::toolbar::Toolbar;
use crate::run::Provenance;
use crate::run::effect::Answer;
use crate::value::{Record, Value};
use indexmap::IndexMap;
use jiff::SignedDuration;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// Waits for what confirms an action. Made before the action is sent: the event may come at once.
pub(super) struct Confirming<'a> {
    on: &'a Toolbar,
    by: &'a Confirm,
    args: &'a Record,
    id: String,
    place: Option<Place>,
    renewals: watch::Receiver<u64>,
    begun: Instant,
}

/// Whose events they are: those that the library of the attached page, or the toolbar, tells us alone.
const EVENTS: &str = "the toolbar's contact events";

/// How long the agent's state may be unsettled between two looks.
const LOOK: std::time::Duration = std::time::Duration::from_millis(200);

impl<'a> Confirming<'a> {
    pub fn prepare(on: &'a Toolbar, plan: &'a Plan, args: &'a Record) -> Option<Self> {
        let by = plan.request.confirm.as_ref()?;
        let id = args.get("ContactId").map(Value::to_string);
        let id = id.unwrap_or_default();
        Some(Self {
            on,
            by,
            args,
            place: place(on, by, args, &id),
            id,
            renewals: on.hub.renewals(),
            begun: Instant::now(),
        })
    }

    /// How the action ended.
    pub async fn wait(mut self) -> Answer {
        let deadline = Instant::now() + self.on.settings.timeouts.confirm;
        match self.by {
            Confirm::Agent(param) => self.agent(param, deadline).await,
            _ => self.events(deadline).await,
        }
    }

    async fn events(&mut self, deadline: Instant) -> Answer {
        while let Some(place) = &mut self.place {
            let told = tokio::select! {
                told = timeout_at(deadline, place.told()) => told.ok(),
                // Events may have been missed.
                Ok(()) = self.renewals.changed() => {
                    match self.shown().await {
                        Some(answer) => return answer,
                        None => continue,
                    }
                }
            };
            return match told {
                Some(news) => self.heard(&news).confirmed(Provenance::event(EVENTS)),
                None => self.at_last().await,
            };
        }
        self.unconfirmed()
    }

    fn heard(&self, news: &News) -> Answer {
        match self.by {
            Confirm::States { any, otherwise } => {
                ended(news.state.as_ref(), any, otherwise).unwrap_or_else(|| self.unconfirmed())
            }
            Confirm::New(_) => Answer::success().with("ContactId", Value::text(news.id.as_str())),
            _ => Answer::success(),
        }
    }

    /// The last look, when no event came.
    async fn at_last(&self) -> Answer {
        match self.shown().await {
            Some(answer) => answer,
            None => self.unconfirmed(),
        }
    }

    /// What the list says; `None` where that does not confirm anything.
    async fn shown(&self) -> Option<Answer> {
        if matches!(self.by, Confirm::New(_) | Confirm::Agent(_)) {
            return None;
        }
        let shown = list::look(self.on, &self.id).await.ok()?;
        let answer = match (self.by, shown) {
            (Confirm::States { any, otherwise }, Shown::There(news)) => {
                ended(news.state.as_ref(), any, otherwise)
            }
            (Confirm::States { any, otherwise }, Shown::Absent) => {
                ended(Some(&"Deleted".into()), any, otherwise)
            }
            (Confirm::Data(param), Shown::There(news)) => {
                carries(&news, self.args.get(param)).then(Answer::success)
            }
            _ => None,
        };
        Some(answer?.confirmed(self.read_back("getContactList")))
    }

    fn read_back(&self, source: &'static str) -> Provenance {
        let after = SignedDuration::try_from(self.begun.elapsed()).unwrap_or_default();
        Provenance::read_back(source, after)
    }

    async fn agent(&mut self, param: &str, deadline: Instant) -> Answer {
        let wanted = self
            .args
            .get(param)
            .map(Value::to_string)
            .unwrap_or_default();
        let code = self.args.get("Code").and_then(Value::as_text);
        loop {
            let now = list::agent(self.on, None).await;
            if let Ok(Some((state, coded))) = &now
                && **state == *wanted
                && code.is_none_or(|code| coded.as_deref().is_none_or(|coded| coded == code))
            {
                return Answer::success().confirmed(self.read_back("getAgentState"));
            }
            if Instant::now() + LOOK > deadline {
                return self.unconfirmed();
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    fn unconfirmed(&self) -> Answer {
        let within = seconds(self.on.settings.timeouts.confirm);
        let what = match self.by {
            Confirm::New(_) => "no event shows the new contact",
            Confirm::Agent(_) => "the agent is not in the new state",
            _ => "neither an event nor the toolbar's list shows the result",
        };
        Answer::new(
            "Unknown",
            format!("the request was sent, but after {within} {what}"),
        )
    }
}

fn place(on: &Toolbar, by: &Confirm, args: &Record, id: &str) -> Option<Place> {
    let id = id.to_owned();
    match by {
        Confirm::States { any, otherwise } => {
            let (any, otherwise) = (any.clone(), otherwise.clone());
            Some(on.hub.wait(Box::new(move |news| {
                news.id == id && ended(news.state.as_ref(), &any, &otherwise).is_some()
            })))
        }
        Confirm::Data(param) => {
            let wanted = args.get(param).cloned();
            Some(on.hub.wait(Box::new(move |news| {
                news.id == id && carries(news, wanted.as_ref())
            })))
        }
        Confirm::New(param) => {
            let number = args.get(param).map(Value::to_string).unwrap_or_default();
            Some(
                on.hub
                    .wait_for_new(Box::new(move |news| goes_to(news, &number))),
            )
        }
        Confirm::Agent(_) => None,
    }
}

fn ended(
    state: Option<&Arc<str>>,
    any: &[Arc<str>],
    otherwise: &IndexMap<Arc<str>, Arc<str>>,
) -> Option<Answer> {
    let state = state?;
    if any.contains(state) {
        return Some(Answer::success());
    }
    let outcome = otherwise.get(state)?;
    Some(Answer::new(outcome.clone(), "the contact has ended"))
}

/// Whether a contact's call data hold all of these.
fn carries(news: &News, wanted: Option<&Value>) -> bool {
    let Some(Value::Record(wanted)) = wanted else {
        return false;
    };
    let data = news.call_data();
    wanted.iter().all(|(name, value)| {
        let there = data.get(name).map(Value::to_string);
        there.is_some_and(|there| there == value.to_string())
    })
}

/// Whether a contact is a call of ours to a number, in whichever form the toolbar writes it.
fn goes_to(news: &News, number: &str) -> bool {
    const ENOUGH: usize = 6;
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let outward = news
        .text("type")
        .is_none_or(|way| !way.eq_ignore_ascii_case("inbound"));
    let dnis = news.text("dnis").unwrap_or_default();
    // An extension or a name goes as it is.
    if outward && !dnis.is_empty() && dnis.trim().eq_ignore_ascii_case(number.trim()) {
        return true;
    }
    let (wanted, there) = (digits(number), digits(&dnis));
    let (wanted, there) = (
        wanted.trim_start_matches('0'),
        there.trim_start_matches('0'),
    );
    let same = wanted == there
        || (there.len() >= ENOUGH && wanted.ends_with(there))
        || (wanted.len() >= ENOUGH && there.ends_with(wanted));
    outward && !there.is_empty() && same
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_call_is_known_by_its_number_in_any_form() {
        let entry = crate::catalogue::Catalogue::builtin()
            .system("easycim")
            .unwrap();
        for (dnis, way, yes) in [
            ("+12025550100", "outbound", true),
            ("0012025550100", "outbound", true),
            ("5550100", "outbound", true),
            ("+12025550100", "inbound", false),
            ("+12025550101", "outbound", false),
            ("100", "outbound", false),
            ("", "outbound", false),
        ] {
            let said = json!({ "id": "x", "event": "dialing", "type": way, "dnis": dnis });
            let news = News::read(said, entry).unwrap();
            assert_eq!(goes_to(&news, "+12025550100"), yes, "{dnis} {way}");
        }
    }
}
