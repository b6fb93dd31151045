//! `flow init`.

use super::Call;
use super::call::golden;

#[test]
fn a_folder_is_begun_and_never_overwritten() {
    let done = Call::new(&["init", "mine"]).run();
    golden!("init", done.text());
    assert!(done.read("mine/flow.toml").contains("[profile.production]"));
    assert!(
        done.read("mine/.github/workflows/flows.yml")
            .contains("flow check")
    );
    let tested = Call::new(&["test", "--fail-under", "100", "--mutate"])
        .file("hold.flow", done.read("mine/hold.flow"))
        .file("hold.test.flow", done.read("mine/hold.test.flow"))
        .run();
    assert_eq!(tested.code, 0, "{}", tested.everything());
    let again = Call::new(&["init"])
        .file("hold.flow", "log \"mine\"\n")
        .run();
    golden!("init-again", again.text());
    assert_eq!(again.read("hold.flow"), "log \"mine\"\n");
    assert!(!again.path("flow.toml").exists());
}

/// A folder that cannot be written leaves none of the files that come before.
#[test]
fn a_folder_is_begun_as_a_whole_or_not_at_all() {
    let done = Call::new(&["init"]).file(".github", "a file\n").run();
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(done.err.contains("cannot be written"), "{}", done.err);
    assert!(!done.out.contains("wrote"), "{}", done.out);
    for name in ["flow.toml", "hold.flow", "hold.test.flow", "README.md"] {
        assert!(!done.path(name).exists(), "{name} was left behind");
    }
}
