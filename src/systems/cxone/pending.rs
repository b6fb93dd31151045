//! A write that is on its way, until something shows that it was carried out: an event of its own
//! session that names it, or a look at what there is.

use super::before;
use super::broker::{Claim, EventTicket, Told};
use super::candidates::{self, Candidate};
use super::confirmation;
use super::event::Event;
use super::evidence::Evidence;
use super::outcomes;
use super::plan::Plan;
use super::readback::{Pace, Search, Seen};
use super::refusal::Refusal;
use super::request::{Confirm, SessionChange};
use super::session::AgentSession;
use super::shared::CallOnItsWay;
use super::sight::Sight;
use super::text::text_of;
use crate::run::Provenance;
use crate::run::effect::Answer;
use crate::systems::net::stopwatch::Stopwatch;
use crate::value::{Record, Value};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// For how many of the usual pauses looks go on where events have ended.
const LAST_LOOKS: u32 = 6;

/// How a write turned out to have been carried out: what it gives, and by what that is known.
pub(super) type Shown = (Record, Provenance);

/// A write that is on its way.
pub(super) struct PendingWrite {
    args: Record,
    waiting: Option<Waiting>,
    look: Option<(Sight, Evidence)>,
    sent: Instant,
    within: Duration,
}

/// Waiting for an event.
struct Waiting {
    session: Arc<AgentSession>,
    ticket: EventTicket,
    doubts: watch::Receiver<u64>,
    /// Contacts that came to be later are new.
    after: u64,
}

/// What ends the waiting.
enum End {
    /// It is clear how it ended.
    Clear(Result<Shown, Answer>),
    /// New contacts that fit.
    Candidates(Vec<Candidate>),
    /// A look has shown something.
    Seen(Seen),
    /// No event will come any more, and why.
    Deaf(String),
}

impl PendingWrite {
    /// Takes its place in the queue, and looks at what there is before the write. Nothing where
    /// nothing can show that the action was carried out, in whichever session.
    pub(super) async fn prepare(call: &mut CallOnItsWay<'_>) -> Option<Self> {
        let request = &call.plan.request;
        let within = match (&request.confirm, &request.look) {
            (Some(confirm), _) => confirm.within,
            (None, Some(look)) => look.within,
            (None, None) => return None,
        };
        let args = before::with_facts(call).await;
        let waiting = Waiting::of(call, &args);
        let look = before::sight_of(call, &args, waiting.is_some()).await;
        Some(Self {
            args,
            waiting,
            look,
            sent: Instant::now(),
            within: Duration::try_from(within).unwrap_or_default(),
        })
    }

    /// The answer did not clearly accept it.
    pub(super) fn distrust(&mut self) {
        if let Some((_, evidence)) = &mut self.look {
            evidence.distrust();
        }
    }

    /// Waits until something shows it; or the answer that says why there is no success.
    pub(super) async fn settle(mut self, call: &mut CallOnItsWay<'_>) -> Result<Shown, Answer> {
        let plan = call.plan.clone();
        let look = self.look.take();
        let look = look.filter(|(_, evidence)| evidence.can_show());
        match (self.waiting.take(), look, &plan.request.confirm) {
            (Some(waiting), look, Some(confirm)) => {
                self.by_event(call, waiting, look, confirm).await
            }
            (_, Some(look), _) => self.by_look(call, look).await,
            (_, None, _) => Err(unknown(&plan, unseen(call))),
        }
    }

    async fn by_look(
        &self,
        call: &mut CallOnItsWay<'_>,
        (sight, evidence): (Sight, Evidence),
    ) -> Result<Shown, Answer> {
        let shown = sight.list.shown.clone();
        let (subject, before) = (sight.subject.clone(), evidence.before());
        let watch = Stopwatch::start(shown.clone());
        let looking = look(call, sight, evidence, Pace::AfterWrite);
        let left = self.deadline().saturating_duration_since(Instant::now());
        let (said, seen) = match timeout(left, looking).await {
            Ok(Ok(seen)) => (words(&seen), Ok(seen)),
            Ok(Err(refusal)) => {
                let reason = format!(
                    "CXone accepted the request, but the result cannot be confirmed: {}",
                    refusal.reason
                );
                (refusal.reason, Err(reason))
            }
            Err(_) => {
                let reason = format!(
                    "CXone accepted the request, but {shown} did not confirm the result within {} \
                     s",
                    self.within.as_secs_f32()
                );
                ("not confirmed".to_owned(), Err(reason))
            }
        };
        call.log.push(watch.stop(&said));
        match seen {
            Ok(seen) => self.seen(call, seen, &shown).await,
            Err(reason) => {
                call.on.is_in_doubt(subject, before);
                Err(unknown(call.plan, reason))
            }
        }
    }

    async fn by_event(
        &self,
        call: &mut CallOnItsWay<'_>,
        waiting: Waiting,
        sight: Option<(Sight, Evidence)>,
        confirm: &Confirm,
    ) -> Result<Shown, Answer> {
        let shown = sight.as_ref().map(|(sight, _)| sight.list.shown.clone());
        let watch = Stopwatch::start("GET agent-sessions/{SessionId}/get-next-event".to_owned());
        let (said, end) = self.hear_or_look(call, waiting, sight, confirm).await;
        call.log.push(watch.stop(&said));
        match end {
            End::Clear(result) => result,
            End::Candidates(found) => candidates::resolve(call, found, self.deadline()).await,
            End::Seen(seen) => self.seen(call, seen, &shown.unwrap_or_default()).await,
            End::Deaf(why) => {
                let reason = format!(
                    "CXone accepted the request, but {why} before the result was \
                                      confirmed"
                );
                Err(unknown(call.plan, reason))
            }
        }
    }

    /// Waits for the event, and looks where events are in doubt; what came is said for reports.
    async fn hear_or_look(
        &self,
        call: &CallOnItsWay<'_>,
        waiting: Waiting,
        sight: Option<(Sight, Evidence)>,
        confirm: &Confirm,
    ) -> (String, End) {
        let looking = look_in_doubt(call, sight, waiting.doubts.clone());
        let mut looking = std::pin::pin!(looking);
        let (said, end) = tokio::select! {
            heard = self.hear(call, waiting, confirm) => heard,
            seen = &mut looking => (words(&seen), End::Seen(seen)),
            () = sleep_until(self.deadline()) => {
                let what = confirmation::wanted(confirm, &self.args);
                let reason = format!(
                    "CXone accepted the request, but no {what} event confirmed the result within \
                     {} s",
                    self.within.as_secs_f32()
                );
                (format!("no {what} event"), End::Clear(Err(unknown(call.plan, reason))))
            }
        };
        if !matches!(end, End::Deaf(_)) {
            return (said, end);
        }
        // Looks go on for a moment where events have ended.
        match timeout(call.on.readbacks.every() * LAST_LOOKS, looking).await {
            Ok(seen) => (words(&seen), End::Seen(seen)),
            Err(_) => (said, end),
        }
    }

    /// Waits for the event.
    async fn hear(
        &self,
        call: &CallOnItsWay<'_>,
        mut waiting: Waiting,
        confirm: &Confirm,
    ) -> (String, End) {
        let by = || Provenance::event(waiting.session.source());
        loop {
            match waiting.ticket.told().await {
                Some(Told::Event(event)) => {
                    let said = confirmation::name(&event, confirm);
                    let status = confirmation::status(&event, confirm);
                    if let Some(outcome) = confirmation::otherwise(confirm, &status) {
                        let reason =
                            format!("CXone accepted the request, but then reported {status}");
                        let answer = Answer::new(outcome, reason).confirmed(by());
                        return (said, End::Clear(Err(answer)));
                    }
                    if confirm.gives.is_empty() {
                        return (said, End::Clear(Ok((Record::new(), by()))));
                    }
                    // Another that fits may come right behind it.
                    sleep(call.on.timeouts.apart).await;
                    let fits = confirmation::fits(call.plan, &self.args);
                    let events = match waiting.session.broker.claim(waiting.after, fits) {
                        Claim::One(event) => vec![event],
                        Claim::Many(events) => events,
                        Claim::None => {
                            waiting.ticket = waiting.again(call, &self.args);
                            continue;
                        }
                    };
                    let of = |event: &Arc<Event>| Candidate::of_event(call, event, by());
                    return (said, End::Candidates(events.iter().map(of).collect()));
                }
                Some(Told::Over(over)) if over.ended && closes(call.plan) => {
                    return (over.reason, End::Clear(Ok((Record::new(), by()))));
                }
                Some(Told::Over(over)) => return (over.reason.clone(), End::Deaf(over.reason)),
                None => {
                    let why = "the connection was closed".to_owned();
                    return (why.clone(), End::Deaf(why));
                }
            }
        }
    }

    /// What a look comes to.
    async fn seen(
        &self,
        call: &mut CallOnItsWay<'_>,
        seen: Seen,
        shown: &str,
    ) -> Result<Shown, Answer> {
        let since = SignedDuration::try_from(self.sent.elapsed()).unwrap_or_default();
        let by = Provenance::read_back(shown, since);
        match seen {
            Seen::Reached => Ok((Record::new(), by)),
            Seen::Rows(rows) => {
                let of = |row| Candidate::of_row(call, row, by.clone());
                let found = rows.iter().map(of).collect();
                candidates::resolve(call, found, self.deadline()).await
            }
            Seen::Over => {
                let confirm = call.plan.request.confirm.as_ref();
                let outcome = confirm.and_then(|one| confirmation::otherwise(one, "Disconnected"));
                let outcome = outcome.unwrap_or_else(|| outcomes::unknown(&call.plan.action));
                let reason = "CXone accepted the request, but then the contact was over";
                Err(Answer::new(outcome, reason).confirmed(by))
            }
        }
    }

    fn deadline(&self) -> Instant {
        self.sent + self.within
    }
}

impl Waiting {
    /// A place among those who wait for the session's events, where they are read and one can show
    /// it.
    fn of(call: &CallOnItsWay<'_>, args: &Record) -> Option<Self> {
        let confirm = call.plan.request.confirm.as_ref()?;
        let session = call.session.clone();
        let session = session.filter(|session| session.conduct.reads_events)?;
        let contact = match &confirm.id {
            None => None,
            // Where it is not said of which contact it has to be, none can be told from others.
            Some(id) => {
                let id = args.get(&**id).filter(|id| **id != Value::Nothing)?;
                Some(text_of(id))
            }
        };
        let judge = confirmation::judge(call.plan, args);
        let broker = session.broker.clone();
        let after = broker.now();
        let ticket = match confirm.gives.is_empty() {
            true => broker.wait(contact.as_deref(), judge),
            false => broker.wait_for_new(after, judge),
        };
        Some(Self {
            ticket,
            doubts: broker.doubts(),
            after,
            session,
        })
    }

    /// The next place, after an event that was another's.
    fn again(&self, call: &CallOnItsWay<'_>, args: &Record) -> EventTicket {
        let judge = confirmation::judge(call.plan, args);
        self.session.broker.wait_for_new(self.after, judge)
    }
}

/// Looks when events alone are in doubt, or have not come for some time. What cannot be looked up
/// is no matter while events are heard.
async fn look_in_doubt(
    call: &CallOnItsWay<'_>,
    sight: Option<(Sight, Evidence)>,
    mut doubts: watch::Receiver<u64>,
) -> Seen {
    let Some((sight, evidence)) = sight else {
        return std::future::pending().await;
    };
    tokio::select! {
        () = sleep(call.on.readbacks.every() * 2) => {}
        Ok(()) = doubts.changed() => {}
    }
    match look(call, sight, evidence, Pace::Waiting).await {
        Ok(seen) => seen,
        Err(_) => std::future::pending().await,
    }
}

async fn look(
    call: &CallOnItsWay<'_>,
    sight: Sight,
    evidence: Evidence,
    pace: Pace,
) -> Result<Seen, Refusal> {
    let search = Search {
        list: sight.list,
        narrow: sight.narrow,
        judge: Box::new(move |rows| evidence.judge(rows)),
        pace,
    };
    call.on.readbacks.look(&call.wire, search).await
}

fn words(seen: &Seen) -> String {
    match seen {
        Seen::Reached => "confirmed".to_owned(),
        Seen::Over => "the contact is over".to_owned(),
        Seen::Rows(rows) if rows.len() == 1 => "1 match".to_owned(),
        Seen::Rows(rows) => format!("{} match", rows.len()),
    }
}

fn unknown(plan: &Plan, reason: impl Into<String>) -> Answer {
    Answer::new(outcomes::unknown(&plan.action), reason)
}

/// Why nothing can show it here.
fn unseen(call: &CallOnItsWay<'_>) -> &'static str {
    let only_event = call.plan.request.look.is_none();
    let session = call.session.as_ref();
    match session.is_some_and(|session| !session.conduct.reads_events) && only_event {
        true => {
            "CXone accepted the request, but only an event confirms the result, and events of a \
             joined session are not read (unless the profile has `events = \"shared\"`)"
        }
        false => {
            "CXone accepted the request, but the state before it could not be read, so there \
                  is nothing to compare with"
        }
    }
}

fn closes(plan: &Plan) -> bool {
    plan.request.session == Some(SessionChange::Closes)
}
