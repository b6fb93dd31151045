//! What was answered lately, so that an answer that comes twice is not taken for the next call's.

use crate::systems::easycim::reading::data;
use serde_json::Value as Json;
use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How many answers of a method are kept in mind.
const KEPT: usize = 64;

/// The answers that were heard, by the names of their methods. What they say is kept as a digest.
#[derive(Debug, Default)]
pub(super) struct Book {
    answers: HashMap<Arc<str>, VecDeque<Answer>>,
    count: u64,
    /// The longest time between an answer and its repetition, where any was repeated.
    twice: Option<Duration>,
    hasher: RandomState,
}

#[derive(Clone, Copy, Debug)]
struct Answer {
    number: u64,
    at: Instant,
    said: u64,
    /// What it was asked with, where it was an answer to us.
    asked: Option<u64>,
    /// Whether its repetition came already, or it is one itself.
    repeated: bool,
    /// Whether it was an answer to the page.
    of_page: bool,
}

/// What an answer is to those that were heard before a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is none that was heard before and could be repeated: the call's own.
    New,
    /// Word for word what the same question was answered before.
    Again,
    /// Word for word what another question was answered: a repetition, or the same said again.
    Old,
}

impl Book {
    /// The place of whatever comes next.
    pub fn mark(&self) -> u64 {
        self.count
    }

    /// Whether the toolbar was seen to answer twice.
    pub fn is_twice(&self) -> bool {
        self.twice.is_some()
    }

    /// How long to listen for a second answer, where it is usually this time.
    pub fn settling(&self, usual: Duration) -> Duration {
        self.twice
            .map_or(usual, |longest| (longest * 2).max(usual * 5))
    }

    /// Takes in an answer that was heard.
    pub fn hear(&mut self, method: &str, said: &Json) {
        let digest = self.digest(said);
        self.take(method, digest, false);
    }

    /// Takes in an answer to a call of the page's own.
    pub fn overhear(&mut self, method: &str, said: &Json) {
        self.hear(method, said);
        self.last_is_the_pages(method);
    }

    fn take(&mut self, method: &str, said: u64, repeated: bool) {
        let answer = Answer {
            number: self.count,
            at: Instant::now(),
            said,
            asked: None,
            repeated,
            of_page: false,
        };
        self.count += 1;
        let of = self.answers.entry(method.into()).or_default();
        of.push_back(answer);
        if of.len() > KEPT {
            of.pop_front();
        }
    }

    /// Keeps in mind what a call's answer was asked with; takes it in where nothing was heard of
    /// it since `mark`: not every library lets its answers be heard.
    pub fn note(&mut self, method: &str, args: &[Json], said: &Json, mark: u64) {
        let (digest, asked) = (self.digest(said), self.asked(args));
        if !self.since(method, mark).any(|heard| heard.said == digest) {
            self.take(method, digest, false);
        }
        let heard = self.answers.get_mut(method).into_iter().flatten();
        for answer in heard.filter(|heard| heard.number >= mark && heard.said == digest) {
            answer.asked = Some(asked);
        }
    }

    /// Takes in an answer that no call waits for; whether it repeats another one.
    pub fn hear_extra(&mut self, method: &str, said: &Json) -> bool {
        let digest = self.digest(said);
        let first = self.of(method).rfind(|heard| heard.said == digest);
        if let Some(first) = first {
            let lag = Instant::now() - first.at;
            self.twice = self.twice.max(Some(lag));
            self.settle(method, digest);
        }
        self.take(method, digest, first.is_some());
        // The second answer to the page is the page's as well: where it goes on asking, a flow that
        // rested after each of them would never have its turn.
        if first.is_some_and(|first| first.of_page) {
            self.last_is_the_pages(method);
        }
        first.is_some()
    }

    fn last_is_the_pages(&mut self, method: &str) {
        let last = self.answers.get_mut(method).and_then(VecDeque::back_mut);
        if let Some(last) = last {
            last.of_page = true;
        }
    }

    /// The repetition of an answer came: there is no other one to come.
    fn settle(&mut self, method: &str, said: u64) {
        let heard = self.answers.get_mut(method).into_iter().flatten();
        for answer in heard.filter(|heard| heard.said == said) {
            answer.repeated = true;
        }
    }

    /// Whether the last answer of a method was a repetition that came just now: the next one may be
    /// the answer of the call that it was taken for. Keeps in mind that they do repeat.
    pub fn was_swapped(&mut self, method: &str) -> bool {
        const JUST_NOW: Duration = Duration::from_secs(2);
        let now = Instant::now();
        let last = self.of(method).next_back();
        let last = last.filter(|last| now - last.at < JUST_NOW);
        let old = |last: Answer| self.older(method, last.said, last.number).is_some();
        let swapped = last.is_some_and(old);
        if swapped {
            self.twice.get_or_insert(Duration::ZERO);
        }
        swapped
    }

    /// What an answer is to those before `mark`.
    pub fn standing(&self, method: &str, args: &[Json], said: &Json, mark: u64) -> Standing {
        let (digest, asked) = (self.digest(said), self.asked(args));
        let older = self.older(method, digest, mark);
        match older.map(|older| older.asked == Some(asked)) {
            None => Standing::New,
            Some(true) => Standing::Again,
            Some(false) => Standing::Old,
        }
    }

    /// Whether something else was answered since `mark` that this call's answer could be as well.
    pub fn has_rival(&mut self, method: &str, said: &Json, mark: u64) -> bool {
        let own = self.digest(said);
        let is_old = |digest| self.older(method, digest, mark).is_some();
        let is_new = !is_old(own);
        // What the page was answered may be told late; no call of ours was under way then.
        let rival = self
            .since(method, mark)
            .any(|heard| !heard.of_page && heard.said != own && !(is_new && is_old(heard.said)));
        if rival {
            self.is_repetition(method, said);
        }
        rival
    }

    /// An answer was taken for a call's own, and repeats another one.
    pub fn is_repetition(&mut self, method: &str, said: &Json) {
        self.twice.get_or_insert(Duration::ZERO);
        let digest = self.digest(said);
        self.settle(method, digest);
    }

    /// How long ago the last answer of a method came that was not for the page.
    pub fn quiet(&self, method: &str) -> Option<Duration> {
        let last = self.of(method).rfind(|heard| !heard.of_page)?;
        Some(Instant::now() - last.at)
    }

    /// The last answer before `mark` that said so and may be repeated yet.
    fn older(&self, method: &str, said: u64, mark: u64) -> Option<Answer> {
        let may_be = |heard: &Answer| heard.number < mark && heard.said == said && !heard.repeated;
        self.of(method).rfind(may_be)
    }

    fn of(&self, method: &str) -> impl DoubleEndedIterator<Item = Answer> {
        self.answers.get(method).into_iter().flatten().copied()
    }

    fn since(&self, method: &str, mark: u64) -> impl Iterator<Item = Answer> {
        self.of(method).filter(move |heard| heard.number >= mark)
    }

    fn asked(&self, args: &[Json]) -> u64 {
        self.hasher.hash_one(Json::from(args).to_string())
    }

    /// JSON text and what it says are the same answer.
    fn digest(&self, said: &Json) -> u64 {
        let read = match said {
            Json::String(text) => serde_json::from_str(text).ok(),
            _ => None,
        };
        let read = read.or_else(|| data(said.clone()).ok());
        self.hasher
            .hash_one(read.as_ref().unwrap_or(said).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_answer_is_old_where_another_question_was_answered_so() {
        let mut book = Book::default();
        let (one, other) = ([json!(1)], [json!(2)]);
        book.hear("openScript", &json!(r#"{"result":true}"#));
        let said = json!({ "result": true });
        book.note("openScript", &one, &said, 0);
        assert_eq!(book.mark(), 1, "what was heard is not heard again");
        let standing = |book: &Book, args| book.standing("openScript", args, &said, 1);
        assert_eq!(standing(&book, &other), Standing::Old);
        assert_eq!(standing(&book, &one), Standing::Again);
        assert_eq!(book.standing("saveScript", &one, &said, 1), Standing::New);
        assert!(!book.is_twice());
        assert!(book.hear_extra("openScript", &said));
        assert!(book.is_twice());
        assert_eq!(
            standing(&book, &other),
            Standing::New,
            "its repetition came"
        );
    }

    #[test]
    fn an_old_answer_beside_a_new_one_takes_nothing_from_it() {
        let (old, own) = (json!({ "of": 1 }), json!({ "of": 2 }));
        let mut book = Book::default();
        book.hear("openScript", &old);
        let mark = book.mark();
        book.hear("openScript", &own);
        book.hear("openScript", &old);
        assert!(!book.has_rival("openScript", &own, mark), "it is its own");
        assert!(book.has_rival("openScript", &old, mark), "own came after");
        let both = book.mark();
        book.hear("openScript", &json!(3));
        book.hear("openScript", &json!(4));
        assert!(book.has_rival("openScript", &json!(3), both), "either");
    }
}
