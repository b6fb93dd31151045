//! Lines above a flow that run it: on the simulator, which reaches no system and no secret.

use super::asking::Asking;
use super::convert;
use super::uri;
use crate::source::Span;
use crate::syntax::tree::Item;
use lsp_server::{Message, Notification};
use serde_json::{Value, json};
use std::path::PathBuf;

/// The command that a lens gives.
pub const RUN: &str = "flow.runOnSimulator";
/// What of the output a message can hold.
const LONGEST: usize = 2000;

/// The lenses of a script: above its first statement. A text in no file cannot be run.
pub(super) fn lenses(asking: &Asking<'_>) -> Value {
    let items = asking.document.parsed().tree.items.iter();
    let mut stmts = items.filter_map(|item| match item {
        Item::Stmt(stmt) => Some(stmt),
        _ => None,
    });
    let first = stmts.next().filter(|_| uri::path(asking.uri).is_some());
    let lenses = first.map(|first| {
        json!({
            "range": convert::range(asking, Span::at(first.span.start)),
            "command": {
                "title": "Run on the simulator",
                "command": RUN,
                "arguments": [asking.uri.0],
            },
        })
    });
    lenses.into_iter().collect()
}

/// A flow to be run.
#[derive(Debug)]
pub(super) struct Command {
    file: PathBuf,
}

impl Command {
    /// The command that a request names.
    pub fn of(params: &Value) -> Result<Self, String> {
        let name = params["command"].as_str().unwrap_or_default();
        if name != RUN {
            return Err(format!("unknown command `{name}`"));
        }
        let file = params["arguments"][0].as_str().and_then(uri::path_of);
        let file = file.ok_or_else(|| format!("`{RUN}` needs the address of a file"))?;
        Ok(Self { file })
    }

    /// Runs it, and tells the editor what came of it. Only the simulator: an editor neither runs
    /// commands of a settings file nor reads secrets.
    pub fn run(&self, tell: &dyn Fn(Message)) {
        let done = std::env::current_exe().and_then(|flow| {
            std::process::Command::new(flow)
                .args(["run", "--profile", crate::config::SIMULATOR, "--quiet"])
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
        let title = match worked {
            true => format!("{name} succeeded on the simulator"),
            false => format!("{name} failed on the simulator"),
        };
        let message = format!("{title}\n{short}").trim_end().to_owned();
        for method in ["window/showMessage", "window/logMessage"] {
            let sort = if worked { 3 } else { 1 };
            let params = json!({ "type": sort, "message": message });
            tell(Notification::new(method.to_owned(), params).into());
        }
    }
}
