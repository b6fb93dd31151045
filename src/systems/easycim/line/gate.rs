//! Which methods may be asked now, and whose an answer is.

use super::book::{Book, Standing};
use super::seconds;
use crate::systems::easycim::ask::{Ask, Fault};
use crate::systems::easycim::reading::data;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Which methods may be asked now.
#[derive(Debug, Default)]
pub(in super::super) struct Gate {
    closed: Mutex<HashMap<Arc<str>, Closed>>,
    /// Why nothing may be asked any more.
    spoiled: Mutex<Option<String>>,
    book: Mutex<Book>,
}

#[derive(Clone, Copy, Debug)]
enum Closed {
    /// Asked then, and not answered.
    Since(Instant),
    /// Its answer's way is gone; until then it could still come on another.
    Until(Instant),
}

impl Gate {
    /// Closes a method behind a call; says why where it is closed.
    pub fn enter(&self, method: &Arc<str>) -> Result<(), Fault> {
        if let Some(why) = &*lock(&self.spoiled) {
            return Err(Fault::Closed(why.clone()));
        }
        let mut closed = lock(&self.closed);
        let now = Instant::now();
        match closed.get(method) {
            Some(Closed::Since(asked)) => return Err(unanswered(method, now - *asked)),
            Some(Closed::Until(then)) if *then > now => {
                return Err(on_its_way(method, *then - now));
            }
            _ => {}
        }
        closed.insert(method.clone(), Closed::Since(now));
        Ok(())
    }

    pub fn leave(&self, method: &str) {
        lock(&self.closed).remove(method);
    }

    /// Keeps a method closed for this time, for an answer that may still come. A toolbar that
    /// answers twice is given longer: what came for the answer may have been another's.
    pub fn hold(&self, method: &Arc<str>, time: Duration) {
        let time = match lock(&self.book).is_twice() {
            true => time * 4,
            false => time,
        };
        let until = Closed::Until(Instant::now() + time);
        lock(&self.closed).insert(method.clone(), until);
    }

    /// What was heard so far.
    pub fn mark(&self) -> u64 {
        lock(&self.book).mark()
    }

    /// How long a method has to rest before it is asked again. What is asked without arguments has
    /// one answer whoever asks, and rests only where the toolbar was seen to answer twice.
    pub fn rest(&self, ask: &Ask, settle: Duration) -> Duration {
        let time = self.pause(ask, settle);
        let quiet = lock(&self.book).quiet(&ask.wire);
        quiet.map_or(Duration::ZERO, |quiet| time.saturating_sub(quiet))
    }

    /// How long nobody else may ask the method after its answer.
    pub fn pause(&self, ask: &Ask, settle: Duration) -> Duration {
        let book = lock(&self.book);
        match ask.answered && (!ask.args.is_empty() || book.is_twice()) {
            true => book.settling(settle),
            false => Duration::ZERO,
        }
    }

    /// How long to listen whether another answer follows this one, where it could be another
    /// call's: longest where two questions have the same long answer.
    pub fn doubt(&self, ask: &Ask, said: &Json, mark: u64, settle: Duration) -> Option<Duration> {
        const RICH: u32 = 10;
        let mut book = lock(&self.book);
        let standing = book.standing(&ask.wire, &ask.args, said, mark);
        book.note(&ask.wire, &ask.args, said, mark);
        let time = book.settling(settle);
        match standing {
            _ if ask.args.is_empty() => None,
            Standing::New => None,
            Standing::Old if data(said.clone()).is_ok_and(|said| said.is_object()) => {
                Some(time.max(settle * RICH))
            }
            Standing::Old | Standing::Again => Some(time),
        }
    }

    /// Whether an answer is the call's own; `Err` where it cannot be known.
    pub fn judge(&self, ask: &Ask, said: &Json, mark: u64) -> Result<(), Fault> {
        let mut book = lock(&self.book);
        let name = &ask.wire;
        if ask.args.is_empty() {
            return Ok(());
        }
        let standing = book.standing(name, &ask.args, said, mark);
        if book.has_rival(name, said, mark) {
            return Err(Fault::Repeated { own: true });
        }
        if book.is_twice() && standing == Standing::Old {
            book.is_repetition(name, said);
            return Err(Fault::Repeated { own: false });
        }
        Ok(())
    }

    /// Takes in an answer of the toolbar that a call was waiting for.
    pub fn heard(&self, method: &str, said: &Json) {
        lock(&self.book).hear(method, said);
    }

    /// Takes in an answer to a call of the page's own. The page itself sees to it that ours does not
    /// come right after it.
    pub fn overheard(&self, method: &str, said: &Json) {
        lock(&self.book).overhear(method, said);
    }

    /// Takes in an answer that no call waits for: one that came before, or one of a call that was
    /// cut off. Whether it is one of these.
    pub fn extra(&self, method: &str, said: &Json) -> bool {
        let repeats = lock(&self.book).hear_extra(method, said);
        let mut closed = lock(&self.closed);
        let waits = matches!(closed.get(method), Some(Closed::Until(_)));
        if waits && !repeats {
            closed.remove(method);
        }
        repeats || waits
    }

    /// Takes in an answer that no call of this connection waits for, where the connection is its
    /// own. What is neither a repetition nor the answer of a call that was cut off is somebody
    /// else's, and nothing can be told apart any more.
    pub fn stray(&self, method: &str, said: &Json) {
        let swapped = lock(&self.book).was_swapped(method);
        if self.extra(method, said) || swapped || lock(&self.book).is_twice() {
            return;
        }
        let why = format!(
            "the toolbar sent an answer of `{method}` that this program did not request: another \
             program's answers arrive here too; set `debugging-address` and `page` instead of \
             `toolbar-address`"
        );
        lock(&self.spoiled).get_or_insert(why);
    }
}

fn unanswered(method: &str, since: Duration) -> Fault {
    Fault::Closed(format!(
        "not sent: the `{method}` of {} ago has no answer yet, and answers carry only the \
         method's name",
        seconds(since)
    ))
}

fn on_its_way(method: &str, left: Duration) -> Fault {
    Fault::Closed(format!(
        "not sent: an earlier `{method}` was cut off, and its answer could still arrive; it can \
         be sent again in {}",
        seconds(left)
    ))
}

pub(super) fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
