//! The one thread that writes: what has been appended meanwhile goes into the file in one
//! transaction, and all who wait for it are told together.

use super::audit;
use super::ballast::Ballast;
use super::batch::{Batch, Refused};
use super::change::release_all;
use super::door::Door;
use super::log::Log;
use super::lost;
use crate::journal::{JournalError, Record};
use rusqlite::{Connection, ErrorCode};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How much goes into one transaction at most: so that nobody waits for a hundred thousand others.
const AT_ONCE: usize = 4096;
/// How long what nobody waits for stays out of the file: a run's next write mostly follows its last
/// outcome within less, and both then cost one transaction. Whoever waits for anything waits for no
/// lull.
const LULL: Duration = Duration::from_millis(4);
/// How long an entry stays out of the audit file at most: what ships that file, or copies it, has every
/// write a moment after it was sent.
const NOTED_WITHIN: Duration = Duration::from_secs(1);
/// After how long a file that could not be written is tried again.
const TRIED_AGAIN: Duration = Duration::from_secs(5);

/// How long another program may keep the file locked in all: a backup, a database browser. Nothing is sent
/// meanwhile; after that runs stop, and go on when they are resumed.
const UNLOCKED_WITHIN: Duration = Duration::from_secs(120);

/// What the thread is asked for.
pub enum Command {
    Append {
        run: Arc<str>,
        record: Box<Record>,
    },
    /// What was found out about a run that is over.
    Add {
        run: Arc<str>,
        record: Box<Record>,
        done: Sender<Result<(), JournalError>>,
    },
    /// The run has become this process's: what was wrong with it before is over.
    Claimed {
        run: Arc<str>,
    },
    Settle {
        run: Arc<str>,
        done: oneshot::Sender<Result<(), JournalError>>,
    },
    /// Nothing new may begin: whether that is still so.
    LookAgain,
    /// What this process drove is over, or waits for another one.
    Rest {
        done: Sender<()>,
    },
}

impl Command {
    fn writes(&self) -> bool {
        matches!(self, Self::Append { .. } | Self::Add { .. })
    }

    /// Whether it goes into the file at once. An outcome may wait a little, for the next write.
    fn is_waited_for(&self) -> bool {
        match self {
            Self::Append { record, .. } => !matches!(**record, Record::Told { .. }),
            Self::Claimed { .. } => false,
            _ => true,
        }
    }
}

/// The thread, and the way to it.
pub struct Writer {
    commands: Option<Sender<Command>>,
    thread: Option<JoinHandle<()>>,
    door: Arc<Door>,
    on_their_way: Arc<AtomicUsize>,
}

impl Writer {
    pub fn start(connection: Connection, room: Room, batch: Batch) -> Result<Self, JournalError> {
        let door = Arc::new(Door::default());
        door.set_full(!room.ballast.is_there());
        door.set_behind(audit::differs(&connection, &room.folder));
        let (commands, inbox) = channel();
        let on_their_way = Arc::new(AtomicUsize::new(0));
        let desk = Desk {
            connection,
            room,
            batch,
            door: door.clone(),
            on_their_way: on_their_way.clone(),
            lost: HashMap::new(),
            due: None,
        };
        let thread = std::thread::Builder::new()
            .name("journal".into())
            .spawn(move || desk.serve(&inbox))
            .map_err(|why| JournalError::doing("cannot start the journal's thread", why))?;
        Ok(Self {
            commands: Some(commands),
            thread: Some(thread),
            door,
            on_their_way,
        })
    }

    /// Whether a record may come in. Where it may not, the thread looks whether that is still so: else
    /// nobody would, as nothing is written meanwhile.
    pub fn admit(&self, record: &Record) -> Result<(), JournalError> {
        let admitted = self.door.admit(record);
        if admitted.is_err() {
            self.send(Command::LookAgain)?;
        }
        admitted
    }

    /// Whether anything new may begin.
    pub fn has_room(&self) -> Result<(), JournalError> {
        self.door.is_open()
    }

    /// Why the journal cannot be relied on: it knows less than its audit record.
    pub fn behind(&self) -> Option<JournalError> {
        self.door.behind()
    }

    /// Keys of runs are lost: nothing begins.
    pub fn set_lost(&self, lost: Option<JournalError>) {
        self.door.set_lost(lost);
    }

    /// Which of them, and what to do.
    pub fn lost(&self) -> Option<JournalError> {
        self.door.lost()
    }

    /// What somebody should be told of the journal.
    pub fn warning(&self) -> Option<Arc<str>> {
        self.door.warning()
    }

    pub fn send(&self, command: Command) -> Result<(), JournalError> {
        let to = self.commands.as_ref().ok_or_else(gone)?;
        if matches!(command, Command::Append { .. }) {
            self.on_their_way.fetch_add(1, Ordering::Relaxed);
        }
        to.send(command).map_err(|_| gone())
    }

    /// How many records are not in the file yet.
    pub fn on_their_way(&self) -> usize {
        self.on_their_way.load(Ordering::Relaxed)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.commands = None;
        self.door.leave();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub fn gone() -> JournalError {
    JournalError("the journal's thread has ended".into())
}

/// What the journal takes up.
pub struct Room {
    pub folder: PathBuf,
    pub ballast: Ballast,
    pub log: Log,
}

/// What the thread works with.
struct Desk {
    connection: Connection,
    room: Room,
    batch: Batch,
    door: Arc<Door>,
    on_their_way: Arc<AtomicUsize>,
    /// Runs of which something could not be kept: nothing more of them is.
    lost: HashMap<Arc<str>, JournalError>,
    /// When entries have to be in the audit file, where any are not.
    due: Option<Instant>,
}

/// Everything that is there; where nobody waits for any of it, what comes in a lull as well.
fn gathered(first: Command, inbox: &Receiver<Command>) -> Vec<Command> {
    let until = Instant::now() + LULL;
    let mut is_waited_for = first.is_waited_for();
    let mut commands = vec![first];
    while commands.len() < AT_ONCE {
        let next = match inbox.try_recv() {
            Ok(next) => next,
            Err(_) if is_waited_for => break,
            Err(_) => match inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(next) => next,
                Err(_) => break,
            },
        };
        is_waited_for |= next.is_waited_for();
        commands.push(next);
    }
    commands
}

impl Desk {
    fn serve(mut self, inbox: &Receiver<Command>) {
        loop {
            match self.next(inbox) {
                Ok(first) => self.take(gathered(first, inbox)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.due.is_some_and(|due| due <= Instant::now()) {
                self.drain();
            }
        }
        // The program ends as it should: what it still drives is free, and has not killed it. Where
        // that cannot be written, the next one counts a death too many, and no more.
        let _ = release_all(&self.connection, self.batch.owner());
        // What does not go into the audit file now goes into it with the next one who opens it.
        let _ = audit::drain(&mut self.connection, &self.room.folder);
    }

    fn next(&self, inbox: &Receiver<Command>) -> Result<Command, RecvTimeoutError> {
        match self.due {
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(due) => inbox.recv_timeout(due.saturating_duration_since(Instant::now())),
        }
    }

    /// Puts what waits into the audit file.
    fn drain(&mut self) {
        let drained = audit::drain(&mut self.connection, &self.room.folder);
        self.due = drained.is_err().then(|| Instant::now() + TRIED_AGAIN);
        if drained.is_err() {
            let behind = audit::differs(&self.connection, &self.room.folder);
            self.door.set_behind(behind);
        }
    }

    fn rest(&mut self) {
        let _ = release_all(&self.connection, self.batch.owner());
        self.batch.look_again_at_all();
        self.drain();
    }

    fn take(&mut self, commands: Vec<Command>) {
        let mut records = Vec::with_capacity(commands.len());
        let (mut waiting, mut resting) = (Vec::new(), Vec::new());
        let wrote = commands.iter().any(Command::writes);
        for command in commands {
            match command {
                Command::Append { run, record } => records.push((run, *record)),
                Command::Add { run, record, done } => {
                    let added = self.batch.add(&mut self.connection, &run, &record);
                    let _ = done.send(added);
                }
                Command::Claimed { run } => {
                    self.lost.remove(&run);
                    self.batch.look_again(&run);
                }
                Command::Settle { run, done } => waiting.push((run, done)),
                Command::LookAgain => {}
                Command::Rest { done } => resting.push(done),
            }
        }
        let appended = records.len();
        records.retain(|(run, _)| !self.lost.contains_key(run));
        self.keep(&records);
        self.on_their_way.fetch_sub(appended, Ordering::Relaxed);
        for (run, done) in waiting {
            let state = self.lost.get(&run).cloned().map_or(Ok(()), Err);
            let _ = done.send(state);
        }
        if wrote || self.door.is_shut() {
            self.look_at_room();
        }
        if !resting.is_empty() {
            self.rest();
        }
        for done in resting {
            // Who has gone waits for no answer.
            let _ = done.send(());
        }
    }

    fn look_at_room(&mut self) {
        if self.door.is_full() && self.room.ballast.take_room() {
            self.door.set_full(false);
        }
        if self.door.behind().is_some() {
            let behind = audit::differs(&self.connection, &self.room.folder);
            self.door.set_behind(behind);
        }
        if self.door.lost().is_some()
            && let Ok(lost) = lost::look(&self.connection, self.batch.keys(), &self.room.folder)
        {
            self.door.set_lost(lost);
        }
        self.door.set_log(self.room.log.look(&self.connection));
    }

    fn keep(&mut self, records: &[(Arc<str>, Record)]) {
        let kept = self.write(records);
        let kept = match kept {
            Err(why) if is_full(&why) => {
                self.door.set_full(true);
                self.room.ballast.free();
                self.write(records)
            }
            other => other,
        };
        match kept {
            Ok(refused) => self.lose(refused),
            Err(why) => {
                let why = JournalError::doing("cannot write the journal", why);
                let runs = records.iter().map(|(run, _)| run.clone());
                self.lose(
                    runs.map(|run| Refused {
                        run,
                        why: why.clone(),
                    })
                    .collect(),
                );
            }
        }
        match audit::waiting(&self.connection).unwrap_or(0) {
            0 => {}
            many if many >= audit::MANY => self.drain(),
            _ => drop(
                self.due
                    .get_or_insert_with(|| Instant::now() + NOTED_WITHIN),
            ),
        }
    }

    /// Waits for the program that has locked the file: to give up a run because of a backup would be worse. A
    /// journal that is given back waits no longer.
    fn write(&mut self, records: &[(Arc<str>, Record)]) -> rusqlite::Result<Vec<Refused>> {
        let until = Instant::now() + UNLOCKED_WITHIN;
        let waits = |door: &Door| Instant::now() < until && !door.is_left();
        loop {
            match self.batch.write(&mut self.connection, records) {
                Err(why) if is_locked(&why) && waits(&self.door) => self.door.set_locked(),
                other => return other,
            }
        }
    }

    fn lose(&mut self, refused: Vec<Refused>) {
        for Refused { run, why } in refused {
            self.lost.entry(run).or_insert(why);
        }
    }
}

fn is_full(why: &rusqlite::Error) -> bool {
    let code = why.sqlite_error_code();
    matches!(code, Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure))
}

fn is_locked(why: &rusqlite::Error) -> bool {
    let code = why.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}
