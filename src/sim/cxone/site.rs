//! The simulated system as a whole: finds the operation, checks the token, keeps the log, waits
//! for events.

use super::address::{api_parts, api_path, contact_of};
use super::answer::{echo, invalid_token, not_allowed, not_found, rendered};
use super::ask::{Ask, allowed};
use super::auth::{SignIn, Tokens};
use super::endpoints;
use super::endpoints::sessions::{next_event, poll_seconds};
use super::record::{close_entry, open_entry};
use super::refusal::{Refusal, exactly};
use super::route::{Captures, Found, Route, Table};
use super::world::event::Fate;
use super::world::people::Right;
use super::world::{Cause, World};
use crate::sim::clock::Clock;
use crate::sim::fault::{Act, Point};
use crate::sim::reply::Reply;
use crate::sim::request::Request;
use jiff::SignedDuration;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// How many requests are kept in mind at most.
const REQUESTS: usize = 50_000;

/// CXone, simulated.
pub(in crate::sim) struct Cxone {
    inner: Mutex<Inner>,
    table: Table,
    clock: Clock,
    base: String,
    seed: u64,
    /// Rings when something new stands in the diary.
    planned: Notify,
}

struct Inner {
    world: World,
    tokens: Tokens,
}

/// Where a request leads.
enum Target<'t> {
    SignIn(SignIn),
    Api(Found<'t>),
    Nowhere,
}

impl Cxone {
    pub fn new(world: World, clock: Clock, base: String, seed: u64) -> Self {
        let tokens = Tokens::default();
        Self {
            inner: Mutex::new(Inner { world, tokens }),
            table: Table::new(endpoints::rows()),
            clock,
            base,
            seed,
            planned: Notify::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.world.advance(self.clock.now());
        inner
    }

    /// Looks at, or changes, the world as it is now.
    pub fn with<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        let (result, changed) = {
            let mut inner = self.lock();
            let due = inner.world.next_due();
            let result = work(&mut inner.world);
            (result, due != inner.world.next_due())
        };
        if changed {
            self.planned.notify_one();
        }
        result
    }

    /// Makes all access tokens useless.
    pub fn expire_tokens(&self) {
        self.lock().tokens.expire_all();
    }

    /// Makes a request's access token useless.
    pub fn expire_token(&self, request: &Request) {
        self.lock().tokens.expire(request);
    }

    /// Lets the world happen, for as long as it is polled.
    pub async fn live(&self) {
        loop {
            let due = self.lock().world.next_due();
            let wait = async {
                match due {
                    Some(due) => tokio::time::sleep(self.clock.until(due)).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = wait => {}
                () = self.planned.notified() => {}
            }
        }
    }

    fn target(&self, request: &Request) -> Target<'_> {
        if let Some(kind) = SignIn::at(&request.path) {
            return Target::SignIn(kind);
        }
        match api_parts(&request.segments) {
            Some(parts) => Target::Api(self.table.find(&request.method, parts)),
            None => Target::Nowhere,
        }
    }

    /// What a request is, as far as faults care.
    pub fn point<'r>(&self, request: &'r Request) -> Point<'r> {
        let (operation, contact) = match self.target(request) {
            Target::SignIn(kind) => (kind.name(), None),
            Target::Api(Found::Route(route, captures)) => (route.operation, contact_of(&captures)),
            _ => ("", None),
        };
        Point {
            method: request.method.as_str(),
            path: api_path(&request.path),
            operation,
            contact,
        }
    }

    /// Writes into the log that a request was stopped before it could act.
    pub fn stopped(&self, request: &Request, status: u16, why: &str) {
        if let Target::Api(Found::Route(route, captures)) = self.target(request) {
            let mut inner = self.lock();
            let owner = inner.tokens.owner(&inner.world, request);
            let at = open_entry(&mut inner.world, owner, request, route, &captures);
            if let Some(entry) = at.and_then(|at| inner.world.log.get_mut(at)) {
                entry.status = status;
                entry.refused = Some("stopped by a fault".to_owned());
                entry.fault = Some(why.to_owned());
            }
        }
    }

    /// A refusal as the operation of a request would spell it.
    pub fn refused(&self, request: &Request, status: u16, text: &str) -> Reply {
        exactly(status, text).reply(self.point(request).operation, self.seed)
    }

    /// Answers a request.
    pub async fn answer(
        &self,
        request: &Request,
        act: Option<&Act>,
        fault: Option<String>,
    ) -> Reply {
        let (route, captures) = match self.target(request) {
            Target::SignIn(kind) => return self.sign_in(kind, request),
            Target::Api(Found::Route(route, captures)) => (route, captures),
            Target::Api(Found::EmptyPart(operation)) => return self.empty_part(operation),
            Target::Api(Found::WrongMethod) => return not_allowed(),
            Target::Api(Found::Nothing) | Target::Nowhere => return not_found(),
        };
        self.note_request(request, route);
        let reply = match route.operation {
            "getNextEvent" => self.poll(request, route, &captures).await,
            _ => self.act(request, route, &captures, fate(act), fault),
        };
        echo(request, rendered(request, reply))
    }

    /// Keeps in mind what was asked, reads too: by its address, without what is in it.
    fn note_request(&self, request: &Request, route: &Route) {
        let mut names: Vec<&str> = request.query.iter().map(String::as_str).collect();
        names.sort_unstable();
        let query = match names.is_empty() {
            true => String::new(),
            false => format!("?{}", names.join("&")),
        };
        let asked = format!("{} {}{query}", route.method, route.address);
        let requests = &mut self.lock().world.requests;
        if requests.len() < REQUESTS {
            requests.push(asked);
        }
    }

    fn sign_in(&self, kind: SignIn, request: &Request) -> Reply {
        let mut inner = self.lock();
        let Inner { world, tokens } = &mut *inner;
        tokens.answer(kind, world, request, &self.base)
    }

    /// An address with an empty part is answered as the servers before the API do.
    fn empty_part(&self, operation: &str) -> Reply {
        let even = operation
            .bytes()
            .map(u64::from)
            .sum::<u64>()
            .wrapping_add(self.seed)
            % 2
            == 0;
        if even { not_found() } else { not_allowed() }
    }

    fn act(
        &self,
        request: &Request,
        route: &Route,
        captures: &Captures,
        fate: Fate,
        fault: Option<String>,
    ) -> Reply {
        let reply = {
            let mut inner = self.lock();
            let Some(user) = inner.tokens.owner(&inner.world, request) else {
                return invalid_token();
            };
            let entry = open_entry(&mut inner.world, Some(user), request, route, captures);
            let cause = Cause { entry, fate };
            let ask = Ask {
                params: &request.params,
                captures,
                user,
                cause,
            };
            let answer = (route.handler)(&mut inner.world, &ask);
            close_entry(&mut inner.world, &ask, &answer, fault);
            self.reply(route, answer)
        };
        self.planned.notify_one();
        reply
    }

    fn reply(&self, route: &Route, answer: Result<Reply, Refusal>) -> Reply {
        answer.unwrap_or_else(|refusal| refusal.reply(route.operation, self.seed))
    }

    /// The long poll: answers at once when there is an event, when the session has ended, or
    /// when nothing came in time.
    async fn poll(&self, request: &Request, route: &Route, captures: &Captures) -> Reply {
        let mut deadline = None;
        loop {
            let news = self.news(captures);
            let notified = news.as_ref().map(|news| news.notified());
            let mut notified = std::pin::pin!(notified);
            if let Some(notified) = notified.as_mut().as_pin_mut() {
                notified.enable();
            }
            let seconds = match self.look(request, captures) {
                Ok(Ok(seconds)) => seconds,
                Ok(Err(reply)) => return reply,
                Err(refusal) => return self.reply(route, Err(refusal)),
            };
            let wait = self.clock.real(SignedDuration::from_secs(
                i64::try_from(seconds).unwrap_or(60),
            ));
            let until = *deadline.get_or_insert_with(|| tokio::time::Instant::now() + wait);
            if wait.is_zero() || tokio::time::Instant::now() >= until {
                return Reply::empty(304);
            }
            let ring = async {
                match notified.as_pin_mut() {
                    Some(notified) => notified.await,
                    None => std::future::pending().await,
                }
            };
            tokio::time::timeout_at(until, ring).await.ok();
        }
    }

    fn news(&self, captures: &Captures) -> Option<std::sync::Arc<Notify>> {
        let inner = self.lock();
        let id = captures.first().map_or("", |(_, id)| id);
        let mark = inner.world.mark(id)?;
        inner.world.news(mark.session)
    }

    /// One look for events: `Ok(Ok(seconds))` when there is none and it wants to wait that long.
    fn look(&self, request: &Request, captures: &Captures) -> Result<Result<u64, Reply>, Refusal> {
        let mut inner = self.lock();
        let Some(user) = inner.tokens.owner(&inner.world, request) else {
            return Ok(Err(invalid_token()));
        };
        let ask = Ask {
            params: &request.params,
            captures,
            user,
            cause: Cause::default(),
        };
        allowed(&inner.world, user, Right::Session)?;
        let seconds = poll_seconds(&ask)?;
        let reply = next_event(&mut inner.world, &ask)?;
        Ok(if reply.status == 304 {
            Ok(seconds)
        } else {
            Err(reply)
        })
    }

    /// How long a delay of the simulator's time is.
    pub fn real(&self, span: Duration) -> Duration {
        self.clock
            .real(SignedDuration::try_from(span).unwrap_or(SignedDuration::MAX))
    }
}

fn fate(act: Option<&Act>) -> Fate {
    match act {
        Some(Act::LoseEvent) => Fate::Lost,
        Some(Act::DelayEvent(by)) => {
            Fate::Late(SignedDuration::try_from(*by).unwrap_or(SignedDuration::MAX))
        }
        _ => Fate::Sound,
    }
}
