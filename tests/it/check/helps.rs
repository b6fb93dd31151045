//! Help is followed by people at night: it leads to a better script, in two rounds at most, and
//! never brings in a word with an effect that the author did not write.

use contactflow::catalogue::Catalogue;
use contactflow::check::{Context, lint_text};
use contactflow::diagnostic::{Diagnostic, Safety, Severity};
use contactflow::fix;
use contactflow::source::Source;
use std::path::Path;
use std::sync::Arc;

/// The wrong scripts of the corpus, and those of the syntax.
fn scripts() -> Vec<(String, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = crate::scripts::under(&["tests/corpus/wrong", "tests/syntax/wrong"]).into_iter();
    all.map(|(path, text)| {
        let name = path.strip_prefix(top).unwrap_or(&path);
        (name.display().to_string(), text)
    })
    .collect()
}

fn look(name: &str, text: &str) -> (Arc<Source>, Vec<Diagnostic>) {
    let source = Arc::new(Source::new(name, text));
    let found = lint_text(&source, Catalogue::builtin(), &Context::default());
    (source, found)
}

/// Words that do something to a caller, an agent or a record, or hide that nothing was done.
const EFFECTS: [&str; 6] = [
    "retry",
    "restart",
    "ignore",
    "at once",
    "end contact",
    "sign out",
];

/// Findings that are about such a word, or ask for one.
const ABOUT_EFFECTS: &[(u16, &str, &str)] = &[
    // The author's own word, of another tool, ends a contact or signs somebody out.
    (51, "end contact", "a vendor's word for it"),
    (51, "sign out", "a vendor's word for it"),
    // A slip of the word itself.
    (12, "retry", "a slip of it"),
    (18, "retry", "the word in upper case"),
    // The list of everything that a handler can do.
    (14, "retry", "the list of handler actions"),
    (14, "ignore", "the list of handler actions"),
    (14, "restart", "the list of handler actions"),
    (16, "restart", "the list of handler actions"),
    (29, "retry", "the list of handler actions"),
    (29, "ignore", "the list of handler actions"),
    (29, "restart", "the list of handler actions"),
    // A handler action of another language, by its one meaning here.
    (12, "ignore", "a word of another language for it"),
    (16, "ignore", "a word of another language for it"),
    (16, "retry", "a word of another language for it"),
    // What the author wrote says that it is to be done again.
    (90, "restart", "the group's own way to be done again"),
];

/// The parts of help that are to be typed.
fn code(help: &str) -> Vec<&str> {
    help.split('`').skip(1).step_by(2).collect()
}

#[test]
fn help_brings_in_no_effect() {
    let mut wrong = Vec::new();
    for (name, text) in scripts() {
        let (_, found) = look(&name, &text);
        for one in &found {
            let help = one.help.as_deref().unwrap_or_default();
            let fixed = one.fix.iter().flat_map(|fix| &fix.edits);
            let typed = code(help).into_iter().chain(fixed.map(|edit| &*edit.text));
            for part in typed {
                let added = EFFECTS
                    .iter()
                    .filter(|word| has(part, word) && !has(&text, word));
                let added = added.filter(|word| !is_about(one, word));
                wrong.extend(added.map(|word| format!("{name} {}: {word}: {part}", one.code)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

fn is_about(found: &Diagnostic, word: &str) -> bool {
    let mut known = ABOUT_EFFECTS.iter();
    known.any(|(code, about, _)| *code == found.code.0 && *about == word)
}

/// Whether these words stand in a text, whole.
fn has(text: &str, words: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(words).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + words.len()..].chars().next();
        !is_letter(before) && !is_letter(after)
    })
}

/// Follows every safe fix, which help shows as the reader's own line, and nothing else.
#[test]
fn the_readers_own_line_is_clean_in_two_rounds() {
    let (mut shown, mut wrong) = (0, Vec::new());
    for (name, text) in scripts() {
        let (source, found) = look(&name, &text);
        for one in &found {
            let Some(fix) = one.fix.as_ref().filter(|fix| fix.safety == Safety::Safe) else {
                continue;
            };
            shown += 1;
            let once = fix::apply(&source, std::slice::from_ref(fix));
            let (source, left) = look(&name, &once);
            let safe = left.iter().filter_map(|one| one.fix.clone());
            let safe: Vec<_> = safe.filter(|fix| fix.safety == Safety::Safe).collect();
            let twice = fix::apply(&source, &safe[..safe.len().min(1)]);
            let (_, after) = look(&name, &twice);
            if errors(&after) > errors(&found) || same(&after, one) >= same(&found, one) {
                wrong.push(format!("{name}: {} {}", one.code, one.message));
            }
        }
    }
    assert!(shown > 40, "only {shown} are shown");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Errors of syntax, which hide others, then errors of any kind where there is none of syntax.
fn errors(found: &[Diagnostic]) -> (usize, usize) {
    let errors = found.iter().filter(|one| one.severity == Severity::Error);
    let of_syntax = errors.clone().filter(|one| one.code.0 < 50).count();
    match of_syntax {
        0 => (0, errors.count()),
        some => (some, usize::MAX),
    }
}

fn same(found: &[Diagnostic], one: &Diagnostic) -> usize {
    let of = found.iter().filter(|other| other.code == one.code);
    of.count()
}

/// What help about syntax shows is the reader's own line or the form: never a name or a number that
/// the script does not have.
#[test]
fn help_shows_no_sample_of_another_script() {
    let mut wrong = Vec::new();
    for (name, text) in scripts() {
        let (_, found) = look(&name, &text);
        for one in found.into_iter().filter(|one| one.code.0 < 50) {
            let help = one.help.unwrap_or_default();
            let samples = ["Contacts", "Park", "InvalidState", "500", "4021"];
            let written = text.to_lowercase();
            let is_own = |sample: &str| written.contains(&sample.to_lowercase());
            let of_another = samples.iter().filter(|sample| !is_own(sample));
            let shown = of_another.filter(|sample| help.contains(**sample));
            wrong.extend(shown.map(|sample| format!("{name} {}: {sample}: {help}", one.code)));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Help for what is dangerous if it is followed wrongly, as a desk would write it.
#[test]
fn words_of_the_desk_lead_to_the_action_or_to_what_is_offered() {
    let mut said = String::new();
    let systems: [(&str, &[&str]); 3] = [("cxone", &DESK), ("finesse", &DESK), ("easycim", &DESK)];
    for (system, lines) in systems {
        for line in lines {
            let (_, found) = look("desk.flow", &format!("use {system}\n{line}\n"));
            // What the line needs beside its words is another matter.
            let needs = |one: &&Diagnostic| one.severity != Severity::Error || one.code.0 == 73;
            let about = found.iter().find(|one| !needs(one));
            let help = about.and_then(|one| one.help.clone()).unwrap_or_default();
            said.push_str(&format!("{system}: {line}\n    {help}\n"));
            let others: Vec<&str> = match system {
                "finesse" => vec!["CXone", "Studio", "SkillId"],
                "easycim" => vec!["CXone", "Studio", "Finesse", "SkillId"],
                _ => vec!["Finesse", "easyCIM", "toolbar"],
            };
            for other in others {
                assert!(!help.contains(other), "{system}: {line}: {help}");
            }
        }
    }
    insta::assert_snapshot!(said);
}

const DESK: [&str; 26] = [
    "pickup contact <ContactId>",
    "answer contact <ContactId>",
    "park contact <ContactId>",
    "wrap up contact <ContactId>",
    "transfer contact <ContactId> to <PhoneNumber>",
    "transfer contact <ContactId> to agent <AgentId>",
    "transfer contact <ContactId> to skill <Skill>",
    "transfer call",
    "transfer <ContactId> to <AgentId>",
    "blind transfer <ContactId> to <PhoneNumber>",
    "dial <PhoneNumber>",
    "call <PhoneNumber>",
    "callback <PhoneNumber>",
    "barge into contact <ContactId>",
    "mute contact <ContactId>",
    "put contact <ContactId> on hold",
    "put <ContactId> on hold",
    "hang up <ContactId>",
    "disconnect contact <ContactId>",
    "log out agent <AgentId>",
    "log out",
    "set agent state to Ready",
    "set agent state to Not Ready",
    "set agent state to \"Not Ready\"",
    "set agent state to NotReady",
    "set agent state to ACW",
];

/// A stray block end of another language is answered with no action that ends a contact.
#[test]
fn a_stray_end_ends_no_contact() {
    for text in [
        "if now > 2026-12-01T00:00:00Z {\n    log \"a\"\nend\n",
        "use cxone\nif now > 2026-12-01T00:00:00Z {\n    log \"a\"\nend\n",
        "if now > 2026-12-01T00:00:00Z {\n    log \"a\"\n}\nend\n",
        "use finesse\nif now > 2026-12-01T00:00:00Z {\n    log \"a\"\n}\nEND\n",
        "use cxone\nif now > 2026-12-01T00:00:00Z {\n    log \"a\"\nend if\n",
        "use cxone\nif now > 2026-12-01T00:00:00Z {\n    log \"a\"\nend for\n",
        "use easycim\nif now > 2026-12-01T00:00:00Z {\n    log \"a\"\nend function\n",
    ] {
        let (_, found) = look("end.flow", text);
        assert!(!found.is_empty());
        for one in found {
            let help = one.help.unwrap_or_default();
            assert!(!help.contains("end contact"), "{text}: {help}");
        }
    }
}

/// What is said where following it wrongly would hang up, call twice, or lead nowhere.
#[test]
fn dangerous_cases_have_their_right_words() {
    let mut said = String::new();
    for (name, text) in DANGEROUS {
        let (source, found) = look("dangerous.flow", text);
        let found = found.iter().map(|one| super::said(&source, one));
        let found: String = found.collect();
        said.push_str(&format!("== {name}\n{text}--\n{found}\n"));
    }
    insta::assert_snapshot!(said);
}

const DANGEROUS: [(&str, &str); 18] = [
    (
        "an `end` that closes a block",
        "if now > 2026-12-01T00:00:00Z {\n    log \"a\"\nend\n",
    ),
    (
        "a slip in a loop that ends contacts",
        "use cxone\nfind active contacts giving Contacts\nfor Contact in Contacts {\n    end contact Contact.ContactId\n        on any other -> fail\n}\n",
    ),
    (
        "a slip in the handler of everything",
        "use finesse\nend contact <ContactId>\n    on any othr -> fail\n",
    ),
    (
        "a transfer of a phone call",
        "use cxone\ntransfer contact <ContactId> to agent <AgentId>\n",
    ),
    (
        "a contact to be parked",
        "use cxone\npark contact <ContactId>\n",
    ),
    (
        "an outcome without a handler",
        "use finesse\nhold contact <ContactId>\n    on InvalidState, AlreadyHeld -> fail\nresume contact <ContactId>\n    on any other -> fail\n",
    ),
    (
        "put on hold",
        "use cxone\nput contact <ContactId> on hold\n",
    ),
    ("a loop that counts", "FOR i = 1 TO 3 {\n    log \"a\"\n}\n"),
    (
        "a retry without its comma",
        "use finesse\nend contact <ContactId>\n    on Throttled -> retry 3 times for 5m\n    on any other -> fail\n",
    ),
    ("SQL", "select * from contacts\n"),
    ("a dialplan", "exten => 100,1,Answer()\n"),
    ("a function of JavaScript", "let F = (A) => A\n"),
    (
        "a rule suppressed by its name",
        "# flow: allow unused-name the report of next month reads it\nlet Unused = 3\n",
    ),
    (
        "a session that was joined and is ended",
        "use cxone\nset security user 7\njoin agent session\nhold contact <ContactId>\n    on any other -> fail\nend agent session\n    on any other -> ignore\n",
    ),
    (
        "a caller who stays on hold on one path",
        "use cxone\nset security user 7\njoin agent session\nhold contact <ContactId>\n    on any other -> fail\ntag contact <ContactId> with Tags: [\"vip\"]\n    on any other -> fail\nresume contact <ContactId>\n    on any other -> fail\n",
    ),
    (
        "a time in words",
        "use cxone\nset security user 7\nschedule callback to <PhoneNumber> at next monday\n    with FirstName: \"A\", LastName: \"B\", SkillId: 4021\n    on any other -> fail\n",
    ),
    (
        "a contact in words",
        "use cxone\nset security user 7\nend contact all\n    on any other -> fail\n",
    ),
    (
        "a time that is over, by way of names",
        "use cxone\nset security user 7\nlet Back = 2h\nlet When = now - Back\nschedule callback to <PhoneNumber> at When\n    with FirstName: \"A\", LastName: \"B\", SkillId: 4021\n    on any other -> fail\n",
    ),
];
