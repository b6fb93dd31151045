//! A call of this very command in an empty folder. Nothing of the machine's settings counts there: no flow.toml,
//! no profile, no input and no journal of the person whose assistant it is.

use crate::cli::scripts::CONFINED;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The longest call: a run on a simulator ends sooner, by `--time-limit`.
const LONGEST: Duration = Duration::from_secs(120);

/// How long to wait between looks at whether it has ended.
const PAUSE: Duration = Duration::from_millis(10);

/// What came of a call.
pub(super) struct Done {
    /// Its exit code; nothing where it was ended.
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Calls `flow` with these words and files.
pub(super) fn call(args: &[&str], files: &[(&str, &str)]) -> io::Result<Done> {
    let folder = tempfile::tempdir()?;
    for (name, text) in files {
        fs::write(folder.path().join(name), text)?;
    }
    let mut child = command(args, folder.path())?.spawn()?;
    let out = reader(child.stdout.take());
    let err = reader(child.stderr.take());
    let code = end_of(&mut child)?;
    Ok(Done {
        code,
        out: out.join().unwrap_or_default(),
        err: err.join().unwrap_or_default(),
    })
}

fn command(args: &[&str], folder: &Path) -> io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    for (name, _) in std::env::vars_os() {
        if is_own(&name) {
            command.env_remove(name);
        }
    }
    command
        .env("FLOW_JOURNAL", folder.join("journal"))
        .env("XDG_STATE_HOME", folder.join("state"))
        .env(CONFINED, "1")
        .env("NO_COLOR", "1");
    Ok(command)
}

/// Whether a variable of the environment is one that `flow` reads as a setting or as an input.
fn is_own(name: &OsString) -> bool {
    let name = name.to_string_lossy();
    name.starts_with("FLOW_")
}

fn reader(stream: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            // what came before a broken pipe counts
            let _ = stream.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn end_of(child: &mut Child) -> io::Result<Option<i32>> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.code());
        }
        if begun.elapsed() > LONGEST {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(PAUSE);
    }
}
