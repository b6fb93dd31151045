//! `flow fmt`.

use super::Call;
use super::call::golden;

const LOOSE: &str = "log   \"a\"\n\n\n\nhold contact   <ContactId>\n on InvalidState->retry\n";

#[test]
fn files_are_written_in_the_one_form_and_stay_so() {
    let done = Call::new(&["fmt"])
        .file("a.flow", LOOSE)
        .file("sub/b.flow", "log \"b\"\n")
        .run();
    golden!("fmt", done.text());
    let formatted = done.read("a.flow");
    assert!(
        formatted.contains("hold contact <ContactId>\n"),
        "{formatted}"
    );
    let again = Call::new(&["fmt", "a.flow"])
        .file("a.flow", &formatted)
        .run();
    assert_eq!((again.code, again.read("a.flow")), (0, formatted));
    let left: Vec<_> = std::fs::read_dir(done.path(".")).unwrap().collect();
    assert_eq!(left.len(), 2, "nothing is left beside the files");
}

#[test]
fn a_check_changes_nothing_and_tells() {
    let done = Call::new(&["fmt", "--check", "a.flow", "b.flow"])
        .file("a.flow", LOOSE)
        .file("b.flow", "log \"b\"\n")
        .run();
    golden!("fmt-check", done.text());
    assert_eq!(done.read("a.flow"), LOOSE);
}

#[test]
fn a_broken_script_is_left_alone() {
    let text = "log   \"a\nhold contact\n";
    let done = Call::new(&["fmt", "a.flow"]).file("a.flow", text).run();
    assert_eq!((done.code, done.read("a.flow").as_str()), (2, text));
}

#[test]
fn the_standard_input_comes_back_byte_for_byte() {
    let done = Call::new(&["fmt", "-"])
        .stdin("# card 4111111111111111\nlog   \"Bearer abcdefghijklmnop\"\n")
        .run();
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(
        done.out,
        "# card 4111111111111111\nlog \"Bearer abcdefghijklmnop\"\n"
    );
    assert_eq!(done.err, "");
}

#[cfg(unix)]
#[test]
fn what_a_file_may_stays_and_a_link_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let call = Call::new(&["fmt", "link.flow"]).file("a.flow", LOOSE);
    std::fs::set_permissions(call.path("a.flow"), std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("a.flow", call.path("link.flow")).unwrap();
    let done = call.run();
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(
        done.path("link.flow")
            .symlink_metadata()
            .unwrap()
            .is_symlink()
    );
    assert_eq!(
        done.path("a.flow").metadata().unwrap().permissions().mode() & 0o777,
        0o640
    );
    assert!(done.read("a.flow").contains("hold contact <ContactId>\n"));
}
