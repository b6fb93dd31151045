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
    let done = Call::new(&["actions", "callback", "--output", "json"]).run();
    let older = Call::new(&["actions", "callback", "--json"]).run();
    assert_eq!(older.out, done.out);
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
fn help_is_a_command_too() {
    let run = Call::new(&["help", "run"]).run();
    assert_eq!(run.text(), Call::new(&["run", "--help"]).run().text());
    assert_eq!(
        Call::new(&["help"]).run().out,
        Call::new(&["--help"]).run().out
    );
}

/// Every command that writes JSON takes `--output json`, whatever else it was called before.
#[test]
fn the_form_of_the_output_has_one_name() {
    fn walk(command: &clap::Command, wrong: &mut Vec<String>) {
        let has = |name: &str| {
            command
                .get_arguments()
                .any(|arg| arg.get_long() == Some(name))
        };
        if has("json") && !has("output") {
            wrong.push(command.get_name().to_owned());
        }
        let shown = command
            .get_arguments()
            .find(|arg| arg.get_long() == Some("json"));
        if shown.is_some_and(|arg| !arg.is_hide_set()) {
            wrong.push(format!("{}: --json is in the help", command.get_name()));
        }
        command
            .get_subcommands()
            .for_each(|inner| walk(inner, wrong));
    }
    let mut wrong = Vec::new();
    walk(&contactflow::cli::command(), &mut wrong);
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn there_is_a_manual_page_for_each_command() {
    let done = Call::new(&["man", "pages"]).run();
    assert_eq!(done.code, 0, "{}", done.everything());
    for name in ["flow", "flow-run", "flow-runs-show", "flow-check"] {
        let page = done.read(&format!("pages/{name}.1"));
        assert!(
            page.contains(".SH OPTIONS") && page.contains(".SH SYNOPSIS"),
            "{name}: {page}"
        );
    }
    assert!(!done.path("pages/flow-help.1").exists());
}

#[test]
fn the_documents_are_in_the_command() {
    let list = Call::new(&["docs"]).run();
    assert!(list.out.contains("\nruns "), "{}", list.out);
    let page = Call::new(&["docs", "runs"]).run();
    assert_eq!((page.code, page.err.as_str()), (0, ""));
    assert_eq!(Call::new(&["docs", "docs/runs.md"]).run().out, page.out);
    let wrong = Call::new(&["docs", "rums"]).run();
    assert_eq!(wrong.code, 3);
    assert!(
        wrong.err.contains("did you mean `flow docs runs`?"),
        "{}",
        wrong.err
    );
}

/// What a terminal of another locale cannot show is not written: marks and frames are ASCII.
#[cfg(unix)]
#[test]
fn a_locale_without_utf_8_gets_ascii() {
    let check = |locale: &str| {
        let call = Call::new(&["check", "-"]).stdin("hold contct <ContactId>\n");
        call.env("LC_ALL", locale).run().everything()
    };
    let ascii = check("C");
    assert!(ascii.is_ascii() && ascii.contains("F051"), "{ascii}");
    assert!(!check("en_GB.UTF-8").is_ascii());
    let run = Call::new(&["run", "-e", "log \"Zoë\""])
        .env("LC_ALL", "C")
        .run();
    assert_eq!(run.out, "Zoë\n", "a flow's own text stays as it is");
}

#[test]
fn an_input_without_its_option_is_known() {
    let done = Call::new(&["run", "hold.flow", "PhoneNumber=+12025550100"])
        .file("hold.flow", "log \"a\"\n")
        .run();
    assert_eq!(done.code, 3);
    assert!(
        done.err.contains("write `--input PhoneNumber=…`"),
        "{}",
        done.err
    );
    assert!(!done.err.contains("5550100"), "{}", done.err);
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
    for shell in ["bash", "zsh", "fish", "powershell", "elvish", "nushell"] {
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
fn an_outcome_begins_with_what_it_means_in_general() {
    let page = |name: &str| Call::new(&["explain", name]).run();
    let success = page("Success").out;
    assert!(
        success.starts_with(
            "Success (outcome)\n\nThe system has shown that the action was carried out."
        ),
        "{success}"
    );
    assert!(!success.contains("accepted the e-mail"), "{success}");
    let state = page("InvalidState").out;
    let first = state.lines().nth(2).unwrap_or_default();
    assert!(!first.starts_with("Never returned"), "{state}");
    let held = page("Held");
    assert_eq!(held.code, 0, "{}", held.everything());
    assert!(held.out.starts_with("Held (state)\n"), "{}", held.out);
    assert!(held.out.contains("calls it Holding"), "{}", held.out);
    let by_vendors_name = page("onhold").out;
    assert!(
        by_vendors_name.starts_with("Held (state)\n"),
        "{by_vendors_name}"
    );
    let hold = page("hold").out;
    assert!(hold.contains("`flow actions hold`"), "{hold}");
    let transfer = page("transfer");
    assert_eq!(transfer.code, 3, "{}", transfer.everything());
    let said = &transfer.err;
    assert!(said.contains("`flow actions transfer`"), "{said}");
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

#[test]
fn outcomes_words_and_keys_are_explained_too() {
    for (asked, says) in [
        (&["AlreadyHeld"][..], "Actions that can end in it:"),
        (&["Unknown"], "Every action can end in it."),
        (&["Exhausted"], "`repeat` ended without `leave`"),
        (&["for", "each"], "for each <Name> in <list>"),
        (&["retry"], "retry <n> times"),
        (&["restore-ready"], "key of flow.toml"),
        (&["calendar"], "table of flow.toml"),
        (&["Outcome"], "variable of the language"),
        (&["Reason"], "why it ended so"),
        (&["await", "signal"], "A text after the name is a question"),
        (&["at", "most"], "The limit"),
        (&["any", "other"], "Every outcome that is not named"),
        (&["each"], "for each"),
    ] {
        let mut args = vec!["explain"];
        args.extend(asked);
        let page = Call::new(&args).run();
        assert!(page.out.contains(says), "{asked:?}: {}", page.text());
    }
    let near = Call::new(&["explain", "InvalidSate"]).run();
    assert!(
        near.err.contains("did you mean `InvalidState`?"),
        "{}",
        near.err
    );
}
