//! Hears that somebody wants everything to stop: Ctrl-C, a service manager, a terminal or a
//! console that is closed.

/// Hears it from the moment it is made.
pub(in crate::cli) struct Interrupts {
    #[cfg(unix)]
    signals: Vec<tokio::signal::unix::Signal>,
    #[cfg(windows)]
    console: Option<Console>,
}

#[cfg(unix)]
impl Interrupts {
    pub fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let mut kinds = vec![SignalKind::interrupt(), SignalKind::terminate()];
        if hangup_counts() {
            kinds.push(SignalKind::hangup());
        }
        let signals = kinds.into_iter().filter_map(|kind| signal(kind).ok());
        Self {
            signals: signals.collect(),
        }
    }

    pub async fn next(&mut self) {
        std::future::poll_fn(|context| {
            let mut signals = self.signals.iter_mut();
            match signals.any(|signal| signal.poll_recv(context).is_ready()) {
                true => std::task::Poll::Ready(()),
                false => std::task::Poll::Pending,
            }
        })
        .await;
    }
}

/// Whether the end of the terminal is the end of the run. `nohup` lets a command ignore it: a
/// handler would undo that.
#[cfg(unix)]
fn hangup_counts() -> bool {
    use std::io::IsTerminal;
    match std::fs::read_to_string("/proc/self/status") {
        Ok(status) => !ignores_hangup(&status),
        // nothing says it here: `nohup` has sent the output elsewhere
        Err(_) => std::io::stdout().is_terminal() || std::io::stderr().is_terminal(),
    }
}

/// What Linux says of the signals that are ignored: bits, of which the first is SIGHUP.
#[cfg(unix)]
fn ignores_hangup(status: &str) -> bool {
    let mut lines = status.lines();
    let ignored = lines.find_map(|line| line.strip_prefix("SigIgn:"));
    ignored
        .and_then(|bits| u64::from_str_radix(bits.trim(), 16).ok())
        .is_some_and(|bits| bits & 1 == 1)
}

#[cfg(windows)]
struct Console {
    pressed: tokio::signal::windows::CtrlC,
    broken: tokio::signal::windows::CtrlBreak,
    closed: tokio::signal::windows::CtrlClose,
    logged_off: tokio::signal::windows::CtrlLogoff,
    shut_down: tokio::signal::windows::CtrlShutdown,
}

#[cfg(windows)]
impl Interrupts {
    pub fn listen() -> Self {
        Self {
            console: Console::listen().ok(),
        }
    }

    pub async fn next(&mut self) {
        let Some(console) = &mut self.console else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = console.pressed.recv() => {}
            _ = console.broken.recv() => {}
            _ = console.closed.recv() => {}
            _ = console.logged_off.recv() => {}
            _ = console.shut_down.recv() => {}
        }
    }
}

#[cfg(windows)]
impl Console {
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::windows;
        Ok(Self {
            pressed: windows::ctrl_c()?,
            broken: windows::ctrl_break()?,
            closed: windows::ctrl_close()?,
            logged_off: windows::ctrl_logoff()?,
            shut_down: windows::ctrl_shutdown()?,
        })
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_nohup_started_goes_on_without_its_terminal() {
        for (bits, ignored) in [("0000000000000001", true), ("0000000000001000", false)] {
            let status = format!("Name:\tflow\nSigBlk:\t0000000000000001\nSigIgn:\t{bits}\n");
            assert_eq!(ignores_hangup(&status), ignored, "{bits}");
        }
        assert!(!ignores_hangup(""));
    }
}
