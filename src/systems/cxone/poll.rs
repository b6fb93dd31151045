//! Listens to one session: `get-next-event`, over and over, and a sign of life now and then.

use super::event;
use super::hub::Over;
use super::session::{Session, Sessions};
use super::settings::Timeouts;
use super::transport::Reply;
use super::wire::{Ask, Came, Wire};
use super::words;
use jiff::SignedDuration;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// The first and the longest wait after an event request that failed.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(10));

/// An answer without news that came sooner than this was not held open: the next one waits.
const TOO_SOON: Duration = Duration::from_millis(100);

/// The most that is heard at once is not much; the session is told apart by what one answer says.
enum Heard {
    /// Something, or nothing yet.
    News { quiet: bool },
    /// It failed in a way that may pass.
    Failed {
        why: String,
        wait: Option<SignedDuration>,
    },
    /// It is no use any more.
    Over(Over),
}

/// Listens until the session ends, is stopped, or cannot be heard any more.
pub(super) async fn run(
    session: Arc<Session>,
    wire: Arc<Wire>,
    timeouts: Timeouts,
    sessions: Weak<Sessions>,
) {
    let over = tokio::select! {
        () = session.stop.cancelled() => Over {
            ended: false,
            reason: "the connection was closed".to_owned(),
        },
        over = listen(&session, &wire, &timeouts, &sessions) => over,
        over = stay_alive(&session, &wire, timeouts.keep_alive) => over,
    };
    session.hub.over(over);
}

async fn listen(
    session: &Arc<Session>,
    wire: &Wire,
    timeouts: &Timeouts,
    sessions: &Weak<Sessions>,
) -> Over {
    let mut failing: Option<(Instant, Duration)> = None;
    loop {
        let asked = Instant::now();
        match hear(session, wire, timeouts.poll, sessions).await {
            Heard::News { quiet } => {
                failing = None;
                if quiet && asked.elapsed() < TOO_SOON {
                    sleep(TOO_SOON).await;
                }
            }
            Heard::Over(over) => return over,
            Heard::Failed { why, wait } => {
                let (since, pause) = failing.unwrap_or((asked, BACK_OFF.0));
                if since.elapsed() >= timeouts.lost {
                    return lost(why);
                }
                let asked_for = wait.and_then(|wait| Duration::try_from(wait).ok());
                sleep(asked_for.unwrap_or_default().max(pause)).await;
                failing = Some((since, (pause * 2).min(BACK_OFF.1)));
            }
        }
    }
}

async fn hear(
    session: &Arc<Session>,
    wire: &Wire,
    poll: Duration,
    sessions: &Weak<Sessions>,
) -> Heard {
    let seconds = poll.as_secs().min(60);
    let mut ask = ask(Method::GET, &session.current(), "23.0", "get-next-event");
    ask.path.push_str(&format!("?timeout={seconds}"));
    ask.longer = Duration::from_secs(seconds.max(1));
    match wire.call(&ask, &mut Vec::new()).await {
        Came::Lost(loss) => Heard::Failed {
            why: loss.reason,
            wait: None,
        },
        Came::Refused(refusal) if matches!(refusal.outcome, "Unavailable" | "Throttled") => {
            Heard::Failed {
                why: refusal.reason,
                wait: refusal.retry_after,
            }
        }
        Came::Refused(refusal) => Heard::Over(lost(refusal.reason)),
        Came::Reply(reply) => understand(&reply, session, sessions),
    }
}

fn understand(reply: &Reply, session: &Arc<Session>, sessions: &Weak<Sessions>) -> Heard {
    match reply.status.as_u16() {
        304 | 204 => Heard::News { quiet: true },
        200 => match reply.body.as_ref().map(event::read) {
            Ok(Ok(batch)) => {
                if let Some(id) = &batch.session {
                    Sessions::renamed(sessions, session, id);
                }
                take_in(session, batch.events)
            }
            _ => Heard::Failed {
                why: words::unreadable(reply).unwrap_or_default(),
                wait: None,
            },
        },
        409 | 404 | 410 => Heard::Over(ended()),
        429 | 408 | 425 | 500..=599 => Heard::Failed {
            why: words::own(reply),
            wait: words::retry_after(reply),
        },
        _ => Heard::Over(lost(words::own(reply))),
    }
}

fn take_in(session: &Session, events: Vec<event::Event>) -> Heard {
    let quiet = events.is_empty();
    let ends = events.iter().any(|event| event.kind() == "AgentSessionEnd");
    session.hub.happened(events);
    match ends {
        true => Heard::Over(ended()),
        false => Heard::News { quiet },
    }
}

fn ended() -> Over {
    Over {
        ended: true,
        reason: "the agent session has ended".to_owned(),
    }
}

fn lost(why: String) -> Over {
    Over {
        ended: false,
        reason: format!("the events of the agent session cannot be heard: {why}"),
    }
}

/// Never returns: what is wrong with a session its events say.
async fn stay_alive(session: &Session, wire: &Wire, every: Duration) -> Over {
    loop {
        sleep(every).await;
        let ask = ask(Method::POST, &session.current(), "31.0", "keep-alive");
        drop(wire.call(&ask, &mut Vec::new()).await);
    }
}

fn ask(method: Method, session: &str, version: &str, what: &str) -> Ask {
    let id = utf8_percent_encode(session, NON_ALPHANUMERIC);
    let path = format!("v{version}/agent-sessions/{id}/{what}");
    let shown = format!("{method} agent-sessions/{{SessionId}}/{what}");
    Ask::new(method, path, shown)
}
