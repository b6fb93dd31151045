//! The walk: one step after the other, until one does harm.

use super::hands::Hands;
use super::person::{Person, Says, read};
use super::record::{Outcome, Record, Tried, Verdict};
use crate::system::pilot::{Does, Pilot, Step};
use crate::value::duration_words;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Who walks what, and where it is kept.
pub struct Walk<'a, P, H> {
    pub profile: &'a str,
    pub contact: Option<&'a str>,
    pub pilot: &'a Pilot,
    pub person: P,
    pub hands: H,
}

/// What came of a step.
enum Came {
    Tried(Tried),
    /// The person stops, or says nothing any more.
    Stopped,
}

impl<P: Person, H: Hands> Walk<'_, P, H> {
    /// Walks all steps; `keep` is told after each what is known by then.
    pub async fn all(&mut self, record: &mut Record, keep: impl Fn(&Record)) {
        let count = self.pilot.steps.len();
        for (nth, step) in self.pilot.steps.iter().enumerate() {
            self.person
                .tell(&format!("\nstep {} of {count}: {}", nth + 1, step.title));
            let came = match step.shared_only && !self.pilot.shares_events {
                true => self.not_needed(step),
                false => self.step(step).await,
            };
            let Came::Tried(tried) = came else {
                break;
            };
            let verdict = tried.result;
            record.steps.push(tried);
            record.ended = Timestamp::now();
            record.result = match (verdict, nth + 1 == count) {
                (Verdict::Harm, _) => Outcome::Harm,
                (_, true) => Outcome::Passed,
                (_, false) => Outcome::Stopped,
            };
            keep(record);
            if verdict == Verdict::Harm {
                break;
            }
        }
    }

    fn not_needed(&mut self, step: &Step) -> Came {
        self.person
            .tell("  not needed: the profile does not have `events = \"shared\"`");
        Came::Tried(tried(step, Verdict::NotNeeded))
    }

    async fn step(&mut self, step: &Step) -> Came {
        let prepare = step.prepare.replace("{profile}", self.profile);
        let lasts = words(step.lasts);
        self.person.tell(&format!("  before:  {prepare}"));
        self.person
            .tell(&format!("  flow:    {}", step.does.text()));
        self.person.tell(&format!("  watch:   for {lasts}"));
        self.person
            .tell("  press Enter to begin, or write `skip` or `stop`");
        match self.begins().await {
            Says::Yes => {}
            Says::Skip => return Came::Tried(tried(step, Verdict::Skipped)),
            Says::No | Says::Stop => return Came::Stopped,
        }
        let Some(contact) = self.contact(step.does).await else {
            return Came::Stopped;
        };
        self.watched(step, contact.as_deref()).await
    }

    /// What the person says before a step: anything but `skip` and `stop` begins it.
    async fn begins(&mut self) -> Says {
        let Some(line) = self.person.line().await else {
            return Says::Stop;
        };
        match read(&line) {
            Some((says @ (Says::Skip | Says::Stop), _)) => says,
            _ => Says::Yes,
        }
    }

    /// The contact to try it with, where one is needed; `None` where nobody says one.
    async fn contact(&mut self, does: Does) -> Option<Option<String>> {
        if !does.needs_contact() {
            return Some(None);
        }
        if let Some(contact) = self.contact {
            return Some(Some(contact.to_owned()));
        }
        self.person.tell("  write the id of the test contact");
        loop {
            let line = self.person.line().await?;
            let id = line.trim();
            match id {
                "" => self
                    .person
                    .tell("  write the id of the test contact, or `stop`"),
                "stop" => return None,
                id => return Some(Some(id.to_owned())),
            }
        }
    }

    async fn watched(&mut self, step: &Step, contact: Option<&str>) -> Came {
        let before = self.hands.agent().await;
        self.show_agent(before.as_ref());
        let begun = Instant::now();
        let mut measured = self.hands.begin(step.does, contact).await;
        for line in &measured {
            self.person.tell(&format!("  {line}"));
        }
        let answered = self.ask(step, begun + step.lasts).await;
        let watched = begun.elapsed();
        measured.extend(self.hands.end().await);
        let Some((says, mut note)) = answered else {
            return Came::Stopped;
        };
        let mut result = match says {
            Says::Yes => Verdict::Passed,
            Says::No => Verdict::Harm,
            Says::Skip => Verdict::Skipped,
            Says::Stop => return Came::Stopped,
        };
        let after = self.hands.agent().await;
        self.show_agent(after.as_ref());
        if result == Verdict::Passed && turned(before.as_ref(), after.as_ref()) {
            match self.explains().await {
                Some(true) => {
                    note = format!("{note} (the agent's state was changed by hand)")
                        .trim()
                        .to_owned()
                }
                Some(false) => result = Verdict::Harm,
                None => return Came::Stopped,
            }
        }
        let agent = [before, after].into_iter().flatten();
        Came::Tried(Tried {
            watched_seconds: watched.as_secs(),
            agent: agent.map(|(text, _)| text).collect(),
            measured,
            note,
            ..tried(step, result)
        })
    }

    fn show_agent(&mut self, agent: Option<&(String, bool)>) {
        if let Some((text, _)) = agent {
            self.person.tell(&format!("  agent:   {text}"));
        }
    }

    /// Asks, and waits for the answer however long it takes; says when the time is over. An answer
    /// before that ends the step, which the record shows.
    async fn ask(&mut self, step: &Step, end: Instant) -> Option<(Says, String)> {
        let lasts = words(step.lasts);
        self.person.tell(&format!("  question: {}", step.question));
        self.person.tell(&format!(
            "  after {lasts}, write `yes` or `no`, `skip` or `stop`, and a note behind it if you like; an \
             earlier answer cuts the step short"
        ));
        let mut rings = true;
        loop {
            let line = tokio::select! {
                line = self.person.line() => line?,
                () = sleep_until(end), if rings => {
                    rings = false;
                    self.person.tell(&format!("  {lasts} are over: {}", step.question));
                    continue;
                }
            };
            match read(&line) {
                Some(answer) => return Some(answer),
                None => self.person.tell("  write `yes`, `no`, `skip` or `stop`"),
            }
        }
    }

    /// Whether it was the person who did that to the agent.
    async fn explains(&mut self) -> Option<bool> {
        self.person.tell(
            "  the agent's state has changed. Did you change it, or did the step intend it? `yes` or `no`",
        );
        loop {
            match read(&self.person.line().await?) {
                Some((Says::Yes, _)) => return Some(true),
                Some((Says::No, _)) => return Some(false),
                Some((Says::Stop, _)) => return None,
                _ => self.person.tell("  write `yes` or `no`"),
            }
        }
    }
}

/// Whether an agent who was as it has to be is so no more.
fn turned(before: Option<&(String, bool)>, after: Option<&(String, bool)>) -> bool {
    let good = |agent: Option<&(String, bool)>| agent.is_some_and(|(_, good)| *good);
    good(before) && !good(after)
}

fn words(lasts: Duration) -> String {
    duration_words(SignedDuration::try_from(lasts).unwrap_or_default())
}

fn tried(step: &Step, result: Verdict) -> Tried {
    Tried {
        title: step.title.to_owned(),
        result,
        watched_seconds: 0,
        planned_seconds: Duration::as_secs(&step.lasts),
        agent: Vec::new(),
        measured: Vec::new(),
        note: String::new(),
    }
}
