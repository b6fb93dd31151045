//! Programs that nobody here wrote.

use std::path::{Path, PathBuf};
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
    let must = std::env::var_os("CONTACTFLOW_REQUIRE_TOOLS").is_some_and(|all| all == "1");
    assert!(!must, "{test}: {tool} is not installed");
    eprintln!("skipped: {test}: {tool} is not installed");
}

/// Where the test command puts what comes from npm.
pub fn node_modules() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/node_modules");
    std::env::var_os("CONTACTFLOW_NODE_MODULES").map_or(own, PathBuf::from)
}
