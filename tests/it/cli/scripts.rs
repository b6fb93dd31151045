//! Scripts that cannot be read, or are wrong: `flow check`, and `flow run` before it runs.

use super::Call;
use super::call::{Done, golden};

fn check(name: &str, content: impl AsRef<[u8]>) -> Done {
    Call::new(&["check", name]).file(name, content).run()
}

#[test]
fn what_is_no_text_is_said_plainly() {
    let utf16: Vec<u8> = "\u{feff}log"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut all = String::new();
    for (name, content) in [
        ("binary.flow", b"\x7fELF\x02\x01\x01\0\0\0\xff\xfe".to_vec()),
        ("latin1.flow", b"log \"a\"\nlog \"caf\xe9\"\n".to_vec()),
        ("utf16.flow", utf16),
    ] {
        all.push_str(&check(name, content).text());
    }
    golden!("scripts-no-text", all);
}

#[test]
fn what_is_no_file_is_said_plainly() {
    let done = Call::new(&["run", "gone.flow", "folder", "here.flow"])
        .file("folder/a.flow", "log \"a\"\n")
        .file("here.flow", "log \"a\"\n")
        .run();
    golden!("scripts-no-file", done.text());
}

#[test]
fn a_folder_is_checked_whole_and_in_order() {
    let done = Call::new(&["check", "--format", "concise"])
        .file("b.flow", "hold contct <ContactId>\n")
        .file("sub/a.flow", "log \"a\n")
        .file("sub/.hidden/c.flow", "log \"\n")
        .file("notes.txt", "log \"\n")
        .run();
    assert_eq!(done.code, 2, "{}", done.everything());
    let files: Vec<&str> = done
        .out
        .lines()
        .filter_map(|line| line.split(':').next())
        .collect();
    assert_eq!(files.first(), Some(&"b.flow"), "{}", done.out);
    assert_eq!(files.last(), Some(&"sub/a.flow"), "{}", done.out);
    assert!(
        !done.out.contains("hidden") && !done.out.contains("notes"),
        "{}",
        done.out
    );
}

#[test]
fn a_folder_without_scripts_is_no_success() {
    let done = Call::new(&["check"]).file("notes.txt", "a").run();
    assert_eq!(done.code, 3);
    assert!(done.err.contains("no .flow file"), "{}", done.err);
}

#[test]
fn the_standard_input_is_a_script_too() {
    let done = Call::new(&["check", "--format", "concise", "-"])
        .stdin("log \"a\n")
        .run();
    assert_eq!(done.code, 2, "{}", done.everything());
    assert!(done.out.starts_with("<stdin>:1:"), "{}", done.out);
    let good = Call::new(&["check", "-"]).stdin("log \"a\"\n").run();
    assert_eq!(
        (good.code, good.err.as_str()),
        (0, "checked 1 file: no errors, no warnings\n")
    );
}

#[test]
fn findings_are_a_document_too() {
    let done = Call::new(&["check", "--format", "json", "a.flow", "gone.flow"])
        .file("a.flow", "log \"a\n")
        .run();
    assert_eq!(done.code, 3);
    let json: serde_json::Value = serde_json::from_str(&done.out).expect("it is JSON");
    assert_eq!(json["version"], 1);
    assert_eq!(json["errors"], 1);
    assert_eq!(json["files"][0]["file"], "a.flow");
    assert_eq!(json["files"][0]["findings"][0]["line"], 1);
    assert!(
        json["environment_errors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("gone.flow")
    );
    assert_eq!(done.err, "");
}

#[test]
fn enormous_scripts_end_in_an_error_and_not_in_a_crash() {
    let long = format!("log \"{}", "x".repeat(1 << 20));
    let nested = "if true { ".repeat(1_000_000);
    let braces = "{".repeat(1_000_000);
    let brackets = format!("let A = {}", "[".repeat(1_000_000));
    for (name, content) in [
        ("long", long),
        ("nested", nested),
        ("braces", braces),
        ("brackets", brackets),
    ] {
        let started = std::time::Instant::now();
        let done = check("big.flow", content);
        assert_eq!(
            done.code,
            2,
            "{name}: {}",
            &done.err[..done.err.len().min(500)]
        );
        assert!(
            done.everything().len() < 20_000,
            "{name}: {}",
            done.everything().len()
        );
        assert!(
            started.elapsed().as_secs() < 30,
            "{name}: {:?}",
            started.elapsed()
        );
    }
}

#[test]
fn a_file_larger_than_a_script_can_be_is_refused_unread() {
    let call = Call::new(&["check", "big.flow"]).file("big.flow", "");
    let file = std::fs::OpenOptions::new()
        .write(true)
        .open(call.path("big.flow"))
        .unwrap();
    file.set_len(65 << 20).unwrap();
    let done = call.run();
    assert_eq!(done.code, 3);
    assert!(done.err.contains("is larger than 64 MB"), "{}", done.err);
}

#[test]
fn half_a_script_is_not_run() {
    let done = Call::new(&["run", "half.flow"])
        .file(
            "half.flow",
            "log \"begins\"\nhold contact <ContactId> on InvalidState ->\n",
        )
        .run();
    assert_eq!(done.code, 2);
    assert_eq!(done.out, "");
    assert!(done.err.contains("[half.flow:2:"), "{}", done.err);
    assert!(
        done.err.ends_with("did not run half.flow: 1 error\n"),
        "{}",
        done.err
    );
}

#[test]
fn no_file_is_touched_by_a_check() {
    let text = "log   \"a\"\n";
    let done = check("a.flow", text);
    assert_eq!(done.read("a.flow"), text);
}

const SALESFORCE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
    <Flow xmlns=\"http://soap.sforce.com/2006/04/metadata\"></Flow>\n";

#[test]
fn files_in_capitals_are_scripts_and_other_tools_files_are_named() {
    let wrong = "hold contct <ContactId>\n";
    let done = Call::new(&["check", "."])
        .file("UPPER.FLOW", wrong)
        .file("Mixed.Flow", wrong)
        .file("lower.flow", wrong)
        .file("Case_Routing.flow", SALESFORCE)
        .file("types.flow", "/**\n * @flow\n */\n")
        .run();
    assert_eq!(done.code, 2, "{}", done.everything());
    for name in ["UPPER.FLOW", "Mixed.Flow", "lower.flow"] {
        assert!(done.everything().contains(name), "{}", done.everything());
    }
    for left_out in [
        "skipped Case_Routing.flow: it is a Salesforce flow",
        "skipped types.flow: it is a file of Flow",
    ] {
        assert!(done.err.contains(left_out), "{}", done.err);
    }
    for command in ["check", "fmt", "run"] {
        let named = Call::new(&[command, "Case_Routing.flow"])
            .file("Case_Routing.flow", SALESFORCE)
            .run();
        assert_eq!(named.code, 3, "{}", named.everything());
        assert!(named.err.contains("is a Salesforce flow"), "{}", named.err);
    }
    let alone = Call::new(&["check"]).file("Case.flow", SALESFORCE).run();
    assert_eq!(alone.code, 0, "{}", alone.everything());
    assert!(alone.err.contains("skipped"), "{}", alone.err);
}
