//! Runs that go on in the next program, out of a journal in a file.

use contactflow::check::Context;
use contactflow::host::{Engine, NotResumed, ResumeOptions, RunOptions};
use contactflow::journal::{Ending, Journal, RunState, SqliteJournal};
use contactflow::{Actions, Answer, Script, System};
use serde::Deserialize;
use std::sync::{Arc, Mutex};

const FLOW: &str = "use desk\n\nopen ticket for <ContactId>\n    on Unknown -> { log \"look it up\" }\n\
    close ticket for <ContactId>\n\ninput ContactId: contact id\n";

#[derive(Deserialize)]
struct OfContact {
    #[serde(rename = "ContactId")]
    contact: String,
}

/// What a desk was asked for, by all programs together.
type Seen = Arc<Mutex<Vec<String>>>;

/// A desk that never answers to one of its actions.
fn desk(seen: &Seen, deaf_to: &'static str) -> Arc<dyn System> {
    let action = |name: &'static str| {
        let seen = seen.clone();
        move |ticket: OfContact| {
            let seen = seen.clone();
            async move {
                let asked = format!("{name} {}", ticket.contact);
                seen.lock().unwrap().push(asked);
                if name == deaf_to {
                    std::future::pending::<()>().await;
                }
                Ok::<(), Answer>(())
            }
        }
    };
    Actions::of("desk")
        .action("open ticket for <ContactId: contact id>", action("open"))
        .action("close ticket for <ContactId: contact id>", action("close"))
        .build()
        .expect("the actions are right")
}

fn engine(desk: Arc<dyn System>, journal: &Arc<SqliteJournal>) -> Engine {
    let engine = Engine::builder().system(desk).journal(journal.clone());
    engine.build().expect("there is a runtime")
}

fn script(engine: &Engine, text: &str) -> Script {
    let checked = Script::check("desk.flow", text, &engine.catalogue(), &Context::default());
    checked.expect("the flow is right")
}

fn named(name: &str) -> RunOptions {
    RunOptions {
        name: Some(name.into()),
        inputs: [("ContactId", "1001")].into(),
        ..RunOptions::default()
    }
}

/// A program that drives a run until an action is asked for, and dies there.
fn die_in(folder: &tempfile::TempDir, seen: &Seen, deaf_to: &'static str) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let journal = Arc::new(SqliteJournal::open(folder.path()).unwrap());
    let asked = format!("{deaf_to} 1001");
    runtime.block_on(async {
        let engine = engine(desk(seen, deaf_to), &journal);
        let _run = engine.start_with(&script(&engine, FLOW), named("r"));
        while !seen.lock().unwrap().contains(&asked) {
            tokio::task::yield_now().await;
        }
    });
    drop(runtime);
}

#[test]
fn every_open_run_goes_on_in_the_next_program() {
    let folder = tempfile::tempdir().unwrap();
    let seen = Seen::default();
    die_in(&folder, &seen, "close");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let journal = Arc::new(SqliteJournal::open(folder.path()).unwrap());
        let engine = engine(desk(&seen, "nothing"), &journal);
        let resumed = engine.resume_all(&ResumeOptions::default()).await.unwrap();
        let [(kept, handle)] = <[_; 1]>::try_from(resumed).expect("one was open");
        assert_eq!(kept.state, RunState::Interrupted);
        let report = handle.expect("it goes on").wait().await;
        // Nothing handles what is unknown of the close: the run says so, and sends nothing again.
        assert_eq!(report.in_doubt.len(), 1, "{report:?}");
        assert_eq!(*seen.lock().unwrap(), ["open 1001", "close 1001"]);
        let [kept] = &journal.runs().unwrap()[..] else {
            panic!("there is one run")
        };
        assert_eq!(kept.state, RunState::Ended(Ending::Failed));
        assert_eq!(kept.in_doubt.len(), 1);
        assert!(
            engine
                .resume_all(&ResumeOptions::default())
                .await
                .unwrap()
                .is_empty()
        );
    });
}

#[test]
fn what_the_script_has_looked_after_is_not_in_doubt_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let seen = Seen::default();
    die_in(&folder, &seen, "open");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let journal = Arc::new(SqliteJournal::open(folder.path()).unwrap());
        assert_eq!(journal.runs().unwrap()[0].in_doubt.len(), 1);
        let engine = engine(desk(&seen, "nothing"), &journal);
        let handle = engine.resume_run("r", ResumeOptions::default()).await;
        assert!(handle.unwrap().wait().await.succeeded());
        assert_eq!(*seen.lock().unwrap(), ["open 1001", "close 1001"]);
        assert_eq!(journal.runs().unwrap()[0].in_doubt, []);
    });
}

#[test]
fn another_script_goes_on_where_what_has_happened_fits_it() {
    let folder = tempfile::tempdir().unwrap();
    let seen = Seen::default();
    die_in(&folder, &seen, "open");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let journal = Arc::new(SqliteJournal::open(folder.path()).unwrap());
        let engine = engine(desk(&seen, "nothing"), &journal);
        let with = |text: &str| ResumeOptions {
            script: Some(script(&engine, text).program().clone()),
            ..ResumeOptions::default()
        };
        let other = FLOW.replace("open ticket for", "close ticket for");
        let refused = engine.resume_run("r", with(&other)).await.unwrap_err();
        assert!(matches!(refused, NotResumed::Replay(_)), "{refused}");
        assert_eq!(journal.runs().unwrap()[0].state, RunState::Interrupted);

        let another = FLOW.replace("open ticket for <ContactId>", "open ticket for \"1002\"");
        let refused = engine.resume_run("r", with(&another)).await.unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("other parameters: ContactId was 1001, and is 1002 in the flow now"),
            "{refused}"
        );

        let longer = FLOW.replace("look it up", "look it up in the desk's list");
        let handle = engine.resume_run("r", with(&longer)).await.unwrap();
        assert!(handle.wait().await.succeeded());
        let records = journal.read("r").unwrap();
        let kept = contactflow::host::live::kept_script(&*journal, &records);
        assert_eq!(*kept.unwrap().unwrap().text, *longer);
    });
}

#[test]
fn a_run_that_another_program_drives_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let seen = Seen::default();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let first = Arc::new(SqliteJournal::open(folder.path()).unwrap());
        let driving = engine(desk(&seen, "open"), &first);
        let _run = driving.start_with(&script(&driving, FLOW), named("r"));
        while seen.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        let second = Arc::new(SqliteJournal::open(folder.path()).unwrap());
        let other = engine(desk(&seen, "nothing"), &second);
        let resumed = other.resume_all(&ResumeOptions::default()).await.unwrap();
        assert!(resumed.is_empty());
        let refused = other.resume_run("r", ResumeOptions::default()).await;
        let why = refused.unwrap_err().to_string();
        assert_eq!(why, "another process runs r");
        assert_eq!(*seen.lock().unwrap(), ["open 1001"]);
    });
    drop(runtime);
}

#[test]
fn a_secret_is_not_kept_and_is_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let text = FLOW.replace("input ContactId", "input Pin: secret\ninput ContactId");
    let text = text.replace("look it up", "look it up with {Pin}");
    let seen = Seen::default();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let journal = Arc::new(SqliteJournal::open(folder.path()).unwrap());
        let engine = engine(desk(&seen, "open"), &journal);
        let mut options = named("r");
        options.inputs = [("ContactId", "1001"), ("Pin", "planted-4711")].into();
        let _run = engine.start_with(&script(&engine, &text), options);
        while seen.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        let kept = format!("{:?}", journal.read("r").unwrap());
        assert!(!kept.contains("planted"), "{kept}");
    });
    drop(runtime);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let journal = Arc::new(SqliteJournal::open(folder.path()).unwrap());
        let engine = engine(desk(&seen, "nothing"), &journal);
        let refused = engine.resume_run("r", ResumeOptions::default()).await;
        assert!(
            refused
                .unwrap_err()
                .to_string()
                .ends_with("set these again: Pin")
        );
        let with = ResumeOptions {
            inputs: [("Pin", "planted-4711")].into(),
            ..ResumeOptions::default()
        };
        assert!(
            engine
                .resume_run("r", with)
                .await
                .unwrap()
                .wait()
                .await
                .succeeded()
        );
    });
}
