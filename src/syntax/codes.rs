//! The numbers of the findings about syntax: F001 to F049.
//!
//! A number is never used again for something else, not even when its finding is gone: people
//! write numbers into comments, configurations and tickets. New findings take the next free one.

use crate::diagnostic::Code;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $number:literal;)+) => {
        $($(#[doc = $doc])+ pub const $name: Code = Code($number);)+

        /// Every code about syntax with what it stands for, in order.
        pub const ALL: &[(Code, &str)] = &[$(($name, concat!($($doc),+))),+];
    };
}

codes! {
    /// The file is no text.
    NOT_TEXT = 1;
    /// The file is too big.
    TOO_BIG = 2;
    /// Brackets are nested too deep.
    TOO_DEEP = 3;
    /// An expression or a list of retries is too long.
    TOO_LONG = 4;
    /// A block is never closed.
    UNCLOSED_BLOCK = 6;
    /// A `}` closes nothing.
    STRAY_CLOSE = 7;
    /// A block without a statement that opens it.
    LOOSE_BLOCK = 8;
    /// A text is not closed.
    UNCLOSED_TEXT = 9;
    /// A bracket is not closed.
    UNCLOSED_BRACKET = 10;
    /// A line begins with no word that can begin a statement.
    NOT_A_STATEMENT = 11;
    /// A word of the language is misspelt.
    MISSPELT = 12;
    /// Something stands after the end of a statement.
    LEFT_OVER = 13;
    /// A statement stops before it is complete.
    INCOMPLETE = 14;
    /// Something is missing.
    MISSING = 15;
    /// A habit from another language.
    FOREIGN = 16;
    /// A character that only looks like the right one.
    LOOK_ALIKE = 17;
    /// A word of the language in capitals, or a name in small letters.
    CASE = 18;
    /// A clause that belongs to no statement, or to another one.
    ORPHAN = 19;
    /// Clauses in the wrong order.
    ORDER = 20;
    /// A clause that may stand once stands twice.
    TWICE = 21;
    /// What belongs at the top of a file stands in a block.
    NOT_AT_TOP = 22;
    /// Comparisons are chained.
    CHAIN = 23;
    /// `not` where it can be read two ways.
    NOT_HERE = 24;
    /// A number, time or duration that is not written as the language writes it.
    LITERAL = 25;
    /// A text holds an escape that does not exist.
    ESCAPE = 26;
    /// Something in braces inside a text that cannot stand there.
    INSERT = 27;
    /// A word where a value belongs.
    NOT_A_VALUE = 28;
    /// A reaction that does not exist.
    NOT_A_REACTION = 29;
    /// A character that the language does not use.
    STRANGE_SIGN = 30;
}

/// The pages, one after the other.
const PAGES: &str = include_str!("codes.md");

/// The page of a code as Markdown: what it finds, why it matters, a bad and a good example.
pub fn page(code: Code) -> Option<&'static str> {
    let start = PAGES.find(&format!("# {code} "))?;
    let page = &PAGES[start..];
    let end = page.find("\n\n# F").unwrap_or(page.len());
    Some(page[..end].trim_end())
}

/// The name of a code, as its page's title says it: `unclosed-block`.
pub fn name(code: Code) -> Option<&'static str> {
    let title = page(code)?.lines().next()?;
    title.split_whitespace().nth(2)
}
