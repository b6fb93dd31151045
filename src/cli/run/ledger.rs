//! Which rows of a job are over, as its journal has them: for a job that goes on.

use crate::journal::{JournalError, Kept, SqliteJournal};
use std::collections::VecDeque;
use std::sync::Arc;

/// So many rows are asked for together: the journal is opened anew for each such page, so that it
/// never holds up whoever writes.
const PAGE: usize = 1_000;

/// The rows of a job, asked for in their order.
pub(super) struct Ledger {
    journal: Arc<SqliteJournal>,
    job: Arc<str>,
    page: VecDeque<Kept>,
    from: u64,
    over: bool,
}

impl Ledger {
    pub fn new(journal: Arc<SqliteJournal>, job: Arc<str>) -> Self {
        Self {
            journal,
            job,
            page: VecDeque::new(),
            from: 0,
            over: false,
        }
    }

    /// What is kept of a row; nothing where it has not begun. Rows are asked for in their order.
    pub fn of(&mut self, row: u64) -> Result<Option<Kept>, JournalError> {
        loop {
            if self.page.is_empty() && !self.turn()? {
                return Ok(None);
            }
            match self.page.front().map(number) {
                Some(number) if number < row => drop(self.page.pop_front()),
                Some(number) if number == row => return Ok(self.page.pop_front()),
                _ => return Ok(None),
            }
        }
    }

    /// Reads the next page; whether there is one.
    fn turn(&mut self) -> Result<bool, JournalError> {
        if self.over {
            return Ok(false);
        }
        self.page = self.journal.items(&self.job, self.from, PAGE)?.into();
        self.over = self.page.len() < PAGE;
        self.from = self.page.back().map_or(self.from, |last| number(last) + 1);
        Ok(!self.page.is_empty())
    }
}

fn number(kept: &Kept) -> u64 {
    kept.item.as_ref().map_or(0, |(_, row)| *row)
}
