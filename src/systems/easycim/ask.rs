//! What is asked of the toolbar, and what can come of it. Plain data: no transport.

use super::toggle::{Held, Toggle};
use crate::system::Pending;
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;

/// A call of one of the library's methods.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ask {
    /// The group of the page's library: `EASYCIM`, `CONTACT`, `AGENT`.
    pub object: Arc<str>,
    /// The method as the page's library names it.
    pub method: Arc<str>,
    /// The method's name on the wire. Answers are told apart by nothing else.
    pub wire: Arc<str>,
    /// Its arguments.
    pub args: Vec<Json>,
    /// Whether the toolbar answers it.
    pub answered: bool,
    /// Whether it is the toggle, and which way it has to go.
    pub toggle: Option<Toggle>,
}

/// How much time a call has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    /// How long its answer is waited for.
    pub within: Duration,
    /// How long nobody calls its method after its answer, in case the toolbar answers twice.
    pub rest: Duration,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fault {
    /// There is no toolbar library, or it has no such method. Nothing was sent.
    NotAvailable(String),
    /// The toolbar's program is not connected. Nothing was sent.
    Disconnected(String),
    /// The browser, its page or the toolbar cannot be reached. Nothing was sent.
    Unreached(String),
    /// An earlier call of the method has no answer yet, which could be taken for this one's.
    /// Nothing was sent.
    Closed(String),
    /// A call of the page's own has no answer yet, which could be taken for this one's. Nothing was
    /// sent; it may soon be answered.
    Busy(String),
    /// The toggle would go the wrong way: the contact's hold is so. Nothing was sent.
    Held(Held),
    /// It was sent, and no answer came in this time.
    Silent(Duration),
    /// It was sent, and the way of its answer is gone: a reload, a closed tab.
    CutOff(String),
    /// What came as its answer has been another call's answer before: the toolbar answers twice.
    Repeated {
        /// Whether its own answer came as well, and cannot be told from the other.
        own: bool,
    },
    /// An answer came, and it cannot be read. It says neither yes nor no.
    Unreadable(String),
    /// The library threw an error while it was called: it may have been sent or not.
    Threw(String),
    /// The answer is an error, in these words.
    Failed(String),
}

impl Fault {
    /// Whether the toolbar may have got it.
    pub fn left(&self) -> bool {
        matches!(
            self,
            Self::Silent(_)
                | Self::CutOff(_)
                | Self::Repeated { .. }
                | Self::Unreadable(_)
                | Self::Threw(_)
                | Self::Failed(_)
        )
    }
}

/// What the toolbar's library can do, as far as it can be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Abilities {
    /// Whether a note and labels are kept; nothing where it cannot be told.
    pub keeps_notes: Option<bool>,
}

/// A way to the toolbar. Each call is carried out once, as soon as it is asked for: who takes care
/// that no two of them get in each other's way is [`super::line::Line`].
pub(super) trait Transport: Send + Sync + std::fmt::Debug {
    /// Makes ready to send; `Err` says why nothing can be sent.
    fn ready(&self) -> Pending<'static, Result<(), Fault>>;

    /// Sends a call, and says what came back, however long it takes. It never repeats a call.
    fn send(&self, ask: Ask, pace: Pace) -> Pending<'static, Result<Json, Fault>>;

    /// What the library can do; asks the page where that is needed.
    fn abilities(&self) -> Pending<'static, Result<Abilities, Fault>>;

    /// Whether the toolbar can be heard; connects where it is not. `Err` says why it cannot.
    fn listen(&self) -> Pending<'static, Result<(), Fault>>;

    /// Leaves. The page and the browser stay as they are.
    fn close(&self) -> Pending<'static, ()>;
}
