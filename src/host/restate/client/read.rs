//! What has happened in a run, out of the engine's journal: its entries take the run's course again.

use super::ask::Client;
use super::entry::{Entry, read};
use super::sql::quoted;
use crate::host::restate::course::{Course, Differs, NoCourse};
use crate::host::restate::wire::{Begun, INBOX, Message, Noted, Order};
use crate::host::runner::OutOfReach;
use crate::journal::{Ending, KeptScript, Record};
use crate::program::Program;
use crate::run::effect::Signal;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::Arc;

/// Why the journal of a run cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unread {
    /// The engine cannot be asked.
    OutOfReach(OutOfReach),
    /// It is there, and does not fit.
    Differs(String),
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfReach(why) => why.fmt(f),
            Self::Differs(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Unread {}

impl From<OutOfReach> for Unread {
    fn from(why: OutOfReach) -> Self {
        Self::OutOfReach(why)
    }
}

impl Client {
    /// The invocations in which a run went on, the first one first.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn line_of(&self, id: &str) -> Result<Vec<String>, OutOfReach> {
        let mut line = vec![id.to_owned()];
        while let Some(last) = line.last() {
            let query = format!(
                "SELECT id FROM sys_invocation WHERE invoked_by_id = {} AND target_handler_name <> 'say'",
                quoted(last)
            );
            let rows = self.rows(&query).await?;
            let next = rows.first().and_then(|row| row["id"].as_str());
            match next.filter(|next| !line.iter().any(|known| known == next)) {
                Some(next) => line.push(next.to_owned()),
                None => break,
            }
        }
        Ok(line)
    }

    /// The invocation in which a run is now.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked.
    pub async fn waits_in(&self, id: &str) -> Result<String, OutOfReach> {
        let mut line = self.line_of(id).await?;
        Ok(line.pop().unwrap_or_else(|| id.to_owned()))
    }

    /// Everything that has happened in a run, as any journal keeps it.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked, or its journal does not fit the flow.
    pub async fn records(
        &self,
        id: &str,
        programs: &(dyn Fn(&KeptScript) -> Result<Arc<Program>, String> + Sync),
    ) -> Result<Vec<Record>, Unread> {
        let mut reading = self.reading(id, programs).await?;
        Ok(match reading.course.take() {
            Some(course) => course.into_records(),
            None => reading.begun(),
        })
    }

    /// The signals that a run waits for.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked, or its journal does not fit the flow.
    pub async fn awaits(&self, id: &str, program: &Arc<Program>) -> Result<Vec<Signal>, Unread> {
        let reading = self.reading(id, &|_| Ok(program.clone())).await?;
        let course = reading.course.as_ref();
        Ok(course.map_or_else(Vec::new, |course| course.awaits().cloned().collect()))
    }

    /// Which attempt has announced a write of a run, if the run has not been told what came of it.
    ///
    /// # Errors
    ///
    /// If the engine cannot be asked, or its journal does not fit the flow.
    pub async fn announced_by(
        &self,
        id: &str,
        program: &Arc<Program>,
        effect: u64,
    ) -> Result<Option<u64>, Unread> {
        let reading = self.reading(id, &|_| Ok(program.clone())).await?;
        Ok(reading
            .course
            .and_then(|course| course.announced_by(effect)))
    }

    async fn reading(
        &self,
        id: &str,
        programs: &(dyn Fn(&KeptScript) -> Result<Arc<Program>, String> + Sync),
    ) -> Result<Reading, Unread> {
        // Where a run went on, everything from before is in what it went on with.
        let id = self.waits_in(id).await?;
        let query = format!(
            "SELECT \"index\", entry_type, name, entry_json FROM sys_journal WHERE id = {} \
             ORDER BY \"index\"",
            quoted(&id)
        );
        let rows = self.rows(&query).await?;
        let Some(order) = rows.first().and_then(given::<Order>) else {
            return Err(Unread::Differs(
                "the engine keeps nothing of it any more".into(),
            ));
        };
        let program = programs(&order.script).map_err(Unread::Differs)?;
        let mut reading = Reading::new(order, program)?;
        for row in &rows[1..] {
            if let Some(entry) = read(row) {
                reading
                    .take(entry)
                    .map_err(|Differs(why)| Unread::Differs(why))?;
            }
        }
        Ok(reading)
    }
}

/// What an invocation was given: the first entry of its journal.
pub(super) fn given<T: DeserializeOwned>(row: &Json) -> Option<T> {
    match read(row)? {
        Entry::Input(bytes) => serde_json::from_slice(&bytes).ok(),
        _ => None,
    }
}

/// A run whose journal is being read.
struct Reading {
    order: Order,
    program: Arc<Program>,
    course: Option<Course>,
    /// Which completion is that of the beginning.
    begin: Option<u64>,
    begun: Option<Begun>,
    /// The steps by their completions.
    steps: HashMap<u64, u32>,
    /// The steps whose entries are still to come, in their order: one that was left before it began has none.
    begun_steps: VecDeque<u32>,
}

impl Reading {
    fn new(order: Order, program: Arc<Program>) -> Result<Self, Unread> {
        let mut reading = Self {
            order,
            program,
            course: None,
            begin: None,
            begun: None,
            steps: HashMap::new(),
            begun_steps: VecDeque::new(),
        };
        if let Some(before) = reading.order.before.clone() {
            let begun = reading.start(before.begun);
            begun.map_err(|Differs(why)| Unread::Differs(why))?;
        }
        Ok(reading)
    }

    fn start(&mut self, begun: Begun) -> Result<(), Differs> {
        if begun.refused.is_none() {
            let course = Course::begin(&self.program, &self.order, &begun, None);
            match course {
                Ok(course) => self.course = Some(course),
                Err(NoCourse::Inputs(_)) => {}
                Err(NoCourse::Replay(why)) => return Err(Differs(why.to_string())),
            }
        }
        self.begun = Some(begun);
        self.pump();
        Ok(())
    }

    fn take(&mut self, entry: Entry) -> Result<(), Differs> {
        match entry {
            Entry::Run(completion) if self.begun.is_none() && self.begin.is_none() => {
                self.begin = Some(completion);
            }
            Entry::Run(completion) | Entry::Sleep(completion) => {
                if let Some(step) = self.begun_steps.pop_front() {
                    self.steps.insert(completion, step);
                }
            }
            Entry::Completed(completion, bytes) if self.begin == Some(completion) => {
                if let Some(Noted::Begun(begun)) = noted(bytes) {
                    self.start(*begun)?;
                }
            }
            Entry::Completed(completion, bytes) => {
                let step = self.steps.get(&completion).copied();
                if let (Some(step), Some(course)) = (step, &mut self.course)
                    && course.waits_for(step)
                {
                    course.notify(step, noted(bytes))?;
                    self.pump();
                }
            }
            Entry::Signal(name, bytes) if name == INBOX => {
                let message = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
                self.say(message);
            }
            Entry::Cancel => self.say(Some(Message::Cancel)),
            Entry::Input(_) | Entry::Signal(..) => {}
        }
        Ok(())
    }

    fn say(&mut self, message: Option<Message>) {
        if let (Some(course), Some(message)) = (&mut self.course, message) {
            course.say(message);
            self.pump();
        }
    }

    /// Lets the run compute, up to where it waits.
    fn pump(&mut self) {
        if let Some(course) = &mut self.course {
            while course.advance() {}
            course.take_left();
            let steps = course.take_steps().into_iter();
            self.begun_steps.extend(steps.map(|(number, _)| number));
            course.take_news();
        }
    }

    /// What there is of a run that did not get beyond its beginning.
    fn begun(&self) -> Vec<Record> {
        let Some(begun) = &self.begun else {
            return Vec::new();
        };
        let started = self.order.started(&self.program, begun);
        let outcome = begun.refused.as_ref().map(|answer| answer.outcome.text());
        vec![
            Record::Started(Box::new(started)),
            Record::Ended {
                at: begun.at,
                how: Ending::Failed,
                outcome,
                in_doubt: Vec::new(),
            },
        ]
    }
}

fn noted(bytes: Option<Vec<u8>>) -> Option<Noted> {
    serde_json::from_slice(&bytes?).ok()
}
