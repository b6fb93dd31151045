//! `flow graph`: its forms, and what it shows of runs and tests.

use crate::cli::call::Call;
use serde_json::Value as Json;

const HOLD: &str = include_str!("../../graph/hold.flow");
const TRANSFER: &str = include_str!("../../graph/consult-transfer.flow");

/// A flow with everything that has a look of its own.
const EVERYTHING: &str = "use cxone

input PhoneNumber: phone number
everywhere on Throttled -> retry 5 times backing off 1s to 60s

set security user <AgentId>
join agent session
find active contacts with State: InQueue giving Contacts
for each Contact in Contacts, at most 50, 4 at once {
    if Contact.Age < 4h { next }
    try 2 times {
        hold contact Contact.ContactId
            on InvalidState -> retry
            on Unknown -> { log \"again\"
                restart }
        wait 2s
    } on InvalidContactId -> ignore
    always {
        resume contact Contact.ContactId
            on any other -> ignore
    }
    if count(Contacts) > 9 {
        log \"many\"
        wait 1s
    } else if count(Contacts) > 5 {
        leave
    } else {
        log \"few\"
    }
}
within 30s {
    repeat at most 3 times every 5s {
        run Look(3) giving Found
            on any other -> fail \"not found: {Reason}\"
        if Found { leave }
    } on Exhausted -> ignore
} on TimedOut -> finish
end contact 1001
    on InvalidContactId -> run Look(1)
    on any other -> fail
emit Ended: 1001

step Look(Least) {
    find active contacts giving All
    return count(All) > Least
}
";

fn golden(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/tests/graph"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

fn graph(flow: &str, args: &[&str]) -> String {
    let all = [&["graph", "it.flow"], args].concat();
    let done = Call::new(&all).file("it.flow", flow).run();
    assert_eq!(done.code, 0, "{}", done.everything());
    assert_eq!(done.err, "");
    done.out
}

#[test]
fn every_form_shows_everything() {
    golden(
        "everything.mermaid",
        &graph(EVERYTHING, &["--output", "mermaid"]),
    );
    golden("everything.dot", &graph(EVERYTHING, &["--output", "dot"]));
    golden("hold.svg", &graph(HOLD, &[]));
    golden("hold.json", &graph(HOLD, &["--output", "json"]));
    let svg = graph(EVERYTHING, &[]);
    let said = svg
        .split("<desc>")
        .nth(1)
        .and_then(|rest| rest.split("</desc>").next());
    golden("everything.said", said.expect("it is said in words"));
}

/// Read by a program that knows XML, and without anything from elsewhere.
#[test]
fn the_svg_is_well_formed_and_alone() {
    for flow in [
        HOLD,
        TRANSFER,
        EVERYTHING,
        "log \"a < b & c > d \\\" ]]>\"\n",
    ] {
        let svg = graph(flow, &[]);
        let mut names = elements(&svg);
        assert_eq!(names[0], "svg");
        names.retain(|name| matches!(name.as_str(), "script" | "image" | "foreignObject" | "use"));
        assert!(names.is_empty(), "{names:?}");
        assert!(!svg.contains("url(") && !svg.contains("@import"), "{svg}");
    }
}

/// The names of all elements; each has to be closed.
fn elements(text: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let mut names = Vec::new();
    loop {
        match reader.read_event().expect("it is XML") {
            Event::Start(tag) | Event::Empty(tag) => {
                names.push(tag.name().as_ref().to_owned());
            }
            Event::Eof => return names,
            _ => {}
        }
    }
}

#[test]
fn numbers_to_dial_are_hidden() {
    let flow = "use cxone\nset security user <AgentId>\nschedule callback to \"+12025550142\" at now + 1h\n    \
                with FirstName: \"Ada\", LastName: \"A\", SkillId: 4021\n    on any other -> fail\n";
    for form in ["svg", "mermaid", "dot", "json"] {
        let shown = graph(flow, &["--output", form]);
        assert!(!shown.contains("2025550142"), "{form}: {shown}");
    }
}

#[test]
fn a_trace_shows_what_happened() {
    let run = Call::new(&[
        "run",
        "hold.flow",
        "--input",
        "ContactId=1002",
        "--trace",
        "--json",
    ])
    .file("hold.flow", HOLD)
    .run();
    let call = Call::new(&[
        "graph",
        "it/hold.flow",
        "--trace",
        "trace.jsonl",
        "--output",
        "json",
    ])
    .file("it/hold.flow", HOLD)
    .file("trace.jsonl", &run.err);
    let done = call.run();
    assert_eq!(done.code, 0, "{}", done.everything());
    let document: Json = serde_json::from_str(&done.out).expect("JSON");
    let hold = &document["nodes"][3];
    assert_eq!(hold["title"][0], "hold contact <ContactId>", "{document:#}");
    assert_eq!(hold["count"], 3);
    assert_eq!(hold["rows"][0]["count"], 2);
    assert_eq!(hold["rows"][1]["count"], 0);
    let svg = Call::new(&["graph", "hold.flow", "--trace", "trace.jsonl"])
        .file("hold.flow", HOLD)
        .file("trace.jsonl", &run.err)
        .run();
    assert!(
        svg.out
            .contains("● reached 3 times: InvalidState 2, Success"),
        "{}",
        svg.out
    );
}

#[test]
fn a_trace_of_something_else_is_refused() {
    let trace = "{\"flow\":\"other.flow\",\"kind\":\"started\"}\nprofile simulator: it\n";
    let done = Call::new(&["graph", "it.flow", "--trace", "t"])
        .file("it.flow", HOLD)
        .file("t", trace)
        .run();
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(
        done.err.contains("`t` has no event of it.flow"),
        "{}",
        done.err
    );
    assert!(done.err.contains("it is of other.flow"), "{}", done.err);
    let old = "{\"flow\":\"it.flow\",\"kind\":\"outcome\",\"outcome\":\"Success\",\"location\":\
               {\"start\":90000,\"end\":90010}}\n";
    let done = Call::new(&["graph", "it.flow", "--trace", "t"])
        .file("it.flow", HOLD)
        .file("t", old)
        .run();
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(
        done.err.contains("another version of this flow"),
        "{}",
        done.err
    );
}

#[test]
fn coverage_shows_what_tests_have_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("hold.flow", HOLD);
    write("hold.test.flow", include_str!("../../graph/hold.test.flow"));
    let counted = Call::new(&["test", "hold.flow", "--coverage-to", "seen.json"])
        .in_folder(folder.path())
        .run();
    assert_eq!(counted.code, 0, "{}", counted.everything());
    let args = [
        "graph",
        "hold.flow",
        "--coverage",
        "seen.json",
        "--output",
        "json",
    ];
    let done = Call::new(&args).in_folder(folder.path()).run();
    assert_eq!(done.code, 0, "{}", done.everything());
    let document: Json = serde_json::from_str(&done.out).expect("JSON");
    let hold = &document["nodes"][3];
    assert!(hold["count"].as_u64() >= Some(2), "{document:#}");
    assert!(hold["rows"][0]["count"].as_u64() >= Some(1), "{document:#}");
    write("hold.flow", &HOLD.replace("3 times", "4 times"));
    let done = Call::new(&args).in_folder(folder.path()).run();
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(
        done.err.contains("has changed since it was counted"),
        "{}",
        done.err
    );
}

#[test]
fn a_flow_with_errors_has_no_picture() {
    let done = Call::new(&["graph", "it.flow"])
        .file("it.flow", "use cxone\nhodl contact 1001\n")
        .run();
    assert_eq!(done.code, 2, "{}", done.everything());
    assert_eq!(done.out, "");
    assert!(
        done.err.contains("it.flow has 1 error: fix it first"),
        "{}",
        done.err
    );
}

/// The README and the documents show what the command draws; `UPDATE_README=1` draws it anew.
#[test]
fn the_documents_show_what_the_command_draws() {
    let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in ["hold", "one-line"] {
        let flow = format!("examples/{name}.flow");
        let done = Call::new(&["graph", &flow]).in_folder(top).run();
        assert_eq!(done.code, 0, "{}", done.everything());
        let file = top.join(format!("docs/{name}.svg"));
        if std::env::var_os("UPDATE_README").is_some() {
            std::fs::write(&file, &done.out).expect("it can be written");
        }
        let shown = std::fs::read_to_string(&file).expect("it is there");
        assert_eq!(shown, done.out, "{name}.svg is not what the command draws");
    }
}
