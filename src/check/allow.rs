//! `# flow: allow F074 reason`: a finding that somebody has looked at and wants to live with.

use super::rules;
use crate::catalogue::Catalogue;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::{Source, Span};
use crate::syntax::codes;

/// A comment that allows something.
struct Allow {
    code: Code,
    /// The whole comment.
    span: Span,
    /// The former name of the rule, where the comment has it.
    former: Option<Span>,
    /// The line whose findings it is about, from 1.
    line: u32,
}

/// Leaves out what the comments of a script allow, and says what is wrong with them.
pub(super) fn apply(
    source: &Source,
    comments: &[Span],
    findings: &mut Vec<Diagnostic>,
    catalogue: &Catalogue,
    off: &dyn Fn(Code) -> bool,
) {
    if memchr::memmem::find(source.text().as_bytes(), b"flow:").is_none() {
        return;
    }
    let mut wrong = Vec::new();
    let allows = read(source, comments, catalogue, &mut wrong);
    let mut used = vec![false; allows.len()];
    findings.retain(|found| {
        if found.severity == Severity::Error {
            return true;
        }
        let line = source.line_of(found.span().start);
        let first = allows.partition_point(|allow| allow.line < line);
        let here = allows.iter().enumerate().skip(first);
        let mut here = here.take_while(|(_, allow)| allow.line == line);
        match here.find(|(_, allow)| allow.code == found.code) {
            Some((index, _)) => {
                used[index] = true;
                false
            }
            None => true,
        }
    });
    let errors = findings
        .iter()
        .any(|found| found.severity == Severity::Error);
    for (allow, used) in allows.iter().zip(used) {
        // what a comment in another file is for is seen when that file is checked
        let here = allow.span.start < source.own_end();
        if let Some(at) = allow.former.filter(|_| here) {
            let name = source.slice(at);
            wrong.push(rules::former_name::problem(
                at,
                name,
                &rules::former::now(name),
            ));
        }
        if here && !used && !errors && !off(allow.code) {
            wrong.push(rules::allow_unused::problem(source, allow.code, allow.span));
        }
    }
    findings.append(&mut wrong);
}

/// The comments that allow something, in the order of the lines that they are about.
fn read(
    source: &Source,
    comments: &[Span],
    catalogue: &Catalogue,
    wrong: &mut Vec<Diagnostic>,
) -> Vec<Allow> {
    let mut allows = Vec::new();
    let mut below = (0, 0);
    for &span in comments.iter().rev() {
        let line = line_of(source, span, &mut below);
        let text = source.slice(span).trim_start_matches('#').trim_start();
        let Some(said) = text.strip_prefix("flow:") else {
            continue;
        };
        match one(said, catalogue) {
            Some(Ok(code)) => allows.push(Allow {
                code,
                span,
                former: former(source, span),
                line,
            }),
            Some(Err(why)) => wrong.push(rules::allow_wrong::problem(span, &why)),
            None => {}
        }
    }
    allows.sort_by_key(|allow| allow.line);
    allows
}

/// What stands after `flow:`. Nothing where it only looks like it: `# flow: holds the caller`.
fn one(said: &str, catalogue: &Catalogue) -> Option<Result<Code, rules::allow_wrong::Why>> {
    use rules::allow_wrong::Why;
    let mut words = said.split_whitespace();
    let (word, rule) = (words.next()?, words.next());
    if word != "allow" {
        let meant = OTHER_WORDS.contains(&word) || rule.is_some_and(|rule| code(rule).is_some());
        return meant.then(|| Err(Why::Word(word.to_owned())));
    }
    let Some(rule) = rule else {
        return Some(Err(Why::NoCode));
    };
    let named = || rules::named(rule.trim_end_matches([':', ',']), catalogue);
    let Some(code) = code(rule).or_else(|| named().map(|rule| rule.code)) else {
        return Some(Err(Why::Unknown(rule.to_owned())));
    };
    Some(match level_of(code, catalogue) {
        None => Err(Why::Unknown(rule.to_owned())),
        Some(Severity::Error) => Err(Why::Hard(code)),
        Some(_) if words.next().is_none() => Err(Why::NoReason(code)),
        Some(_) => Ok(code),
    })
}

/// Where a comment names its rule, if that is a former name.
fn former(source: &Source, comment: Span) -> Option<Span> {
    let text = source.slice(comment);
    let (before, after) = text.split_once("allow")?;
    let name = after.split_whitespace().next()?;
    let at = before.len() + "allow".len() + after.find(name)?;
    let name = name.trim_end_matches([':', ',']);
    let start = comment.start + at as u32;
    (rules::former::now(name) != name).then(|| Span::new(start, start + name.len() as u32))
}

/// What other tools say for `allow`.
const OTHER_WORDS: [&str; 6] = ["ignore", "disable", "noqa", "suppress", "skip", "Allow"];

fn code(text: &str) -> Option<Code> {
    let number = text.trim_end_matches([':', ',']).strip_prefix('F')?;
    let digits = number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| number.parse().ok().map(Code)).flatten()
}

fn level_of(code: Code, catalogue: &Catalogue) -> Option<Severity> {
    if codes::ALL.iter().any(|(known, _)| *known == code) {
        return Some(Severity::Error);
    }
    rules::page(code, catalogue).map(|page| page.rule.level)
}

/// Its own line where something else stands on it too, else the next one that says something.
/// `below` is the comment below it and what that one is about.
fn line_of(source: &Source, comment: Span, below: &mut (u32, u32)) -> u32 {
    let line = source.line_of(comment.start);
    let own = source.line_span(line);
    let before = source.slice(Span::new(own.start, comment.start));
    if !before.trim().is_empty() {
        return line;
    }
    let mut next = line + 1;
    while next <= source.line_count() && next != below.0 {
        if !source.slice(source.line_span(next)).trim().is_empty() {
            break;
        }
        next += 1;
    }
    let about = if next == below.0 { below.1 } else { next };
    *below = (line, about);
    about
}
