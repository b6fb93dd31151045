//! What is typed by habit, where words that lead on could hang up on a caller, call somebody twice or
//! reach another contact: what is said then, one after the other.

use super::call::{Call, golden};

const CHECKED: [(&str, &str); 16] = [
    (
        "a block that is closed as in Lua or Ruby",
        "if now > 2026-12-01T00:00:00Z {\n    log \"a\"\nend\n",
    ),
    (
        "the same, where CXone is used",
        "use cxone\nif now > 2026-12-01T00:00:00Z {\n    log \"a\"\nend\n",
    ),
    (
        "a loop in another language's words round an action that ends contacts",
        "find active contacts giving Contacts\n    on any other -> fail\nfor Contact in Contacts {\n    \
         end contact Contact.ContactId\n        on any other -> fail\n}\n",
    ),
    (
        "a slip in the words for every other outcome",
        "hold contact <ContactId>\n    on any othr -> fail\n",
    ),
    (
        "a transfer that CXone offers for chats alone",
        "use cxone\ntransfer contact <ContactId> to agent <AgentId>\n    on any other -> fail\n",
    ),
    (
        "to park a contact",
        "use cxone\npark contact <ContactId>\n    on any other -> fail\n",
    ),
    (
        "hold in the desk's words",
        "use cxone\nput contact <ContactId> on hold\n    on any other -> fail\n",
    ),
    ("a loop that counts", "FOR i = 1 TO 3 {\n    log \"a\"\n}\n"),
    (
        "retry without its clauses",
        "hold contact <ContactId>\n    on InvalidState -> retry 3 times for 5m\n    on any other -> fail\n",
    ),
    ("SQL", "select * from contacts\n"),
    ("a dialplan of Asterisk", "exten => 100,1,Answer()\n"),
    ("a function of JavaScript", "let F = (A) => A\n"),
    (
        "a contact that may stay on hold",
        "use cxone\nset security user <AgentId>\n    on any other -> fail\njoin agent session\n    \
         on any other -> fail\nhold contact <ContactId>\n    on any other -> fail\nfind active contacts \
         giving Found\n    on any other -> fail\nlet Waiting = count(Found)\nlog \"{Waiting}\"\nresume contact <ContactId>\n    \
         on any other -> fail\n",
    ),
    (
        "a rule that is allowed by its name",
        "# flow: allow unused-name the next flow needs it\nlet Later = 1\n",
    ),
    (
        "an outcome that nobody has decided",
        "use cxone\nset security user <AgentId>\n    on any other -> fail\njoin agent session\n    \
         on any other -> fail\nhold contact <ContactId>\n    on InvalidState -> retry\n",
    ),
    (
        "a number as it is dialled at a desk",
        "use finesse\ndial phone \"9 (202) 555-0142\"\n    on any other -> fail\n",
    ),
];

#[test]
fn what_is_dangerous_is_answered_with_the_right_words() {
    let mut all = String::new();
    for (what, text) in CHECKED {
        let done = Call::new(&["check", "-"]).stdin(text).run();
        all.push_str(&format!("=== {what}\n{text}---\n{}\n", done.everything()));
    }
    golden!("dangerous", all);
}

/// A list of numbers has no likeness: the nearest one is another team's queue.
#[test]
fn a_skill_of_another_tenant_gets_no_suggestion() {
    let settings = "default = \"simulator\"\n\n[profile.simulator]\nsystem = \"cxone\"\nlists = { skills = [4021, 4022] }\n";
    let done = Call::new(&["check", "callback.flow"])
        .file("flow.toml", settings)
        .file(
            "callback.flow",
            "use cxone\nset security user <AgentId>\n    on any other -> fail\nschedule callback to \
             <PhoneNumber> at <When>\n    with FirstName: \"Ada\", LastName: \"Example\", SkillId: 4031\n    \
             on any other -> fail\n",
        )
        .run();
    assert!(
        !done.everything().contains("did you mean"),
        "{}",
        done.everything()
    );
    golden!("dangerous-skill", done.text());
}

/// A fix puts no decision into a flow that reads as if somebody had taken it.
#[test]
fn a_fix_names_what_it_does_not_decide() {
    let flow = "use cxone\nset security user <AgentId>\n    on any other -> fail\njoin agent session\n    \
                on any other -> fail\nhold contact <ContactId>\n    on InvalidState -> retry\n";
    let done = Call::new(&["check", "--fix", "--unsafe-fixes", "hold.flow"])
        .file("hold.flow", flow)
        .run();
    golden!(
        "dangerous-fix",
        format!("{}\n{}", done.everything(), done.read("hold.flow"))
    );
}

/// What the pages name is what the settings take.
#[test]
fn a_key_that_pages_could_misspell_is_answered_with_its_name() {
    let settings = "[profile.desk]\nsystem = \"finesse\"\naddress = \"https://finesse.example:8445\"\n\
                    user = \"1001\"\npassword = { env = \"FINESSE_PASSWORD\" }\n\
                    root-certificates = \"company.pem\"\n";
    let done = Call::new(&["doctor", "desk"])
        .file("flow.toml", settings)
        .run();
    assert_eq!(done.code, 3, "{}", done.everything());
    golden!("dangerous-key", done.text());
}
