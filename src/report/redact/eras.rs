//! What is known of the values that nobody may see. Most of it is kept as long as the process lives;
//! what belongs to a row of a long table, as long as its row is open.

use super::hidden::Hidden;
use super::matcher::Matcher;
use crate::value::Mark;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// Shorter than every number that a phone can be reached at from outside.
const SHORTEST_NUMBER: usize = 5;
/// Shorter secrets are words of ours too often to be looked for in our own words.
const SHORTEST_SECRET: usize = 8;

/// Holds what was registered in a time, and before it, as long as it lives.
#[derive(Clone, Debug)]
pub struct Era(#[expect(dead_code, reason = "it is held, and counted")] Arc<()>);

/// Everything that is known.
#[derive(Default)]
pub(super) struct Known {
    /// What is never forgotten.
    always: Values,
    /// The latest last.
    eras: VecDeque<(Arc<()>, Values)>,
    phone_numbers: usize,
    personal: usize,
}

/// Some of what is known.
#[derive(Default)]
struct Values {
    marks: HashMap<Arc<str>, (Mark, Arc<str>)>,
    /// Everything.
    all: Matcher,
    /// What scripts hold themselves: nothing else can stand in their lines.
    written: Matcher,
    /// Secrets that are like no word of ours.
    secrets: Matcher,
}

impl Known {
    /// What is shown for a value that is known at least so.
    pub fn shown(&self, value: &str, mark: Mark) -> Option<Arc<str>> {
        self.each().find_map(|values| values.shown(value, mark))
    }

    /// Whether a value is known, and will be as long as what is registered now.
    pub fn knows(&self, value: &str, mark: Mark) -> bool {
        let latest = self.eras.back().map(|(_, values)| values);
        let lasting = [Some(&self.always), latest];
        let mut lasting = lasting.into_iter().flatten();
        lasting.any(|values| values.shown(value, mark).is_some())
    }

    pub fn add(&mut self, value: &str, mark: Mark) -> Arc<str> {
        let shown = self.shown(value, mark);
        if let Some(shown) = shown.as_ref().filter(|_| self.knows(value, mark)) {
            return shown.clone();
        }
        let shown = shown.unwrap_or_else(|| self.next(mark));
        self.spell(value, mark, shown)
    }

    /// Shows this for a value, which may be another's second spelling.
    pub fn spell(&mut self, value: &str, mark: Mark, shown: Arc<str>) -> Arc<str> {
        let latest = self.eras.back_mut().map(|(_, values)| values);
        latest
            .unwrap_or(&mut self.always)
            .spell(value, mark, &shown);
        shown
    }

    pub fn add_written(&mut self, value: &str, mark: Mark, shown: &Arc<str>) {
        self.always.written.add(value, mark, shown);
    }

    pub fn begin_era(&mut self) {
        // In their order: a run of an early era may have heard something in a later one.
        while self
            .eras
            .front()
            .is_some_and(|(era, _)| Arc::strong_count(era) == 1)
        {
            self.eras.pop_front();
        }
        self.eras.push_back(Default::default());
    }

    pub fn era(&self) -> Option<Era> {
        self.eras.back().map(|(era, _)| Era(era.clone()))
    }

    pub fn find(&self, text: &str) -> Vec<Hidden> {
        self.each()
            .flat_map(|values| values.all.find(text))
            .collect()
    }

    pub fn find_written(&self, text: &str) -> Vec<Hidden> {
        self.each()
            .flat_map(|values| values.written.find(text))
            .collect()
    }

    pub fn find_secrets(&self, text: &str) -> Vec<Hidden> {
        self.each()
            .flat_map(|values| values.secrets.find(text))
            .collect()
    }

    fn each(&self) -> impl Iterator<Item = &Values> {
        let eras = self.eras.iter().map(|(_, values)| values);
        std::iter::once(&self.always).chain(eras)
    }

    fn next(&mut self, mark: Mark) -> Arc<str> {
        match mark {
            Mark::PhoneNumber => {
                self.phone_numbers += 1;
                format!("[phone number {}]", self.phone_numbers).into()
            }
            Mark::Personal => {
                self.personal += 1;
                format!("[personal {}]", self.personal).into()
            }
            Mark::Secret | Mark::Foreign | Mark::Plain => "[secret]".into(),
        }
    }
}

impl Values {
    fn shown(&self, value: &str, mark: Mark) -> Option<Arc<str>> {
        let found = self.marks.get(value).filter(|(had, _)| *had >= mark);
        found.map(|(_, shown)| shown.clone())
    }

    fn spell(&mut self, value: &str, mark: Mark, shown: &Arc<str>) {
        let value: Arc<str> = value.into();
        self.marks.insert(value.clone(), (mark, shown.clone()));
        // What is too short for a number to dial would tear dates and durations apart.
        let nobodys = mark == Mark::PhoneNumber && value.trim().len() < SHORTEST_NUMBER;
        if !nobodys {
            self.all.add(&value, mark, shown);
        }
        let words_only = value.chars().all(|c| c.is_alphabetic() || c == ' ');
        if mark == Mark::Secret && value.trim().len() >= SHORTEST_SECRET && !words_only {
            self.secrets.add(&value, mark, shown);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Redactor;
    use crate::value::Mark;

    const ADA: &str = "+12025550123";

    fn hides(redactor: &Redactor, value: &str) -> bool {
        !redactor
            .clean(&format!("called {value} back"))
            .contains(value)
    }

    #[test]
    fn what_an_era_has_registered_is_known_as_long_as_somebody_holds_it() {
        let redactor = Redactor::new();
        redactor.register("+12025550100", Mark::PhoneNumber);
        redactor.begin_era();
        redactor.register(ADA, Mark::PhoneNumber);
        let held = redactor.era();
        redactor.begin_era();
        redactor.begin_era();
        assert!(hides(&redactor, ADA), "its row is open");
        drop(held);
        redactor.begin_era();
        assert!(!hides(&redactor, ADA), "nobody can say it any more");
        assert!(
            hides(&redactor, "+12025550100"),
            "what came before the rows stays"
        );
    }

    #[test]
    fn a_value_that_comes_again_lives_as_long_as_its_latest_row_and_keeps_its_number() {
        let redactor = Redactor::new();
        redactor.begin_era();
        redactor.register(ADA, Mark::PhoneNumber);
        let (shown, earlier) = (redactor.clean(ADA).into_owned(), redactor.era());
        redactor.begin_era();
        redactor.register(ADA, Mark::PhoneNumber);
        drop(earlier);
        let later = redactor.era();
        redactor.begin_era();
        assert!(hides(&redactor, ADA));
        assert_eq!(redactor.clean(ADA), shown);
        drop(later);
    }

    #[test]
    fn what_an_early_row_hears_late_is_kept_for_it() {
        let redactor = Redactor::new();
        redactor.begin_era();
        let early = redactor.era();
        redactor.begin_era();
        redactor.register(ADA, Mark::PhoneNumber);
        redactor.begin_era();
        redactor.begin_era();
        assert!(hides(&redactor, ADA), "the early row may still say it");
        drop(early);
    }
}
