//! `flow check --fix` and `--diff`.

use super::{SECOND, check, golden};
use crate::cli::call::Call;

const UNSAFE: [&str; 4] = ["check", "--fix", "--unsafe-fixes", "."];

#[test]
fn fixes_are_made_until_none_is_left() {
    let done = Call::new(&UNSAFE).file("a.flow", SECOND).run();
    golden!(
        "fix",
        format!("{}--- a.flow\n{}", done.text(), done.read("a.flow"))
    );
    let again = Call::new(&UNSAFE).file("a.flow", done.read("a.flow")).run();
    assert_eq!(again.read("a.flow"), done.read("a.flow"));
    assert!(again.err.contains("no fix to make"), "{}", again.err);
}

#[test]
fn only_safe_ones_are_made_unless_others_are_asked_for() {
    let done = Call::new(&["check", "--fix"]).file("a.flow", SECOND).run();
    let text = done.read("a.flow");
    assert!(text.contains("on InvalidStat -> retry"), "{text}");
    assert_eq!(done.code, 2, "{}", done.everything());
    assert!(done.err.contains("1 fix made in 1 file"), "{}", done.err);
}

#[test]
fn a_diff_shows_the_same_and_writes_nothing() {
    let done = Call::new(&["check", "--diff", "--unsafe-fixes"])
        .file("a.flow", SECOND)
        .run();
    golden!("diff", done.text());
    assert_eq!(done.read("a.flow"), SECOND);
    assert_eq!(done.code, 1);
}

#[test]
fn the_diff_is_what_git_takes() {
    let call = Call::new(&["check", "--diff", "--unsafe-fixes"])
        .file("sub/a.flow", SECOND)
        .file("b.flow", SECOND.trim_end());
    let mended = Call::new(&UNSAFE)
        .file("sub/a.flow", SECOND)
        .file("b.flow", SECOND.trim_end())
        .run();
    let done = call.run();
    if std::fs::write(done.path("fixes.diff"), &done.out).is_ok() {
        let patched = std::process::Command::new("git")
            .args(["apply", "fixes.diff"])
            .current_dir(done.path("."))
            .output();
        let Ok(patched) = patched else {
            return crate::tools::skipped("the_diff_is_what_git_takes", "git");
        };
        assert!(patched.status.success(), "{patched:?}");
    }
    for file in ["sub/a.flow", "b.flow"] {
        assert_eq!(done.read(file), mended.read(file));
    }
}

#[test]
fn line_ends_and_the_mark_at_the_start_stay() {
    let windows = format!("\u{feff}{}", SECOND.replace('\n', "\r\n"));
    let done = Call::new(&UNSAFE).file("a.flow", &windows).run();
    let text = done.read("a.flow");
    assert!(text.starts_with("\u{feff}use cxone\r\n"), "{text:?}");
    assert!(text.contains("on InvalidState -> retry"), "{text:?}");
    assert!(text.contains("on InvalidContactId"), "{text:?}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn a_file_without_a_fix_is_not_written() {
    let call = Call::new(&["check", "--fix"]).file("a.flow", "log   \"a\"\n");
    let before = call.path("a.flow").metadata().unwrap().modified().unwrap();
    let done = call.run();
    let after = done.path("a.flow").metadata().unwrap().modified().unwrap();
    assert_eq!((done.code, before), (0, after));
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_is_said_and_stays() {
    use std::os::unix::fs::PermissionsExt;
    let call = Call::new(&["check", "--fix", "shut"]).file("shut/a.flow", SECOND);
    let shut = call.path("shut");
    std::fs::set_permissions(&shut, std::fs::Permissions::from_mode(0o555)).unwrap();
    let may = std::fs::write(shut.join("probe"), "").is_ok();
    let done = call.run();
    std::fs::set_permissions(&shut, std::fs::Permissions::from_mode(0o755)).unwrap();
    if may {
        // Nothing can be installed for that: root may write everywhere.
        eprintln!("skipped: a_file_that_may_not_be_written_is_said_and_stays: root may write it");
        return;
    }
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(done.err.contains("cannot be written"), "{}", done.err);
    assert_eq!(done.read("shut/a.flow"), SECOND);
}

#[test]
fn the_standard_input_comes_back_mended() {
    let done = Call::new(&["check", "--fix", "--unsafe-fixes", "-"])
        .stdin(SECOND)
        .run();
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.starts_with("use cxone\n"), "{}", done.out);
    assert!(
        done.out.contains("on InvalidState -> retry"),
        "{}",
        done.out
    );
    let refused = Call::new(&["check", "--fix", "-o", "json", "-"])
        .stdin(SECOND)
        .run();
    assert_eq!((refused.code, refused.out.as_str()), (3, ""));
}

#[test]
fn unsafe_fixes_alone_are_no_call() {
    let done = Call::new(&["check", "--unsafe-fixes"])
        .file("a.flow", SECOND)
        .run();
    assert_eq!(done.code, 3);
    assert!(done.err.contains("does nothing"), "{}", done.err);
}

#[test]
fn the_document_says_how_many_were_made() {
    let done = check("json", &["--fix", "--unsafe-fixes", "."]);
    let json: serde_json::Value = serde_json::from_str(&done.out).expect("it is JSON");
    assert!(json["fixed"].as_u64() >= Some(2), "{json:#}");
}

#[test]
fn a_diff_shows_nobody_s_number_and_no_secret() {
    let script = "use cxone\ninput Password: secret = \"hunter2-and-more\"\n\
                  schedule callback to \"+12025550123\" at now\n    on Missing => fail\n";
    let done = Call::new(&["check", "--diff"]).file("a.flow", script).run();
    assert!(
        done.out.contains("+    on Missing -> fail"),
        "{}",
        done.everything()
    );
    let everything = done.everything();
    assert!(!everything.contains("5550100123"), "{everything}");
    assert!(!everything.contains("hunter2"), "{everything}");
    let loose = Call::new(&["fmt", "--diff"])
        .file("a.flow", "log   \"+12025550123\"\n")
        .run();
    assert_eq!(loose.code, 1);
    assert!(!loose.everything().contains("5550100123"), "{}", loose.out);
}
