//! A write on its way: sent once, and followed until it is known what came of it. It goes on
//! when nobody waits for it any more, so that the next one for the same phone waits its turn.

mod delivery;

use super::answering::{ask, ended_answer, stopped};
use super::broker::{Judge, Known, Notice, Wish};
use super::confirm::{Confirmation, LookAt, Shown};
use super::facts::Finder;
use super::inner::Inner;
use super::link::Node;
use super::model::{Dialog, Update};
use super::outcomes::Now;
use super::plan::Plan;
use super::precheck;
use super::request::Facts;
use super::rest::Ask;
use crate::clock;
use crate::run::Provenance;
use crate::run::effect::{Answer, Exchange};
use crate::systems::net::refusal::Refusal;
use crate::value::Record;
use delivery::Delivery;
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Notify, OwnedMutexGuard, oneshot};
use tokio::time::Instant;

/// A turn at an agent's phone. It ends with the last who holds it.
pub(super) type Turn = Arc<OwnedMutexGuard<()>>;

/// A write that is on its way.
struct PendingWrite {
    plan: Arc<Plan>,
    args: Record,
    facts: Facts,
    before: BTreeSet<String>,
    id: String,
    platform: Option<String>,
    /// Whether nobody but this connection acts for the agent.
    alone: bool,
    /// Rings when an event says that looking is worth it.
    look: Notify,
    begun: Instant,
}

/// Sends a write and follows it.
pub(super) async fn fly(on: &Arc<Inner>, plan: &Arc<Plan>, args: &Record, turn: Turn) -> Answer {
    let mut log = Vec::new();
    let (node, flight, ask) = match prepare(on, plan, args, &mut log).await {
        Ok(ready) => ready,
        Err(mut answer) => {
            answer.exchanges = log;
            return *answer;
        }
    };
    let (tell, told) = oneshot::channel();
    let on = on.clone();
    tokio::spawn(async move {
        let _turn = turn;
        let ticket = on.broker.wait(Wish::Updates, judge(&flight));
        let trip = Delivery {
            on: &on,
            flight: &flight,
            ticket,
            log,
        };
        trip.go(node, &ask, tell).await;
    });
    let gone = || {
        Answer::new(
            "Unknown",
            "the request was sent, but this program ended before the result was known",
        )
    };
    told.await.unwrap_or_else(|_| gone())
}

async fn prepare(
    on: &Inner,
    plan: &Arc<Plan>,
    args: &Record,
    log: &mut Vec<Exchange>,
) -> Result<(Node, Arc<PendingWrite>, Ask), Box<Answer>> {
    if precheck::reads_first(on, plan, args) {
        let read = on.refresh(Instant::now(), log).await;
        read.map_err(Refusal::answer)?;
    }
    let node = on.ready().await.map_err(Refusal::answer)?;
    let found = Finder {
        on,
        plan,
        args,
        node,
        log,
    }
    .facts()
    .await;
    let facts = found.map_err(stopped)?;
    precheck::check(on, plan, args, &facts)?;
    let rendered = plan.request.render(args, &facts);
    let rendered = rendered.map_err(|why| Answer::new("Rejected", why.to_string()))?;
    let flight = PendingWrite {
        plan: plan.clone(),
        args: args.clone(),
        facts,
        before: on
            .broker
            .look(|known| known.dialogs().map(|it| it.id.clone()).collect()),
        id: request_id(),
        platform: on.platform(),
        alone: on.conduct.follows(),
        look: Notify::new(),
        begun: Instant::now(),
    };
    let ask = ask(&rendered, Some(&flight.id));
    // What was looked up took time: the node may have failed meanwhile.
    let now = on.ready().await.map_err(Refusal::answer)?;
    Ok((now, Arc::new(flight), ask))
}

/// An id that no other request has, here or elsewhere.
fn request_id() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("flow-{:016x}-{count:x}", fastrand::u64(..))
}

fn judge(flight: &Arc<PendingWrite>) -> Judge {
    let flight = flight.clone();
    Box::new(move |known, notice| match notice {
        Notice::Update(update) => {
            let shown = flight
                .pending()
                .by_update(update, flight.now(known).as_now());
            flight.answer(shown, &By::Event(update))
        }
        Notice::Rebuilt => flight.answer(flight.by_world(known), &By::Anew),
        Notice::Hint => flight.answer(Shown::Look, &By::Anew),
        _ => None,
    })
}

/// By what an outcome is known.
enum By<'a> {
    Event(&'a Update),
    /// Reading back what shows it, by this request.
    ReadBack(String),
    /// Reading everything anew, as after a stream was lost.
    Anew,
    /// Nothing ever shows it.
    Nothing,
}

impl By<'_> {
    fn words(&self) -> &'static str {
        match self {
            Self::Event(_) => "an event",
            Self::ReadBack(_) => "reading back",
            Self::Anew => "reading everything again",
            Self::Nothing => "no event",
        }
    }

    fn provenance(&self, after: SignedDuration) -> Provenance {
        match self {
            Self::Event(update) => Provenance::event(update.source.to_string()),
            Self::ReadBack(asked) => Provenance::read_back(asked.as_str(), after),
            Self::Anew => Provenance::read_back("GET User and its dialogs", after),
            Self::Nothing => Provenance::Accepted,
        }
    }
}

/// What is known of the acting agent.
struct Acting {
    platform: Option<String>,
    dialog: Option<Arc<Dialog>>,
    extension: Option<String>,
    user: Option<Arc<super::model::User>>,
}

impl Acting {
    fn as_now(&self) -> Now<'_> {
        let extension = self.extension.as_deref();
        let leg = self.dialog.as_ref().zip(extension);
        Now {
            platform: self.platform.as_deref(),
            participant: leg.and_then(|(dialog, extension)| dialog.participant(extension)),
            user: self.user.as_ref().and_then(|user| user.state.as_ref()),
            user_since: self.user.as_ref().and_then(|user| user.state_change_time),
        }
    }
}

impl PendingWrite {
    fn pending(&self) -> Confirmation<'_> {
        Confirmation {
            action: &self.plan.action,
            request: &self.plan.request,
            args: &self.args,
            facts: &self.facts,
            before: &self.before,
            request_id: &self.id,
            alone: self.alone,
        }
    }

    fn now(&self, known: &Known) -> Acting {
        let contact = self.facts.contact.as_deref();
        let agent = self.facts.agent.as_deref();
        Acting {
            platform: self.platform.clone(),
            dialog: contact.and_then(|id| known.dialog(id)).cloned(),
            extension: self.facts.extension.clone(),
            user: agent.and_then(|id| known.user(id)).cloned(),
        }
    }

    /// What shows it in what was read anew.
    fn by_world(&self, known: &Known) -> Shown {
        let pending = self.pending();
        match pending.look_at() {
            LookAt::Nothing => Shown::NotYet,
            LookAt::User(_) => {
                let user = pending.user();
                let user = user.as_deref().and_then(|id| known.user(id));
                user.map_or(Shown::NotYet, |user| pending.by_user(user))
            }
            LookAt::Dialogs(_) if pending.user().as_deref() != Some(known.me()) => Shown::NotYet,
            LookAt::Dialogs(_) => {
                let dialogs: Vec<Dialog> = known.dialogs().map(|it| (**it).clone()).collect();
                pending.by_dialogs(&dialogs, false)
            }
        }
    }

    fn answer(&self, shown: Shown, by: &By<'_>) -> Option<Answer> {
        let mut answer = match shown {
            Shown::NotYet => return None,
            Shown::Look => {
                self.look.notify_one();
                return None;
            }
            Shown::Done(outputs) => Answer {
                outputs,
                ..Answer::success()
            },
            Shown::Ended(ended) => ended_answer(ended),
        };
        let said = match answer.is_success() {
            true => "done".to_owned(),
            false => answer.reason.clone(),
        };
        let took = SignedDuration::try_from(self.begun.elapsed()).unwrap_or_default();
        let now = clock::now();
        answer.confirmed = Some(by.provenance(took));
        Some(answer.exchange(Exchange {
            at: now.saturating_sub(took).unwrap_or(now),
            took,
            asked: by.words().to_owned(),
            answered: said,
        }))
    }
}
