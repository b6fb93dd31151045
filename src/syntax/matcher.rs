//! What the grammar's code runs on. `pest_derive` writes that code from `grammar/flow.pest` for a crate called
//! `pest`; `lib.rs` calls this crate so too, and hands on what stands here.
//!
//! pest's own state writes down at every step what a message would need, and counts what it does: that was half of
//! a check. The grammar takes every text, and `syntax::explain` states what is wrong with it, so here nothing is kept
//! but what was read. What pest has and the grammar does not use (its stack, its implicit blanks) is missing: a
//! grammar that uses it does not compile. `tests/it/syntax/pest.rs` holds what is read against pest itself.

/// Whether rules are noted: `@` notes itself and nothing inside, `$` and `!` note what is inside too.
pub(crate) use pest_itself::Atomicity;
use std::marker::PhantomData;
use std::ops::Range;

/// The state after a rule, whether it matched or not.
pub(crate) type ParseResult<S> = Result<S, S>;

/// What the grammar's type can do.
pub(crate) trait Parser<R> {
    /// What a rule reads at the start of a text.
    fn parse<'i>(rule: R, text: &'i str) -> Result<Pairs<'i, R>, NoMatch<R>>;
}

/// A rule that did not match.
#[derive(Debug)]
pub(crate) struct NoMatch<R>(PhantomData<R>);

/// Everything that was read of a text.
pub(crate) struct Pairs<'i, R> {
    pub(super) entries: Vec<Entry<R>>,
    of: PhantomData<&'i str>,
}

/// What a rule has read. Entries stand in the order of the text, each before what is inside of it.
pub(super) struct Entry<R> {
    pub(super) rule: R,
    pub(super) start: u32,
    pub(super) end: u32,
    /// The first entry that is not inside of this one.
    pub(super) after: u32,
}

/// Where the code that is written looks for them.
pub(crate) mod iterators {
    pub(crate) use super::Pairs;
}

/// Where the code that is written looks for it.
pub(crate) mod error {
    pub(crate) use super::NoMatch as Error;
}

/// Where a parse is. It goes through the rules by value, in a box, as the written code wants it.
pub(crate) struct ParserState<'i, R> {
    text: &'i str,
    at: usize,
    entries: Vec<Entry<R>>,
    atomicity: Atomicity,
    /// Whether it only looks ahead.
    looks: bool,
}

/// Reads a text by a rule.
pub(crate) fn state<'i, R, F>(text: &'i str, rule: F) -> Result<Pairs<'i, R>, NoMatch<R>>
where
    F: FnOnce(Box<ParserState<'i, R>>) -> ParseResult<Box<ParserState<'i, R>>>,
{
    let begun = Box::new(ParserState {
        text,
        at: 0,
        // what flows are like has an entry every eight bytes or so
        entries: Vec::with_capacity(text.len() / 5),
        atomicity: Atomicity::NonAtomic,
        looks: false,
    });
    match rule(begun) {
        Ok(read) => Ok(Pairs {
            entries: read.entries,
            of: PhantomData,
        }),
        Err(_) => Err(NoMatch(PhantomData)),
    }
}

impl<R: Copy> ParserState<'_, R> {
    /// A rule that is noted, unless it is inside of an atomic one, or only looked for.
    #[inline]
    pub(crate) fn rule<F>(mut self: Box<Self>, rule: R, inside: F) -> ParseResult<Box<Self>>
    where
        F: FnOnce(Box<Self>) -> ParseResult<Box<Self>>,
    {
        if self.looks || self.atomicity == Atomicity::Atomic {
            return inside(self);
        }
        let index = self.entries.len();
        let start = self.at as u32;
        self.entries.push(Entry {
            rule,
            start,
            end: start,
            after: 0,
        });
        match inside(self) {
            Ok(mut read) => {
                let (end, after) = (read.at as u32, read.entries.len() as u32);
                if let Some(entry) = read.entries.get_mut(index) {
                    entry.end = end;
                    entry.after = after;
                }
                Ok(read)
            }
            Err(mut failed) => {
                failed.entries.truncate(index);
                Err(failed)
            }
        }
    }

    #[inline]
    pub(crate) fn atomic<F>(
        mut self: Box<Self>,
        within: Atomicity,
        inside: F,
    ) -> ParseResult<Box<Self>>
    where
        F: FnOnce(Box<Self>) -> ParseResult<Box<Self>>,
    {
        let outside = std::mem::replace(&mut self.atomicity, within);
        let mut result = inside(self);
        let (Ok(state) | Err(state)) = &mut result;
        state.atomicity = outside;
        result
    }

    /// All or nothing: where it fails, it is as if it had not begun.
    #[inline]
    pub(crate) fn sequence<F>(self: Box<Self>, parts: F) -> ParseResult<Box<Self>>
    where
        F: FnOnce(Box<Self>) -> ParseResult<Box<Self>>,
    {
        let (at, length) = (self.at, self.entries.len());
        parts(self).map_err(|mut failed| {
            failed.at = at;
            failed.entries.truncate(length);
            failed
        })
    }

    /// As often as it matches, also not at all.
    #[inline]
    pub(crate) fn repeat<F>(self: Box<Self>, mut part: F) -> ParseResult<Box<Self>>
    where
        F: FnMut(Box<Self>) -> ParseResult<Box<Self>>,
    {
        let mut state = self;
        loop {
            match part(state) {
                Ok(next) => state = next,
                Err(last) => return Ok(last),
            }
        }
    }

    #[inline]
    pub(crate) fn optional<F>(self: Box<Self>, part: F) -> ParseResult<Box<Self>>
    where
        F: FnOnce(Box<Self>) -> ParseResult<Box<Self>>,
    {
        let (Ok(state) | Err(state)) = part(self);
        Ok(state)
    }

    /// Whether something follows, or does not. Nothing is taken.
    #[inline]
    pub(crate) fn lookahead<F>(
        mut self: Box<Self>,
        follows: bool,
        what: F,
    ) -> ParseResult<Box<Self>>
    where
        F: FnOnce(Box<Self>) -> ParseResult<Box<Self>>,
    {
        let at = self.at;
        let outside = std::mem::replace(&mut self.looks, true);
        let result = what(self);
        let matched = result.is_ok();
        let (Ok(mut state) | Err(mut state)) = result;
        state.at = at;
        state.looks = outside;
        match matched == follows {
            true => Ok(state),
            false => Err(state),
        }
    }

    #[inline(always)]
    pub(crate) fn match_string(mut self: Box<Self>, string: &str) -> ParseResult<Box<Self>> {
        if !self.rest().starts_with(string.as_bytes()) {
            return Err(self);
        }
        self.at += string.len();
        Ok(self)
    }

    /// One character, from the first of a range to its last: the last is one of them, as pest has it.
    #[inline(always)]
    pub(crate) fn match_range(mut self: Box<Self>, range: Range<char>) -> ParseResult<Box<Self>> {
        let length = match self.rest().first() {
            Some(byte) if byte.is_ascii() => {
                let character = char::from(*byte);
                usize::from(range.start <= character && character <= range.end)
            }
            Some(_) if !range.end.is_ascii() => self.wide(&range),
            _ => 0,
        };
        if length == 0 {
            return Err(self);
        }
        self.at += length;
        Ok(self)
    }

    /// How long the next character is, where it is one of a range and not of ASCII.
    #[cold]
    fn wide(&self, range: &Range<char>) -> usize {
        let rest = self.text.get(self.at..).unwrap_or("");
        let next = rest.chars().next();
        let next = next.filter(|next| range.start <= *next && *next <= range.end);
        next.map_or(0, char::len_utf8)
    }

    /// Takes so many characters.
    #[inline]
    pub(crate) fn skip(mut self: Box<Self>, count: usize) -> ParseResult<Box<Self>> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let mut characters = rest.chars();
        for _ in 0..count {
            if characters.next().is_none() {
                return Err(self);
            }
        }
        self.at += rest.len() - characters.as_str().len();
        Ok(self)
    }

    #[inline]
    pub(crate) fn start_of_input(self: Box<Self>) -> ParseResult<Box<Self>> {
        match self.at {
            0 => Ok(self),
            _ => Err(self),
        }
    }

    #[inline]
    pub(crate) fn end_of_input(self: Box<Self>) -> ParseResult<Box<Self>> {
        match self.at == self.text.len() {
            true => Ok(self),
            false => Err(self),
        }
    }

    /// How deep rules go is bounded by `syntax::depth`, before anything is parsed.
    #[inline(always)]
    pub(crate) fn check_stack_limit(self: Box<Self>) -> ParseResult<Box<Self>> {
        Ok(self)
    }

    #[inline(always)]
    fn rest(&self) -> &[u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }
}
