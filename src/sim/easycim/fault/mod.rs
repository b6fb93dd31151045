//! Faults on demand: what goes wrong at the toolbar, with which call, and how often.

mod raw;

use super::method::Method;
use crate::sim::fault::aim::{self, Aim, Aimed};
use crate::sim::fault::place::Requests;
use crate::sim::fault::{FaultError, When, matches};
use raw::RawFault;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Something that goes wrong on demand.
///
/// ```
/// use contactflow::sim::When;
/// use contactflow::sim::easycim::{Act, Fault};
/// use std::time::Duration;
///
/// // The first script that is saved is saved, but no answer ever says so.
/// let lost = Fault::on("saveScript", Act::Drop(When::After)).times(1);
/// // Whatever is asked about this contact is answered late.
/// let late = Fault::on("*", Act::Delay(Duration::from_secs(2))).contact("68-60f69967@toolbar.example");
/// # let _ = (lost, late);
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(try_from = "RawFault", into = "RawFault")]
pub struct Fault {
    /// Which calls: a method as the page calls it (`OfflineEnd`) or as it goes to the toolbar
    /// (`AD_Contact_JobFinish`), with `*` for anything.
    pub on: String,
    /// What goes wrong.
    pub act: Act,
    /// Only calls about this contact or ECID.
    pub contact: Option<String>,
    /// How many calls it still hits; `None`: all.
    pub times: Option<u32>,
    /// How many calls it lets through first.
    pub after: u32,
    /// How likely it hits one that it could hit, from 0 to 1.
    pub probability: f64,
}

/// What goes wrong.
#[derive(Clone, PartialEq, Debug)]
pub enum Act {
    /// A query acts at once and its answer comes later by this much of the simulator's time; an
    /// action, which has no answer, acts later.
    Delay(Duration),
    /// No answer ever comes. Before: nothing is done either.
    Drop(When),
    /// The answer comes twice: the second one by this much of the simulator's time later.
    Twice(Duration),
    /// The toolbar's connections break; for as long as said, else until it is told to come back.
    /// No answer.
    Disconnect(When, Option<Duration>),
    /// Every page that is open loads again. No answer reaches it.
    Reload(When),
    /// `result` is false. Nothing is done.
    Refuse,
    /// The answer is an object whose `error` has this text. Nothing is done.
    Error(String),
    /// What it does happens, but no contact event tells of it.
    LoseEvent,
}

impl Fault {
    /// A fault that hits every call of these methods.
    pub fn on(methods: impl Into<String>, act: Act) -> Self {
        Self {
            on: methods.into(),
            act,
            contact: None,
            times: None,
            after: 0,
            probability: 1.0,
        }
    }

    /// Only calls about this contact or ECID.
    pub fn contact(mut self, id: impl Into<String>) -> Self {
        self.contact = Some(id.into());
        self
    }

    /// Only this many calls.
    pub fn times(mut self, count: u32) -> Self {
        self.times = Some(count);
        self
    }

    /// Lets this many calls through first.
    pub fn after(mut self, count: u32) -> Self {
        self.after = count;
        self
    }

    /// How likely it is, from 0 to 1.
    pub fn probability(mut self, share: f64) -> Self {
        self.probability = share;
        self
    }
}

/// `Err` says why a fault can never act: no call has such a name.
pub(super) fn check(fault: &Fault) -> Result<(), FaultError> {
    let requests = Requests {
        whose: "easyCIM's simulator",
        noun: "method",
        names: Method::names().collect(),
        addresses: Vec::new(),
        example: "",
    };
    requests.has(&fault.on)
}

impl Aimed for Fault {
    type Point<'a> = Point<'a>;
    type Act = Act;

    fn is_at(&self, point: &Point<'_>) -> bool {
        let about = |id: &String| point.about.iter().any(|about| about == id);
        let method = |name| matches(self.on.trim().as_bytes(), str::as_bytes(name));
        self.contact.as_ref().is_none_or(about) && (method(point.name) || method(point.wire))
    }

    fn aim(&mut self) -> Aim<'_> {
        Aim {
            times: &mut self.times,
            after: &mut self.after,
            probability: self.probability,
        }
    }

    fn act(&self) -> &Act {
        &self.act
    }

    fn delay(&self) -> Option<Duration> {
        match self.act {
            Act::Delay(by) => Some(by),
            _ => None,
        }
    }
}

/// What a call is, as far as faults care.
#[derive(Clone, Copy, Debug)]
pub(in crate::sim) struct Point<'a> {
    /// As the page calls it.
    pub name: &'a str,
    /// As it goes to the toolbar.
    pub wire: &'a str,
    /// The contact and the ECID that it is about.
    pub about: &'a [String],
}

/// The faults in force.
pub(super) type Faults = aim::Faults<Fault>;

/// What hits a call.
pub(super) type Hit = aim::Hit<Act>;

impl Act {
    pub(super) fn words(&self) -> String {
        match self {
            Act::Delay(by) => format!("late by {by:?}"),
            Act::Drop(When::Before) => "lost, nothing done".into(),
            Act::Drop(When::After) => "done, but its answer lost".into(),
            Act::Twice(by) if by.is_zero() => "answered twice".into(),
            Act::Twice(by) => format!("answered again after {by:?}"),
            Act::Disconnect(When::Before, _) => "toolbar gone before it was done".into(),
            Act::Disconnect(When::After, _) => "toolbar gone after it was done".into(),
            Act::Reload(When::Before) => "page loaded again before it was done".into(),
            Act::Reload(When::After) => "page loaded again after it was done".into(),
            Act::Refuse => "refused on demand".into(),
            Act::Error(_) => "answered with an error on demand".into(),
            Act::LoseEvent => "its event lost".into(),
        }
    }
}

#[cfg(test)]
mod tests;
