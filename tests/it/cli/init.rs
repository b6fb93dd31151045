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
    let again = Call::new(&["init"])
        .file("hold.flow", "log \"mine\"\n")
        .run();
    golden!("init-again", again.text());
    assert_eq!(again.read("hold.flow"), "log \"mine\"\n");
    assert!(!again.path("flow.toml").exists());
}
