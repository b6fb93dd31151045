//! # F065 wrong-type (error)
//!
//! ## What it checks
//!
//! A value has the wrong type.
//!
//! ## Why it matters
//!
//! A state is not a number, and an agent's id is not a contact's: the system would reject the
//! request, or act on another contact or agent.
//!
//! ## Example
//!
//! ```flow
//! find active contacts with State: 5 giving Contacts
//! emit Found: count(Contacts)
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! find active contacts with State: InQueue giving Contacts
//! emit Found: count(Contacts)
//! ```
//!
//! ## Fix
//!
//! None: a value of another type is another value.
//!
//! ## Related
//!
//! See F066 impossible-literal, F067 input-of-two-types.

use super::Rule;
use super::a;
use crate::check::resolve::{Compared, Form, Membership, SortUse, Typed, is_literal};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::Operator;
use crate::value::Kind;
use crate::value::Value;

pub const RULE: Rule =
    Rule::error(65, "wrong-type").does("the run would fail here, perhaps with a caller on hold");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    found.add_all(model.facts.typed.iter().filter_map(of_value));
    for clash in &model.facts.clashes {
        let known = &model.inputs[clash.input as usize];
        if known.declared.is_some() {
            let (name, first) = (known.name, known.span);
            found.add(input(name, clash.at, &clash.known, &clash.wanted, first));
        }
    }
    for again in &model.facts.reassigned {
        let any = again.before == Kind::Any || again.now == Kind::Any;
        if !any && !Value::may_convert(&again.now, &again.before) {
            let name = model.name(again.name);
            let (before, now) = (&again.before, &again.now);
            found.add(replaced(name.text, again.at, before, now, name.span));
        }
    }
    for known in &model.facts.compared {
        found.add_all(of_comparison(known));
    }
    for known in &model.facts.members {
        if !matches!(known.kind, Kind::Any | Kind::List(_) | Kind::Text) {
            found.add(not_a_list(known.list.span, &known.kind));
        }
        if let Kind::List(of) = &known.kind
            && !Value::may_convert(&known.has, of)
            && !Value::may_convert(of, &known.has)
        {
            found.add(never_in(model, known, of));
        }
    }
    for sorted in &model.facts.sorted {
        if matches!(sorted.kind, Kind::Record(_) | Kind::List(_)) {
            found.add(unsorted(model, sorted));
        }
    }
    for known in model
        .facts
        .calculated
        .iter()
        .filter(|known| known.gives.is_none())
    {
        let at = known.a.span.to(known.b.span);
        let (left, right) = &known.kinds;
        found.add(arithmetic(at, left, known.operator, right));
    }
}

fn of_value(typed: &Typed<'_>) -> Option<Diagnostic> {
    let (have, wanted) = (&typed.has, &typed.wanted);
    let truthy = *wanted == Kind::YesNo && *have == Kind::Text;
    let fits = match &typed.form {
        Form::Choice | Form::Literal(Err(_)) => true,
        _ if *wanted == Kind::Secret && is_literal(&typed.expr.kind) => true,
        _ => !truthy && Value::may_convert(have, wanted),
    };
    (!fits).then(|| value(&typed.role.text(), typed.expr.span, have, wanted))
}

fn of_comparison(known: &Compared<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some(other) = &known.other
        && !Value::may_convert(other, &known.kind)
        && !Value::may_convert(&known.kind, other)
    {
        let at = known.first.span.to(known.second.span);
        found.push(compared(at, &known.kind, other));
    }
    let ordered = !matches!(known.operator, Operator::Equal | Operator::NotEqual);
    let orderless = matches!(known.kind, Kind::Record(_) | Kind::List(_) | Kind::YesNo);
    if ordered && (known.kind.is_id() || orderless) {
        found.push(no_order(known.first.span, &known.kind));
    }
    found
}

/// A value for `what` that is of another kind.
pub fn value(what: &str, at: Span, have: &Kind, wanted: &Kind) -> Diagnostic {
    let problem = RULE.at(at, format!("{what} needs {}, not {}", a(wanted), a(have)));
    match (have, wanted) {
        (_, Kind::Record(_)) if what == "`contains`" => {
            problem.help("compare with a field of the items: `contains(<List>.<Field>, <value>)`")
        }
        (Kind::Secret, _) => problem.help("a secret can only be used where a secret is needed"),
        (_, Kind::YesNo) => {
            problem.help("write a comparison, like `Name = \"Ada\"`, or a yes/no value")
        }
        _ => problem.help(format!("write {}", super::wanted(wanted))),
    }
}

/// A declared input that is used as something else.
pub fn input(name: &str, at: Span, known: &Kind, wanted: &Kind, first: Span) -> Diagnostic {
    RULE.at(
        at,
        format!("`{name}` is {}; {} is needed here", a(known), a(wanted)),
    )
    .also(first, format!("declared as {}", a(known)))
    .help(format!(
        "declare it as `{wanted}`, or use another input here"
    ))
}

/// A name that gets a value of another kind.
pub fn replaced(name: &str, at: Span, before: &Kind, now: &Kind, first: Span) -> Diagnostic {
    RULE.at(
        at,
        format!("`{name}` is {}; it cannot become {}", a(before), a(now)),
    )
    .also(first, format!("{} here", a(before)))
    .help("use a different name")
}

/// `<` and the like between things that have no order.
pub fn no_order(at: Span, kind: &Kind) -> Diagnostic {
    RULE.at(
        at,
        format!("{} has no order: it can only be equal or not", a(kind)),
    )
    .help("use `=` or `!=`")
}

/// A comparison of things that can never be equal.
pub fn compared(at: Span, left: &Kind, right: &Kind) -> Diagnostic {
    RULE.at(
        at,
        format!("{} cannot be compared with {}", a(left), a(right)),
    )
    .help(unit_missing(left, right).unwrap_or("compare two values of the same type"))
}

/// `in` something that holds nothing.
pub fn not_a_list(at: Span, kind: &Kind) -> Diagnostic {
    RULE.at(at, format!("`in` needs a list, not {}", a(kind)))
        .help("write a list: `[<value>, <value>]`")
}

/// `in` a list whose items are of another kind.
fn never_in(model: &Model<'_>, known: &Membership<'_>, of: &Kind) -> Diagnostic {
    let list = model.slice(known.list.span);
    let problem = RULE
        .at(
            known.item.span,
            format!("`in` compares {} with {}", a(&known.has), a(of)),
        )
        .label(a(&known.has))
        .also(known.list.span, format!("a list of {of}"));
    match of {
        Kind::Record(_) => problem.help(format!(
            "compare with a field of the items: `{} in {list}.<Field>`",
            model.slice(known.item.span)
        )),
        _ => problem.help(format!("write {}", super::wanted(of))),
    }
}

/// A list of what has no order.
fn unsorted(model: &Model<'_>, sorted: &SortUse) -> Diagnostic {
    let list = model.slice(sorted.list);
    match sorted.by {
        Some(by) => RULE
            .at(by, format!("`sort` cannot order {}", a(&sorted.kind)))
            .label(a(&sorted.kind))
            .help(format!(
                "sort by a field that is a text, a number or a time: `sort({list}) by .<Field>`"
            )),
        None => RULE
            .at(
                sorted.span,
                format!("`sort` cannot order {}", a(&sorted.kind)),
            )
            .label(format!("`{list}` is a list of {}", sorted.kind))
            .help(format!(
                "name the field to sort by: `sort({list}) by .<Field>`"
            )),
    }
}

/// A calculation that has no result.
pub fn arithmetic(at: Span, left: &Kind, operator: Operator, right: &Kind) -> Diagnostic {
    let text = matches!(left, Kind::Text) || matches!(right, Kind::Text);
    let verb = match operator {
        Operator::Add => "added to",
        Operator::Subtract => "taken from",
        Operator::Multiply => "multiplied by",
        _ => "divided by",
    };
    let (first, second) = match operator {
        Operator::Add | Operator::Subtract => (right, left),
        _ => (left, right),
    };
    let sum = matches!(operator, Operator::Add | Operator::Subtract);
    let help = match (left, right) {
        _ if text => "to join texts, write both into one: `\"{A}{B}\"`",
        (Kind::Date, _) => "a date has no time of day: begin with `now` or `today at 09:00`",
        _ if sum && unit_missing(left, right).is_some() => WITH_UNIT,
        (Kind::List(_), _) | (_, Kind::List(_)) if operator == Operator::Add => {
            "`+` joins two lists: write one value as a list, `[…]`"
        }
        _ => "calculate with two numbers, two durations, or a time and a duration",
    };
    RULE.at(at, format!("{} cannot be {verb} {}", a(first), a(second)))
        .help(help)
}

const WITH_UNIT: &str = "write the number with its unit, like `5s` or `30m`";

/// What to do where a bare number stands beside a time or a duration.
fn unit_missing(left: &Kind, right: &Kind) -> Option<&'static str> {
    let timed = |kind: &Kind| matches!(kind, Kind::Duration | Kind::Time);
    let bare = |kind: &Kind| matches!(kind, Kind::Number);
    (timed(left) && bare(right) || bare(left) && timed(right)).then_some(WITH_UNIT)
}
