//! The rules: one file each. The doc comment of a file is its page, and its first line names its
//! number, which is never used again for another rule; F001 to F049 are the syntax's own.

pub mod allow_unused;
pub mod allow_wrong;
pub mod ambiguous_action;
pub mod answers_nothing;
pub mod any_other_last;
pub mod argument_count;
pub mod at_once;
pub mod at_once_same;
pub mod bare_input;
pub mod brackets;
pub mod breach;
pub mod call_data_said;
pub mod call_variable_name;
pub mod call_variable_size;
pub mod campaign_variable;
pub mod dial_while_ready;
pub mod dialled_as_written;
pub mod doubled_handler;
pub mod doubled_name;
pub mod doubled_parameter;
pub mod dtmf_keys;
pub mod endless_repeat;
pub mod handler_required;
pub mod hopeless_retry;
pub mod impossible_limit;
pub mod impossible_literal;
pub mod impossible_state;
pub mod input_kinds;
pub mod left_open;
pub mod let_go;
pub mod limit_required;
pub mod missing_parameter;
pub mod missing_prerequisite;
pub mod never_fires;
pub mod never_saved;
pub mod no_limit;
pub mod no_result;
pub mod not_looked_at;
pub mod not_on_list;
pub mod not_on_platform;
pub mod nothing_asked;
pub mod nothing_to_close;
pub mod nothing_to_retry;
pub mod offline_end_twice;
pub mod out_of_always;
pub mod out_of_place;
pub mod reason_not_taken;
pub mod recursion;
pub mod replaced_at_once;
pub mod retry_of_unknown;
pub mod save_without_open;
pub mod secret_in_script;
pub mod two_meanings;
pub mod unbound_name;
pub mod unhandled_outcomes;
pub mod unknown_action;
pub mod unknown_choice;
pub mod unknown_field;
pub mod unknown_function;
pub mod unknown_kind;
pub mod unknown_name;
pub mod unknown_outcome;
pub mod unknown_parameter;
pub mod unknown_state;
pub mod unknown_step;
pub mod unknown_system;
pub mod unknown_thing;
pub mod unreachable;
pub mod unused_name;
pub mod unused_step;
pub mod use_required;
pub mod wrong_kind;

use crate::catalogue::nearest;
use crate::diagnostic::{Code, Diagnostic, Edit, Safety, Severity};
use crate::source::Span;
use crate::value::Kind;

/// A rule: what it is called and how much it matters.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its number.
    pub code: Code,
    /// Its name, as in a page's title.
    pub name: &'static str,
    /// How much its findings matter.
    pub level: Severity,
}

/// A rule and the text of its page.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The rule.
    pub rule: Rule,
    file: &'static str,
}

macro_rules! page {
    ($module:ident) => {
        Page {
            rule: $module::RULE,
            file: include_str!(concat!(stringify!($module), ".rs")),
        }
    };
}

/// Every rule of the checker, by number.
pub const ALL: &[Page] = &[
    page!(unknown_system),
    page!(unknown_action),
    page!(unknown_outcome),
    page!(unknown_parameter),
    page!(unknown_name),
    page!(unknown_step),
    page!(unknown_field),
    page!(unknown_function),
    page!(unknown_kind),
    page!(unknown_state),
    page!(unknown_thing),
    page!(missing_parameter),
    page!(doubled_parameter),
    page!(doubled_handler),
    page!(any_other_last),
    page!(wrong_kind),
    page!(impossible_literal),
    page!(input_kinds),
    page!(bare_input),
    page!(brackets),
    page!(two_meanings),
    page!(unbound_name),
    page!(replaced_at_once),
    page!(missing_prerequisite),
    page!(unhandled_outcomes),
    page!(retry_of_unknown),
    page!(hopeless_retry),
    page!(never_fires),
    page!(out_of_place),
    page!(recursion),
    page!(unused_step),
    page!(unused_name),
    page!(unreachable),
    page!(secret_in_script),
    page!(ambiguous_action),
    page!(argument_count),
    page!(doubled_name),
    page!(no_result),
    page!(impossible_limit),
    page!(endless_repeat),
    page!(nothing_to_retry),
    page!(out_of_always),
    page!(unknown_choice),
    page!(left_open),
    page!(no_limit),
    page!(at_once),
    page!(at_once_same),
    page!(not_on_platform),
    page!(not_on_list),
    page!(let_go),
    page!(nothing_to_close),
    page!(impossible_state),
    page!(allow_unused),
    page!(allow_wrong),
    page!(breach),
    page!(handler_required),
    page!(limit_required),
    page!(use_required),
    page!(not_looked_at),
    page!(dtmf_keys),
    page!(call_variable_size),
    page!(campaign_variable),
    page!(call_variable_name),
    page!(nothing_asked),
    page!(dialled_as_written),
    page!(dial_while_ready),
    page!(reason_not_taken),
    page!(answers_nothing),
    page!(call_data_said),
    page!(offline_end_twice),
    page!(save_without_open),
    page!(never_saved),
];

/// The page of a rule.
pub fn page(code: Code) -> Option<&'static Page> {
    ALL.iter().find(|page| page.rule.code == code)
}

/// The rule of a number (`F074`) or a name (`unhandled-outcomes`).
pub fn named(text: &str) -> Option<Rule> {
    let fits = |page: &&Page| page.rule.name == text || page.rule.code.to_string() == text;
    ALL.iter().find(fits).map(|page| page.rule)
}

/// The name of the rule that is nearest to what somebody wrote.
pub fn near(text: &str) -> Option<&'static str> {
    nearest(text, ALL.iter().map(|page| page.rule.name))
}

impl Page {
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
        Some(format!("{script}\n"))
    }
}

impl Rule {
    const fn error(code: u16, name: &'static str) -> Self {
        Self::new(code, name, Severity::Error)
    }

    const fn warning(code: u16, name: &'static str) -> Self {
        Self::new(code, name, Severity::Warning)
    }

    const fn new(code: u16, name: &'static str, level: Severity) -> Self {
        Self {
            code: Code(code),
            name,
            level,
        }
    }

    /// A finding of this rule.
    fn at(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.code, self.level, span, message)
    }
}

/// Offers the nearest right name as a mend.
trait Swap {
    fn swap(self, at: Span, near: Option<&str>) -> Self;
}

impl Swap for Diagnostic {
    fn swap(self, at: Span, near: Option<&str>) -> Self {
        let Some(near) = near else { return self };
        let edit = Edit {
            span: at,
            text: near.to_owned(),
        };
        self.fix(format!("Write `{near}`"), Safety::Unsafe, vec![edit])
    }
}

/// Shows the action that a step does, where what is wrong is the running of that step.
fn in_step(problem: Diagnostic, action: &str, step: Option<Span>) -> Diagnostic {
    match step {
        Some(at) => problem.also(at, format!("the step does `{action}` here")),
        None => problem,
    }
}

/// "Did you mean" where something is near, else the rest.
fn said(near: Option<&str>, rest: &str) -> String {
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => rest.to_owned(),
    }
}

/// Names in a sentence: `A`, `B` and `C`.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [firsts @ .., last] => format!("{} and {last}", firsts.join(", ")),
    }
}

/// A kind with its article.
fn a(kind: &Kind) -> String {
    match kind {
        Kind::OneOf(names) => format!("one of {}", listed(names.iter().map(|name| &**name))),
        Kind::AgentId | Kind::Ecid => format!("an {kind}"),
        Kind::YesNo => "true or false".into(),
        Kind::Any => "a value".into(),
        Kind::Text => "text".into(),
        Kind::List(of) if **of == Kind::Any => "a list".into(),
        kind => format!("a {kind}"),
    }
}

/// What to write where a kind is wanted.
fn wanted(kind: &Kind) -> String {
    match kind {
        Kind::List(of) if **of == Kind::Any => "a list, like `[1, 2]`".into(),
        Kind::State => "a state by its name, like `Held`".into(),
        Kind::Text => "a text in quotes, like `\"Ada\"`".into(),
        Kind::PhoneNumber => "a phone number with its country, like `\"+448675309\"`".into(),
        Kind::ContactId => "a contact id, like `1001`, or a name that holds one".into(),
        Kind::AgentId => "an agent id, like `7`, or a name that holds one".into(),
        Kind::SkillId => "a skill id, like `4021`, or a name that holds one".into(),
        kind => kind.wanted(),
    }
}

/// Words with their article: `a held contact`, `an agent session`.
fn one(words: &str) -> String {
    let article = match words.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => "an",
        false => "a",
    };
    format!("{article} {words}")
}

/// A script's text in a message: its first line, and not all of a long one.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.lines().next().unwrap_or_default().trim_end();
    if line.chars().count() <= LONGEST && line.len() == text.len() {
        return line.to_owned();
    }
    let start: String = line.chars().take(LONGEST).collect();
    format!("{} …", start.trim_end())
}
