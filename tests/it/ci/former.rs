//! Former names in flow.toml and in comments: they count, and are noted.

use crate::cli::call::{Call, Done};
use serde_json::Value as Json;

const SETTINGS: &str = "\
[profile.a]
system = \"easycim\"
simulator = true
lists = { outcomes = [\"SOLD\"] }

[check.levels]
unhandled-outcomes = \"off\"
";

const NOTES: [(&str, &str); 2] = [
    (
        "key `outcomes` is now called `dispositions`",
        "write `lists = { dispositions = [\"SOLD\"] }`",
    ),
    (
        "rule `unhandled-outcomes` is now called `unhandled-outcome`",
        "write `unhandled-outcome = \"off\"`",
    ),
];

fn called(args: &[&str]) -> Done {
    Call::new(args)
        .file("flow.toml", SETTINGS)
        .file("a.flow", "log \"a\"\n")
        .file("night/b.flow", "log \"b\"\n")
        .run()
}

/// How often each note is there, with its help.
fn noted(text: &str) -> Vec<usize> {
    let times = |what: &str| text.matches(what).count();
    let each = NOTES.iter();
    each.flat_map(|(note, help)| [times(note), times(help)])
        .collect()
}

#[test]
fn each_command_notes_them_once_with_the_line_to_write() {
    for args in [
        &["check"][..],
        &["check", "--output", "concise"],
        &["run", "a.flow", "night/b.flow"],
        &["test", "a.flow", "--explore"],
        &["graph", "a.flow"],
        &["schedule", "next"],
        &["calendar"],
    ] {
        let done = called(args);
        assert_eq!(noted(&done.err), [1, 1, 1, 1], "{args:?}: {}", done.err);
        assert_eq!(noted(&done.out), [0, 0, 0, 0], "{args:?}: {}", done.out);
    }
    let quiet = called(&["run", "a.flow", "--quiet"]);
    assert_eq!(noted(&quiet.err), [0, 0, 0, 0], "{}", quiet.err);
}

#[test]
fn a_note_fails_only_a_check_that_denies_notes() {
    for (deny, code) in [(&[][..], 0), (&["warnings"], 0), (&["notes"], 1)] {
        let mut args = vec!["check"];
        args.extend(deny.iter().flat_map(|level| ["--deny", level]));
        let done = called(&args);
        assert_eq!(done.code, code, "{deny:?}: {}", done.everything());
    }
}

#[test]
fn programs_read_it_as_a_note_with_its_location() {
    let done = called(&["check", "--output", "json"]);
    let document: Json = serde_json::from_str(&done.out).expect("it is JSON");
    let notes = document["environment_errors"]
        .as_array()
        .expect("a list of them");
    let found: Vec<(&str, &str, u64)> = notes
        .iter()
        .map(|note| {
            let text = |key: &str| note[key].as_str().unwrap_or_default();
            let line = note["location"]["line"].as_u64().unwrap_or_default();
            (text("severity"), text("message"), line)
        })
        .collect();
    assert_eq!(
        found,
        [("note", NOTES[0].0, 4), ("note", NOTES[1].0, 7)],
        "{document:#}"
    );
}

const COMMENT: &str = "\
try {
    set security user <AgentId>
} on InvalidState -> fail # flow: allow never-fires, the next version ends in it
";

#[test]
fn a_comment_with_a_former_name_suppresses_and_is_fixed() {
    let checked = Call::new(&["check", "--output", "concise"])
        .file("a.flow", COMMENT)
        .run();
    let note = "a.flow:3:41: note F160: rule `never-fires` is now called `unreachable-handler`";
    assert!(checked.out.contains(note), "{}", checked.out);
    assert!(!checked.out.contains("F077"), "{}", checked.out);
    let fixed = Call::new(&["check", "-", "--fix", "--output", "concise"])
        .stdin(COMMENT)
        .run();
    assert_eq!(
        fixed.out,
        COMMENT.replace("never-fires", "unreachable-handler")
    );
}
