//! Programs that nobody here wrote.

use std::process::{Command, Stdio};

/// Whether a program is there; where it is not, the test is skipped by name.
pub fn is_there(test: &str, tool: &str) -> bool {
    let version = Command::new(tool)
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    let there = version.is_ok_and(|status| status.success());
    if !there {
        skipped(test, tool);
    }
    there
}

/// Says that a test is skipped. Where tests have to run whole, that is a failure.
pub fn skipped(test: &str, tool: &str) {
    eprintln!("skipped: {test}: {tool} is not installed");
    let must = std::env::var_os("CONTACTFLOW_REQUIRE_TOOLS").is_some_and(|all| all == "1");
    assert!(!must, "{tool} is not installed");
}
