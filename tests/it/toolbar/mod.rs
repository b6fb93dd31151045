//! easyCIM's simulator: its page in a real Chromium, its toolbar with a real Socket.IO client.
//! Neither is spoken to by the connection that Contactflow itself uses.

mod chromium;
mod command;
mod library;
mod look;
mod socket_io;
mod watching;

/// Says that a test is skipped for want of a tool, or fails where every tool has to be there.
fn skipped(test: &str, tool: &str) {
    let required = std::env::var_os("CONTACTFLOW_REQUIRE_TOOLS").is_some_and(|value| value == "1");
    assert!(!required, "{test}: {tool} is not installed");
    eprintln!("skipped: {test}: {tool} is not installed");
}

/// A contact of the small world, and its script, that nothing is wrong with.
const FIRST: &str = "68-60f69967@toolbar.example";
