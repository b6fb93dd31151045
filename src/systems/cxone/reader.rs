//! Reads the events of one session: `get-next-event`, over and over, and a sign of life now and
//! then.

use super::broker::Over;
use super::event;
use super::session::AgentSession;
use super::settings::Timeouts;
use super::transport::Reply;
use super::wire::{Ask, Came};
use super::words;
use jiff::SignedDuration;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// The first and the longest wait after an event request that failed.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(10));

/// An answer without news that came sooner than this was not held open: the next one waits, and
/// longer each time that it happens again.
const TOO_SOON: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// What came of one request for events.
enum Heard {
    /// Something, or nothing yet.
    News { quiet: bool },
    /// The system does not know the session's id.
    Stale,
    /// It failed in a way that may pass.
    Failed {
        why: String,
        wait: Option<SignedDuration>,
    },
    /// It is no use any more.
    Over(Over),
}

/// Reads until the session ends, is left, or cannot be heard any more. `renamed` is told of every
/// id that the system gives it.
pub(super) async fn run(
    session: Arc<AgentSession>,
    timeouts: Timeouts,
    renamed: impl Fn(&Arc<AgentSession>, &str),
) {
    let reader = Reader {
        session: &session,
        timeouts: &timeouts,
        renamed,
    };
    let over = tokio::select! {
        () = session.stop.cancelled() => Over {
            ended: false,
            reason: "the connection was closed".to_owned(),
        },
        over = reader.read() => over,
        over = stay_alive(&session, timeouts.keep_alive) => over,
    };
    session.broker.over(over);
}

struct Reader<'a, R> {
    session: &'a Arc<AgentSession>,
    timeouts: &'a Timeouts,
    renamed: R,
}

impl<R: Fn(&Arc<AgentSession>, &str)> Reader<'_, R> {
    async fn read(&self) -> Over {
        let mut failing: Option<(Instant, Duration)> = None;
        let mut soon = TOO_SOON.0;
        loop {
            let asked = Instant::now();
            match self.hear().await {
                Heard::News { quiet } => {
                    self.session.answered();
                    failing = None;
                    match quiet && asked.elapsed() < TOO_SOON.0 {
                        true => {
                            sleep(soon).await;
                            soon = (soon * 2).min(TOO_SOON.1);
                        }
                        false => soon = TOO_SOON.0,
                    }
                }
                Heard::Over(over) => return over,
                Heard::Stale => match self.rejoin().await {
                    Some(over) => return over,
                    None => failing = None,
                },
                Heard::Failed { why, wait } => {
                    let (since, pause) = failing.unwrap_or((asked, BACK_OFF.0));
                    if since.elapsed() >= self.timeouts.lost {
                        return lost(why);
                    }
                    // What the failed answer told may never be told again; or else all is told from
                    // the beginning, as to somebody who joins.
                    self.session.broker.doubt();
                    self.session.broker.joins();
                    let asked_for = wait.and_then(|wait| Duration::try_from(wait).ok());
                    sleep(asked_for.unwrap_or_default().max(pause)).await;
                    failing = Some((since, (pause * 2).min(BACK_OFF.1)));
                }
            }
        }
    }

    /// `Some`: it cannot be, and why.
    async fn rejoin(&self) -> Option<Over> {
        let stale = self.session.current();
        let refusal = self.session.rejoin(&stale, &mut Vec::new()).await.err()?;
        Some(match refusal.outcome {
            "InvalidAgentSession" => ended(),
            _ => lost(refusal.reason),
        })
    }

    async fn hear(&self) -> Heard {
        let seconds = self.timeouts.poll.as_secs().min(60);
        let id = self.session.current();
        let mut ask = ask(Method::GET, &id, "23.0", "get-next-event");
        ask.path.push_str(&format!("?timeout={seconds}"));
        ask.longer = Duration::from_secs(seconds.max(1));
        match self.session.wire.call(&ask, &mut Vec::new()).await {
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
            Came::Reply(reply) => self.understand(&reply),
        }
    }

    fn understand(&self, reply: &Reply) -> Heard {
        match reply.status.as_u16() {
            304 | 204 => Heard::News { quiet: true },
            200 => match reply.body.as_ref().map(event::read) {
                Ok(Ok(batch)) => {
                    if let Some(id) = &batch.session {
                        (self.renamed)(self.session, id);
                    }
                    self.take_in(batch.events)
                }
                _ => Heard::Failed {
                    why: words::unreadable(reply).unwrap_or_default(),
                    wait: None,
                },
            },
            409 => Heard::Over(ended()),
            404 | 410 => Heard::Stale,
            401 | 408 | 425 | 429 | 500..=599 => Heard::Failed {
                why: words::own(reply),
                wait: words::retry_after(reply),
            },
            _ => Heard::Over(lost(words::own(reply))),
        }
    }

    fn take_in(&self, events: Vec<event::Event>) -> Heard {
        let quiet = events.is_empty();
        let over = |event: &event::Event| {
            matches!(event.kind(), "AgentSessionEnd" | "RemoteAgentSessionEnd")
        };
        let ends = events.iter().any(over);
        self.session.broker.happened(events);
        match ends {
            true => Heard::Over(ended()),
            false => Heard::News { quiet },
        }
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
        reason: format!("the events of the agent session cannot be read: {why}"),
    }
}

/// Never returns: what is wrong with a session its events say.
async fn stay_alive(session: &AgentSession, every: Duration) -> Over {
    if !session.conduct.keeps_alive {
        return std::future::pending().await;
    }
    loop {
        sleep(every).await;
        let ask = ask(Method::POST, &session.current(), "31.0", "keep-alive");
        drop(session.wire.call(&ask, &mut Vec::new()).await);
    }
}

fn ask(method: Method, session: &str, version: &str, what: &str) -> Ask {
    let id = utf8_percent_encode(session, NON_ALPHANUMERIC);
    let path = format!("v{version}/agent-sessions/{id}/{what}");
    let shown = format!("{method} agent-sessions/{{SessionId}}/{what}");
    Ask::new(method, path, shown)
}
