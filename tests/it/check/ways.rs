//! Which ways through a script are seen: what has a value, and what has been handed on, at a
//! given place. `V` stands where the name is used.

use super::{all_said, checked};
use contactflow::check::{Context, Profile};
use contactflow::diagnostic::Code;

const UNBOUND: Code = Code(71);
const MISSING: Code = Code(73);

/// Whether a script draws a finding of this number.
fn finds(code: Code, text: &str, context: &Context) -> bool {
    let (source, checked) = checked("way.flow", text, context);
    let others = checked
        .problems
        .iter()
        .filter(|found| found.code.0 < 50 || [54, 51, 52, 65].contains(&found.code.0));
    assert_eq!(others.count(), 0, "{text}\n{}", all_said(&source, &checked));
    checked.problems.iter().any(|found| found.code == code)
}

#[test]
fn names_have_a_value_on_every_way_or_are_told() {
    let cases = [
        ("find active contacts giving V", false),
        (
            "find active contacts giving V on Unavailable -> retry",
            false,
        ),
        (
            "find active contacts giving V on Unavailable -> fail",
            false,
        ),
        (
            "find active contacts giving V on Unavailable -> ignore",
            true,
        ),
        (
            "find active contacts giving V on Unavailable -> retry 3 times, then ignore",
            true,
        ),
        (
            "find active contacts giving V on Unavailable -> retry 3 times, then fail",
            false,
        ),
        (
            "find active contacts giving V on Unavailable -> { log \"x\" }",
            true,
        ),
        (
            "find active contacts giving V on Unavailable -> { fail }",
            false,
        ),
        (
            "find active contacts giving V on Unavailable -> { let V = [] }",
            false,
        ),
        (
            "find active contacts giving V on Unavailable -> run Quiet()",
            true,
        ),
        (
            "find active contacts giving V on Unavailable -> run Loud()",
            false,
        ),
        (
            "find active contacts giving V on Success -> { log \"x\" }",
            false,
        ),
        (
            "let V = []\nfind active contacts giving V on Unavailable -> ignore",
            false,
        ),
        (
            "everywhere on Unavailable -> ignore\nfind active contacts giving V",
            true,
        ),
        (
            "everywhere on Unavailable -> fail\nfind active contacts giving V",
            false,
        ),
        (
            "everywhere on any other -> { log \"x\" }\nfind active contacts giving V",
            true,
        ),
        (
            "everywhere on any other -> ignore\nfind active contacts giving V on any other -> fail",
            false,
        ),
    ];
    for (body, expected) in cases {
        let text = format!(
            "{body}\nemit Found: V\nif 1 = 2 {{ run Quiet()\n run Loud() }}\n\
             step Quiet() {{ log \"quiet\" }}\nstep Loud() {{ fail \"loud\" }}\n"
        );
        assert_eq!(
            finds(UNBOUND, &text, &Context::default()),
            expected,
            "{body}"
        );
    }
}

/// Whether `resume contact` lacks its session after these lines.
fn session_missing(body: &str, context: &Context) -> bool {
    let steps = "step Open() { join agent session }\n\
        step Maybe(X) { if X = 1 { join agent session } }\n\
        step Early(X) { if X = 1 { return }\n join agent session }\n\
        step Through() { run Open() }\n\
        step Never() { fail \"never\" }\n";
    let text = format!(
        "use cxone\nset security user <AgentId>\n{body}\nhold contact <ContactId>\n{steps}"
    );
    finds(MISSING, &text, context)
}

#[test]
fn sessions_are_there_on_every_way_or_are_told() {
    let cases = [
        ("", true),
        ("join agent session", false),
        ("start agent session with StationId: \"1\"", false),
        ("join agent session on Unavailable -> ignore", true),
        ("join agent session on Unavailable -> fail", false),
        ("if 1 = 2 { join agent session }", true),
        (
            "if 1 = 2 { join agent session } else { join agent session }",
            false,
        ),
        ("if 1 = 2 { join agent session } else { finish }", false),
        ("if 1 = 2 { finish } else { join agent session }", false),
        ("try { join agent session }", false),
        ("try { join agent session } on Unavailable -> ignore", true),
        (
            "try { join agent session } on Unavailable -> { join agent session }",
            false,
        ),
        ("try { join agent session } on Unavailable -> fail", false),
        (
            "try { join agent session } on Unavailable -> restart",
            false,
        ),
        ("try { log \"x\" } always { join agent session }", false),
        (
            "within 30s { join agent session } on TimedOut -> ignore",
            true,
        ),
        (
            "within 30s { join agent session } on TimedOut -> fail",
            false,
        ),
        ("within 30s { join agent session }", false),
        (
            "for each X in [1, 2] { join agent session\n log \"{X}\" }",
            true,
        ),
        (
            "repeat at most 3 times { join agent session\n leave }",
            false,
        ),
        (
            "repeat at most 3 times { if 1 = 2 { leave }\n join agent session }",
            true,
        ),
        (
            "repeat at most 3 times { join agent session\n if 1 = 2 { leave } }",
            false,
        ),
        (
            "repeat at most 3 times { if 1 = 2 { next }\n join agent session\n leave } on Exhausted -> ignore",
            true,
        ),
        ("run Open()", false),
        ("run Through()", false),
        ("run Maybe(1)", true),
        ("run Early(1)", true),
        ("run Open() on Unavailable -> ignore", true),
        ("run Open() on Unavailable -> fail", false),
        ("run Never()", false),
        (
            "join agent session\ntry { log \"x\" } on Unavailable -> ignore",
            false,
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(
            session_missing(body, &Context::default()),
            expected,
            "{body}"
        );
    }
}

#[test]
fn a_handler_of_a_group_knows_what_was_done_before_each_failure() {
    let group = |body: &str, outcome: &str| {
        format!(
            "use cxone\nset security user <AgentId>\ntry {{\n{body}\n}} on {outcome} -> {{ hold contact <ContactId> }}\n"
        )
    };
    let cases = [
        (
            "join agent session\nhold contact <ContactId>",
            "InvalidState",
            false,
        ),
        (
            "join agent session\nhold contact <ContactId>",
            "Unavailable",
            true,
        ),
        ("hold contact <ContactId>", "InvalidState", true),
        (
            "join agent session on Unavailable -> fail\nhold contact <ContactId>",
            "Unavailable",
            false,
        ),
    ];
    for (body, outcome, expected) in cases {
        let text = group(body, outcome);
        assert_eq!(
            finds(MISSING, &text, &Context::default()),
            expected,
            "{text}"
        );
    }
}

#[test]
fn a_profile_brings_what_a_script_does_not_open() {
    let profile = |provided: &[&str]| {
        Context::of([Profile {
            system: "cxone".into(),
            provided: provided.iter().map(|name| (*name).into()).collect(),
            ..Profile::default()
        }])
    };
    let line = "hold contact <ContactId> on InvalidState -> retry";
    let severity = |context: &Context| {
        let (_, checked) = checked("line.flow", line, context);
        let found = checked.problems.iter().find(|found| found.code == MISSING);
        (
            found.map(|found| found.severity.word()),
            checked.program.is_some(),
        )
    };
    assert_eq!(
        severity(&profile(&["SecurityUser", "SessionId"])),
        (None, true)
    );
    assert_eq!(
        severity(&profile(&["SecurityUser"])),
        (Some("error"), false)
    );
    assert_eq!(severity(&Context::default()), (Some("note"), true));
}

#[test]
fn a_step_is_judged_by_each_of_its_callers() {
    let step = "step Park() { hold contact <ContactId> }\n";
    let cases = [
        ("join agent session\nrun Park()\nrun Park()", false),
        ("run Park()\njoin agent session\nrun Park()", true),
        ("if 1 = 2 { join agent session\n run Park() }", false),
    ];
    for (body, expected) in cases {
        let text = format!("use cxone\nset security user <AgentId>\n{body}\n{step}");
        assert_eq!(
            finds(MISSING, &text, &Context::default()),
            expected,
            "{body}"
        );
    }
}
