//! The rules: one file each. The doc comment of a file is its page, and its first line names its
//! number, which is never used again for another rule; F001 to F049 are the syntax's own.

pub mod former;
pub(super) mod jumps;
mod lines;
mod retries;
mod wording;

pub(crate) use wording::listed;
use wording::{Swap, a, in_step, one, said, shortened, wanted};

use super::policy::{Level, Levels, NoLevel};
use super::{Findings, Model};
use crate::catalogue::{Catalogue, SystemEntry, nearest};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::Span;

/// A rule: what it is called and how much it matters.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its number.
    pub code: Code,
    /// Its name, as in a page's title.
    pub name: &'static str,
    /// How much its findings matter.
    pub level: Severity,
    /// What a mistake of its kind does to people, where a finding does not say it for itself.
    does: Option<&'static str>,
    /// Whether it asks of the ways together.
    of_ways: bool,
    /// Whether a line that could not be read may be all that is wrong.
    of_whole: bool,
}

/// A rule, the text of its page, and what it looks for.
#[derive(Clone, Copy)]
pub struct Page {
    /// The rule.
    pub rule: Rule,
    file: &'static str,
    find: Find,
}

/// Adds what a rule finds.
pub type Find = fn(&Model<'_>, &mut Findings);

/// The rules that a system brings: `SystemEntry::with_rules` takes them.
pub type RuleSet = &'static [Page];

/// The rules that a system brings.
pub fn of_system(system: &SystemEntry) -> RuleSet {
    system.rules::<RuleSet>().copied().unwrap_or_default()
}

/// Every rule that there is: the checker's, then those of each system.
pub fn all(catalogue: &Catalogue) -> impl Iterator<Item = &'static Page> {
    // Systems are read when they are asked for: a rule of the checker is found without any.
    let of_systems = catalogue.systems().flat_map(|system| of_system(system));
    ALL.iter().chain(of_systems)
}

/// The pages of rules: a file each beside the one that lists them.
macro_rules! pages {
    ($($module:ident),* $(,)?) => {
        &[$($crate::check::rules::Page::new(
            $module::RULE,
            {
                const FILE: &str = include_str!(concat!(stringify!($module), ".rs"));
                // a copy, so that the rest of the file is not part of the program
                const PAGE: [u8; $crate::check::rules::page_length(FILE)] =
                    $crate::check::rules::beginning(FILE);
                const TEXT: &str = match std::str::from_utf8(&PAGE) {
                    Ok(text) => text,
                    Err(_) => panic!("whole lines of UTF-8 are UTF-8"),
                };
                TEXT
            },
            $module::find,
        ),)*]
    };
}
pub(crate) use pages;

/// How many bytes the doc comment is that a file begins with.
pub(crate) const fn page_length(file: &str) -> usize {
    let bytes = file.as_bytes();
    let mut at = 0;
    while at + 3 <= bytes.len()
        && bytes[at] == b'/'
        && bytes[at + 1] == b'/'
        && bytes[at + 2] == b'!'
    {
        while at < bytes.len() && bytes[at] != b'\n' {
            at += 1;
        }
        at += 1;
    }
    at
}

/// The first bytes of a text.
pub(crate) const fn beginning<const N: usize>(text: &str) -> [u8; N] {
    let mut first = [0; N];
    first.copy_from_slice(text.as_bytes().split_at(N).0);
    first
}

macro_rules! rules {
    ($($module:ident,)*) => {
        $(pub(crate) mod $module;)*

        /// Every rule of the checker, by number.
        pub const ALL: RuleSet = pages![$($module),*];
    };
}

rules! {
    unknown_system,
    unknown_action,
    unknown_outcome,
    unknown_parameter,
    unknown_name,
    unknown_step,
    unknown_field,
    unknown_function,
    unknown_kind,
    unknown_state,
    unknown_thing,
    missing_parameter,
    doubled_parameter,
    doubled_handler,
    any_other_last,
    wrong_kind,
    impossible_literal,
    input_kinds,
    bare_input,
    brackets,
    two_meanings,
    unbound_name,
    replaced_at_once,
    missing_prerequisite,
    unhandled_outcomes,
    retry_of_unknown,
    hopeless_retry,
    never_fires,
    out_of_place,
    recursion,
    unused_step,
    unused_name,
    unreachable,
    secret_in_script,
    ambiguous_action,
    argument_count,
    doubled_name,
    no_result,
    impossible_limit,
    endless_repeat,
    nothing_to_retry,
    out_of_always,
    unknown_choice,
    left_open,
    no_limit,
    at_once,
    at_once_same,
    not_on_platform,
    not_on_list,
    let_go,
    nothing_to_close,
    impossible_state,
    allow_unused,
    allow_wrong,
    breach,
    handler_required,
    limit_required,
    use_required,
    not_looked_at,
    dial_while_ready,
    answers_nothing,
    lost_digits,
    reserved_name,
    unknown_zone,
    always_fails,
    in_the_past,
    not_a_number_id,
    signs_out,
    over_at_once,
    bidi_control,
    emitted_twice,
    unknown_calendar,
    unusable_file,
    impossible_schedule,
    impossible_trigger,
    same_start,
    reported_as_done,
    cleanup_ignored,
    id_of_another_system,
    former_name,
}

/// Everything that the rules find. Those that ask of the ways together come last: with an error in
/// the script they may not be what they will be.
pub(super) fn find(model: &Model<'_>) -> Vec<Diagnostic> {
    let mut found = Findings::default();
    let (ways, first): (Vec<&Page>, Vec<&Page>) = of(model).partition(|page| page.rule.of_ways);
    let wanted = |_: &&Page| !model.context.stop.is_stopped();
    for page in first.into_iter().take_while(wanted) {
        (page.find)(model, &mut found);
    }
    if !model.any_broken && !found.has_errors() {
        for page in ways.into_iter().take_while(wanted) {
            (page.find)(model, &mut found);
        }
    }
    found.into_list()
}

/// The rules that a script is held to: the checker's, and those of the systems in scope.
pub(super) fn of(model: &Model<'_>) -> impl Iterator<Item = &'static Page> {
    let systems = model.systems.list.iter();
    ALL.iter()
        .chain(systems.flat_map(|system| of_system(system.entry)))
}

/// The page of a rule.
pub fn page(code: Code, catalogue: &Catalogue) -> Option<&'static Page> {
    all(catalogue).find(|page| page.rule.code == code)
}

/// The rule of a number (`F074`) or a name (`unhandled-outcome`).
pub fn named(text: &str, catalogue: &Catalogue) -> Option<Rule> {
    let name = former::now(text);
    let fits = |page: &&Page| page.rule.name == name || page.rule.code.to_string() == text;
    all(catalogue).find(fits).map(|page| page.rule)
}

/// The name of the rule that is nearest to what somebody wrote.
pub fn near(text: &str, catalogue: &Catalogue) -> Option<&'static str> {
    nearest(text, all(catalogue).map(|page| page.rule.name))
}

impl Levels {
    /// Sets the level of a rule, by its number (`F074`) or its name (`unhandled-outcome`).
    pub fn set(&mut self, rule: &str, level: Level, catalogue: &Catalogue) -> Result<(), NoLevel> {
        let found = named(rule, catalogue);
        let found = found.ok_or_else(|| NoLevel::Unknown(near(rule, catalogue)))?;
        if found.level == Severity::Error {
            return Err(NoLevel::Hard(found.code));
        }
        self.insert(found.code, level);
        Ok(())
    }
}

impl Page {
    /// A rule with its page: the doc comment that `file` begins with.
    pub const fn new(rule: Rule, file: &'static str, find: Find) -> Self {
        Self { rule, file, find }
    }

    /// The page as Markdown: what the rule finds, why it matters, a bad and a good example.
    pub fn text(&self) -> String {
        let lines = self.file.lines().take_while(|line| line.starts_with("//!"));
        let lines = lines.map(|line| line.trim_start_matches("//!"));
        let lines: Vec<&str> = lines
            .map(|line| line.strip_prefix(' ').unwrap_or(line))
            .collect();
        lines.join("\n")
    }

    /// What stands in code under a heading of the page: the scripts `Bad` and `Good`, and the
    /// `Settings` that they are checked with.
    pub fn example(&self, heading: &str) -> Option<String> {
        let text = self.text();
        let (_, rest) = text.split_once(&format!("## {heading}\n"))?;
        let (_, rest) = rest.split_once("```")?;
        let (_, rest) = rest.split_once('\n')?;
        let (script, _) = rest.split_once("\n```")?;
        // A page shows the invisible by its number.
        Some(format!("{script}\n").replace("<U+202E>", "\u{202e}"))
    }
}

impl Rule {
    /// A rule whose findings are errors. A host program's own takes a number from 800 on: the
    /// numbers below are this crate's.
    pub const fn error(code: u16, name: &'static str) -> Self {
        Self::new(code, name, Severity::Error)
    }

    /// A rule whose findings are warnings.
    pub const fn warning(code: u16, name: &'static str) -> Self {
        Self::new(code, name, Severity::Warning)
    }

    /// A rule whose findings are notes.
    pub const fn note(code: u16, name: &'static str) -> Self {
        Self::new(code, name, Severity::Note)
    }

    const fn new(code: u16, name: &'static str, level: Severity) -> Self {
        Self {
            code: Code(code),
            name,
            level,
            does: None,
            of_ways: false,
            of_whole: false,
        }
    }

    /// The same, with what a mistake of its kind does to a caller, an agent, a record or a report.
    pub const fn does(mut self, what: &'static str) -> Self {
        self.does = Some(what);
        self
    }

    /// The same, of a rule that asks of the ways together.
    pub const fn of_ways(mut self) -> Self {
        self.of_ways = true;
        self
    }

    /// The same, of a rule that looks at the whole file: its warnings are left out while a line of
    /// it cannot be read, which may have what is missing.
    pub const fn of_whole(mut self) -> Self {
        self.of_whole = true;
        self
    }

    /// Whether it looks at the whole file.
    pub(super) const fn is_of_whole(&self) -> bool {
        self.of_whole
    }

    /// A finding of this rule.
    pub fn at(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            why: self.does.map(str::to_owned),
            ..Diagnostic::new(self.code, self.level, span, message)
        }
    }
}
