//! `flow actions`, help, version and completions.

use super::Call;
use super::call::golden;
use std::process::Stdio;

#[test]
fn the_catalogue_is_listed_by_family() {
    let done = Call::new(&["actions"]).run();
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    for phrase in [
        "hold contact <ContactId>",
        "schedule callback to <PhoneNumber> at <ScheduleDate>",
    ] {
        assert!(done.out.contains(phrase), "{}", done.out);
    }
    assert!(
        done.out.lines().all(|line| line.chars().count() <= 110),
        "{}",
        done.out
    );
}

#[test]
fn one_action_is_shown_in_full() {
    let done = Call::new(&["actions", "hold", "contact"]).run();
    golden!("actions-hold", done.text());
    for other in [
        &["actions", "HOLD CONTACT"][..],
        &["actions", "hold contact <ContactId>"],
    ] {
        assert_eq!(Call::new(other).run().out, done.out);
    }
    for system in ["cxone", "finesse"] {
        let only = Call::new(&["actions", "--system", system, "hold", "contact"]).run();
        assert!(done.out.contains(&only.out), "each system's own");
    }
    // What one vendor calls it finds what the others have of the same phrase.
    for vendors in ["contacthold", "hold", "HOLD"] {
        assert_eq!(Call::new(&["actions", vendors]).run().out, done.out);
    }
    let cxone = ["actions", "--system", "cxone", "contacthold"];
    let only = Call::new(&["actions", "--system", "cxone", "hold", "contact"]).run();
    assert_eq!(Call::new(&cxone).run().out, only.out);
}

#[test]
fn what_is_not_there_is_said_with_what_is_near() {
    golden!(
        "actions-nothing",
        Call::new(&["actions", "hold", "contct"]).run().text()
    );
    golden!(
        "actions-foreign",
        Call::new(&["actions", "--system", "cxone", "Hangup"])
            .run()
            .text()
    );
    golden!(
        "actions-system",
        Call::new(&["actions", "--system", "cxon"]).run().text()
    );
}

#[test]
fn the_catalogue_is_a_document_too() {
    let done = Call::new(&["actions", "callback", "--json"]).run();
    let json: serde_json::Value = serde_json::from_str(&done.out).expect("it is JSON");
    assert_eq!(json["version"], 1);
    let keys: Vec<&str> = json["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["key"].as_str().unwrap())
        .collect();
    assert!(
        keys.contains(&"schedule callback to at")
            || keys.iter().any(|key| key.starts_with("schedule callback")),
        "{keys:?}"
    );
}

#[test]
fn help_and_version_are_results() {
    golden!("help", Call::new(&["--help"]).run().text());
    golden!("help-run", Call::new(&["run", "--help"]).run().text());
    let version = format!("flow {}\n", env!("CARGO_PKG_VERSION"));
    for args in [&["--version"][..], &["-V"], &["version"]] {
        assert_eq!(Call::new(args).run().out, version);
    }
}

#[test]
fn a_wrong_call_is_a_matter_of_the_environment() {
    for args in [&[][..], &["rnu"], &["run"], &["check", "--formt", "json"]] {
        let done = Call::new(args).run();
        assert_eq!(done.code, 3, "{args:?}: {}", done.err);
        assert_eq!(done.out, "", "{args:?}");
    }
}

#[test]
fn there_are_completions_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let done = Call::new(&["completions", shell]).run();
        assert_eq!(done.code, 0, "{shell}: {}", done.err);
        assert!(done.out.contains("simulate"), "{shell}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let call = Call::new(&["actions"]);
    let mut child = call.command().spawn().expect("the command is built");
    drop(child.stdout.take());
    let done = child.wait_with_output().expect("it ends");
    assert_eq!(done.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&done.stderr), "");
    let mut both = call.command();
    both.stderr(Stdio::piped()).arg("nothing like it");
    let mut child = both.spawn().expect("the command is built");
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().expect("it ends").code(), Some(3));
}

#[test]
fn colours_are_there_when_asked_for_only() {
    let plain = Call::new(&["actions", "hold", "contact"]).run();
    assert!(!plain.out.contains('\u{1b}'));
    let forced = Call::new(&["actions", "hold", "contact"])
        .env("CLICOLOR_FORCE", "1")
        .run();
    assert!(forced.out.contains('\u{1b}'));
    let refused = Call::new(&["actions", "hold", "contact"])
        .env("CLICOLOR_FORCE", "1")
        .env("NO_COLOR", "1")
        .run();
    assert_eq!(refused.out, plain.out);
}

#[test]
fn findings_are_explained_by_number_and_by_name() {
    let page = Call::new(&["explain", "F076"]).run();
    golden!("explain", page.text());
    for other in ["f76", "76", "hopeless-retry"] {
        assert_eq!(Call::new(&["explain", other]).run().out, page.out);
    }
    let syntax = Call::new(&["explain", "F009"]).run();
    assert!(
        syntax.out.starts_with("F009 unclosed-text (error)"),
        "{}",
        syntax.out
    );
    let list = Call::new(&["explain"]).run();
    assert!(
        list.out.contains("F009") && list.out.contains("hopeless-retry"),
        "{}",
        list.out
    );
    golden!(
        "explain-nothing",
        Call::new(&["explain", "hopless-retry"]).run().text()
    );
}
