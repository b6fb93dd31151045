//! Lines above a flow and its tests that run them: on the simulator, or with the test's own answers.
//! Neither reaches a system or a secret.

use super::asking::Asking;
use super::convert;
use super::tested::Tested;
use super::uri;
use crate::check::beside::OF_TESTS;
use crate::source::Span;
use crate::syntax::tree::Item;
use lsp_server::{Message, Notification};
use serde_json::{Value, json};
use std::path::PathBuf;

/// The command that a lens gives.
pub const RUN: &str = "flow.runOnSimulator";
/// The command that runs one test.
pub const TEST: &str = "flow.runTest";
/// The command that runs all tests of a flow in the server, and shows what they have seen of it.
pub const TESTS: &str = "flow.runTests";
/// What of the output a message can hold.
const LONGEST: usize = 2000;

/// The lenses of a script: above its first statement, and above each of its tests, with what came of the
/// last run where that was of this text. A text in no file cannot be run.
pub(super) fn lenses(asking: &Asking<'_>, tested: Option<&Tested>) -> Value {
    if uri::path(asking.uri).is_none() {
        return Value::Array(Vec::new());
    }
    let mut lenses = Vec::new();
    let (mut statements, mut tests) = (0, 0);
    let here = || json!([asking.uri.0]);
    for item in &asking.document.parsed().tree.items {
        match item {
            Item::Stmt(stmt) => {
                statements += 1;
                if statements == 1 {
                    let title = "Run on the simulator";
                    lenses.push(lens(asking, stmt.span, title, RUN, here()));
                    if let Some(seen) = coverage(asking, tested) {
                        lenses.push(lens(asking, stmt.span, &seen, TESTS, here()));
                    } else if is_tested(asking) {
                        lenses.push(lens(asking, stmt.span, ALL, TESTS, here()));
                    }
                }
            }
            Item::Test(test) => {
                tests += 1;
                if tests == 1 && statements == 0 {
                    lenses.push(lens(asking, test.span, ALL, TESTS, here()));
                }
                let source = &asking.document.source;
                let name = source.slice(test.name).trim_matches('"');
                let arguments = json!([asking.uri.0, name]);
                lenses.push(lens(asking, test.span, "Run test", TEST, arguments));
                if let Some(came) = tested.and_then(|tested| came_of(asking, tested, test.span)) {
                    lenses.push(lens(asking, test.span, &came, TESTS, here()));
                }
            }
            _ => {}
        }
    }
    Value::Array(lenses)
}

const ALL: &str = "Run all tests, show coverage";

/// Whether there are tests, in the flow or beside it.
fn is_tested(asking: &Asking<'_>) -> bool {
    let items = &asking.document.parsed().tree.items;
    let beside = || {
        let stem = asking.uri.0.strip_suffix(".flow")?;
        let tests = uri::path_of(&format!("{stem}{OF_TESTS}"))?;
        Some(tests.is_file())
    };
    items.iter().any(|item| matches!(item, Item::Test(_))) || beside().unwrap_or(false)
}

fn coverage(asking: &Asking<'_>, tested: Option<&Tested>) -> Option<String> {
    let tested = tested?;
    let (of, ..) = tested.coverage.as_ref()?;
    (of == asking.uri)
        .then(|| tested.coverage_words())
        .flatten()
}

/// What came of a test, in a few words.
fn came_of(asking: &Asking<'_>, tested: &Tested, at: Span) -> Option<String> {
    let mut tests = tested.tests.iter();
    let (.., why) = tests.find(|(uri, head, _)| uri == asking.uri && head.start == at.start)?;
    Some(match why {
        None => "passed".to_owned(),
        Some(why) => format!("failed: {}", why.lines().next().unwrap_or_default()),
    })
}

fn lens(asking: &Asking<'_>, at: Span, title: &str, command: &str, arguments: Value) -> Value {
    json!({
        "range": convert::range(asking, Span::at(at.start)),
        "command": { "title": title, "command": command, "arguments": arguments },
    })
}

/// A flow, or one of its tests, to be run.
#[derive(Debug)]
pub(super) struct Command {
    file: PathBuf,
    /// The test; without one the flow runs on the simulator.
    test: Option<String>,
}

impl Command {
    /// The command that a request names.
    pub fn of(params: &Value) -> Result<Self, String> {
        let name = params["command"].as_str().unwrap_or_default();
        if name != RUN && name != TEST {
            return Err(format!("unknown command `{name}`"));
        }
        let file = params["arguments"][0].as_str().and_then(uri::path_of);
        let file = file.ok_or_else(|| format!("`{name}` needs the address of a file"))?;
        let test = match (name, params["arguments"][1].as_str()) {
            (RUN, _) => None,
            (_, Some(test)) => Some(test.to_owned()),
            (_, None) => return Err(format!("`{name}` needs the name of a test")),
        };
        Ok(Self { file, test })
    }

    fn arguments(&self) -> Vec<&str> {
        match &self.test {
            Some(test) => vec!["test", "--name", test],
            None => vec!["run", "--profile", crate::config::SIMULATOR, "--quiet"],
        }
    }

    /// Runs it, and tells the editor what came of it. Only the simulator: an editor neither runs
    /// commands of a settings file nor reads secrets.
    pub fn run(&self, tell: &dyn Fn(Message)) {
        let done = std::env::current_exe().and_then(|flow| {
            std::process::Command::new(flow)
                .args(self.arguments())
                .arg(&self.file)
                .stdin(std::process::Stdio::null())
                .output()
        });
        let name = self
            .file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let (worked, said) = match done {
            Ok(done) => {
                let all = [done.stdout, done.stderr].concat();
                (
                    done.status.success(),
                    String::from_utf8_lossy(&all).into_owned(),
                )
            }
            Err(error) => (false, format!("flow cannot be started: {error}")),
        };
        let short: String = said.trim().chars().take(LONGEST).collect();
        let title = match (worked, &self.test) {
            (true, None) => format!("{name} succeeded on the simulator"),
            (false, None) => format!("{name} failed on the simulator"),
            (true, Some(test)) => format!("test \"{test}\" passed"),
            (false, Some(test)) => format!("test \"{test}\" failed"),
        };
        let message = format!("{title}\n{short}").trim_end().to_owned();
        for method in ["window/showMessage", "window/logMessage"] {
            let sort = if worked { 3 } else { 1 };
            let params = json!({ "type": sort, "message": message });
            tell(Notification::new(method.to_owned(), params).into());
        }
    }
}
