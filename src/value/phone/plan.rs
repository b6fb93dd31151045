//! The numbering plans of all countries, as a table. It is made from the metadata of Google's
//! libphonenumber by `tests/value/phone_plans.py`, and the reader is held to that library's answers by
//! `tests/run.sh`. The library's port itself brings eighty crates, a protobuf compiler among them.

use regex_lite::Regex;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

/// The plan of a country.
pub struct Plan {
    /// Its code.
    pub country: u16,
    /// How many digits a number has behind the code.
    lengths: Vec<usize>,
    /// How many it has where the area's digits are left out.
    local: Vec<usize>,
    /// What people dial before a number inside the country, a zero most often.
    prefix: Lazy,
    /// What stands in the place of that, where something does.
    instead: &'static str,
    /// What numbers look like.
    shape: Lazy,
}

/// A pattern that is read when it is first needed.
struct Lazy {
    text: &'static str,
    /// What has to come behind it.
    end: &'static str,
    read: OnceLock<Option<Regex>>,
}

/// What keeps a number from being one of its country.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    Fits,
    TooShort,
    TooLong,
    Between,
}

static PLANS: LazyLock<HashMap<u16, Plan>> = LazyLock::new(|| {
    let lines = include_str!("plans.tsv").lines();
    let plans = lines.filter_map(Plan::read);
    plans.map(|plan| (plan.country, plan)).collect()
});

/// The plan of the country whose code these digits begin with, and the digits behind it. No
/// country's code begins with another's.
pub fn of(digits: &str) -> Option<(&'static Plan, &str)> {
    if digits.starts_with('0') {
        return None;
    }
    (1..=3).find_map(|length| {
        let (code, rest) = digits.split_at_checked(length)?;
        let plan = PLANS.get(&code.parse().ok()?)?;
        Some((plan, rest))
    })
}

impl Plan {
    fn read(line: &'static str) -> Option<Self> {
        let mut fields = line.split('\t');
        let mut next = || fields.next();
        Some(Self {
            country: next()?.parse().ok()?,
            lengths: numbers(next()?),
            local: numbers(next()?),
            prefix: Lazy::begin(next()?),
            instead: next()?,
            shape: Lazy::whole(next()?),
        })
    }

    /// The digits without what is dialled before them inside the country.
    pub fn national<'a>(&self, digits: &'a str) -> Cow<'a, str> {
        match self.without_prefix(digits) {
            Some(national) if self.may_be_whole(national.len()) => national,
            _ => digits.into(),
        }
    }

    /// Less may be said of a number that has become too short by it: it was no prefix then.
    fn may_be_whole(&self, length: usize) -> bool {
        matches!(self.length(length), Length::TooLong) || self.lengths.contains(&length)
    }

    fn without_prefix<'a>(&self, digits: &'a str) -> Option<Cow<'a, str>> {
        let prefix = self.prefix.get()?;
        let found = prefix.captures(digits)?;
        let begun = found.get(0).map_or(0, |found| found.end());
        let last = found.len() - 1;
        let rest = digits.get(begun..)?;
        let national = match self.instead.is_empty() || found.get(last).is_none() {
            true => Cow::Borrowed(rest),
            false => {
                let mut text = String::new();
                found.expand(self.instead, &mut text);
                Cow::Owned(text + rest)
            }
        };
        let stays = self.is_shaped(digits) && !self.is_shaped(&national);
        (!stays).then_some(national)
    }

    fn is_shaped(&self, digits: &str) -> bool {
        let shape = self.shape.get();
        shape.is_some_and(|shape| shape.is_match(digits))
    }

    /// Whether so many digits can be a number.
    pub fn length(&self, digits: usize) -> Length {
        let (Some(least), Some(most)) = (self.lengths.first(), self.lengths.last()) else {
            return Length::Fits;
        };
        match digits {
            _ if self.local.contains(&digits) || self.lengths.contains(&digits) => Length::Fits,
            _ if digits < *least => Length::TooShort,
            _ if digits > *most => Length::TooLong,
            _ => Length::Between,
        }
    }
}

impl Lazy {
    /// A pattern that digits begin with.
    fn begin(text: &'static str) -> Self {
        Self {
            text,
            end: "",
            read: OnceLock::new(),
        }
    }

    /// A pattern that all the digits make up.
    fn whole(text: &'static str) -> Self {
        Self {
            end: "$",
            ..Self::begin(text)
        }
    }

    /// The pattern; nothing where there is none.
    fn get(&self) -> Option<&Regex> {
        let read = || match self.text {
            "" => None,
            text => Regex::new(&format!("^(?:{text}){}", self.end)).ok(),
        };
        self.read.get_or_init(read).as_ref()
    }
}

fn numbers(text: &str) -> Vec<usize> {
    text.split(',')
        .filter_map(|number| number.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_a_plan_whose_patterns_are_patterns() {
        let lines = include_str!("plans.tsv").lines();
        let count = lines.filter(|line| !line.starts_with('#')).count();
        assert_eq!(PLANS.len(), count);
        for plan in PLANS.values() {
            assert!(plan.shape.get().is_some(), "{}", plan.country);
            let prefix = plan.prefix.text.is_empty() || plan.prefix.get().is_some();
            assert!(prefix, "{}", plan.country);
            assert!(plan.lengths.is_sorted() && !plan.lengths.is_empty());
        }
    }
}
