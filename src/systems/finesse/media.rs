//! Media other than voice: `await task`, `await media`, and `wait until` either is in a state. Events
//! tell of it where the connection has any; what they may have lost is looked up.

use super::broker::{Judge, Notice, Ticket, Wish};
use super::inner::Inner;
use super::model::{Body, Data, Dialog, Medium, Source, TaskState, Update, Verb};
use super::place::encoded;
use super::read::{Read, read, read_at};
use super::watch::{Target, next_node, other_look, seen};
use crate::run::effect::{Answer, Await};
use crate::value::{Record, Value};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::time::sleep;

/// What of a medium is waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Thing {
    /// The agent's state in it.
    Media,
    /// The contacts in it.
    Task,
}

impl Thing {
    /// By the catalogue's name.
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "media" => Some(Self::Media),
            "task" => Some(Self::Task),
            _ => None,
        }
    }
}

/// How something stands, and what is told of it.
struct Standing {
    id: String,
    state: String,
    outputs: Record,
}

/// In which state each was last seen.
#[derive(Default)]
struct Seen(HashMap<String, String>);

impl Seen {
    /// What is there at first is no news; what events have told since is newer.
    fn begin(&mut self, all: Vec<Standing>) {
        for one in all {
            self.0.entry(one.id).or_insert(one.state);
        }
    }

    /// The first change that fits. Changes that do not fit are over with this.
    fn news(&mut self, all: Vec<Standing>, with: &Record) -> Option<Answer> {
        let changed = all.into_iter().filter(|one| {
            let before = self.0.insert(one.id.clone(), one.state.clone());
            before.as_ref() != Some(&one.state)
        });
        let changed: Vec<_> = changed.collect();
        let found = changed.into_iter().find(|one| fits(&one.outputs, with))?;
        Some(Answer {
            outputs: found.outputs,
            ..seen(&found.state)
        })
    }

    /// The tasks that a list no longer has: they are over.
    fn gone(&self, all: &[Standing]) -> Vec<Standing> {
        let closed = TaskState::Closed.name();
        let open = self.0.iter().filter(|(_, state)| *state != closed);
        let lost = open.filter(|(id, _)| !all.iter().any(|one| one.id == **id));
        lost.map(|(id, _)| closed_task(id)).collect()
    }
}

type Shared = Arc<Mutex<Seen>>;

/// Waits for the next change of a task, or of the agent's state in a medium.
pub(super) async fn next(on: &Arc<Inner>, thing: Thing, what: &Await) -> Answer {
    if let Err(refusal) = on.ready().await {
        return refusal.answer();
    }
    let known = Shared::default();
    // Listened to before it is read: what comes in between is told.
    let judge = changes(thing, known.clone(), what.with.clone());
    let mut ticket = on.broker.wait(Wish::Updates, judge);
    let mut is_first = true;
    loop {
        match all(on, thing).await {
            Err(answer) => return *answer,
            Ok(None) => {}
            Ok(Some(standings)) => {
                let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
                if std::mem::take(&mut is_first) {
                    known.begin(standings);
                } else if let Some(answer) = looked(&mut known, thing, standings, &what.with) {
                    return on.hand_out(answer);
                }
            }
        }
        if let Some(answer) = rest(on, &mut ticket).await {
            return on.hand_out(answer);
        }
    }
}

/// What a list tells that was not known before.
fn looked(known: &mut Seen, thing: Thing, mut all: Vec<Standing>, with: &Record) -> Option<Answer> {
    if thing == Thing::Task {
        let gone = known.gone(&all);
        all.extend(gone);
    }
    known.news(all, with)
}

/// Waits until one of them is, or is no longer, in a state.
pub(super) async fn watch(on: &Arc<Inner>, thing: Thing, target: Target) -> Answer {
    let wanted = target.clone();
    let judge: Judge = Box::new(move |_, notice| match notice {
        Notice::Update(update) => {
            let mut told = told_by(thing, update).into_iter();
            let one = told.find(|one| one.id == wanted.id)?;
            judged(thing, &wanted, &one.state)
        }
        _ => None,
    });
    let mut ticket = on.broker.wait(Wish::Updates, judge);
    let mut was_there = false;
    loop {
        match one(on, thing, &target.id).await {
            Err(answer) => return *answer,
            Ok(Looked::Unknown) => {}
            Ok(Looked::Missing) if was_there && thing == Thing::Task => {
                return judged(thing, &target, TaskState::Closed.name())
                    .unwrap_or_else(|| seen("gone"));
            }
            Ok(Looked::Missing) => return missing(thing, &target.id),
            Ok(Looked::There(state)) => {
                was_there = true;
                if let Some(answer) = judged(thing, &target, &state) {
                    return answer;
                }
            }
        }
        if let Some(answer) = rest(on, &mut ticket).await {
            return answer;
        }
    }
}

/// What a state says: whether the wait is over, and how.
fn judged(thing: Thing, target: &Target, state: &str) -> Option<Answer> {
    if target.reached(state) {
        return Some(seen(state));
    }
    let over = thing == Thing::Task && state == TaskState::Closed.name();
    over.then(|| Answer::new("InvalidContactId", format!("task {} has ended", target.id)))
}

fn missing(thing: Thing, id: &str) -> Answer {
    match thing {
        Thing::Task => Answer::new("InvalidContactId", format!("there is no task {id}")),
        Thing::Media => Answer::new("InvalidMediaId", format!("there is no medium {id}")),
    }
}

/// Until an event answers, or it is time to look again.
async fn rest(on: &Inner, ticket: &mut Ticket) -> Option<Answer> {
    tokio::select! {
        biased;
        (answer, at) = ticket.told() => Some(read_at(answer, at)),
        () = sleep(other_look(on)) => None,
    }
}

fn changes(thing: Thing, known: Shared, with: Record) -> Judge {
    Box::new(move |_, notice| {
        let Notice::Update(update) = notice else {
            return None;
        };
        let told = told_by(thing, update);
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        known.news(told, &with)
    })
}

/// How things stand by an event.
fn told_by(thing: Thing, update: &Update) -> Vec<Standing> {
    match (thing, &update.data) {
        (Thing::Media, Data::Media(media)) => media.iter().filter_map(of_medium).collect(),
        (Thing::Task, Data::Dialogs(dialogs)) => {
            let gone = update.verb == Verb::Went && matches!(update.source, Source::Tasks(..));
            let tasks = dialogs.iter().filter(|dialog| dialog.is_task());
            let tasks = tasks.filter_map(|task| match gone {
                true => Some(closed(task)),
                false => of_task(task),
            });
            tasks.collect()
        }
        _ => Vec::new(),
    }
}

fn of_medium(medium: &Medium) -> Option<Standing> {
    let state = medium.state.as_ref()?.name().to_owned();
    let outputs = record([
        ("MediaId", Some(&medium.id)),
        ("MediaName", medium.name.as_ref()),
        ("State", Some(&state)),
        ("Reason", medium.reason.as_ref()),
    ]);
    Some(Standing {
        id: medium.id.clone(),
        state,
        outputs,
    })
}

fn of_task(task: &Dialog) -> Option<Standing> {
    let vendor = task.state.as_ref()?.vendor();
    Some(standing(task, TaskState::read(vendor).name()))
}

fn closed(task: &Dialog) -> Standing {
    standing(task, TaskState::Closed.name())
}

fn standing(task: &Dialog, state: &str) -> Standing {
    let state = state.to_owned();
    let outputs = record([
        ("TaskId", Some(&task.id)),
        ("State", Some(&state)),
        ("MediaId", task.media_id.as_ref()),
        ("MediaName", task.media_type.as_ref()),
        ("Queue", task.queue_name.as_ref()),
    ]);
    Standing {
        id: task.id.clone(),
        state,
        outputs,
    }
}

/// One of which nothing is known any more but that it is over.
fn closed_task(id: &str) -> Standing {
    let (id, state) = (id.to_owned(), TaskState::Closed.name().to_owned());
    let outputs = record([
        ("TaskId", Some(&id)),
        ("State", Some(&state)),
        ("MediaId", None),
        ("MediaName", None),
        ("Queue", None),
    ]);
    Standing { id, state, outputs }
}

fn record<const N: usize>(fields: [(&str, Option<&String>); N]) -> Record {
    let value = |text: Option<&String>| text.map(|text| Value::text(text.as_str()));
    let fields = fields.into_iter();
    fields
        .map(|(name, text)| (name.into(), value(text).unwrap_or_default()))
        .collect()
}

fn fits(outputs: &Record, with: &Record) -> bool {
    with.iter().all(|(name, wanted)| {
        let there = outputs.get(name).map(Value::to_string);
        there.is_some_and(|there| there == wanted.to_string())
    })
}

/// What looking at one of them showed.
enum Looked {
    There(String),
    Missing,
    /// It cannot be read now: it may be read later.
    Unknown,
}

async fn one(on: &Inner, thing: Thing, id: &str) -> Result<Looked, Box<Answer>> {
    let path = match thing {
        Thing::Media => format!("{}/{}", media_of(on), encoded(id)),
        Thing::Task => format!("/finesse/api/Dialog/{}", encoded(id)),
    };
    Ok(match got(on, &path).await? {
        Some(Read::Missing) => Looked::Missing,
        Some(Read::Body(Body::Media(media))) => {
            let mut media = media.iter().filter_map(of_medium);
            media
                .next()
                .map_or(Looked::Unknown, |one| Looked::There(one.state))
        }
        Some(Read::Body(Body::Dialog(task))) if task.is_task() => {
            of_task(&task).map_or(Looked::Unknown, |one| Looked::There(one.state))
        }
        Some(Read::Body(Body::Dialog(_))) => Looked::Missing,
        _ => Looked::Unknown,
    })
}

/// How everything stands; `None` where it cannot be read now.
async fn all(on: &Inner, thing: Thing) -> Result<Option<Vec<Standing>>, Box<Answer>> {
    let media = match got(on, &media_of(on)).await? {
        Some(Read::Body(Body::Media(media))) => media,
        Some(Read::Missing) => return Err(Box::new(nothing_but_voice())),
        _ => return Ok(None),
    };
    if thing == Thing::Media {
        return Ok(Some(media.iter().filter_map(of_medium).collect()));
    }
    let mut all = Vec::new();
    for medium in &media {
        let path = format!("{}/{}/Dialogs", media_of(on), encoded(&medium.id));
        match got(on, &path).await? {
            Some(Read::Body(Body::Dialogs(tasks))) => {
                let tasks = tasks.iter().filter(|task| task.is_task());
                all.extend(tasks.filter_map(of_task));
            }
            // A list that cannot be read says nothing of what is over.
            _ => return Ok(None),
        }
    }
    Ok(Some(all))
}

fn nothing_but_voice() -> Answer {
    let why = "this Finesse has no media other than voice: only CCE routes tasks";
    Answer::new("Rejected", why)
}

fn media_of(on: &Inner) -> String {
    format!("/finesse/api/User/{}/Media", encoded(&on.user))
}

/// `Err` where asking again is of no use; `None` where the node gives no answer now.
async fn got(on: &Inner, path: &str) -> Result<Option<Read>, Box<Answer>> {
    let node = next_node(on)
        .await
        .map_err(|refusal| Box::new(refusal.answer()))?;
    match read(on, node, path).await {
        Read::Refused(answer) => Err(answer),
        Read::Failed => Ok(None),
        Read::Absent => Err(Box::new(nothing_but_voice())),
        read => Ok(Some(read)),
    }
}
