//! `--where`: which runs are meant.

use crate::config::Problem;
use crate::journal::{JournalError, Kept, RunState, SqliteJournal};
use jiff::{SignedDuration, Timestamp};

mod read;

/// Alternatives, each of conditions that all have to hold.
#[derive(Debug)]
pub(in crate::cli) struct Query(Vec<Vec<Condition>>);

#[derive(Debug)]
struct Condition {
    value: Wanted,
    operator: Operator,
}

#[derive(Debug)]
enum Wanted {
    State(String),
    Flow(String),
    Id(String),
    Job(String),
    Age(SignedDuration),
    Doubt(u64),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Operator {
    Is,
    IsNot,
    Less,
    More,
    AtMost,
    AtLeast,
}

impl Query {
    /// Reads a query of the command line.
    pub fn read(text: &str) -> Result<Self, Problem> {
        match text.trim().is_empty() {
            true => Err(Problem::new("an empty query would match every run")
                .help("write a condition, as `--where 'state = held'`, or `--all`")),
            false => Self::read_as("--where", text),
        }
    }

    /// Reads a query; `name` is what it is called where it was written.
    pub fn read_as(name: &str, text: &str) -> Result<Self, Problem> {
        read::conditions(name, text).map(Self)
    }

    /// Whether a run is meant, at a time. A row of a job is meant where the job, or the row's own id, is
    /// named: elsewhere the job stands for all of its rows.
    pub fn matches(&self, run: &Kept, now: Timestamp) -> bool {
        let holds = |condition: &Condition| condition.holds(run, now);
        let is_row = run.item.is_some();
        self.0.iter().any(|all| {
            let may = !is_row || all.iter().any(Condition::names_row);
            may && all.iter().all(holds)
        })
    }

    /// The runs among which those that are meant are found.
    pub fn candidates(&self, journal: &SqliteJournal) -> Result<Vec<Kept>, JournalError> {
        match self.0.iter().flatten().any(Condition::names_row) {
            true => journal.runs_and_rows(),
            false => journal.runs(),
        }
    }

    /// Whether a state is named: who names one means it.
    pub fn names_state(&self, state: RunState) -> bool {
        let names = |condition: &Condition| match &condition.value {
            Wanted::State(word) => condition.operator == Operator::Is && word == state.word(),
            _ => false,
        };
        self.0.iter().flatten().any(names)
    }
}

impl Condition {
    fn names_row(&self) -> bool {
        let names = matches!(self.value, Wanted::Id(_) | Wanted::Job(_));
        names && self.operator == Operator::Is
    }

    fn holds(&self, run: &Kept, now: Timestamp) -> bool {
        let same = |wanted: &str, is: &str| match self.operator {
            Operator::IsNot => wanted != is,
            _ => wanted == is,
        };
        match &self.value {
            Wanted::State(word) => same(word, run.state.word()),
            Wanted::Flow(name) => same(name, &run.script),
            Wanted::Id(id) => same(id, &run.run),
            Wanted::Job(job) => same(job, run.item.as_ref().map_or("", |(job, _)| job)),
            Wanted::Age(age) => self
                .operator
                .compares(&now.duration_since(run.started), age),
            Wanted::Doubt(many) => {
                let rows = run.rows.map_or(0, |rows| rows.in_doubt);
                self.operator
                    .compares(&(run.in_doubt.len() as u64 + rows), many)
            }
        }
    }
}

impl Operator {
    fn compares<T: Ord>(self, is: &T, wanted: &T) -> bool {
        match self {
            Self::Is => is == wanted,
            Self::IsNot => is != wanted,
            Self::Less => is < wanted,
            Self::More => is > wanted,
            Self::AtMost => is <= wanted,
            Self::AtLeast => is >= wanted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(state: RunState, hours: i64) -> Kept {
        let started = Timestamp::UNIX_EPOCH - SignedDuration::from_hours(hours);
        Kept {
            run: "5f2k".into(),
            script: "hold.flow".into(),
            started,
            ended: None,
            state,
            outcome: None,
            deaths: 0,
            in_doubt: vec!["5f2k/1/1".into()],
            item: None,
            rows: None,
        }
    }

    #[test]
    fn a_query_says_which_runs_are_meant() {
        let held = run(RunState::Held, 2);
        for (query, matches) in [
            ("state = held and age > 1h", true),
            ("state=held and age>3h", false),
            ("state = running or doubt >= 1", true),
            ("state != held", false),
            ("flow = 'hold.flow'", true),
            ("flow = other.flow or id = 5f2k", true),
            ("doubt = 0", false),
            ("job = 77", false),
        ] {
            let read = Query::read(query).unwrap();
            assert_eq!(
                read.matches(&held, Timestamp::UNIX_EPOCH),
                matches,
                "{query}"
            );
        }
    }

    #[test]
    fn rows_are_meant_where_they_or_their_job_are_named() {
        let mut row = run(RunState::Held, 2);
        row.item = Some(("77".into(), 4));
        for (query, matches) in [
            ("job = 77", true),
            ("id = 5f2k", true),
            ("job = 77 and state = running", false),
            ("job = 78 or id = 5f2k", true),
            ("state = held", false),
            ("job = 78 or state = held", false),
            ("job != 78", false),
        ] {
            let read = Query::read(query).unwrap();
            assert_eq!(
                read.matches(&row, Timestamp::UNIX_EPOCH),
                matches,
                "{query}"
            );
        }
    }

    #[test]
    fn what_is_no_query_is_said_where_it_stands() {
        for (query, says) in [
            ("", "would match every run"),
            ("   ", "would match every run"),
            ("stat = held", "unknown field `stat`"),
            ("state", "is not a query"),
            ("state = heldd", "is not a query"),
            ("state > held", "is not a query"),
            ("age > soon", "is not a query"),
            ("state = held age > 1h", "is not a query"),
            ("state = held and", "is not a query"),
            ("= = =", "unknown field"),
            ("é = 'ü", "a quote in `--where` is not closed"),
            ("flow = \"cb.flow", "a quote in `--where` is not closed"),
            ("age > -1h", "is not a query"),
        ] {
            let problem = Query::read(query).unwrap_err();
            assert!(
                problem.message.contains(says),
                "{query}: {}",
                problem.message
            );
        }
    }

    #[test]
    fn who_names_a_state_means_it() {
        let query = |text| Query::read(text).unwrap();
        assert!(query("age > 1h and state = held").names_state(RunState::Held));
        assert!(!query("state != held").names_state(RunState::Held));
        assert!(!query("age > 1h").names_state(RunState::Held));
    }
}
