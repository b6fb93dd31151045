//! A secret that a command prints.

use std::io::{ErrorKind, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// More than this is no secret.
const MAX_BYTES: u64 = 1 << 20;

/// Of a program that is not there: it cannot be tried by hand either.
pub(super) const NOT_FOUND: &str = "is not installed or not on the PATH";

/// What a command prints. One that takes longer than the limit is ended: a run that waits for a
/// password manager for ever would hold its caller for ever too.
pub(super) fn output(words: &[String], limit: Duration) -> Result<Zeroizing<String>, String> {
    let (program, args) = words.split_first().ok_or("the command is empty")?;
    let mut child = start(program, args)?;
    let printed = match child.stdout.take() {
        Some(pipe) => read_aside(pipe),
        None => return Err(format!("the command `{program}` has no output")),
    };
    let until = Instant::now() + limit;
    let Ok(bytes) = printed.recv_timeout(limit) else {
        return Err(ended(program, &mut child, limit));
    };
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < until => std::thread::sleep(Duration::from_millis(5)),
            Ok(None) => return Err(ended(program, &mut child, limit)),
            Err(error) => return Err(format!("cannot run the command `{program}`: {error}")),
        }
    };
    if !status.success() {
        return Err(format!("the command `{program}` failed ({status})"));
    }
    let not_text = || format!("the output of the command `{program}` is not text");
    let text = std::str::from_utf8(&bytes).map_err(|_| not_text())?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn start(program: &str, args: &[String]) -> Result<Child, String> {
    let child = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    child.map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("`{program}` {NOT_FOUND}"),
        _ => format!("cannot run the command `{program}`: {error}"),
    })
}

/// Reads to the end on a thread of its own, which nobody waits for: a program that the command
/// left behind may hold the pipe open.
fn read_aside(pipe: impl Read + Send + 'static) -> mpsc::Receiver<Zeroizing<Vec<u8>>> {
    let (done, printed) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Zeroizing::new(Vec::new());
        if pipe.take(MAX_BYTES).read_to_end(&mut bytes).is_ok() {
            done.send(bytes).ok();
        }
    });
    printed
}

fn ended(program: &str, child: &mut Child, limit: Duration) -> String {
    child.kill().ok();
    child.wait().ok();
    let seconds = limit.as_secs_f64();
    format!("the command `{program}` printed no secret within {seconds} s and was ended")
}
