//! The lines of a test.

use super::clause::args;
use super::messages as say;
use super::phrase::{call_step, phrase};
use super::value::{duration, expr};
use super::walk::{Walk, Way};
use crate::nearest::nearest;
use crate::syntax::codes;
use crate::syntax::tokens::Sort;
use crate::syntax::want::{Mocked, Of, Part, Want};

pub(super) fn test_line(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| Want::TestLine);
    let Some(first) = walk.peek() else {
        return Ok(());
    };
    walk.head = first.text;
    walk.step();
    match first.text {
        "given" => given(walk),
        "expect" => expect(walk),
        "run" => run_in_test(walk),
        _ => {
            walk.at -= 1;
            Err(say::no_test_line(walk, first))
        }
    }
}

fn given(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| mocked(None, Vec::new(), Mocked::Given));
    walk.want(|_| Want::GivenInput { named: Vec::new() });
    if walk.after(1).is_none_or(|next| next.text == "=") {
        for (word, what, of) in SETTINGS {
            if walk.is(word) {
                walk.step();
                need_equals(walk)?;
                return walk.then_end(|walk| expr(walk, what, of));
            }
        }
    }
    if walk.is("cancelled") {
        walk.step();
        walk.need_word("after")?;
        duration(walk, "how long")?;
        return walk.need_end();
    }
    if walk.is("the") {
        return given_world(walk);
    }
    let Some(first) = walk.peek() else {
        return Err(say::missing(walk, "an input or an action", None));
    };
    let phrase = walk.after(2).is_some_and(|next| next.sort == Sort::Word);
    let prefix = phrase && walk.after(1).is_some_and(|next| next.text == ":");
    if first.sort == Sort::Name && !prefix {
        return given_inputs(walk);
    }
    if first.sort == Sort::Mixed {
        return Err(say::bad_name(first));
    }
    if walk.after(1).is_some_and(|next| next.text == "=") {
        return Err(say::bad_name(first));
    }
    walk.at += if prefix { 2 } else { 0 };
    given_answers(walk, prefix.then_some(first.text))
}

fn given_world(walk: &mut Walk<'_>) -> Way {
    walk.step();
    walk.need_word("simulator")?;
    if walk.take("of") {
        walk.want(|_| Want::System);
        if walk.take_sort(Sort::Word).is_none() {
            return Err(say::missing(walk, "a system", None));
        }
    }
    walk.need_word("has")?;
    walk.then_end(|walk| expr(walk, "a file, or what is in it", Of::Any))
}

fn need_equals(walk: &mut Walk<'_>) -> Way {
    match walk.peek() {
        Some(sign) if sign.text == ":" || sign.text == "is" => Err(say::replace(
            walk,
            sign,
            codes::FOREIGN,
            format!("use `=` in a test, not `{}`", sign.text),
            "=",
        )),
        _ => walk.need_sign("="),
    }
}

fn given_inputs(walk: &mut Walk<'_>) -> Way {
    let mut named = Vec::new();
    loop {
        walk.want(|_| Want::GivenInput {
            named: named.clone(),
        });
        let name = walk.need_name("the input's name")?;
        named.push(name.text);
        need_equals(walk)?;
        expr(walk, "the value", Of::Input(name.text))?;
        if !walk.take(",") {
            return walk.need_end();
        }
    }
}

fn given_answers<'a>(walk: &mut Walk<'a>, prefix: Option<&'a str>) -> Way {
    let parts = phrase(walk, &["answers", "answer", "returns", "gives", "with"])?;
    walk.want(|_| mocked(prefix, parts.clone(), Mocked::Given));
    if walk.take("with") {
        args(walk)?;
    }
    match walk.peek() {
        Some(word) if word.text != "answers" => {
            let title = format!("use `answers` instead of `{}`", word.text);
            return Err(say::replace(walk, word, codes::MISSPELT, title, "answers"));
        }
        _ => walk.need_word("answers")?,
    }
    loop {
        walk.want(|_| Want::Answer {
            parts: parts.clone(),
            outputs: None,
        });
        if !walk.take("nothing") {
            walk.need_name("the outcome")?;
        }
        if walk.take("after") {
            duration(walk, "how long")?;
        }
        if walk.take("with") {
            answer_values(walk, &parts)?;
            return walk.need_end();
        }
        if !walk.take(",") {
            return walk.need_end();
        }
    }
}

/// `SessionId: "S1", Other: 2`, and after a comma perhaps the next outcome.
fn answer_values<'a>(walk: &mut Walk<'a>, parts: &[Part<'a>]) -> Way {
    let mut given = Vec::new();
    loop {
        walk.want(|_| Want::Answer {
            parts: parts.to_vec(),
            outputs: Some(given.clone()),
        });
        let next_is_outcome = walk
            .after(1)
            .is_none_or(|next| matches!(next.text, "," | "with"));
        let name = walk.need_name("the name of an output")?;
        given.push(name.text);
        if next_is_outcome {
            walk.take("with");
        } else {
            if let Some(sign) = walk.peek().filter(|sign| sign.text == "=") {
                return Err(say::colon_for(walk, sign.span));
            }
            walk.need_sign(":")?;
            expr(walk, "the value", Of::Output(name.text))?;
        }
        if walk.peek().is_none() || !walk.take(",") {
            return Ok(());
        }
    }
}

fn run_in_test(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| Want::Word("this flow"));
    if walk.is("this") {
        walk.step();
        walk.need_word("flow")?;
        return walk.need_end();
    }
    if walk.is("flow") {
        return Err(say::missing(walk, "`this`", Some(" this")));
    }
    call_step(walk)?;
    walk.need_end()
}

fn expect(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| mocked(None, Vec::new(), Mocked::Expected));
    let Some(first) = walk.peek() else {
        return Err(say::missing(walk, "what to expect", None));
    };
    match first.text {
        "it" => expect_end(walk),
        "emitted" => expect_emitted(walk),
        "logged" => {
            walk.step();
            walk.then_end(|walk| expr(walk, "a text", Of::Text))
        }
        "left" => {
            walk.step();
            walk.then_end(|walk| expr(walk, "what is left", Of::Text))
        }
        "nothing" => {
            walk.step();
            walk.need_word("left")?;
            walk.need_end()
        }
        "the" => {
            walk.step();
            walk.need_words("accepted trace")?;
            walk.need_end()
        }
        _ if first.sort == Sort::Number => {
            duration(walk, "how long")?;
            walk.need_word("passed")?;
            walk.need_end()
        }
        _ => expect_calls(walk),
    }
}

fn expect_end(walk: &mut Walk<'_>) -> Way {
    walk.step();
    walk.want(|_| Want::Word("finishes"));
    walk.want(|_| Want::Word("fails"));
    walk.want(|_| Want::Word("is cancelled"));
    walk.want(|_| Want::Word("ends in"));
    if walk.is("is") {
        walk.step();
        walk.need_word("cancelled")?;
        return walk.need_end();
    }
    if walk.is("ends") {
        return expect_outcome(walk);
    }
    match walk.peek() {
        Some(how) if how.text == "finishes" || how.text == "fails" => walk.step(),
        Some(how) if how.is_letters() && nearest(how.text, ["finishes", "fails"]).is_some() => {
            let meant = nearest(how.text, ["finishes", "fails"]).unwrap_or("finishes");
            return Err(say::misspelt(walk, how, meant));
        }
        _ => return Err(say::missing(walk, "`finishes` or `fails`", None)),
    }
    if walk.peek().is_some_and(|token| token.sort == Sort::Text) {
        let found = say::missing(walk, "`with`", Some(" with"));
        return Err(Box::new(found.help("write `expect it fails with \"why\"`")));
    }
    if walk.take("with") {
        expr(walk, "a text", Of::Text)?;
    }
    walk.need_end()
}

fn expect_outcome(walk: &mut Walk<'_>) -> Way {
    walk.step();
    walk.need_word("in")?;
    walk.want(|_| Want::Outcome { named: Vec::new() });
    walk.need_name("the outcome")?;
    walk.need_end()
}

fn expect_emitted(walk: &mut Walk<'_>) -> Way {
    walk.step();
    walk.want(|_| Want::Result);
    walk.need_name("the result's name")?;
    need_equals(walk)?;
    walk.then_end(|walk| expr(walk, "the value", Of::Any))
}

fn expect_calls(walk: &mut Walk<'_>) -> Way {
    let parts = phrase(walk, &["called", "passed", "ends"])?;
    walk.want(|_| mocked(None, parts, Mocked::Expected));
    if walk.is("passed") {
        walk.step();
        return walk.need_end();
    }
    walk.want(|_| Want::Word("ends in"));
    if walk.is("ends") {
        return expect_outcome(walk);
    }
    walk.need_word("called")?;
    walk.want(|_| Want::Word("before"));
    if walk.is("before") {
        walk.step();
        let parts = phrase(walk, &[])?;
        let missing = parts.is_empty();
        walk.want(|_| mocked(None, parts, Mocked::Before));
        return match missing {
            true => Err(say::missing(walk, "an action", None)),
            false => walk.need_end(),
        };
    }
    walk.want(|_| Want::Word("once"));
    walk.want(|_| Want::Word("never"));
    walk.want(|_| Want::Value(Of::Count));
    match walk.peek() {
        Some(often) if matches!(often.text, "once" | "never") => walk.step(),
        Some(often) if often.text == "twice" => {
            return Err(say::replace(
                walk,
                often,
                codes::FOREIGN,
                "use `2 times` instead of `twice`".to_owned(),
                "2 times",
            ));
        }
        Some(often) if often.sort != Sort::Word => {
            expr(walk, "how often", Of::Count)?;
            walk.need_word("times")?;
        }
        _ => return Err(say::missing(walk, "`once`, `never` or `2 times`", None)),
    }
    if walk.take("with") {
        args(walk)?;
    }
    walk.need_end()
}

/// What a test sets with `=` beside inputs, and what each takes.
const SETTINGS: [(&str, &str, Of<'static>); 3] = [
    ("now", "a time", Of::Time),
    ("zone", "a time zone", Of::Text),
    ("seed", "a number", Of::Count),
];

fn mocked<'a>(prefix: Option<&'a str>, parts: Vec<Part<'a>>, by: Mocked) -> Want<'a> {
    Want::Phrase {
        prefix,
        parts,
        mocked: Some(by),
    }
}
