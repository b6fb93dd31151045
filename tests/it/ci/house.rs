//! What a team asks of its scripts in `flow.toml`, by the command.

use crate::cli::call::{Call, Done};

const WARNED: &str = "\
use cxone
set security user <AgentId>
join agent session
hold contact <ContactId>
    on InvalidState -> retry 3 times every 2s
";

fn check(settings: &str) -> Done {
    Call::new(&["check", "-o", "concise"])
        .file("flow.toml", settings)
        .file("night/warned.flow", WARNED)
        .run()
}

#[test]
fn a_level_changes_what_a_rule_matters() {
    let plain = check("");
    assert!(plain.out.contains("warning F074"), "{}", plain.everything());
    let off = check("[check.levels]\nF074 = \"off\"\n");
    assert!(!off.out.contains("F074"), "{}", off.out);
    let error = check("[check.levels]\nunhandled-outcomes = \"error\"\n");
    assert_eq!(error.code, 2, "{}", error.everything());
    assert!(error.out.contains("error F074"), "{}", error.out);
}
