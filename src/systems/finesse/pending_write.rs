//! A write on its way: sent once, and followed until it is known what came of it. It goes on
//! when nobody waits for it any more, so that the next one for the same phone waits its turn.

use super::answering::{ask, ended_answer, stopped, suspect};
use super::beside::Stream;
use super::broker::{Judge, Known, Notice, Ticket, Wish};
use super::confirm::{Confirmation, LookAt, Shown};
use super::facts::Finder;
use super::inner::Inner;
use super::link::Node;
use super::model::{Body, Dialog, Update};
use super::outcomes::{self, Now, Verdict};
use super::plan::Plan;
use super::precheck;
use super::request::{Facts, Of};
use super::rest::{Ask, Came};
use crate::clock;
use crate::run::Provenance;
use crate::run::effect::{Answer, Exchange};
use crate::systems::net::refusal::Refusal;
use crate::systems::net::retry_after::wait_of;
use crate::value::Record;
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, OwnedMutexGuard, oneshot};
use tokio::time::{Instant, sleep_until, timeout_at};

/// When what was done is looked at where no event tells of it, after the answer: half a second, one
/// and two more, and every two seconds from then on.
const FIRST_PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(1)];
const LAST_PAUSE: Duration = Duration::from_secs(2);
/// The shortest time between two looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(400);

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

/// The way of a write, from its sending to its end.
struct Delivery<'a> {
    on: &'a Inner,
    flight: &'a PendingWrite,
    ticket: Ticket,
    log: Vec<Exchange>,
}

impl Delivery<'_> {
    /// The turn ends when both the response and the outcome are known.
    async fn go(mut self, node: Node, ask: &Ask, tell: oneshot::Sender<Answer>) {
        let rest = &self.on.nodes.rest;
        let sending = async {
            let mut log = Vec::new();
            let came = rest.send(node.index, ask, &mut log).await;
            (came, log)
        };
        tokio::pin!(sending);
        let (came, mut log) = tokio::select! {
            biased;
            sent = &mut sending => sent,
            (answer, at) = self.ticket.told() => {
                // The event was faster than the response.
                let _ = tell.send(self.finish(answer, Some(at)));
                sending.await;
                return;
            }
        };
        self.log.append(&mut log);
        let answer = self.land(node, came).await;
        let _ = tell.send(answer);
    }

    async fn land(&mut self, node: Node, came: Came) -> Answer {
        let lost = match came {
            Came::Refused(refusal) => return self.finish(refusal.answer(), None),
            Came::Lost(loss) => {
                let ended = outcomes::lost(&self.flight.plan.action, loss.left, &loss.reason);
                if !loss.left {
                    self.on.suspect(node);
                    return self.finish(ended_answer(ended), None);
                }
                Some(ended)
            }
            Came::Reply(reply) => {
                suspect(self.on, node, &reply);
                match self.verdict(&reply) {
                    Verdict::Done | Verdict::Accepted => None,
                    Verdict::Ended(ended) if &*ended.outcome == "Unknown" => Some(ended),
                    Verdict::Ended(ended) => {
                        let mut answer = ended_answer(ended);
                        let asked = reply.retry_after.as_deref();
                        let asked = asked.and_then(|text| wait_of(text, clock::now()));
                        answer.retry_after = asked.or(answer.retry_after);
                        return self.finish(answer, None);
                    }
                }
            }
        };
        let unclear = lost.is_some();
        let (answer, at) = self.outcome(unclear).await;
        match (&*answer.outcome, lost) {
            ("Unknown", Some(ended)) => self.finish(ended_answer(ended), at),
            _ => self.finish(answer, at),
        }
    }

    fn verdict(&self, reply: &super::rest::Reply) -> Verdict {
        let known = self.on.broker.look(|known| self.flight.now(known));
        let plan = &self.flight.plan;
        let status = reply.status.as_u16();
        let body = reply.body.as_ref().ok();
        outcomes::synchronous(&plan.action, &plan.request, status, body, known.as_now())
    }

    /// Waits for what shows it; looks now and then, and for the last time when the time is over.
    async fn outcome(&mut self, unclear: bool) -> (Answer, Option<Instant>) {
        let end = Instant::now() + self.within();
        let looks = self.flight.pending().look_at() != LookAt::Nothing;
        let mut pauses = self.pauses();
        let mut next = Instant::now() + pauses.next().unwrap_or(LAST_PAUSE);
        let mut looked = Instant::now();
        loop {
            let until = match looks {
                true => end.min(next),
                false => end,
            };
            tokio::select! {
                biased;
                (answer, at) = self.ticket.told() => return (answer, Some(at)),
                () = self.flight.look.notified() => {
                    // However often something hints at a change, it is looked at now and then.
                    sleep_until(end.min(looked + BETWEEN_LOOKS)).await;
                }
                () = sleep_until(until) => {
                    next = Instant::now() + pauses.next().unwrap_or(LAST_PAUSE);
                }
            }
            let last = Instant::now() >= end;
            looked = Instant::now();
            if looks && let Some(answer) = self.read_back(last).await {
                return (answer, None);
            }
            if last {
                return (self.over(unclear), None);
            }
        }
    }

    /// Where events tell, looking is for what they lost; where they do not, it is all there is.
    fn pauses(&self) -> impl Iterator<Item = Duration> + use<> {
        let (first, rest) = match self.on.conduct.follows() {
            true => (Vec::new(), self.on.timeouts.look),
            false => (FIRST_PAUSES.to_vec(), LAST_PAUSE),
        };
        first.into_iter().chain(std::iter::repeat(rest))
    }

    fn within(&self) -> Duration {
        let confirm = self.flight.plan.request.confirm.as_ref();
        let nothing = confirm.is_none_or(|confirm| confirm.of == Of::Nothing);
        let hears = matches!(
            self.on.conduct.stream,
            Stream::Agent | Stream::BesideDesktop
        );
        match self.on.timeouts.outcome {
            Some(own) if !nothing => own,
            // No error can come: there is nothing to wait for.
            _ if nothing && !hears => Duration::ZERO,
            _ => self.flight.pending().within(),
        }
    }

    /// When the time is over: of what nothing ever shows, no error is all that can be known,
    /// but only where Finesse has accepted it.
    fn over(&self, unclear: bool) -> Answer {
        let shown = match self.flight.pending().over() {
            Shown::Done(_) if unclear => None,
            shown => self.flight.answer(shown, &By::Nothing),
        };
        let unknown = outcomes::unknown(&self.flight.plan.action);
        shown.unwrap_or_else(|| Answer::new(unknown, "nothing confirms the result"))
    }

    /// Reads back what shows it. Events go on counting meanwhile.
    async fn read_back(&mut self, last: bool) -> Option<Answer> {
        let patience = match last {
            true => self.on.timeouts.connect,
            false => Duration::ZERO,
        };
        let node = match self.on.conduct.follows() {
            true => self.on.link.up(patience).await?,
            false => self.on.ready().await.ok()?,
        };
        let (path, of_user) = match self.flight.pending().look_at() {
            LookAt::User(path) => (path, true),
            LookAt::Dialogs(path) => (path, false),
            LookAt::Nothing => return None,
        };
        let ask = Ask::get(format!("/finesse/api/{path}"));
        let by = By::ReadBack(format!("GET {path}"));
        let limit = Instant::now() + self.on.timeouts.request;
        let reading = self.on.nodes.rest.send(node.index, &ask, &mut self.log);
        let came = tokio::select! {
            biased;
            (answer, at) = self.ticket.told() => return Some(with_delay(answer, at)),
            came = timeout_at(limit, reading) => came.ok()?,
        };
        let Came::Reply(reply) = came else {
            return None;
        };
        // An error shows nothing, and nor does a part of a list (206).
        if reply.status.as_u16() != 200 {
            return None;
        }
        let pending = self.flight.pending();
        if let Ok(Body::User(user)) = &reply.body
            && user.id == self.on.user
        {
            self.on.broker.put_user(user);
        }
        let shown = match reply.body {
            Ok(Body::User(user)) if of_user => pending.by_user(&user),
            Ok(Body::Dialogs(dialogs)) if !of_user => pending.by_dialogs(&dialogs, last),
            Ok(Body::Dialog(dialog)) if !of_user => pending.by_dialogs(&[*dialog], last),
            _ => return None,
        };
        self.flight.answer(shown, &by)
    }

    fn finish(&mut self, mut answer: Answer, at: Option<Instant>) -> Answer {
        if let Some(at) = at {
            answer = with_delay(answer, at);
        }
        let mut log = std::mem::take(&mut self.log);
        log.append(&mut answer.exchanges);
        answer.exchanges = log;
        answer
    }
}

/// Says of the event when its bytes were read.
fn with_delay(mut answer: Answer, at: Instant) -> Answer {
    let ago = SignedDuration::try_from(at.elapsed()).unwrap_or_default();
    if let Some(event) = answer.exchanges.last_mut() {
        event.at = clock::now().saturating_sub(ago).unwrap_or(event.at);
        event.took = ago;
    }
    answer
}
