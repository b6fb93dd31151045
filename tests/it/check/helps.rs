//! Help is followed by people at night: it never brings in a word with an effect that the author did
//! not write, and shows nothing of another script.

use super::cases;
use contactflow::catalogue::Catalogue;
use contactflow::check::{Context, lint_text};
use contactflow::diagnostic::{Code, Diagnostic, Severity};
use contactflow::source::Source;
use std::sync::Arc;

fn look(name: &str, text: &str) -> (Arc<Source>, Vec<Diagnostic>) {
    let source = Arc::new(Source::new(name, text));
    let found = lint_text(&source, Catalogue::builtin(), &Context::default());
    (source, found)
}

/// Words that do something to a caller, an agent or a record, or hide that nothing was done.
const EFFECTS: [&str; 7] = [
    "retry", "restart", "ignore", "at once", "end", "log out", "sign out",
];

/// Findings that are about such a word, or ask for one.
const ABOUT_EFFECTS: &[(u16, &str, &str)] = &[
    // The author's own word, of another tool, ends a contact or signs somebody out.
    (51, "end", "a vendor's word for it"),
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

/// The words with an effect that a part to be typed has, and the script has not.
pub(super) fn effects<'a>(part: &'a str, script: &'a str) -> impl Iterator<Item = &'static str> {
    let added = move |word: &&str| has(part, word) && !has(script, word);
    EFFECTS.into_iter().filter(added)
}

/// Whether a rule is about such a word.
pub(super) fn is_of(code: Code, word: &str) -> bool {
    let mut known = ABOUT_EFFECTS.iter();
    known.any(|(about, known, _)| *about == code.0 && *known == word)
}

#[test]
fn help_brings_in_no_effect() {
    let mut wrong = Vec::new();
    for case in cases::all() {
        let (_, found) = case.look(&case.text);
        for one in &found {
            let help = one.help.as_deref().unwrap_or_default();
            let fixed = one.fix.iter().flat_map(|fix| &fix.edits);
            let typed = code(help).into_iter().chain(fixed.map(|edit| &*edit.text));
            for part in typed {
                let added = effects(part, &case.text).filter(|word| !is_of(one.code, word));
                let told = |word| format!("{} {}: {word}: {part}", case.name, one.code);
                wrong.extend(added.map(told));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
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

/// What help about syntax shows is the reader's own line or the form: never a name or a number that
/// the script does not have.
#[test]
fn help_shows_no_sample_of_another_script() {
    let mut wrong = Vec::new();
    for case in cases::all() {
        let (name, text) = (&case.name, &case.text);
        let found = case.look(text).1.into_iter();
        for one in found.filter(|one| one.code.0 < 50) {
            let help = one.help.unwrap_or_default();
            let samples = ["Contacts", "Park", "InvalidState", "500", "4021", "1001"];
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
