use super::*;
use crate::catalogue::{Exclusive, ParamDefault};
use crate::value::{Kind, Value};

/// A catalogue of one action, in which `with` stands in place of the line that begins as it does.
fn desk(changes: &[&str]) -> Result<SystemEntry, LoadError> {
    let mut lines = vec![
        "phrase = \"greet caller <Name>\"".to_owned(),
        "about = \"Says hello.\"".to_owned(),
        "params.Name = { kind = \"text\", about = \"Who it is.\" }".to_owned(),
        "example = \"greet caller \\\"Ada\\\"\"".to_owned(),
    ];
    for change in changes {
        let key = change.split('=').next().unwrap_or_default();
        lines.retain(|line| !line.starts_with(key));
        lines.push((*change).to_owned());
    }
    SystemEntry::from_toml(&format!("{HEAD}{}", lines.join("\n")))
}

const HEAD: &str = r#"
name = "desk"
title = "Desk"
about = "A desk."
platforms = ["North", "South"]
[[things]]
name = "caller"
id = "text"
states.Here = { about = "There." }
[[actions]]
"#;

#[test]
fn what_the_checker_knows_of_ways_comes_from_the_table() {
    let desk = desk(&[
        "opens = { what = \"greeted caller\", of = \"Name\", close = \"say goodbye\" }",
        "closes = [\"greeted caller\"]",
        "promises = \"coffee\"",
        "exclusive = \"method\"",
        "result = \"none\"",
        "platforms = [\"North\"]",
        "params.Times = { kind = \"number\", list = \"times\", platforms = [\"South\"], about = \"x\" }",
        "state = { of = \"Name\", thing = \"caller\", before = { North = [\"Here\"], South = [] } }",
    ])
    .expect("it is right");
    assert_eq!(desk.platforms.len(), 2);
    let greet = desk.action("greet caller").expect("it is there");
    let opens = greet.opens.as_ref().expect("it opens something");
    assert_eq!(opens.of.as_deref(), Some("Name"));
    assert!(!opens.stays && greet.no_result);
    assert_eq!(greet.promises.as_deref(), Some("coffee"));
    assert_eq!(greet.exclusive, Some(Exclusive::Method));
    assert!(greet.is_on(None) && greet.is_on(Some("North")) && !greet.is_on(Some("South")));
    let times = greet.param("Times").expect("it is there");
    assert_eq!(times.list.as_deref(), Some("times"));
    assert!(!times.is_on(Some("North")));
    let state = greet.state.as_ref().expect("it changes one");
    assert_eq!(state.before(None).len(), 1);
    assert_eq!(state.before(Some("North")).len(), 1);
    assert!(state.before(Some("South")).is_empty());
}

#[test]
fn a_host_program_brings_its_own() {
    let desk = desk(&["params.Times = { kind = \"number\", default = 2, about = \"How often.\" }"]);
    let desk = desk.expect("it is right");
    let greet = desk.action("greet caller").expect("it is there");
    assert_eq!(greet.phrase_text(), "greet caller <Name>");
    let times = greet.param("Times").expect("it is there");
    assert_eq!(times.kind, Kind::Number);
    assert_eq!(times.default, ParamDefault::Value(Value::number(2)));
    assert!(
        greet
            .outcome("Unknown")
            .is_some_and(|outcome| outcome.transport)
    );
}

#[test]
fn what_is_wrong_is_said_with_the_actions_name() {
    for (changes, expected) in [
        (
            &["phrase = \"log caller <Name>\""][..],
            "starts with `log`, a word that starts a statement",
        ),
        (&["phrase = \"greet <Name> with care\""], "contains `with`"),
        (&["phrase = \"greet on <Name>\""], "contains `on`"),
        (&["phrase = \"<Name> greets\""], "must start with a word"),
        (
            &["phrase = \"greet Caller <Name>\""],
            "`Caller` is not a valid word",
        ),
        (
            &["phrase = \"greet <Other>\""],
            "`<Other>` of `phrase` has no `params.Other`",
        ),
        (
            &["phrase = \"greet <Name> and <Name>\""],
            "`phrase` has `<Name>` twice",
        ),
        (
            &["phrase = \"greet <Name> <Name>\""],
            "two values are next to each other",
        ),
        (
            &["params.Name = { kind = \"phone\", about = \"x\" }"],
            "unknown type `phone`",
        ),
        (
            &["params.Name = { about = \"x\" }"],
            "needs either a `kind` or `values`",
        ),
        (
            &["params.Name = { kind = \"text\", default = \"x\", about = \"x\" }"],
            "is part of `phrase`, so it cannot have a default",
        ),
        (
            &["params.At = { kind = \"time\", default = \"soon\", about = \"x\" }"],
            "the default of `At`",
        ),
        (
            &["params.at = { kind = \"time\", about = \"x\" }"],
            "a name starts with an upper-case letter",
        ),
        (
            &["params.S = { kind = \"session id\", provided = \"S\", about = \"x\" }"],
            "no action provides `S`",
        ),
        (
            &["takes = [\"Session\"]"],
            "`takes` names `Session`, which is not a shared parameter",
        ),
        (
            &["ends = [\"Bad\"]"],
            "`ends` names `Bad`, which is not a shared outcome",
        ),
        (
            &["outcomes.Success = { when = \"x\" }"],
            "the outcome `Success` is listed twice",
        ),
        (&["about = \"\""], "`about` must describe the action"),
        (
            &["state = { of = \"Name\", thing = \"call\" }"],
            "names `call`, which is not a thing",
        ),
        (
            &[
                "opens = { what = \"open door\", of = \"Door\", close = \"shut it\" }",
                "closes = [\"open door\"]",
            ],
            "`opens.of` names `Door`, which is not a parameter or an output",
        ),
        (
            &[
                "opens = { what = \"open door\", close = \"\" }",
                "closes = [\"open door\"]",
            ],
            "`opens.close` is empty",
        ),
        (
            &["opens = { what = \"open door\", close = \"shut it\" }"],
            "no action closes the `open door` that it opens",
        ),
        (
            &["closes = [\"open door\"]"],
            "`closes` names `open door`, which no action opens",
        ),
        (
            &["reads = true", "promises = \"callback\""],
            "an action with `reads` cannot have `opens` or `closes`",
        ),
        (&["exclusive = \"desk\""], "unknown variant `desk`"),
        (&["result = \"some\""], "unknown variant `some`"),
        (
            &["platforms = [\"North\", \"West\"]"],
            "`platforms` names the platform `West`; the system has North, South",
        ),
        (
            &["params.Name = { kind = \"text\", platforms = [\"West\"], about = \"x\" }"],
            "`params.Name.platforms` names the platform `West`",
        ),
        (
            &["state = { of = \"Name\", thing = \"caller\", before = { West = [\"Here\"] } }"],
            "`state.before` names the platform `West`",
        ),
        (
            &["state = { of = \"Name\", thing = \"caller\", before = { North = [\"Away\"] } }"],
            "a caller has no state `Away`",
        ),
        (
            &["state = { of = \"Name\", thing = \"caller\", before = 3 }"],
            "expected states",
        ),
        (&["repeatabel = true"], "unknown field `repeatabel`"),
        (&["about = 3"], "invalid type"),
    ] {
        let error = desk(changes).expect_err(expected);
        assert_eq!(
            error
                .wrong
                .iter()
                .filter(|w| w.table.contains("gree") || w.table.contains("log"))
                .count(),
            error.wrong.len(),
            "{error}"
        );
        assert!(error.to_string().contains(expected), "{expected}: {error}");
    }
}

#[test]
fn everything_is_said_at_once() {
    let error = desk(&["about = \"\"", "ends = [\"Bad\"]"]).expect_err("two things are wrong");
    assert_eq!(error.wrong.len(), 2);
}

#[test]
fn two_actions_cannot_have_the_same_words() {
    let action = |phrase: &str| {
        format!(
            "[[actions]]\nphrase = \"{phrase}\"\nabout = \"x\"\nexample = \"x\"\n\
             params.A = {{ kind = \"text\", about = \"x\" }}\n"
        )
    };
    let head = "name = \"desk\"\ntitle = \"Desk\"\nabout = \"A desk.\"\n";
    let text = format!(
        "{head}{}{}",
        action("greet <A> now-ish"),
        action("greet now-ish <A>")
    );
    let error = SystemEntry::from_toml(&text).expect_err("they clash");
    assert!(error.to_string().contains("the same words as"), "{error}");
}

#[test]
fn a_file_that_is_no_toml_says_where() {
    let error = SystemEntry::from_toml("name = \"desk\ntitle").expect_err("no TOML");
    assert!(error.to_string().contains("line 2"), "{error}");
}

#[test]
fn more_than_the_checker_can_tell_apart_is_refused() {
    let states = |count: usize| {
        let states: Vec<String> = (0..count)
            .map(|state| format!("states.S{state} = {{ about = \"There.\" }}"))
            .collect();
        let head = HEAD.replace("states.Here = { about = \"There.\" }", &states.join("\n"));
        let action = "phrase = \"greet\"\nabout = \"Says hello.\"\nexample = \"greet\"";
        SystemEntry::from_toml(&format!("{head}{action}"))
    };
    states(32).expect("as many as there may be");
    let wrong = states(33).expect_err("one too many").to_string();
    assert!(wrong.contains("thing `caller`: 33 states"), "{wrong}");

    let params = |count: usize| -> Vec<String> {
        let param = |number| format!("params.P{number} = {{ kind = \"text\", about = \"x\" }}");
        (1..count).map(param).collect()
    };
    let with = |params: &[String]| desk(&params.iter().map(String::as_str).collect::<Vec<_>>());
    with(&params(64)).expect("as many as there may be");
    let wrong = with(&params(65)).expect_err("one too many").to_string();
    assert!(wrong.contains("65 parameters"), "{wrong}");
}
