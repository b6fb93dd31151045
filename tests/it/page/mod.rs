//! The page of runs: what it says without JavaScript, and how its parts follow one another in a browser.

pub mod browser;
mod many;

use crate::cli::call::{Call, Done};

const HOLD: &str = include_str!("../../graph/hold.flow");

pub fn report(contact: &str) -> Done {
    let input = format!("ContactId={contact}");
    Call::new(&[
        "run",
        "hold.flow",
        "-q",
        "--input",
        &input,
        "--report",
        "page.html",
    ])
    .file("hold.flow", HOLD)
    .run()
}

/// The words of a page, as somebody reads it who has no JavaScript.
pub fn words(page: &str) -> String {
    let body = page.split("<body>").nth(1).unwrap_or_default();
    let body = body.split("<script>").next().unwrap_or_default();
    let mut text = String::new();
    let mut tag = false;
    for c in body.chars() {
        match c {
            '<' => tag = true,
            '>' => {
                tag = false;
                text.push(' ');
            }
            c if !tag => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_run_is_told_without_javascript() {
    let done = report("1004");
    assert_eq!(done.code, 1, "{}", done.everything());
    let page = done.read("page.html");
    let words = words(&page);
    for said in [
        "✗ failed hold.flow InvalidState",
        "hold contact 1004 → InvalidState (409 Conflict: InvalidState)",
        "retry 3 of 3 in 2s",
        "agent 7 never settled",
        "POST agent-sessions/{SessionId}/interactions/1004/hold: 409 InvalidState",
        "set security user &lt;AgentId&gt;",
        "● reached 4 times: InvalidState 4",
        "profile simulator: CXone",
    ] {
        assert!(words.contains(said), "{said}\n{words}");
    }
}

/// The page asks nobody for anything, runs no other script than its own, and its policy says so.
#[test]
fn a_page_is_alone() {
    let page = report("1001").read("page.html");
    let policy = page.split("Content-Security-Policy\" content=\"").nth(1);
    let policy = policy
        .and_then(|rest| rest.split('"').next())
        .expect("a policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.matches("<script").count(), 1);
    for bad in [
        "http://www.",
        "https://",
        " src=",
        "<link",
        "<img",
        " style=\"",
        " onclick",
        "javascript:",
    ] {
        assert!(
            !page.replace("http://www.w3.org/2000/svg", "").contains(bad),
            "{bad}"
        );
    }
}

/// What a system says back must not become a part of the page.
#[test]
fn what_a_flow_says_stays_text() {
    let flow = "emit A: \"<script>alert(1)</script>\"\nlog \"<img src=x onerror=alert(1)>\"\nfail \"</pre><b>\"\n";
    let done = Call::new(&["run", "it.flow", "-q", "--report", "page.html"])
        .file("it.flow", flow)
        .run();
    let page = done.read("page.html");
    assert_eq!(page.matches("<script").count(), 1, "{page}");
    assert!(
        !page.contains("<img") && !page.contains("</pre><b>"),
        "{page}"
    );
    assert!(page.contains("&lt;script&gt;alert(1)"), "{page}");
}

#[test]
fn a_page_that_cannot_be_written_stops_the_run_before_it_begins() {
    let done = Call::new(&[
        "run",
        "hold.flow",
        "--input",
        "ContactId=1001",
        "--report",
        "no/page.html",
    ])
    .file("hold.flow", HOLD)
    .run();
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(
        done.err.contains("cannot write the report `no/page.html`"),
        "{}",
        done.err
    );
    assert!(!done.err.contains("join agent session"), "{}", done.err);
}

#[test]
fn rows_have_a_list_and_those_that_failed_their_story() {
    let rows = "ContactId\n1001\n1003\n1004\n";
    let done = Call::new(&[
        "run",
        "hold.flow",
        "--inputs",
        "rows.csv",
        "--report",
        "page.html",
    ])
    .file("hold.flow", HOLD)
    .file("rows.csv", rows)
    .run();
    assert_eq!(done.code, 1, "{}", done.everything());
    let words = words(&done.read("page.html"));
    for said in [
        "✗ 2 failed",
        "✓ 1 succeeded",
        "1 ✓ succeeded",
        "2 ✗ failed InvalidContactId",
        "there is no contact 1003",
        "3 rows ended from",
    ] {
        assert!(words.contains(said), "{said}\n{words}");
    }
}

/// A story that is too long is shown from its middle, and the page says so.
#[test]
fn what_is_not_shown_of_a_long_run_is_said() {
    let numbers: Vec<String> = (1..=450).map(|number| number.to_string()).collect();
    let flow = format!(
        "for each Number in [{}] {{\n    log \"{{Number}}\"\n}}\n",
        numbers.join(", ")
    );
    let done = Call::new(&["run", "it.flow", "-q", "--report", "page.html"])
        .file("it.flow", flow)
        .run();
    assert_eq!(done.code, 0, "{}", done.everything());
    let page = done.read("page.html");
    assert_eq!(page.matches("<li id=\"e0-").count(), 400);
    let words = words(&page);
    assert!(
        words.contains("Only the last 400 events are shown: "),
        "{words}"
    );
    assert!(
        words.contains("earlier ones are not listed. flow runs show lists all events"),
        "{words}"
    );
    assert!(
        words.contains("log: 450") && !words.contains("log: 40 line"),
        "{words}"
    );
}

#[test]
fn tests_have_a_page_too() {
    let tests = "test \"it holds\" {\n    given AgentId = 7, ContactId = 1001\n    given set security user answers \
                 Success\n    given join agent session answers Success\n    given hold contact answers \
                 Success\n    run this flow\n    expect it fails\n}\n";
    let done = Call::new(&["test", "hold.flow", "--report", "page.html"])
        .file("hold.flow", HOLD)
        .file("hold.test.flow", tests)
        .run();
    assert_eq!(done.code, 1, "{}", done.everything());
    let words = words(&done.read("page.html"));
    for said in [
        "1 test: 0 passed, 1 failed",
        "it holds",
        "hold contact 1001 → Success",
    ] {
        assert!(words.contains(said), "{said}\n{words}");
    }
}

/// A kept run, and one whose program died in the middle of a write.
#[test]
fn kept_runs_have_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("hold.flow"), HOLD).unwrap();
    let call = |args: &[&str]| {
        let journal = folder.path().join("journal").display().to_string();
        Call::new(args)
            .in_folder(folder.path())
            .env("FLOW_JOURNAL", &journal)
            .run()
    };
    let done = call(&[
        "run",
        "hold.flow",
        "-q",
        "--input",
        "ContactId=1004",
        "--journal",
    ]);
    assert_eq!(done.code, 1, "{}", done.everything());
    let list = call(&["runs", "--json"]);
    let list: serde_json::Value = serde_json::from_str(&list.out).expect("JSON");
    let id = list["runs"][0]["run"].as_str().expect("an id").to_owned();
    let done = call(&["runs", "report", &id, "--to", "page.html"]);
    assert_eq!(done.code, 0, "{}", done.everything());
    let page = std::fs::read_to_string(folder.path().join("page.html")).unwrap();
    let words = words(&page);
    for said in [
        "✗ failed",
        "hold contact 1004 → InvalidState",
        "agent 7 never settled",
        "started by",
    ] {
        assert!(words.contains(said), "{said}\n{words}");
    }
    let out = call(&["runs", "report", &id]);
    assert!(out.out.starts_with("<!DOCTYPE html>"), "{}", out.out);
}

/// A run that waits for somebody is shown as far as it is, and nothing in it is in doubt.
#[test]
fn a_run_that_goes_on_has_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let flow =
        "use cxone\nset security user <AgentId>\nlog \"asked\"\nawait signal Go, at most 1h\n";
    std::fs::write(folder.path().join("it.flow"), flow).unwrap();
    let journal = folder.path().join("journal").display().to_string();
    let call = |args: &[&str]| {
        Call::new(args)
            .in_folder(folder.path())
            .env("FLOW_JOURNAL", &journal)
    };
    let started = call(&["run", "it.flow", "-q", "--journal"]);
    let mut running = started.command().spawn().expect("it starts");
    // the line of its log says that it has come so far
    let mut out = std::io::BufReader::new(running.stdout.take().expect("its output"));
    let mut line = String::new();
    std::io::BufRead::read_line(&mut out, &mut line).expect("a line");
    assert_eq!(line, "asked\n");
    let list = call(&["runs", "--output", "json"]).run();
    let list: serde_json::Value = serde_json::from_str(&list.out).expect("JSON");
    let id = list["runs"][0]["run"].as_str().expect("an id").to_owned();
    let done = call(&["runs", "report", &id]).run();
    running.kill().expect("it is ours");
    running.wait().expect("it has ended");
    assert_eq!(done.code, 0, "{}", done.everything());
    let words = words(&done.out);
    for said in ["run", "running", "set security user 7 → Success"] {
        assert!(words.contains(said), "{said}\n{words}");
    }
    assert!(!words.contains("Unknown results"), "{words}");
}
