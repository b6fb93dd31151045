//! The world behind the endpoints: who and what there is, and what happens to it.
//!
//! It knows no HTTP and no tasks. Time is given to it ([`World::advance`]); what is to happen
//! later stands in its diary.

pub(crate) mod code;
pub(crate) mod contact;
pub(crate) mod desktop;
pub(crate) mod diary;
pub(crate) mod event;
pub(crate) mod file;
mod life;
pub(crate) mod people;
pub(crate) mod session;
mod sessions;
pub(crate) mod state;
mod transitions;

use crate::sim::journal::LogEntry;
use crate::sim::log::Log;
use code::{Code, codes};
use contact::{Behaviour, Callback, Contact};
use desktop::Desktops;
use diary::{Diary, Happening};
use event::{Event, Fate};
use file::{ContactFile, Life, WorldFile};
use jiff::{SignedDuration, Timestamp};
use people::{AccessKey, Agent, Client, Skill};
use session::{Session, SessionMark};
use state::State;
use std::collections::{BTreeMap, HashMap, VecDeque};

#[derive(Debug)]
pub(crate) struct World {
    pub tenant: String,
    pub business_unit: u64,
    pub spans: Spans,
    pub codes: Vec<Code>,
    pub access_keys: Vec<AccessKey>,
    pub clients: Vec<Client>,
    pub agents: BTreeMap<u64, Agent>,
    pub skills: BTreeMap<u64, Skill>,
    pub contacts: BTreeMap<u64, Contact>,
    pub callbacks: BTreeMap<u64, Callback>,
    pub scripts: Vec<u64>,
    pub log: Log<LogEntry>,
    /// Every request of the API, by its address: `GET contacts/active`.
    pub requests: Vec<String>,
    pub desktops: Desktops,
    pub now: Timestamp,
    /// When it began.
    pub began: Timestamp,
    pub random: fastrand::Rng,
    sessions: Vec<Session>,
    marks: HashMap<String, SessionMark>,
    replaced: VecDeque<(Timestamp, String)>,
    diary: Diary,
    life: Option<Life>,
    next_contact: u64,
    next_callback: u64,
    next_conference: u64,
}

/// How long things take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spans {
    pub confirm: SignedDuration,
    pub answer: SignedDuration,
    pub wrap_up: SignedDuration,
    pub token: SignedDuration,
    pub grace: SignedDuration,
}

/// Which request brought something about, and what becomes of its event.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cause {
    pub entry: Option<usize>,
    pub fate: Fate,
}

impl World {
    /// A world as it is written, at a time.
    pub fn new(file: WorldFile, now: Timestamp, seed: u64) -> Self {
        let mut world = Self::bare(&file, now, seed);
        world.agents = file
            .agents
            .into_iter()
            .map(|agent| (agent.id, agent))
            .collect();
        world.skills = file
            .skills
            .into_iter()
            .map(|skill| (skill.id, skill))
            .collect();
        let present = world.agents.values().filter(|agent| agent.session);
        for agent in present.map(|agent| agent.id).collect::<Vec<_>>() {
            world.sessions.push(Session::new(agent));
            if file.desktop {
                world.desktops.open(agent);
            }
        }
        world.desktops.queue = file.event_queue;
        for contact in file.contacts {
            world.place(contact);
        }
        world.begin_life();
        world
    }

    fn bare(file: &WorldFile, now: Timestamp, seed: u64) -> Self {
        Self {
            tenant: file.tenant.clone(),
            business_unit: file.business_unit,
            spans: Spans {
                confirm: file.confirm_after.0,
                answer: file.answer_after.0,
                wrap_up: file.wrap_up.0,
                token: file.token_life.0,
                grace: file.session_grace.0,
            },
            codes: codes(&file.unavailable_codes, &file.acw_codes),
            access_keys: file.access_keys.clone(),
            clients: file.clients.clone(),
            agents: BTreeMap::new(),
            skills: BTreeMap::new(),
            contacts: BTreeMap::new(),
            callbacks: BTreeMap::new(),
            scripts: file.scripts.clone(),
            log: Log::default(),
            requests: Vec::new(),
            desktops: Desktops::default(),
            now,
            began: now,
            random: fastrand::Rng::with_seed(seed),
            sessions: Vec::new(),
            marks: HashMap::new(),
            replaced: VecDeque::new(),
            diary: Diary::default(),
            life: file.life.clone(),
            next_contact: 2001,
            next_callback: 5001,
            next_conference: 1,
        }
    }

    /// Puts a contact into the world as it is written.
    pub fn place(&mut self, file: ContactFile) {
        let started = self.before(file.age.0);
        let blank = self.blank(file.id, file.skill);
        let contact = Contact {
            master: file.id,
            state: file.state,
            agent: file.agent,
            media: file.media.unwrap_or(blank.media),
            from: file.from,
            to: file.to,
            started,
            changed: started,
            behaviour: file.behaviour,
            ..blank
        };
        self.next_contact = self.next_contact.max(file.id.saturating_add(1));
        self.contacts.insert(file.id, contact);
    }

    fn blank(&self, id: u64, skill: u64) -> Contact {
        let known = self.skills.get(&skill);
        Contact {
            id,
            master: id,
            parent: None,
            state: State::InQueue,
            pending: None,
            agent: None,
            skill,
            media: known.map(|skill| skill.media).unwrap_or_default(),
            from: String::new(),
            to: String::new(),
            inbound: known.is_none_or(|skill| !skill.outbound),
            started: self.now,
            changed: self.now,
            holds: 0,
            recording: false,
            taken_over: false,
            machine: None,
            in_focus: false,
            conference: None,
            peer: None,
            disposition: None,
            tags: Vec::new(),
            custom: BTreeMap::new(),
            signals: Vec::new(),
            given: BTreeMap::new(),
            emails: Vec::new(),
            parked: false,
            said: Vec::new(),
            chat: None,
            listed: None,
            end_reason: None,
            behaviour: Behaviour::default(),
            version: 0,
        }
    }

    /// Adds a contact made by `shape` and tells its agent.
    pub fn add_contact(
        &mut self,
        skill: u64,
        cause: Cause,
        shape: impl FnOnce(&mut Contact),
    ) -> u64 {
        let id = self.next_contact;
        self.next_contact += 1;
        let mut contact = self.blank(id, skill);
        shape(&mut contact);
        let state = contact.state;
        self.contacts.insert(id, contact);
        self.note(cause, format!("contact {id}: new, {}", state.name()));
        self.tell(id, state, cause.fate);
        id
    }

    /// A number for the next callback.
    pub fn callback_number(&mut self) -> u64 {
        self.next_callback += 1;
        self.next_callback - 1
    }

    /// A number for the next conference.
    pub fn conference_number(&mut self) -> u64 {
        self.next_conference += 1;
        self.next_conference - 1
    }

    /// Writes into the log what a request has changed.
    pub fn note(&mut self, cause: Cause, what: String) {
        let entry = cause.entry.and_then(|at| self.log.get_mut(at));
        if let Some(entry) = entry {
            entry.changed.push(what);
        }
    }

    /// Lets everything happen that is due by then.
    pub fn advance(&mut self, now: Timestamp) {
        while let Some((at, happening)) = self.diary.due(now) {
            self.now = self.now.max(at);
            self.happen(happening);
        }
        self.now = self.now.max(now);
    }

    /// When the next thing happens by itself.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.diary.next()
    }

    /// Lets something happen after a span.
    pub fn later(&mut self, span: SignedDuration, happening: Happening) {
        let at = self.now.saturating_add(span).unwrap_or(Timestamp::MAX);
        self.diary.add(at, happening);
    }

    /// Lets something happen at a time.
    pub fn at(&mut self, at: Timestamp, happening: Happening) {
        self.diary.add(at, happening);
    }

    fn before(&self, span: SignedDuration) -> Timestamp {
        self.now.saturating_sub(span).unwrap_or(Timestamp::MIN)
    }

    /// Hands an event to an agent's session, if there is one.
    pub fn send(&mut self, agent: u64, event: Event, fate: Fate) {
        match fate {
            Fate::Lost => {}
            Fate::Late(by) => self.later(by, Happening::Emit { agent, event }),
            Fate::Sound => {
                if let Some(at) = self.session_of(agent) {
                    self.sessions[at].push(event);
                }
            }
        }
    }
}
