//! Hears that somebody wants to know how far it is: SIGUSR1, and SIGINFO (Ctrl-T) where it is.

/// Hears it from the moment it is made.
pub(super) struct Asks {
    #[cfg(unix)]
    signals: Vec<tokio::signal::unix::Signal>,
}

impl Asks {
    #[cfg(unix)]
    pub fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [
            SignalKind::user_defined1(),
            #[cfg(any(target_os = "macos", target_os = "freebsd", target_os = "openbsd"))]
            SignalKind::info(),
        ];
        let signals = kinds.into_iter().filter_map(|kind| signal(kind).ok());
        Self {
            signals: signals.collect(),
        }
    }

    #[cfg(not(unix))]
    pub fn listen() -> Self {
        Self {}
    }

    #[cfg(unix)]
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

    #[cfg(not(unix))]
    pub async fn next(&mut self) {
        std::future::pending().await
    }
}
