//! What a team asks of its scripts in `flow.toml`, by the command.

use crate::cli::call::{Call, Done};

const WARNED: &str = "\
use cxone
set security user <AgentId>
join agent session
hold contact <ContactId>
    on InvalidState -> retry 3 times every 2s
";
const ENDS: &str = "\
use cxone
set security user <AgentId>
join agent session
end contact <ContactId>
    on any other -> fail
";

fn check(settings: &str, more: &[&str]) -> Done {
    let mut args = vec!["check", "-o", "concise"];
    args.extend(more);
    Call::new(&args)
        .file("flow.toml", settings)
        .file("night/warned.flow", WARNED)
        .file("night/ends.flow", ENDS)
        .file("day/ends.flow", ENDS)
        .run()
}

#[test]
fn a_level_changes_what_a_rule_matters() {
    let plain = check("", &[]);
    assert!(plain.out.contains("warning F074"), "{}", plain.everything());
    let off = check("[check.levels]\nF074 = \"off\"\n", &[]);
    assert!(!off.out.contains("F074"), "{}", off.out);
    let error = check("[check.levels]\nunhandled-outcomes = \"error\"\n", &[]);
    assert_eq!(error.code, 2, "{}", error.everything());
    assert!(error.out.contains("error F074"), "{}", error.out);
}

#[test]
fn a_policy_holds_in_its_folders_wherever_the_check_starts() {
    let policy = "[[check.policy]]\npaths = [\"night/**\"]\nforbid = [\"end contact\"]\n\
                  reason = \"nobody is there to call back\"\n";
    for paths in [&[][..], &["."], &["night", "day"]] {
        let done = check(policy, paths);
        let about: Vec<&str> = done
            .out
            .lines()
            .filter(|line| line.contains("nobody is there"))
            .collect();
        assert_eq!(about.len(), 1, "{}", done.everything());
        assert!(about[0].starts_with("night/ends.flow:4:"), "{}", about[0]);
        assert_eq!(done.code, 2);
    }
}

#[test]
fn what_a_policy_forbids_does_not_run_either() {
    let policy = "[[check.policy]]\nforbid = [\"end contact\"]\n";
    let done = Call::new(&["run", "ends.flow", "-i", "ContactId=1001"])
        .file("flow.toml", policy)
        .file("ends.flow", ENDS)
        .run();
    assert_eq!(done.code, 2, "{}", done.everything());
    assert!(done.err.contains("was not run"), "{}", done.err);
}

/// What a policy asks is not said beside the line that could not be read and may have it.
#[test]
fn what_a_line_that_cannot_be_read_may_have_is_not_asked_for() {
    let policy = "[[check.policy]]\nhandle = [\"InvalidState\"]\nsteps = [\"Tell\"]\n";
    let begin = "use cxone\nset security user <AgentId>\njoin agent session\n";
    let handled =
        "hold contact <ContactId>\n    on InvalidState -> retry\n    on InvalidContactId -> fail\n";
    let told = "run Tell()\nstep Tell() {\n    log \"told\"\n}\n";
    let good = format!("{begin}{handled}{told}");
    for (from, to, codes) in [
        ("", "", &[][..]),
        (
            "on InvalidState -> retry",
            "onn InvalidState -> retry",
            &["F012"],
        ),
        ("    on InvalidState -> retry\n", "", &["F105"]),
        ("run Tell()", "runn Tell()", &["F012"]),
        ("run Tell()\n", "", &["F080", "F107"]),
    ] {
        let done = Call::new(&["check", "-o", "concise"])
            .file("flow.toml", policy)
            .file("a.flow", good.replacen(from, to, 1))
            .run();
        let lines = done.out.lines().filter(|line| line.starts_with("a.flow:"));
        let mut said: Vec<&str> = lines
            .filter_map(|line| {
                line.split_whitespace()
                    .find(|word| word.starts_with("F1") || word.starts_with("F0"))
            })
            .map(|word| word.trim_end_matches(':'))
            .collect();
        said.sort_unstable();
        assert_eq!(said, codes, "{to}: {}", done.everything());
    }
}
