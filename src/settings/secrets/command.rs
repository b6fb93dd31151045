//! A secret that a command prints.

use std::io::{ErrorKind, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// More than this is no secret.
const MAX_BYTES: u64 = 1 << 20;

/// How long the pipe is silent, after the command is over, until all that it printed has been read.
const REST: Duration = Duration::from_millis(100);

/// Of a program that is not there: it cannot be tried by hand either.
pub(super) const NOT_FOUND: &str = "is not installed or not on the PATH";

/// What a command prints. One that takes longer than the limit is ended: a run that waits for a
/// password manager for ever would hold its caller for ever too.
pub(super) fn output(words: &[String], limit: Duration) -> Result<Zeroizing<String>, String> {
    printed(words, limit, family::of_its_own())
}

fn printed(words: &[String], limit: Duration, alone: bool) -> Result<Zeroizing<String>, String> {
    let (program, args) = words.split_first().ok_or("the command is empty")?;
    let mut child = start(program, args, alone)?;
    // lives as long as this function waits
    let _guard = family::guarded(&child, alone);
    let pieces = match child.stdout.take() {
        Some(pipe) => read_aside(pipe),
        None => return Err(format!("the command `{program}` has no output")),
    };
    let until = Instant::now() + limit;
    let mut bytes = Zeroizing::new(Vec::new());
    let (mut status, mut over) = (None, false);
    let status = loop {
        // What the command has printed is in the pipe when it is over; a program that it left behind may hold
        // the pipe open for ever, and what that prints is no secret.
        let pause = status.map_or(Duration::from_millis(5), |_| REST);
        match pieces.recv_timeout(pause) {
            Ok(piece) => {
                bytes.extend_from_slice(&piece);
                continue;
            }
            Err(RecvTimeoutError::Disconnected) if !over => over = true,
            Err(RecvTimeoutError::Disconnected) => std::thread::sleep(Duration::from_millis(5)),
            Err(RecvTimeoutError::Timeout) => {}
        }
        match (status, child.try_wait()) {
            (Some(status), _) => break status,
            (None, Ok(Some(status))) if over => break status,
            (None, Ok(Some(now))) => status = Some(now),
            (None, Ok(None)) if Instant::now() < until => {}
            (None, Ok(None)) => return Err(ended(program, &mut child, limit, alone)),
            (None, Err(error)) => {
                return Err(format!("cannot run the command `{program}`: {error}"));
            }
        }
    };
    if !status.success() {
        return Err(format!("the command `{program}` failed ({status})"));
    }
    let not_text = || format!("the output of the command `{program}` is not text");
    let text = std::str::from_utf8(&bytes).map_err(|_| not_text())?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn start(program: &str, args: &[String], alone: bool) -> Result<Child, String> {
    let mut command = Command::new(program);
    command
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if alone {
        family::found(&mut command);
    }
    command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!("`{program}` {NOT_FOUND}"),
        _ => format!("cannot run the command `{program}`: {error}"),
    })
}

/// Reads on a thread of its own, which nobody waits for: a program that the command left behind may hold the pipe
/// open.
fn read_aside(pipe: impl Read + Send + 'static) -> mpsc::Receiver<Zeroizing<Vec<u8>>> {
    let (tell, pieces) = mpsc::channel();
    std::thread::spawn(move || {
        let mut pipe = pipe.take(MAX_BYTES);
        loop {
            let mut piece = Zeroizing::new(vec![0; 4096]);
            match pipe.read(&mut piece) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => return,
                Ok(read) => {
                    piece.truncate(read);
                    if tell.send(piece).is_err() {
                        return;
                    }
                }
            }
        }
    });
    pieces
}

fn ended(program: &str, child: &mut Child, limit: Duration, alone: bool) -> String {
    if alone {
        family::end(child);
    }
    child.kill().ok();
    child.wait().ok();
    let seconds = limit.as_secs_f64();
    format!("the command `{program}` printed no secret within {seconds} s and was ended")
}

/// The command and the programs that it has started, which end together.
#[cfg(unix)]
mod family {
    use rustix::process::{Pid, Signal, kill_process_group};
    use std::io::Write;
    use std::os::unix::process::CommandExt;
    use std::process::{Child, Command, Stdio};

    /// Whether a command can have a process group of its own. At a terminal it cannot: a program
    /// outside the terminal's group is stopped as soon as it asks there for a passphrase.
    pub fn of_its_own() -> bool {
        std::fs::File::open("/dev/tty").is_err()
    }

    pub fn found(command: &mut Command) {
        command.process_group(0);
    }

    /// Waits for a line, and ends the command where none comes: the pipe closes when this program ends.
    const GUARD: &str = "read -r line || kill -s KILL -- \"$1\"";

    /// Ends the command if this program ends first, also where a signal kills it: a password manager that
    /// nobody waits for would ask for its passphrase for ever. A shell does it: no program hears of its own end.
    pub struct Guard(Child);

    pub fn guarded(child: &Child, alone: bool) -> Option<Guard> {
        let whom = match alone {
            true => format!("-{}", child.id()),
            false => child.id().to_string(),
        };
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", GUARD, "sh", &whom]).stdin(Stdio::piped());
        shell.stdout(Stdio::null()).stderr(Stdio::null());
        // what the terminal sends to this program's group is not for it
        shell.process_group(0).spawn().ok().map(Guard)
    }

    impl Drop for Guard {
        fn drop(&mut self) {
            if let Some(mut pipe) = self.0.stdin.take() {
                pipe.write_all(b"\n").ok();
            }
            self.0.wait().ok();
        }
    }

    #[cfg(test)]
    impl Guard {
        /// What it sees when this program is killed.
        pub fn left_alone(mut self) {
            drop(self.0.stdin.take());
        }
    }

    pub fn end(child: &Child) {
        let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        if let Some(group) = group {
            kill_process_group(group, Signal::KILL).ok();
        }
    }
}

#[cfg(not(unix))]
mod family {
    use std::process::{Child, Command, Stdio};

    pub fn of_its_own() -> bool {
        true
    }

    pub fn found(_: &mut Command) {}

    /// Nothing here tells of the end of this program.
    pub fn guarded(_: &Child, _: bool) -> Option<()> {
        None
    }

    /// Windows' own program ends a tree; a job object would take unsafe code.
    pub fn end(child: &Child) {
        let id = child.id().to_string();
        let mut tree = Command::new("taskkill");
        tree.args(["/T", "/F", "/PID", &id]).stdin(Stdio::null());
        tree.stdout(Stdio::null()).stderr(Stdio::null());
        tree.status().ok();
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::fs::read_to_string;

    /// What nobody has asked for its end yet still has a number.
    fn is_alive(id: &str) -> bool {
        let about = read_to_string(format!("/proc/{}/stat", id.trim()));
        about.is_ok_and(|about| !about.contains(") Z "))
    }

    #[test]
    fn a_program_that_the_command_leaves_behind_holds_nothing_up() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("id");
        let script = format!("sleep 600 & echo $! > {}; echo abc", file.display());
        let words = ["sh".to_owned(), "-c".to_owned(), script];
        let secret = printed(&words, Duration::from_secs(300), true).unwrap();
        assert_eq!(&*secret, "abc\n");
        let id = read_to_string(&file).unwrap();
        assert!(is_alive(&id), "a helper of a password manager is ended");
        Command::new("kill").arg(id.trim()).status().unwrap();
        let words = ["sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x"].map(str::to_owned);
        let long = printed(&words, Duration::from_secs(300), true).unwrap();
        assert_eq!(long.len(), 300_000);
    }

    /// The command and what it has started; a command that is over is left as it is.
    #[test]
    fn a_command_ends_with_the_program_that_waits_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("id");
        let script = format!("sleep 600 & echo $! > {}; wait", file.display());
        let mut child = start("sh", &["-c".to_owned(), script], true).unwrap();
        let guard = family::guarded(&child, true).unwrap();
        let id = loop {
            let id = read_to_string(&file).unwrap_or_default();
            if id.ends_with('\n') {
                break id;
            }
            std::thread::yield_now();
        };
        guard.left_alone();
        assert!(!child.wait().unwrap().success());
        let until = Instant::now() + Duration::from_secs(10);
        while is_alive(&id) && Instant::now() < until {
            std::thread::yield_now();
        }
        assert!(!is_alive(&id));
    }

    /// Also what ignores the polite signal, and what outlives the program that started it.
    #[test]
    fn programs_that_the_command_started_end_with_it() {
        let folder = tempfile::tempdir().unwrap();
        for (nth, left) in [
            "sleep 600 & echo $! > FILE; wait",
            "trap '' TERM; sleep 600 & echo $! > FILE; wait",
            "sleep 600 & echo $! > FILE",
        ]
        .iter()
        .enumerate()
        {
            let file = folder.path().join(nth.to_string());
            let script = left.replace("FILE", &file.display().to_string());
            let mut child = start("sh", &["-c".to_owned(), script], true).unwrap();
            let id = loop {
                let id = read_to_string(&file).unwrap_or_default();
                if id.ends_with('\n') {
                    break id;
                }
                std::thread::yield_now();
            };
            assert!(is_alive(&id), "{left}");
            ended("sh", &mut child, Duration::ZERO, true);
            let until = Instant::now() + Duration::from_secs(10);
            while is_alive(&id) && Instant::now() < until {
                std::thread::yield_now();
            }
            assert!(!is_alive(&id), "{left}");
        }
    }
}
