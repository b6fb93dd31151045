//! What a script gets of an answer: records in our names.

mod contact;
mod people;

pub use contact::{arrived, state_in};

use super::model::{Body, Queue, Reason, SystemInfo};
use super::outcomes::Ended;
use super::request::{Facts, Reads};
use crate::value::{Record, Value};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// An answer to a read, and when it came.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// Its body.
    pub body: &'a Body,
    /// The call's values.
    pub args: &'a Record,
    /// What was known when it was sent.
    pub facts: &'a Facts,
    /// When it came: what is told as "how long ago" counts from here.
    pub now: Timestamp,
}

impl Answered<'_> {
    /// The outputs of a read. `Err` says how it ended instead: the answer is of another sort, or says
    /// that the agent is not signed in.
    pub fn read(&self, reads: Reads) -> Result<Record, Ended> {
        let value = match (reads, self.body) {
            (Reads::SecurityUser, Body::User(user)) => Value::text(user.id.as_str()),
            (Reads::Session, Body::User(user)) if user.is_signed_in() => {
                Value::text(user.id.as_str())
            }
            (Reads::Session, Body::User(user)) => {
                let id = &user.id;
                return Err(ended(
                    "InvalidAgentSession",
                    format!("agent {id} is not signed in"),
                ));
            }
            (Reads::AgentState, Body::User(user)) => Value::list([self.agent(user)]),
            (Reads::Agent, Body::User(user)) => self.agent(user),
            (Reads::Agents, Body::Team(team)) => self.agents(&team.users),
            (Reads::Agents, Body::Users(users)) => self.agents(users),
            (Reads::Contacts, Body::Dialogs(dialogs)) => self.contacts(dialogs),
            (Reads::Contact, Body::Dialog(dialog)) => self.contact(dialog),
            (Reads::Queue, Body::Queue(queue)) => self.queue(queue),
            (Reads::Reasons, Body::Reasons(reasons)) => Value::list(reasons.iter().map(reason)),
            (Reads::System, Body::SystemInfo(info)) => system(info),
            (_, other) => {
                let words = format!("Finesse's answer is of another type: {}", sort(other));
                return Err(ended("Unavailable", words));
            }
        };
        Ok(Record::from_iter([(Arc::from(reads.output()), value)]))
    }

    /// Whether the script wants only those in another state.
    fn is_left_out(&self, state: Option<&str>) -> bool {
        let wanted = self.args.get("State").and_then(Value::as_text);
        wanted.is_some_and(|wanted| Some(wanted) != state)
    }

    fn since(&self, time: Option<Timestamp>) -> Value {
        let time = time.filter(|time| *time > Timestamp::MIN);
        let ago = time.map(|time| whole_seconds(self.now.duration_since(time)));
        ago.map_or(Value::Nothing, Value::Duration)
    }

    fn queue(&self, queue: &Queue) -> Value {
        let figure = |name| number(queue.figure(name));
        let first = queue.figure("startTimeOfLongestCallInQueue");
        record([
            ("QueueId", text(Some(&queue.id))),
            ("Name", text(queue.name.as_deref())),
            ("CallsInQueue", figure("callsInQueue")),
            (
                "LongestWait",
                self.since(first.and_then(|time| time.parse().ok())),
            ),
            ("AgentsReady", figure("agentsReady")),
            ("AgentsNotReady", figure("agentsNotReady")),
            ("AgentsBusyOther", figure("agentsBusyOther")),
            ("AgentsLoggedOn", figure("agentsLoggedOn")),
            ("AgentsTalkingInbound", figure("agentsTalkingInbound")),
            ("AgentsTalkingOutbound", figure("agentsTalkingOutbound")),
            ("AgentsTalkingInternal", figure("agentsTalkingInternal")),
            ("AgentsWrapUpNotReady", figure("agentsWrapUpNotReady")),
            ("AgentsWrapUpReady", figure("agentsWrapUpReady")),
        ])
    }
}

/// The number of the reason with these words, without regard to case.
pub fn reason_id<'a>(reasons: &'a [Reason], words: &str) -> Option<&'a str> {
    let mut all = reasons.iter();
    let same = |label: &str| label.trim().eq_ignore_ascii_case(words.trim());
    let found = all.find(|reason| reason.label.as_deref().is_some_and(same))?;
    Some(&found.id)
}

fn reason(reason: &Reason) -> Value {
    record([
        ("ReasonId", text(Some(&reason.id))),
        ("Label", text(reason.label.as_deref())),
        ("Code", text(reason.code.as_deref())),
        ("Category", text(reason.category.as_deref())),
    ])
}

fn system(info: &SystemInfo) -> Value {
    let host =
        |node: &Option<super::model::Node>| text(node.as_ref().map(|node| node.host.as_str()));
    record([
        ("Status", text(Some(info.status.vendor()))),
        ("StatusReason", text(info.status_reason.as_deref())),
        ("Platform", text(info.platform())),
        ("DeploymentType", text(info.deployment.as_deref())),
        ("PrimaryNode", host(&info.primary)),
        ("SecondaryNode", host(&info.secondary)),
        ("SystemAuthMode", text(info.auth_mode.as_deref())),
        (
            "LastCtiHeartbeatStatus",
            text(info.last_heartbeat.as_deref()),
        ),
    ])
}

fn ended(outcome: &str, reason: String) -> Ended {
    Ended {
        outcome: outcome.into(),
        reason,
    }
}

/// What an answer holds, in a word.
fn sort(body: &Body) -> &str {
    match body {
        Body::Empty => "an empty answer",
        Body::Dialog(_) => "a dialog",
        Body::Dialogs(_) => "dialogs",
        Body::User(_) => "a user",
        Body::Users(_) => "users",
        Body::Team(_) => "a team",
        Body::Queue(_) => "a queue",
        Body::Reasons(_) => "reasons",
        Body::Media(_) => "media",
        Body::SystemInfo(_) => "system information",
        Body::Errors(_) => "errors",
        Body::Other(name) => name,
    }
}

fn record<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let fields = fields.into_iter();
    Value::record(fields.map(|(name, value)| (Arc::from(name), value)))
}

fn text(text: Option<&str>) -> Value {
    text.map_or(Value::Nothing, Value::text)
}

fn number(text: Option<&str>) -> Value {
    let number = text.and_then(|text| text.parse().ok());
    number.map_or(Value::Nothing, Value::number)
}

fn number_of(count: usize) -> Value {
    i64::try_from(count).map_or(Value::Nothing, Value::number)
}

/// How long ago, to the second: reports are read by people and compared by spreadsheets.
fn whole_seconds(age: SignedDuration) -> SignedDuration {
    SignedDuration::from_secs(age.as_secs()).max(SignedDuration::ZERO)
}

#[cfg(test)]
mod tests;
