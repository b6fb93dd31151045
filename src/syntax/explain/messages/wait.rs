//! Messages: what stands in the way of `wait`, `wait until` and `await`.

use super::walk::{missing, shown_form};
use crate::diagnostic::{Diagnostic, Edit, Safety, own_line};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::explain::walk::{Walk, edit};
use crate::syntax::tokens::{Sort, Token};

/// The reader's line with these changes as help, and as a fix to look at: each of them reads a
/// meaning into the line.
fn rewritten(walk: &Walk<'_>, problem: Diagnostic, edits: Vec<Edit>) -> Box<Diagnostic> {
    let line = own_line::with(walk.source, &edits);
    let help = line.map_or_else(|| shown_form(walk), |line| format!("write `{line}`"));
    let title = match edits.as_slice() {
        [only] if !only.text.trim().is_empty() => format!("write `{}`", only.text.trim()),
        _ => "rewrite the line".to_owned(),
    };
    Box::new(problem.help(help).fix(title, Safety::Unsafe, edits))
}

/// Where a value stands, from its first token on: `"x"`, `<Name>`.
fn value_span(walk: &Walk<'_>, first: Token<'_>) -> Span {
    let last = match first.text {
        "<" => walk
            .tokens
            .iter()
            .find(|token| token.text == ">" && token.span.start > first.span.start),
        _ => None,
    };
    first.span.to(last.map_or(first.span, |last| last.span))
}

fn first_word(walk: &Walk<'_>) -> Span {
    let mut tokens = walk.tokens.iter();
    let word = tokens.find(|token| token.text == walk.head);
    word.map_or_else(|| walk.gap(), |word| word.span)
}

/// `wait for 5s`; `wait for contact <ContactId> to be Held`; `wait for indicator`
pub(in crate::syntax::explain) fn wait_for_word(walk: &Walk<'_>) -> Box<Diagnostic> {
    let word = walk.here();
    let problem = Diagnostic::error(codes::FOREIGN, word, "`wait` needs no `for`");
    let thing = walk.after(1).filter(|next| next.sort == Sort::Word);
    let Some(thing) = thing.filter(|thing| !matches!(thing.text, "now" | "round")) else {
        let end = walk.after(1).map_or(word.end, |next| next.span.start);
        let blank = Span::new(word.start, end);
        return Box::new(problem.fix("remove `for`", Safety::Safe, vec![edit(blank, "")]));
    };
    let problem = Diagnostic::error(
        codes::FOREIGN,
        word,
        format!("`wait for` does not wait for a {}", thing.text),
    );
    match to_a_state(walk) {
        Some(mut edits) => {
            edits.insert(0, edit(word, "until"));
            rewritten(walk, problem, edits)
        }
        None => rewritten(
            walk,
            problem,
            vec![edit(first_word(walk).to(word), "await")],
        ),
    }
}

/// The changes that make `is <State>` of `to be <State>`; none where it is that already, and nothing
/// where no state is named.
fn to_a_state(walk: &Walk<'_>) -> Option<Vec<Edit>> {
    let rest = walk.tokens.get(walk.at..)?;
    let at = rest
        .iter()
        .position(|token| matches!(token.text, "is" | "to" | "becomes"))?;
    let be = rest.get(at + 1).filter(|be| be.text == "be");
    let state = rest.get(at + 1 + usize::from(be.is_some()))?;
    let negated = state.text == "not";
    if state.sort != Sort::Name && !negated {
        return None;
    }
    let span = be.map_or(rest[at].span, |be| rest[at].span.to(be.span));
    Some(match walk.source.slice(span) {
        "is" => Vec::new(),
        _ => vec![edit(span, "is")],
    })
}

/// `wait until signal Approved`
pub(in crate::syntax::explain) fn signal_is_awaited(walk: &Walk<'_>) -> Box<Diagnostic> {
    let problem = Diagnostic::error(codes::FOREIGN, walk.here(), "a signal has no states")
        .label("`wait until` waits for a state");
    let words = first_word(walk).to(walk.before().map_or(walk.here(), |until| until.span));
    rewritten(walk, problem, vec![edit(words, "await")])
}

/// `Desk: await signal Approved`
pub(in crate::syntax::explain) fn signal_of_no_system(walk: &Walk<'_>) -> Box<Diagnostic> {
    let start = walk
        .tokens
        .first()
        .map_or(walk.start, |name| name.span.start);
    let problem = Diagnostic::error(
        codes::LEFT_OVER,
        Span::new(
            start,
            walk.tokens.get(1).map_or(start, |sign| sign.span.end),
        ),
        "a signal belongs to no system",
    )
    .label("a person or a program sends it to this run");
    let prefix = Span::new(start, first_word(walk).start);
    Box::new(problem.help(shown_form(walk)).fix(
        "remove the system's name",
        Safety::Safe,
        vec![edit(prefix, "")],
    ))
}

/// `await Task`, `wait until Contact <ContactId> is Held`
pub(in crate::syntax::explain) fn thing_in_lower_case(
    walk: &Walk<'_>,
    name: Token<'_>,
) -> Box<Diagnostic> {
    let word = kebab(name.text);
    let problem = Diagnostic::error(
        codes::CASE,
        name.span,
        format!("`{}` must be lower case", name.text),
    )
    .label(format!("`{}` waits for a lower-case word", head(walk)));
    let mut found = rewritten(walk, problem, vec![edit(name.span, &word)]);
    let signal = walk.head == "await" && !name.text.contains("Event");
    if let (true, Some(help)) = (signal, found.help.as_mut()) {
        help.push_str(&format!("; for a signal: `await signal {}`", name.text));
    }
    found
}

fn head<'a>(walk: &Walk<'a>) -> &'a str {
    match walk.head {
        "wait" => "wait until",
        head => head,
    }
}

/// `CustomEvent` as `custom-event`.
fn kebab(name: &str) -> String {
    let mut word = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.push(letter.to_ascii_lowercase());
    }
    word
}

/// `wait until <ContactId> is Held`: the word that says what it is.
pub(in crate::syntax::explain) fn no_thing(walk: &Walk<'_>, token: Token<'_>) -> Box<Diagnostic> {
    let problem = Diagnostic::error(codes::MISSING, token.span, "expected what to wait for")
        .label("`contact` or `agent` belongs before this");
    let named = walk.after(usize::from(token.text == "<"));
    let thing = named.and_then(|name| name.text.strip_suffix("Id"));
    let line = thing.filter(|thing| !thing.is_empty()).and_then(|thing| {
        let text = format!("{} ", kebab(thing));
        own_line::with(walk.source, &[edit(Span::at(token.span.start), &text)])
    });
    Box::new(problem.help(match line {
        Some(line) => format!("did you mean `{line}`?"),
        None => shown_form(walk),
    }))
}

/// `wait until 17:00`
pub(in crate::syntax::explain) fn wait_until_time(walk: &Walk<'_>) -> Box<Diagnostic> {
    let found = missing(walk, "what is waited for", None);
    Box::new(
        found
            .label("`wait until` waits for a state")
            .help("to wait until a time: `wait (<time> - now)`"),
    )
}

/// `wait until contact <ContactId> = Held`
pub(in crate::syntax::explain) fn is_for_sign(walk: &Walk<'_>, sign: Token<'_>) -> Box<Diagnostic> {
    let by = if sign.text == "=" { "is" } else { "is not" };
    let title = format!("use `{by}` in `wait until`, not `{}`", sign.text);
    super::walk::replace(walk, sign, codes::FOREIGN, title, by)
}

/// `is in Held`, `is a Held`
pub(in crate::syntax::explain) fn word_before_state(
    walk: &Walk<'_>,
    word: Token<'_>,
) -> Box<Diagnostic> {
    let end = walk.after(1).map_or(word.span.end, |next| next.span.start);
    let title = format!("the state needs no `{}` before it", word.text);
    let blank = Span::new(word.span.start, end);
    Box::new(
        Diagnostic::error(codes::FOREIGN, word.span, title)
            .help(shown_form(walk))
            .fix(
                format!("remove `{}`", word.text),
                Safety::Safe,
                vec![edit(blank, "")],
            ),
    )
}

/// `is Held or Active`
pub(in crate::syntax::explain) fn one_state(or: Token<'_>) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(codes::LEFT_OVER, or.span, "`wait until` waits for one state")
            .label("a second state follows")
            .help(
                "keep one state; to wait until a state ends, write `wait until <thing> <Id> is not <State>`",
            ),
    )
}

/// `await for contact`, `await the contact`, `await until contact <ContactId> is Held`
pub(in crate::syntax::explain) fn word_after_await(
    walk: &Walk<'_>,
    word: Token<'_>,
) -> Box<Diagnostic> {
    if word.text == "until" {
        let problem = Diagnostic::error(codes::FOREIGN, word.span, "`await` has no `until`")
            .label("`wait until` waits for a state");
        return rewritten(walk, problem, vec![edit(first_word(walk), "wait")]);
    }
    let end = walk.after(1).map_or(word.span.end, |next| next.span.start);
    let blank = Span::new(word.span.start, end);
    let title = format!("`await` needs no `{}`", word.text);
    Box::new(
        Diagnostic::error(codes::FOREIGN, word.span, title)
            .help(shown_form(walk))
            .fix(
                format!("remove `{}`", word.text),
                Safety::Safe,
                vec![edit(blank, "")],
            ),
    )
}

/// `await media "5001"`: a value that no name goes with. A known contact is no new one: its states are
/// what can be waited for.
pub(in crate::syntax::explain) fn unnamed_condition(
    walk: &Walk<'_>,
    value: Token<'_>,
) -> Box<Diagnostic> {
    let span = value_span(walk, value);
    let problem = Diagnostic::error(
        codes::MISSING,
        span,
        "a condition of `await` needs `with` and a name",
    );
    let states = walk.tokens.iter().any(|token| token.text == "is");
    if states {
        let problem = Diagnostic::error(codes::FOREIGN, span, "`await` does not wait for a state")
            .label("`wait until` does");
        return rewritten(walk, problem, vec![edit(first_word(walk), "wait until")]);
    }
    let thing = walk.before().map_or("", |thing| thing.text);
    let value = walk.source.slice(span);
    Box::new(problem.label("the value has no name").help(format!(
        "write `await {thing} with <parameter>: {value}`; to wait for a state of this one: `wait until {thing} {value} is <State>`",
    )))
}

/// `await contact is Held`, `await contact to be Held`: which one?
pub(in crate::syntax::explain) fn wait_for_state(walk: &Walk<'_>) -> Box<Diagnostic> {
    let thing = walk.before().map_or("", |thing| thing.text);
    Box::new(
        Diagnostic::error(
            codes::FOREIGN,
            walk.here(),
            "`await` does not wait for a state",
        )
        .label("`wait until` does")
        .help(format!("write `wait until {thing} <Id> is <State>`")),
    )
}

/// `await task where State = Offered`
pub(in crate::syntax::explain) fn replace_word(
    walk: &Walk<'_>,
    word: Token<'_>,
    by: &str,
) -> Box<Diagnostic> {
    let title = format!("conditions of `await` follow `{by}`, not `{}`", word.text);
    let problem = Diagnostic::error(codes::FOREIGN, word.span, title);
    rewritten(walk, problem, vec![edit(word.span, by)])
}

/// `await custom event`
pub(in crate::syntax::explain) fn thing_of_words(
    walk: &Walk<'_>,
    thing: Token<'_>,
) -> Box<Diagnostic> {
    let rest = walk.tokens.iter().skip(walk.at);
    let words = rest.take_while(|token| {
        token.sort == Sort::Word && !crate::syntax::words::is_statement_word(token.text)
    });
    let last = words.last().map_or(thing.span, |word| word.span);
    let whole = thing.span.to(last);
    let written = walk.source.slice(whole);
    let joined = written.split_whitespace().collect::<Vec<_>>().join("-");
    let problem = Diagnostic::error(
        codes::FOREIGN,
        whole,
        format!("what `await` waits for is one word: `{joined}`"),
    );
    rewritten(walk, problem, vec![edit(whole, &joined)])
}

/// `let Task = await task`, `if await task { … }`
pub(in crate::syntax::explain) fn await_as_value(
    walk: &Walk<'_>,
    word: Token<'_>,
) -> Box<Diagnostic> {
    let problem = Diagnostic::error(codes::NOT_A_VALUE, word.span, "`await` is not a value")
        .label("a wait needs its own line");
    let name = walk
        .tokens
        .get(1)
        .filter(|_| walk.head == "let" && walk.at == 3);
    let last = walk.tokens.last().map_or(word.span, |last| last.span);
    let wait = walk.source.slice(word.span.to(last));
    Box::new(problem.help(match name {
        Some(name) if !wait.contains('\n') => {
            format!("name what it returns with `giving`: `{wait} giving {}`", name.text)
        }
        _ => "wait first, on its own line: `await <thing> giving <Name>`; then use the fields of `<Name>`".to_owned(),
    }))
}

/// Words that others begin a time limit with.
const LIMITS: [&str; 7] = ["for", "within", "timeout", "max", "maximum", "limit", "up"];

/// How many tokens say that a time limit follows here: `timeout`, `timeout:`, `up to`.
fn limit_words(walk: &Walk<'_>) -> Option<usize> {
    let word = walk.peek().filter(|word| LIMITS.contains(&word.text))?;
    let second = walk.after(1)?;
    let two = match word.text {
        "up" if second.text != "to" => return None,
        "up" => true,
        _ => matches!(second.text, ":" | "="),
    };
    let words = 1 + usize::from(two);
    let value = walk.after(words)?;
    matches!(value.sort, Sort::Number | Sort::Name).then_some(words)
}

/// Whether a time limit follows here, in other words than the language's.
pub(in crate::syntax::explain) fn is_limit(walk: &Walk<'_>) -> bool {
    limit_words(walk).is_some()
}

fn limit_in_other_words(walk: &Walk<'_>, before: &str, from: u32) -> Box<Diagnostic> {
    let words = limit_words(walk).unwrap_or(1);
    let last = walk.after(words - 1).map_or(walk.here(), |last| last.span);
    let whole = walk.here().to(last);
    let title = format!(
        "use `at most` for a limit, not `{}`",
        walk.source.slice(whole)
    );
    let problem = Diagnostic::error(codes::FOREIGN, whole, title);
    let change = edit(Span::new(from, last.end), &format!("{before}at most"));
    rewritten(walk, problem, vec![change])
}

/// `await contact for 3m`
pub(in crate::syntax::explain) fn limit_without_comma(walk: &Walk<'_>) -> Box<Diagnostic> {
    limit_in_other_words(walk, ", ", walk.gap().start)
}

/// `, timeout 3m`
pub(in crate::syntax::explain) fn limit_word(walk: &Walk<'_>) -> Box<Diagnostic> {
    limit_in_other_words(walk, "", walk.here().start)
}

/// `at least 3m`
pub(in crate::syntax::explain) fn at_least(walk: &Walk<'_>) -> Box<Diagnostic> {
    let least = walk.after(1).map_or(walk.here(), |least| least.span);
    Box::new(
        Diagnostic::error(
            codes::FOREIGN,
            walk.here().to(least),
            "`at least` is not a limit",
        )
        .label("a flow has no lower limit")
        .help("write `at most` and the largest value that you allow"),
    )
}
