//! Every kind of change in one flow, and what is said of it.

use super::golden;
use crate::cli::call::Call;

const BEFORE: &str = "use cxone

input ContactId: contact id
input Wait:      duration = 10s

everywhere on Throttled -> retry 5 times backing off 1s to 60s

set security user <AgentId>
join agent session
find active contacts with State: InQueue giving Contacts
    on any other -> fail \"cannot read the queue\"
for each Contact in Contacts, at most 50 {
    if Contact.Age > 4h {
        log \"{Contact.ContactId} is old\"
    }
}
try {
    hold contact <ContactId>
        on InvalidState     -> retry 3 times every 10s, then fail \"agent {AgentId} never settled\"
        on InvalidContactId -> finish \"it is gone\"
    wait 10s
    run Look(3) giving Many
} on Unknown -> {
    log \"unknown\"
    fail
} always {
    resume contact <ContactId>
        on any other -> ignore
}
repeat at most 3 times every 5s {
    if count(Contacts) > 9 { leave }
} on Exhausted -> ignore
wait until contact <ContactId> is Active, at most 30s
    on TimedOut -> fail
emit Held: ContactId

step Look(Least) {
    find active contacts giving All
    return count(All)
}
";

/// The change in words, what it replaces, and by what.
const CHANGES: &[(&str, &str, &str)] = &[
    (
        "retries more often",
        "retry 3 times every 10s",
        "retry 5 times every 10s",
    ),
    (
        "waits longer between retries",
        "every 10s, then",
        "every 30s, then",
    ),
    (
        "backs off",
        "retry 3 times every 10s",
        "retry 3 times backing off 1s to 30s",
    ),
    (
        "retries with a limit",
        "every 10s, then",
        "every 10s, for at most 1m, then",
    ),
    (
        "another end after the retries",
        "fail \"agent {AgentId} never settled\"",
        "finish",
    ),
    (
        "nothing after the retries",
        ", then fail \"agent {AgentId} never settled\"",
        "",
    ),
    (
        "a new handler",
        "        on InvalidContactId ->",
        "        on Unknown -> fail \"look\"\n        on InvalidContactId ->",
    ),
    (
        "a new retry",
        "on any other -> fail \"cannot read",
        "on Unavailable -> retry\n    on any other -> fail \"cannot read",
    ),
    (
        "a handler less",
        "        on InvalidContactId -> finish \"it is gone\"\n",
        "",
    ),
    (
        "fails instead of finishing",
        "finish \"it is gone\"",
        "fail \"it is gone\"",
    ),
    (
        "ignores instead of failing",
        "    on TimedOut -> fail",
        "    on TimedOut -> ignore",
    ),
    ("another message", "it is gone", "it has ended"),
    ("waits longer", "    wait 10s", "    wait 30s"),
    (
        "waits as long as an input says",
        "    wait 10s",
        "    wait Wait",
    ),
    (
        "another state",
        "is Active, at most",
        "is not Held, at most",
    ),
    ("another limit of a wait", "at most 30s", "at most 1m"),
    ("more items", "at most 50", "at most 500"),
    ("items in parallel", "at most 50", "at most 50, 4 at once"),
    (
        "another list",
        "in Contacts, at most",
        "in Contacts where .Age > 1h, at most",
    ),
    ("another condition", "Contact.Age > 4h", "Contact.Age > 2h"),
    (
        "an else",
        "is old\"\n    }",
        "is old\"\n    } else {\n        log \"young\"\n    }",
    ),
    (
        "ends contacts",
        "is old\"",
        "is old\"\n        end contact Contact.ContactId\n            on any other -> next",
    ),
    (
        "more that cannot be undone",
        "at most 50 {\n    if Contact.Age > 4h {\n",
        "at most 50 {\n    if Contact.Age > 4h {\n        end contact Contact.ContactId\n            on any other -> fail\n",
    ),
    (
        "an action more",
        "    wait 10s\n",
        "    wait 10s\n    mute agent leg\n        on any other -> ignore\n",
    ),
    ("an action less", "    wait 10s\n", ""),
    (
        "no always",
        " always {\n    resume contact <ContactId>\n        on any other -> ignore\n}",
        "\nresume contact <ContactId>\n    on any other -> ignore",
    ),
    (
        "a block of a handler",
        "    log \"unknown\"\n    fail",
        "    log \"unknown result\"\n    wait 5s\n    fail",
    ),
    (
        "more rounds",
        "repeat at most 3 times",
        "repeat at most 9 times",
    ),
    ("a restart", "try {", "try 2 times every 5s {"),
    (
        "another parameter",
        "State: InQueue",
        "State: InQueue, SkillId: 4021",
    ),
    ("a step with another argument", "Look(3)", "Look(4)"),
    (
        "inside of a step",
        "return count(All)",
        "return count(All) + Least",
    ),
    ("another name of a step", "Look(", "CountThem("),
    ("another name of an input", "ContactId>", "CallId>"),
    (
        "a required input",
        "input Wait:      duration = 10s",
        "input Wait:      duration = 10s\ninput Note:      text\nlog Note",
    ),
    (
        "an optional input",
        "input Wait:      duration = 10s",
        "input Wait:      duration = 10s\ninput Note:      text = \"none\"\nlog Note",
    ),
    ("another default", "duration = 10s", "duration = 20s"),
    ("no default", "duration = 10s", "duration"),
    (
        "everywhere more retries",
        "Throttled -> retry 5 times",
        "Throttled -> retry 9 times",
    ),
    (
        "everywhere another outcome",
        "everywhere on Throttled",
        "everywhere on Unavailable -> retry\neverywhere on Throttled",
    ),
    ("a result less", "emit Held: ContactId\n", ""),
    (
        "another result",
        "emit Held: ContactId",
        "emit Kept: ContactId",
    ),
    (
        "a step that moves",
        "    wait 10s\n    run Look(3) giving Many\n",
        "    run Look(3) giving Many\n    wait 10s\n",
    ),
    (
        "into a try",
        "for each Contact in Contacts, at most 50 {\n    if Contact.Age > 4h {\n        log \"{Contact.ContactId} is old\"\n    }\n}\n",
        "try {\n    for each Contact in Contacts, at most 50 {\n        if Contact.Age > 4h {\n            log \"{Contact.ContactId} is old\"\n        }\n    }\n} on any other -> fail\n",
    ),
    (
        "a failure that any other ignores",
        "        on InvalidContactId -> finish \"it is gone\"",
        "        on any other -> ignore",
    ),
    (
        "a handler gone, and any other ignores",
        "        on InvalidState     -> retry 3 times every 10s, then fail \"agent {AgentId} never settled\"\n        on InvalidContactId -> finish \"it is gone\"",
        "        on InvalidContactId -> finish \"it is gone\"\n        on any other        -> ignore",
    ),
    (
        "a block that fails no more",
        "    log \"unknown\"\n    fail\n",
        "    log \"unknown\"\n",
    ),
    (
        "succeeds in the place of failing",
        "    log \"unknown\"\n    fail\n",
        "    log \"unknown\"\n    finish\n",
    ),
    (
        "an end before the end",
        "repeat at most",
        "finish \"done\"\nrepeat at most",
    ),
];

#[test]
fn every_kind_of_change_is_said() {
    let mut call = Call::new(&["diff", "a", "b"]);
    for (number, (name, from, to)) in CHANGES.iter().enumerate() {
        assert!(BEFORE.contains(from), "{name}: {from}");
        let file = format!("{:02} {name}.flow", number + 1);
        let after = match *name {
            "another name of an input" => BEFORE
                .replace("<ContactId>", "<CallId>")
                .replace("input ContactId: contact id", "input CallId:    contact id")
                .replace("emit Held: ContactId", "emit Held: CallId"),
            _ => BEFORE.replace(from, to),
        };
        call = call
            .file(&format!("a/{file}"), BEFORE)
            .file(&format!("b/{file}"), after);
    }
    let done = call.run();
    assert_eq!(done.code, 0, "{}", done.everything());
    assert!(!done.out.contains("no difference"), "{}", done.out);
    assert!(!done.out.contains("the same as before"), "{}", done.out);
    golden("kinds", &done.out);
}
