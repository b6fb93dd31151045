//! Statements that no run has come to, and values with which one does: those of a condition before them,
//! where they follow from what is written in it, or those of the flow's own tests.

use super::origin::{At, Origins, bodies};
use super::sampled::Sampled;
use super::solve::{Guess, Solver};
use super::values::{Values, asked_for};
use super::world::{Choice, Choices, Explored};
use crate::outcome::Outcome;
use crate::program::test::{Runs, Test};
use crate::program::{Block, Handler, If, Op, Program, Reaction, Stmt};
use crate::run::effect::Request;
use crate::testing::{Seen, play, ready};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// So many values are tried for what is not reached.
const MOST_GUESSES: usize = 300;

/// With what a run begins.
#[derive(Clone)]
pub struct Beginning {
    /// Its values.
    pub values: Arc<Values>,
    /// The answers that are forced.
    pub choices: Choices,
}

impl Beginning {
    /// The same, with another answer forced.
    pub fn and(&self, at: usize, choice: Choice) -> Self {
        let mut beginning = self.clone();
        beginning.choices.insert(at, choice);
        beginning
    }
}

/// What has been reached, and how.
#[derive(Default)]
pub struct Reached {
    /// The statements that have begun, and the arms that were taken.
    pub visited: HashSet<Arc<str>>,
    /// The first way to each.
    by: BTreeMap<Arc<str>, Beginning>,
    tried: BTreeSet<(Arc<str>, usize, usize)>,
    guesses: usize,
}

impl Reached {
    /// Adds what a run has reached. Whether there was anything new.
    pub fn add(&mut self, explored: &Explored, choices: &Choices) -> bool {
        let mut new = false;
        for path in &explored.seen.visited {
            if self.visited.insert(path.clone()) {
                new = true;
                let beginning = Beginning {
                    values: explored.values.clone(),
                    choices: choices.clone(),
                };
                self.by.insert(path.clone(), beginning);
            }
        }
        new
    }

    fn has(&self, path: &str) -> bool {
        self.visited.contains(path)
    }
}

/// A way to something that nothing has reached so far.
pub struct Way {
    /// With what the run began.
    pub from: Beginning,
    /// What was seen of it.
    pub explored: Explored,
}

/// Tries values for what has not been reached; the first that reach something new.
pub fn further(
    program: &Program,
    reached: &mut Reached,
    run: &dyn Fn(&Beginning) -> Explored,
) -> Option<Way> {
    let origins = Origins::of(program);
    let sampled = Sampled::of(program, &origins);
    let solver = Solver {
        origins: &origins,
        sampled,
    };
    let open = open(program, reached);
    for gap in open {
        let Some(from) = reached.by.get(&gap.stmt).cloned() else {
            continue;
        };
        for (number, guess) in gap.guesses(&solver).into_iter().enumerate() {
            let key = (gap.stmt.clone(), gap.arm, number);
            if guess.is_usual() || reached.guesses >= MOST_GUESSES || !reached.tried.insert(key) {
                continue;
            }
            reached.guesses += 1;
            let from = with(&from, &guess);
            let explored = run(&from);
            if reached.add(&explored, &from.choices) {
                return Some(Way { from, explored });
            }
        }
    }
    None
}

fn with(from: &Beginning, guess: &Guess) -> Beginning {
    let mut values = Values::clone(&from.values);
    values.put.extend(guess.put.clone());
    values.now = guess.now.unwrap_or(values.now);
    Beginning {
        values: Arc::new(values),
        choices: from.choices.clone(),
    }
}

/// A way that a run could have gone, and none has.
struct Gap<'a> {
    body: usize,
    /// The statement that has begun.
    stmt: Arc<str>,
    /// Which way.
    arm: usize,
    of: Of<'a>,
}

enum Of<'a> {
    If(&'a If),
    List(&'a crate::program::Expr),
}

impl Gap<'_> {
    /// Values with which a run may go this way.
    fn guesses(&self, solver: &Solver<'_>) -> Vec<Guess> {
        let at = At {
            body: self.body,
            item: None,
        };
        match self.of {
            Of::List(list) => solver.has_an_item(&at, list),
            Of::If(condition) => {
                // no arm before it, and this one
                let arms = condition.arms.iter().take(self.arm + 1).enumerate();
                let mut all = vec![Guess::default()];
                for (number, (when, _)) in arms {
                    let ways = solver.solve(&at, when, number == self.arm);
                    let both = all
                        .iter()
                        .flat_map(|one| ways.iter().filter_map(|other| one.and(other)));
                    all = both.collect();
                }
                all
            }
        }
    }
}

/// Every such way of a flow.
fn open<'a>(program: &'a Program, reached: &Reached) -> Vec<Gap<'a>> {
    let mut search = Search {
        reached,
        body: 0,
        open: Vec::new(),
    };
    for (number, body) in bodies(program) {
        search.body = number;
        search.block(&body.block);
    }
    search.open
}

struct Search<'a, 'r> {
    reached: &'r Reached,
    body: usize,
    open: Vec<Gap<'a>>,
}

impl<'a> Search<'a, '_> {
    fn block(&mut self, block: &'a Block) {
        block.stmts.iter().for_each(|stmt| self.stmt(stmt));
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        if !self.reached.has(&stmt.path) {
            return;
        }
        match &stmt.op {
            Op::If(condition) => {
                for arm in 0..=condition.arms.len() {
                    if !self.reached.has(&format!("{}?{arm}", stmt.path)) {
                        self.gap(stmt, arm, Of::If(condition));
                    }
                }
            }
            Op::ForEach(each) => {
                let first = each.body.stmts.first();
                if first.is_some_and(|first| !self.reached.has(&first.path)) {
                    self.gap(stmt, 0, Of::List(&each.items));
                }
            }
            _ => {}
        }
        let (blocks, handlers) = stmt.op.parts();
        blocks.iter().for_each(|block| self.block(block));
        self.handlers(handlers);
    }

    fn gap(&mut self, stmt: &Stmt, arm: usize, of: Of<'a>) {
        self.open.push(Gap {
            body: self.body,
            stmt: stmt.path.clone(),
            arm,
            of,
        });
    }

    fn handlers(&mut self, handlers: &'a [Handler]) {
        for handler in handlers {
            if let Reaction::Block(block) = &handler.reaction {
                self.block(block);
            }
        }
    }
}

/// With what the run of a test begins, where it is the run of a whole flow against mocks.
pub fn of_test(program: &Arc<Program>, test: &Test) -> Option<Beginning> {
    let whole = matches!(test.runs.as_slice(), [(_, Runs::Flow)]);
    if !whole || !test.worlds.is_empty() || test.cancelled.is_some() {
        return None;
    }
    let mut ready = ready(program, test).ok()?;
    let (seen, _) = play(&mut ready).ok()?;
    Some(Beginning {
        values: Arc::new(Values::of_test(&ready, &seen)),
        choices: choices(&seen),
    })
}

/// What was answered otherwise than with success.
fn choices(seen: &Seen) -> Choices {
    let asked = seen.asked.iter().enumerate();
    let forced = asked.filter_map(|(at, one)| {
        let answer = one.answer.as_ref()?;
        asked_for(&one.request)?;
        let waits = !matches!(one.request, Request::Call(_));
        let outcome = match answer.is_success() {
            true => return None,
            false if waits && answer.outcome == Outcome::TIMED_OUT => "TimedOut".into(),
            false => answer.outcome.text(),
        };
        Some((at, Choice::Outcome(outcome)))
    });
    forced.collect()
}
