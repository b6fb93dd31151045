//! What lowering makes of scripts, as a readable dump.

use super::{all_said, checked};
use contactflow::check::Context;
use contactflow::program::Program;
use contactflow::source::Span;

/// The program of a script, without spans and without what the catalogue says anyway.
fn dump(text: &str) -> String {
    let (source, checked) = checked("program.flow", text, &Context::default());
    let program = checked
        .program
        .as_ref()
        .unwrap_or_else(|| panic!("{}", all_said(&source, &checked)));
    super::dump::program(program)
}

#[test]
fn defaults_are_filled_in() {
    insta::assert_snapshot!(dump(
        "hold contact <ContactId>\n\
         \x20   on InvalidState -> retry\n\
         \x20   on Throttled -> retry, for at most 5m\n\
         \x20   on Unavailable -> retry once every 2s, then ignore\n\
         for each X in [1, 2] { log \"{X}\" }\n\
         try { log \"x\" }\n\
         wait until contact <ContactId> is Held\n\
         await contact\n"
    ));
}

#[test]
fn names_become_slots() {
    insta::assert_snapshot!(dump(
        "let A = 1\n\
         if A = 1 { let B = 2\n let A = B }\n\
         for each X in [A], at most 5 { let B = X\n log \"{B}\" }\n\
         run Say(A) giving C\n\
         log \"{C}\"\n\
         step Say(P) { let Q = P\n return Q }\n"
    ));
}

#[test]
fn reactions_have_their_outcome_where_they_name_it() {
    insta::assert_snapshot!(dump(
        "try {\n\
         \x20   hold contact <ContactId>\n\
         \x20       on InvalidContactId -> fail \"{Reason}\"\n\
         } on any other -> { log \"{Outcome}\" }\n\
         always { log \"{Outcome}\" }\n\
         everywhere on Unauthorized -> fail \"{Reason}\"\n"
    ));
}

#[test]
fn values_are_of_the_kind_that_is_wanted() {
    insta::assert_snapshot!(dump(
        "input When: time\n\
         schedule callback to \"+44 20 7946 0123\" at <When>\n\
         \x20   with FirstName: <FirstName>, LastName: upper(<FirstName>), SkillId: 4021\n\
         \x20   giving CallbackId\n\
         log \"{CallbackId}\"\n\
         find active contacts with State: InQueue giving Found\n\
         for each Contact in Found { if Contact.State = InQueue { next } }\n\
         resume contact \"1001\"\n"
    ));
}

#[test]
fn a_session_is_handed_on() {
    insta::assert_snapshot!(dump(
        "use cxone\n\
         set security user <AgentId>\n\
         join agent session\n\
         hold contact <ContactId>\n"
    ));
}

#[test]
fn spans_point_at_the_text() {
    let text = "use cxone\nset security user <AgentId>\njoin agent session\n\
        hold contact <ContactId>\n    on InvalidState -> retry\n";
    let (source, checked) = checked("spans.flow", text, &Context::default());
    let program: &Program = checked.program.as_ref().expect("a program");
    let spans: Vec<Span> = program
        .main
        .block
        .stmts
        .iter()
        .map(|stmt| stmt.span)
        .collect();
    let texts: Vec<&str> = spans.iter().map(|span| source.slice(*span)).collect();
    assert_eq!(texts[1], "join agent session");
    assert!(texts[2].ends_with("-> retry"), "{}", texts[2]);
    let contactflow::program::Op::Call(call) = &program.main.block.stmts[2].op else {
        panic!("a call");
    };
    assert_eq!(source.slice(call.span), "hold contact <ContactId>");
}
