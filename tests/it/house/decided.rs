//! `tests/decided.py` finds where a message is decided.

use crate::tools;
use std::process::Command;

/// Messages as people get them, and the file that decides each.
const DECIDED: &[(&str, &str)] = &[
    ("error: When is not a time", "src/cli/run/given/problems.rs"),
    (
        "missing inputs: `PhoneNumber`, `When`",
        "src/cli/run/given/problems.rs",
    ),
    (
        "error[F016 other-language-syntax]: a signal has no states",
        "src/syntax/explain/messages/wait.rs",
    ),
    (
        "error[F078 misplaced-jump]: `restart` is not inside a `try`",
        "src/check/rules/out_of_place.rs",
    ),
    (
        "error[F052 unknown-outcome]: unknown outcome `TimeOut` for a wait",
        "src/check/rules/unknown_outcome.rs",
    ),
    (
        "Finesse rejected the user: Authorization Failure: UNAUTHORIZED (1001)",
        "src/systems/finesse/rest.rs",
    ),
    (
        "agent 7 cannot be read: 403 Forbidden: Unauthorized",
        "src/systems/cxone/kit/doctor.rs",
    ),
    // A line of a table, and two that a terminal broke
    (
        "no pilot is recorded for https://NODE with beside = \"desktop\"",
        "src/cli/doctor/pilot.rs",
    ),
    (
        "whether the agent has a session cannot be read: look at the agent's\n     screen",
        "src/systems/cxone/kit/doctor.rs",
    ),
    (
        "UI Queue is on: the desktop can slow down the session's events for every",
        "src/systems/cxone/kit/doctor.rs",
    ),
    (
        "error: a keyring entry must be \"service/user\"",
        "src/settings/secret.rs",
    ),
    (
        "error: the simulator's data are wrong: agents: 7 has no id",
        "src/cli/simulate.rs",
    ),
    (
        "cancelling: `always` still runs; press Ctrl-C again to stop immediately",
        "src/cli/run/drive.rs",
    ),
    ("F074", "src/check/rules/unhandled_outcomes.rs"),
];

#[test]
fn a_message_leads_to_where_it_is_decided() {
    if !tools::is_there("a_message_leads_to_where_it_is_decided", "python3") {
        return;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/decided.py");
    for (message, file) in DECIDED {
        let out = Command::new("python3").args([script, message]).output();
        let out = out.map(|out| String::from_utf8_lossy(&out.stdout).into_owned());
        let out = out.unwrap_or_default();
        let first = out.lines().next().and_then(|line| line.split(':').next());
        assert_eq!(first, Some(*file), "{message}: {out}");
    }
}
