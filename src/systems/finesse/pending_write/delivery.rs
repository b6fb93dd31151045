//! A write after it was sent: what came back is followed until its result is known.

use crate::clock;
use crate::run::effect::{Answer, Exchange};
use crate::systems::finesse::answering::{ended_answer, suspect};
use crate::systems::finesse::beside::Stream;
use crate::systems::finesse::broker::Ticket;
use crate::systems::finesse::confirm::{LookAt, Shown};
use crate::systems::finesse::inner::Inner;
use crate::systems::finesse::link::Node;
use crate::systems::finesse::model::Body;
use crate::systems::finesse::outcomes::{self, Verdict};
use crate::systems::finesse::pending_write::{By, PendingWrite};
use crate::systems::finesse::request::Of;
use crate::systems::finesse::rest::{Ask, Came, Reply};
use crate::systems::net::retry_after::wait_of;
use crate::value::duration_words;
use jiff::SignedDuration;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until, timeout_at};

/// When what was done is looked at where no event tells of it, after the answer: half a second, one
/// and two more, and every two seconds from then on.
const FIRST_PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(1)];
const LAST_PAUSE: Duration = Duration::from_secs(2);
/// The shortest time between two looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(400);

/// The way of a write, from its sending to its end.
pub(super) struct Delivery<'a> {
    pub on: &'a Inner,
    pub flight: &'a PendingWrite,
    pub ticket: Ticket,
    pub log: Vec<Exchange>,
}

impl Delivery<'_> {
    /// The turn ends when both the response and the outcome are known.
    pub async fn go(mut self, node: Node, ask: &Ask, tell: oneshot::Sender<Answer>) {
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

    fn verdict(&self, reply: &Reply) -> Verdict {
        let known = self.on.broker.look(|known| self.flight.now(known));
        let plan = &self.flight.plan;
        let status = reply.status.as_u16();
        let body = reply.body.as_ref().ok();
        match outcomes::synchronous(&plan.action, &plan.request, status, body, known.as_now()) {
            Verdict::Ended(ended) => Verdict::Ended(ended.asked_as(&self.on.user, status, body)),
            verdict => verdict,
        }
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

    /// Whether an error would come: it comes as an event of the agent.
    fn hears(&self) -> bool {
        let stream = self.on.conduct.stream;
        matches!(stream, Stream::Agent | Stream::BesideDesktop)
    }

    fn within(&self) -> Duration {
        let confirm = self.flight.plan.request.confirm.as_ref();
        let nothing = confirm.is_none_or(|confirm| confirm.of == Of::Nothing);
        match self.on.timeouts.outcome {
            Some(own) if !nothing => own,
            // No error can come: there is nothing to wait for.
            _ if nothing && !self.hears() => Duration::ZERO,
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
        let mut answer =
            shown.unwrap_or_else(|| Answer::new(unknown, "nothing confirms the result"));
        if !answer.is_success() && !self.hears() {
            answer.reason.push_str(&self.unheard());
        }
        answer
    }

    /// What was waited for, and why no rejection can have come: whoever reads of a lost answer looks for
    /// a fault of the network.
    fn unheard(&self) -> String {
        let action = &self.flight.plan.action;
        let such = match action.outcome("InvalidPhoneNumber") {
            Some(_) => ", such as one of an unknown number,",
            None => "",
        };
        let within = duration_words(SignedDuration::try_from(self.within()).unwrap_or_default());
        format!(
            " within {within}. Finesse reports a rejection{such} only as an event, and this connection \
             receives none (`beside` in the profile)"
        )
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
pub(super) fn with_delay(mut answer: Answer, at: Instant) -> Answer {
    let ago = SignedDuration::try_from(at.elapsed()).unwrap_or_default();
    if let Some(event) = answer.exchanges.last_mut() {
        event.at = clock::now().saturating_sub(ago).unwrap_or(event.at);
        event.took = ago;
    }
    answer
}
