//! What becomes of a call: faults, the world, the answer.

use super::fault::{Act, Hit, Point};
use super::house::{Desk, House, News};
use super::log::{self, LogEntry};
use super::method::{Method, Way};
use super::options::Answers;
use super::packet::{self, Call};
use super::world::{Done, Later};
use crate::clock;
use crate::sim::fault::When;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A call on its way.
struct Errand {
    client: u64,
    /// Its place in the log.
    number: usize,
    came: Instant,
    method: Method,
    call: Call,
    hit: Hit,
}

impl House {
    pub fn take(self: &Arc<Self>, client: u64, call: Call) {
        let came = Instant::now();
        let method = Method::of_wire(&call.class, &call.method);
        let (number, hit) = self.desk(|desk| note(desk, client, &call, method));
        self.tell_of(number);
        let fits = method.filter(|method| method.way() == call.way);
        let Some(method) = fits else {
            return;
        };
        let errand = Errand {
            client,
            number,
            came,
            method,
            call,
            hit,
        };
        let house = self.clone();
        match errand.call.way == Way::Action && !errand.hit.delay.is_zero() {
            true => self.spawn(async move {
                house.wait(errand.hit.delay).await;
                house.run(errand);
            }),
            false => house.run(errand),
        }
    }

    fn run(self: &Arc<Self>, errand: Errand) {
        if self.stopped_by(&errand.hit, When::Before) {
            return;
        }
        let mut done = match &errand.hit.act {
            Some(Act::Refuse) => denied(errand.method),
            Some(Act::Error(text)) => Done {
                answer: Some(json!({ "error": text })),
                refused: Some("an error on demand".into()),
                ..Done::default()
            },
            _ => self.desk(|desk| {
                let params = &errand.call.params;
                desk.world.perform(errand.method, params, clock::now())
            }),
        };
        if errand.hit.act == Some(Act::LoseEvent) {
            done.events.clear();
        }
        self.note_done(errand.number, &done);
        self.publish(&done);
        if !self.stopped_by(&errand.hit, When::After) {
            self.answer(errand, done.answer);
        }
    }

    /// Whether a fault at this point takes the answer away, and what else it does.
    fn stopped_by(self: &Arc<Self>, hit: &Hit, point: When) -> bool {
        match &hit.act {
            Some(Act::Drop(when)) => *when == point,
            Some(Act::Reload(when)) if *when == point => {
                self.tell(News::Reload);
                true
            }
            Some(Act::Disconnect(when, by)) if *when == point => {
                self.go_away(*by);
                true
            }
            _ => false,
        }
    }

    fn go_away(self: &Arc<Self>, by: Option<Duration>) {
        self.disconnect();
        let Some(by) = by else { return };
        let house = self.clone();
        self.spawn(async move {
            house.wait(by).await;
            house.reconnect();
        });
    }

    fn answer(self: &Arc<Self>, errand: Errand, answer: Option<Value>) {
        let Some(answer) = answer.filter(|_| errand.call.way == Way::Query) else {
            return;
        };
        let house = self.clone();
        match errand.hit.delay.is_zero() {
            true => house.send_answer(&errand, &answer),
            false => self.spawn(async move {
                house.wait(errand.hit.delay).await;
                house.send_answer(&errand, &answer);
            }),
        }
    }

    fn send_answer(self: &Arc<Self>, errand: &Errand, answer: &Value) {
        let packet = packet::answer(&errand.call.class, &errand.call.method, answer);
        let to = match self.answers {
            Answers::ToCaller => Some(errand.client),
            Answers::ToAll => None,
        };
        let again = match errand.hit.act {
            Some(Act::Twice(by)) => Some(by),
            _ => None,
        };
        // The log first: whoever has the answer finds it there.
        self.desk(|desk| {
            let Some(entry) = desk.log.get_mut(errand.number) else {
                return;
            };
            entry.answer = Some(log::hidden(answer));
            entry.answers += if again.is_some() { 2 } else { 1 };
            entry.took = u64::try_from(errand.came.elapsed().as_millis()).ok();
        });
        self.tell_of(errand.number);
        self.send(to, &packet);
        let house = self.clone();
        match again {
            Some(Duration::ZERO) => self.send(to, &packet),
            Some(by) => self.spawn(async move {
                house.wait(by).await;
                house.send(to, &packet);
            }),
            None => {}
        }
    }

    /// Sends the events of what was done, and lets happen what comes of it later.
    pub fn publish(self: &Arc<Self>, done: &Done) {
        for event in &done.events {
            self.send(None, &packet::contact_event(event));
        }
        self.tell(News::World);
        if let Some((after, later)) = done.later.clone() {
            let house = self.clone();
            self.spawn(async move {
                house.wait(after.unsigned_abs()).await;
                house.happen(&later);
            });
        }
    }

    fn happen(self: &Arc<Self>, later: &Later) {
        let done = self.desk(|desk| desk.world.happen(later, clock::now()));
        self.publish(&done);
    }

    fn note_done(&self, number: usize, done: &Done) {
        self.desk(|desk| {
            if let Some(entry) = desk.log.get_mut(number) {
                entry.changed.clone_from(&done.changed);
                entry.refused.clone_from(&done.refused);
            }
        });
        self.tell_of(number);
    }

    fn tell_of(&self, number: usize) {
        let entry = self.desk(|desk| desk.log.get(number).cloned());
        if let Some(entry) = entry {
            self.tell(News::Call(Box::new(entry)));
        }
    }
}

/// Writes a call into the log and looks what hits it.
fn note(desk: &mut Desk, client: u64, call: &Call, method: Option<Method>) -> (usize, Hit) {
    let about = desk.world.about(&call.params);
    let point = Point {
        name: method.map_or(&call.method, |method| method.name()),
        wire: &call.method,
        about: &about,
    };
    let fits = method.is_some_and(|method| method.way() == call.way);
    let hit = match fits {
        true => desk.faults.take(&point),
        false => Hit::default(),
    };
    let words = hit.words("late", Act::words);
    let number = desk.log.write(|number| LogEntry {
        number,
        at: clock::now(),
        client,
        class: call.class.clone(),
        method: point.name.to_owned(),
        wire: call.method.clone(),
        is_query: call.way == Way::Query,
        params: log::params(method, &call.params),
        changed: Vec::new(),
        refused: why_not(method, call.way),
        fault: words,
        answer: None,
        answers: 0,
        took: None,
        about: about.clone(),
    });
    (number, hit)
}

fn why_not(method: Option<Method>, way: Way) -> Option<String> {
    match method {
        None => Some("the toolbar has no such method".into()),
        Some(method) if method.way() != way => {
            Some("it was asked as a query and is an action, or the other way round".into())
        }
        Some(_) => None,
    }
}

fn denied(method: Method) -> Done {
    let answer = match method {
        Method::SaveScript => json!(false),
        _ => json!({ "result": false }),
    };
    Done {
        answer: Some(answer),
        refused: Some("refused on demand".into()),
        ..Done::default()
    }
}
