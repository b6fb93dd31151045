//! Faults on demand: what goes wrong, where, and how often.

pub(super) mod aim;
pub(super) mod place;
mod raw;
pub(super) mod written;

use super::duration::Span;
use aim::{Aim, Aimed};
use raw::RawFault;
use serde::{Deserialize, Serialize};
pub use written::FaultError;

/// Something that goes wrong on demand.
///
/// ```
/// use contactflow::sim::{Act, Fault, When};
/// use std::time::Duration;
///
/// // The third hold of contact 1001 is done, but its answer is lost.
/// let lost = Fault::on("hold", Act::Drop(When::After)).contact(1001).after(2).times(1);
/// // One in ten requests under agent-sessions is slow.
/// let slow = Fault::on("* /agent-sessions/*", Act::Delay(Duration::from_secs(2))).probability(0.1);
/// # let _ = (lost, slow);
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(try_from = "RawFault", into = "RawFault")]
pub struct Fault {
    /// Where: an operation (`hold`, `token`), or an address with an optional method, both with `*` for
    /// anything: `transfer*`, `POST */hold`. `*` is everywhere.
    pub on: String,
    /// What goes wrong.
    pub act: Act,
    /// Only requests about this contact.
    pub contact: Option<u64>,
    /// How many requests it still hits; `None`: all.
    pub times: Option<u32>,
    /// How many requests it lets through first.
    pub after: u32,
    /// How likely it hits one that it could hit, from 0 to 1.
    pub probability: f64,
}

/// What goes wrong.
#[derive(Clone, PartialEq, Debug)]
pub enum Act {
    /// The answer comes later by this much of the simulator's time; the request acts then.
    Delay(std::time::Duration),
    /// 401, as for a token that is not known; nothing is done.
    Unauthorized,
    /// 429, nothing is done. Seconds to wait are named in `Retry-After` where they are given.
    Throttle(Option<u64>),
    /// A 5xx status, before or after acting.
    Error(u16, When),
    /// The connection is broken without an answer, before or after acting.
    Drop(When),
    /// A refusal in the system's manner: status and text. Nothing is done.
    Refuse(u16, String),
    /// What it does happens, but no event tells of it.
    LoseEvent,
    /// The event comes later by this much of the simulator's time.
    DelayEvent(std::time::Duration),
    /// The access token of the request is no longer good: 401 until a new one is fetched.
    ExpireToken,
    /// A page of HTML in place of the answer, with this status, before or after acting.
    Html(u16, When),
    /// The answer's first half, as if it were all of it. It has been acted upon.
    Truncate,
    /// The answer's first half, then the connection breaks. It has been acted upon.
    CutOff,
    /// An answer that never ends. It has been acted upon.
    Endless,
    /// The request acts at once, its answer comes later by this much of the simulator's time: an
    /// event may come first.
    DelayAnswer(std::time::Duration),
    /// The events do not say which request they answer.
    UnnameEvent,
    /// Each event comes twice.
    RepeatEvent,
    /// The events are written in another way than usual.
    OddEvent(Oddity),
    /// The request is accepted, and fails with this number of the CTI server: an event tells.
    Fail(u32),
    /// The event streams of the user are broken after acting, before any event of it is sent.
    KillStream,
    /// The CTI server is lost after acting, for this much of the simulator's time.
    Outage(std::time::Duration),
}

/// How an event may differ from what is usual: all of these have been seen of real servers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Oddity {
    /// `put` for `PUT`.
    SmallWord,
    /// `Dialog` and `User` for `dialog` and `user`.
    LargeName,
    /// The notification's namespace is `urn:xmpp:push:0`.
    PushNamespace,
    /// The children of all elements stand in another order.
    OtherOrder,
    /// The update stands in the notification as XML, not as text.
    AsXml,
    /// Space and line ends between all elements.
    Spaced,
    /// Elements without content are left out.
    Sparse,
}

/// Whether a fault comes before the request has done what it asks for, or after.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// Nothing has been done.
    Before,
    /// It has been done.
    After,
}

impl Fault {
    /// A fault that hits every request there.
    pub fn on(place: impl Into<String>, act: Act) -> Self {
        Self {
            on: place.into(),
            act,
            contact: None,
            times: None,
            after: 0,
            probability: 1.0,
        }
    }

    /// Only requests about this contact.
    pub fn contact(mut self, contact: u64) -> Self {
        self.contact = Some(contact);
        self
    }

    /// Only this many requests.
    pub fn times(mut self, count: u32) -> Self {
        self.times = Some(count);
        self
    }

    /// Lets this many requests through first.
    pub fn after(mut self, count: u32) -> Self {
        self.after = count;
        self
    }

    /// How likely it is, from 0 to 1.
    pub fn probability(mut self, share: f64) -> Self {
        self.probability = share;
        self
    }

    /// `Err`: only Finesse's simulator can let this go wrong.
    pub(super) fn fits_cxone(&self) -> Result<(), FaultError> {
        match self.act {
            Act::DelayAnswer(_)
            | Act::UnnameEvent
            | Act::RepeatEvent
            | Act::OddEvent(_)
            | Act::Fail(_)
            | Act::KillStream
            | Act::Outage(_) => {
                let name = raw::describe(&self.act);
                Err(FaultError(format!("CXone's simulator has no fault {name}")))
            }
            _ => Ok(()),
        }
    }
}

impl Aimed for Fault {
    type Point<'a> = Point<'a>;
    type Act = Act;

    fn is_at(&self, point: &Point<'_>) -> bool {
        let same = self
            .contact
            .is_none_or(|contact| point.contact == Some(contact));
        same && is_place(&self.on, point)
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

    fn delay(&self) -> Option<std::time::Duration> {
        match self.act {
            Act::Delay(by) => Some(by),
            _ => None,
        }
    }
}

/// What a request is, as far as faults care.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub operation: &'a str,
    pub contact: Option<u64>,
}

fn is_place(pattern: &str, point: &Point<'_>) -> bool {
    let operation = point.operation.as_bytes();
    if !operation.is_empty() && matches(pattern.trim().as_bytes(), operation) {
        return true;
    }
    let (method, path) = pattern.split_once(' ').unwrap_or(("*", pattern));
    let asked = matches(method.as_bytes(), point.method.as_bytes());
    asked && matches(path.trim().as_bytes(), point.path.as_bytes())
}

/// Whether a pattern with `*` for anything fits, in linear space and without regard to case.
pub(super) fn matches(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while read < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(byte) if byte.eq_ignore_ascii_case(&text[read]) => {
                at += 1;
                read += 1;
            }
            _ => match star {
                Some((star_at, from)) => {
                    star = Some((star_at, from + 1));
                    (at, read) = (star_at + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

/// The faults in force.
pub(super) type Faults = aim::Faults<Fault>;

/// What hits a request.
pub(super) type Hit = aim::Hit<Act>;

impl Hit {
    /// In words, for the log.
    pub fn name(&self) -> Option<String> {
        self.words("delayed", raw::describe)
    }
}

pub(super) fn std_span(span: Span) -> std::time::Duration {
    span.0.unsigned_abs()
}

#[cfg(test)]
mod tests;
