//! What the page asks for beside runs: files, pictures, tests, recordings, kept runs.

use super::{HOLD, Served};
use crate::cli::call::Call;
use serde_json::json;

#[test]
fn files_are_listed_read_saved_and_never_written_over() {
    let served = Served::start();
    let files = served.done("files", json!({}));
    let names: Vec<_> = files["files"]
        .as_array()
        .expect("files")
        .iter()
        .map(|one| one["name"].clone())
        .collect();
    assert_eq!(names, ["hold.flow", "hold.test.flow"]);
    let read = served.done("read", json!({ "file": "hold.flow" }));
    assert_eq!(read["text"], HOLD);
    let text = format!("{HOLD}log \"held\"\n");
    served.done(
        "save",
        json!({ "file": "hold.flow", "was": HOLD, "text": text }),
    );
    assert_eq!(
        std::fs::read_to_string(served.path("hold.flow")).expect("it is there"),
        text
    );
    let again = served.ask(
        "save",
        json!({ "file": "hold.flow", "was": HOLD, "text": "" }),
    );
    assert!(again.is_err_and(|why| why.contains("another program")));
    for file in [
        "../hold.flow",
        "/etc/passwd",
        "journal/key",
        "hold.flow/../x.flow",
    ] {
        assert!(
            served.ask("read", json!({ "file": file })).is_err(),
            "{file}"
        );
        assert!(
            served
                .ask("save", json!({ "file": file, "was": "", "text": "" }))
                .is_err(),
            "{file}"
        );
    }
}

#[test]
fn the_outline_is_of_the_text_in_the_editor() {
    let served = Served::start();
    let text = HOLD.replace("hold contact <ContactId>", "resume contact <ContactId>");
    let outline = served.done("outline", json!({ "file": "hold.flow", "text": text }));
    let svg = outline["svg"].as_str().expect("a picture");
    assert!(
        svg.contains("resume contact") && svg.contains("data-line=\"7\""),
        "{svg}"
    );
    let inputs = outline["inputs"].to_string();
    assert!(
        inputs.contains("ContactId") && inputs.contains("AgentId"),
        "{inputs}"
    );
    assert_eq!(outline["tests"][0]["name"], "a hold");
    let broken = served.done(
        "outline",
        json!({ "file": "hold.flow", "text": "hold contct" }),
    );
    assert!(broken["svg"].is_null() && broken["inputs"].is_null());
}

#[test]
fn tests_run_with_their_coverage_and_can_be_stepped_through() {
    let served = Served::start();
    let done = served.done("test", json!({ "file": "hold.flow" }));
    assert_eq!(
        (done["passed"].as_u64(), done["failed"].as_u64()),
        (Some(1), Some(0)),
        "{done:#}"
    );
    let coverage = &done["coverage"];
    assert!(
        coverage["reached"].as_u64() < coverage["all"].as_u64(),
        "{coverage:#}"
    );
    assert!(
        coverage["svg"]
            .as_str()
            .is_some_and(|svg| svg.contains("reached"))
    );
    assert!(coverage["missing"].to_string().contains("InvalidState"));
    let first = served.done(
        "past/test",
        json!({ "file": "hold.flow", "name": "a hold" }),
    );
    assert_eq!(first["place"], 0, "{first:#}");
    let second = served.done("past/go", json!({ "way": "next" }));
    assert!(second["at"]["line"].as_u64() > first["at"]["line"].as_u64());
    let end = served.done("past/go", json!({ "way": "end" }));
    assert_eq!(
        (end["state"].as_str(), end["end"]["succeeded"].as_bool()),
        (Some("ended"), Some(true))
    );
    let back = served.done("past/go", json!({ "way": "start" }));
    assert_eq!(back["at"], first["at"]);
}

#[test]
fn recordings_are_replayed() {
    let made = Call::new(&[
        "run",
        "hold.flow",
        "-q",
        "--input",
        "ContactId=1004",
        "--record",
        "hold.recording",
    ])
    .file("hold.flow", HOLD)
    .run();
    let recording = made.read("hold.recording");
    let served = Served::with(&[("hold.flow", HOLD), ("hold.recording", &recording)]);
    let first = served.done("past/recording", json!({ "file": "hold.recording" }));
    assert_eq!(
        (first["file"].as_str(), first["place"].as_u64()),
        (Some("hold.flow"), Some(0)),
        "{first:#}"
    );
    let end = served.done("past/go", json!({ "way": "end" }));
    assert_eq!(end["end"]["succeeded"], false);
    assert!(end["events"].to_string().contains("InvalidState"));
}

#[test]
fn kept_runs_are_listed_shown_and_reported() {
    let served = Served::start();
    assert_eq!(served.done("runs", json!({}))["runs"], json!([]));
    let folder = served.path("");
    let journal = served.path("journal").display().to_string();
    let run = Call::new(&[
        "run",
        "hold.flow",
        "-q",
        "--journal",
        "--input",
        "ContactId=1004",
    ])
    .in_folder(&folder)
    .env("FLOW_JOURNAL", &journal)
    .run();
    assert_eq!(run.code, 1, "{}", run.everything());
    let runs = served.done("runs", json!({}));
    let id = runs["runs"][0]["run"].as_str().expect("a run").to_owned();
    assert_eq!(runs["runs"][0]["state"], "failed");
    let shown = served.done("runs/show", json!({ "run": id }));
    assert!(
        shown["text"]
            .as_str()
            .is_some_and(|text| text.contains("InvalidState")),
        "{shown:#}"
    );
    let page = served.done("runs/report", json!({ "run": id }));
    let path = page["page"].as_str().expect("an address").to_owned();
    let get = || {
        served.send(&format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
            served.host
        ))
    };
    let reply = get();
    assert_eq!(reply.status, 200);
    assert!(
        reply.head.contains("sandbox allow-scripts"),
        "{}",
        reply.head
    );
    assert!(String::from_utf8_lossy(&reply.body).contains("hold contact 1004"));
    assert_eq!(get().status, 404, "a page is given away once");
    let over = served.ask("runs/cancel", json!({ "run": id }));
    assert!(over.is_err_and(|why| why.contains("already ended")));
    for run in ["--all", "", "a b", "x'"] {
        for what in ["runs/show", "runs/cancel", "runs/resume", "runs/report"] {
            assert!(
                served
                    .ask(what, json!({ "run": run }))
                    .is_err_and(|why| why.contains("unknown run")),
                "{run}"
            );
        }
    }
}

/// The rows of a job are runs of their own, and can be shown, settled and reported like them.
#[test]
fn rows_of_a_job_are_shown() {
    let served = Served::start();
    std::fs::write(served.path("rows.csv"), "ContactId\n1001\n9999\n").expect("it is written");
    let journal = served.path("journal").display().to_string();
    let run = Call::new(&[
        "run",
        "hold.flow",
        "-q",
        "--journal",
        "--inputs",
        "rows.csv",
    ])
    .in_folder(&served.path(""))
    .env("FLOW_JOURNAL", &journal)
    .run();
    assert_eq!(run.code, 1, "{}", run.everything());
    let runs = served.done("runs", json!({}));
    let job = served.done("runs/show", json!({ "run": runs["runs"][0]["run"] }));
    let bad = &job["document"]["bad"];
    assert_eq!(
        (bad[0]["row"].as_u64(), &bad[1]),
        (Some(2), &json!(null)),
        "{job:#}"
    );
    let row = served.done("runs/show", json!({ "run": bad[0]["run"] }));
    assert!(
        row["text"].to_string().contains("InvalidContactId"),
        "{row:#}"
    );
}

const WAITS: &str =
    "use cxone\n\nawait signal CallBack, at most 5m giving Answer\nemit Given: Answer\n";

/// Asks for the kept runs until the first of them is in a state.
fn until(served: &Served, state: &str) -> serde_json::Value {
    let begun = std::time::Instant::now();
    loop {
        let runs = served.done("runs", json!({}));
        if runs["runs"][0]["state"] == state {
            return runs;
        }
        assert!(begun.elapsed().as_secs() < 60, "never {state}: {runs:#}");
    }
}

#[test]
fn a_run_whose_program_died_is_resumed_and_given_its_signal() {
    let served = Served::with(&[("wait.flow", WAITS)]);
    let journal = served.path("journal").display().to_string();
    let call = Call::new(&["run", "wait.flow", "-q", "--journal"])
        .in_folder(&served.path(""))
        .env("FLOW_JOURNAL", &journal);
    let mut run = call.command().spawn().expect("the command is built");
    let runs = until(&served, "running");
    let id = runs["runs"][0]["run"].as_str().expect("a run").to_owned();
    run.kill().expect("it is killed");
    run.wait().expect("it is over");
    until(&served, "interrupted");
    let unknown = served.ask(
        "runs/settle",
        json!({ "run": id, "effect": "0", "what": "maybe" }),
    );
    assert!(unknown.is_err_and(|why| why.contains("did-not")));
    let asked = json!({ "run": id, "name": "CallBack", "value": "tomorrow" });
    let kept = served.done("runs/signal", asked);
    assert!(
        kept["said"].to_string().contains("keeps CallBack"),
        "{kept}"
    );
    served.done("runs/resume", json!({ "run": id }));
    until(&served, "succeeded");
    let begun = std::time::Instant::now();
    loop {
        let resumed = served.done("runs", json!({}))["resumed"][0].clone();
        if resumed["over"] == true {
            assert_eq!(resumed["code"], 0, "{resumed:#}");
            assert!(
                resumed["said"].to_string().contains("tomorrow"),
                "{resumed:#}"
            );
            break;
        }
        assert!(begun.elapsed().as_secs() < 60, "{resumed:#}");
    }
}

#[test]
fn a_run_that_goes_on_is_cancelled() {
    let served = Served::with(&[("wait.flow", WAITS)]);
    let journal = served.path("journal").display().to_string();
    let call = Call::new(&["run", "wait.flow", "-q", "--journal"])
        .in_folder(&served.path(""))
        .env("FLOW_JOURNAL", &journal);
    let mut run = call.command().spawn().expect("the command is built");
    let runs = until(&served, "running");
    let id = runs["runs"][0]["run"].as_str().expect("a run").to_owned();
    let done = served.done("runs/cancel", json!({ "run": id }));
    assert!(
        done["said"].to_string().contains("cancelling run"),
        "{done}"
    );
    until(&served, "cancelled");
    run.wait().expect("it is over");
}
