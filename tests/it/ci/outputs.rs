//! Every form in which findings are written.

use super::{FIRST, THIRD, check, golden};
use crate::cli::call::Call;
use contactflow::report::documents::ALL;
use serde_json::Value as Json;

/// Every form that there is.
fn forms() -> impl Iterator<Item = &'static str> {
    let documents = ALL.iter().map(|document| document.name());
    ["people", "concise"].into_iter().chain(documents)
}

#[test]
fn every_form_is_as_it_was_reviewed() {
    for form in forms() {
        let done = check(form, &["."]);
        assert_eq!(done.code, 2, "{}", done.everything());
        golden!(form, done.text());
    }
}

#[test]
fn the_old_name_of_the_option_works_still() {
    let call = |option| Call::new(&["check", option, "concise", "-"]).stdin("log \"a\n");
    let (old, new) = (call("--format").run(), call("--output").run());
    assert_eq!((old.code, &old.out), (2, &new.out));
}

#[test]
fn a_phone_number_is_in_none_of_them() {
    for form in forms() {
        let done = check(form, &[]);
        assert!(
            !done.everything().contains("5550100"),
            "{form}: {}",
            done.everything()
        );
    }
}

#[test]
fn a_secret_that_is_a_word_of_the_form_breaks_no_document() {
    let script = "input Password: secret = \"error\"\ninput ApiKey: secret = \"version\"\n\
                  log \"an error of version 2 {Password}{ApiKey}\" extra\n";
    for form in ["json", "sarif", "gitlab"] {
        let done = Call::new(&["check", "-o", form])
            .file("a.flow", script)
            .run();
        let json: Json = serde_json::from_str(&done.out).expect("it is JSON");
        match form {
            "json" => assert_eq!(json["version"], 1),
            "sarif" => assert_eq!(json["version"], "2.1.0"),
            _ => assert!(json.is_array()),
        }
        assert!(!done.out.contains("[secret]\":"), "{}", done.out);
        assert!(json.to_string().contains("F083"), "{}", done.out);
    }
}

#[test]
fn a_github_annotation_is_one_line_that_reads_back() {
    let done = check("github", &["a, b.flow"]);
    let lines: Vec<&str> = done.out.lines().collect();
    assert_eq!(lines.len(), 4, "{}", done.out);
    for line in lines {
        let (head, message) = line[2..].split_once("::").expect("a command and its text");
        let (command, properties) = head.split_once(' ').expect("a command and properties");
        assert_eq!(command, "error");
        let names: Vec<(&str, &str)> = properties
            .split(',')
            .map(|property| property.split_once('=').expect("a name and a value"))
            .collect();
        assert_eq!(names[0], ("file", "a%2C b.flow"));
        assert!(
            names.iter().all(|(_, value)| !value.contains([':', '\n'])),
            "{line}"
        );
        let read = message.replace("%0A", "\n").replace("%25", "%");
        assert!(read.contains("\nhelp: "), "{read}");
    }
}

#[test]
fn fingerprints_stay_when_lines_are_written_above() {
    let prints = |script: &str| -> Vec<String> {
        let done = Call::new(&["check", "-o", "gitlab"])
            .file("a.flow", script)
            .run();
        let list: Vec<Json> = serde_json::from_str(&done.out).expect("it is JSON");
        list.iter()
            .map(|one| one["fingerprint"].to_string())
            .collect()
    };
    let twice = FIRST.replace("use cxone\n", "") + FIRST;
    let (first, moved, twice) = (
        prints(FIRST),
        prints(&format!("# a line\n\n{FIRST}")),
        prints(&twice),
    );
    assert_eq!(first, moved);
    let different: std::collections::HashSet<&String> = twice.iter().collect();
    assert_eq!(different.len(), twice.len(), "{twice:?}");
}

#[test]
fn what_kept_a_file_from_being_checked_is_in_every_form() {
    for form in forms() {
        let done = check(form, &["gone.flow", "right.flow"]);
        assert_eq!(done.code, 3, "{form}");
        let said = match form {
            "people" | "concise" => &done.err,
            _ => &done.out,
        };
        assert!(said.contains("cannot find gone.flow"), "{form}: {said}");
    }
}

#[test]
fn where_nothing_is_found_documents_are_whole_and_annotations_are_none() {
    for form in forms() {
        let done = check(form, &["right.flow"]);
        assert_eq!(done.code, 0, "{form}: {}", done.everything());
        match form {
            "people" | "concise" | "github" => assert_eq!(done.out, "", "{form}"),
            "junit" => assert!(done.out.contains("failures=\"0\""), "{}", done.out),
            "gitlab" => assert_eq!(done.out, "[]\n"),
            "markdown" => assert_eq!(done.out, "### flow check: no findings in 1 file\n"),
            _ => {
                let json: Json = serde_json::from_str(&done.out).expect("it is JSON");
                assert!(json.is_object());
            }
        }
    }
}

#[test]
fn warnings_fail_a_check_only_where_they_are_denied() {
    let one = |more: &[&str]| check("junit", more);
    let let_pass = one(&["night/warned.flow"]);
    assert_eq!(let_pass.code, 0, "{}", let_pass.everything());
    assert!(
        let_pass.out.contains("<system-out>warning"),
        "{}",
        let_pass.out
    );
    let denied = one(&["night/warned.flow", "--deny", "warnings"]);
    assert_eq!(denied.code, 1, "{}", denied.everything());
    assert!(
        denied.out.contains("<failure type=\"warning\""),
        "{}",
        denied.out
    );
    let worse = one(&["--deny", "warnings", "."]);
    assert_eq!(worse.code, 2, "{}", worse.everything());
}

#[test]
fn the_xml_is_read_by_a_reader_of_xml() {
    use quick_xml::events::Event;
    let done = check("junit", &["--deny", "notes", ".", "gone.flow"]);
    let mut reader = quick_xml::Reader::from_str(&done.out);
    let (mut cases, mut said, mut promised) = (0, 0, Vec::new());
    loop {
        match reader.read_event().expect("it is XML") {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "testsuites" => {
                    promised = ["tests", "failures", "errors"]
                        .map(|name| {
                            let value = tag.try_get_attribute(name).unwrap().expect("it counts");
                            value.value.into_owned()
                        })
                        .to_vec();
                }
                "testcase" => cases += 1,
                "failure" | "error" => said += 1,
                _ => {}
            },
            _ => {}
        }
    }
    let numbers: Vec<usize> = promised.iter().map(|n| n.parse().unwrap()).collect();
    assert_eq!(numbers[0], cases, "{}", done.out);
    assert_eq!(numbers[1] + numbers[2], said, "{}", done.out);
    assert!(numbers[2] == 1 && cases > said, "{}", done.out);
}

#[test]
fn control_characters_of_a_script_reach_no_form() {
    for form in forms() {
        let done = Call::new(&["check", "-o", form])
            .file("a\u{7}.flow", "log \"a\u{1b}[2J\u{0}\" \u{1b}]8;; \u{7}\n")
            .run();
        assert!(
            !done.everything().contains(['\u{7}', '\u{1b}', '\u{0}']),
            "{form}: {:?}",
            done.everything()
        );
    }
}

/// What begins a line is a command for GitHub, whatever a file is called.
#[cfg(unix)]
#[test]
fn the_name_of_a_file_begins_no_line() {
    for form in forms() {
        let done = Call::new(&["check", "-o", form])
            .file("x\n::error::pwned.flow", "log \"a\" b\n")
            .run();
        let all = done.everything();
        let mut lines = all.lines();
        assert!(
            !lines.any(|line| line.starts_with("::error::")),
            "{form}: {all}"
        );
    }
    let name = "x\n::error::pwned.flow";
    for args in [&["run", name][..], &["fmt", name], &["fmt", "--diff", name]] {
        let done = Call::new(args).file(name, "log   \"a\" b\n").run();
        let all = done.everything();
        let mut lines = all.lines();
        assert!(
            !lines.any(|line| line.starts_with("::error::")),
            "{args:?}: {all}"
        );
    }
}

/// A team that has the pages of rules on a server of its own says where, and findings lead there.
#[test]
fn findings_lead_to_the_address_that_the_settings_have() {
    let docs = |address: &str| format!("[check]\ndocs = \"{address}\"\n");
    let check = |form: &str, address: &str| {
        Call::new(&["check", "--no-profile", "-o", form, "a.flow"])
            .file("flow.toml", docs(address))
            .file("a.flow", THIRD)
            .run()
    };
    let pages = "https://docs.example.com/rules/{code}.html#{name}";
    let page = "https://docs.example.com/rules/F074.html#unhandled-outcome";
    let sarif: Json = serde_json::from_str(&check("sarif", pages).out).expect("it is JSON");
    let rule = &sarif["runs"][0]["tool"]["driver"]["rules"][0];
    assert_eq!(rule["helpUri"], page);
    for form in ["people", "github", "gitlab", "junit"] {
        let done = check(form, pages);
        let see = format!("flow explain F074, {page}");
        let said = done.out.replace("\n        ", " ");
        assert!(said.contains(&see), "{form}: {}", done.out);
    }
    for wrong in ["docs.example.com/{code}", "https://docs.example.com/rules"] {
        let done = check("people", wrong);
        assert_eq!(done.code, 3);
        assert!(
            done.err.contains("`docs` must be a web address"),
            "{}",
            done.err
        );
    }
}
