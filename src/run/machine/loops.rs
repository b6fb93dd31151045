//! `repeat`, and `for each` with one item after the other.

use super::frames::{Each, Frame, Many, Rounds, Site};
use super::turn::{Turn, Turned};
use super::{Role, Run};
use crate::program::{ForEach, If, Repeat, Stmt};
use crate::run::event::{EventKind, Failure, Fault};
use crate::source::Span;
use crate::value::{Text, Value};
use jiff::SignedDuration;
use std::sync::Arc;

impl Run {
    pub(super) fn decide(&mut self, branch: usize, condition: &If) -> Turned {
        for (when, block) in &condition.arms {
            if self.yes_no(branch, when)? {
                self.push(branch, Frame::Block(block.clone(), 0));
                return Ok(Turn::More);
            }
        }
        if let Some(block) = &condition.otherwise {
            self.push(branch, Frame::Block(block.clone(), 0));
        }
        Ok(Turn::More)
    }

    pub(super) fn for_each(&mut self, branch: usize, stmt: &Stmt, each: &Arc<ForEach>) -> Turned {
        let items = self.items(branch, each)?;
        let at_once = self.count(branch, &each.at_once)?;
        let (each, site) = (each.clone(), Site::of(stmt));
        let frame = if at_once > 1 {
            let at_once = usize::try_from(at_once).unwrap_or(usize::MAX);
            Frame::Many(Box::new(Many::new(each, site, items, at_once)))
        } else {
            Frame::Each(Box::new(Each {
                each,
                site,
                items,
                next: 0,
            }))
        };
        self.push(branch, frame);
        Ok(Turn::More)
    }

    /// The items, once it is sure that there are not too many of them.
    fn items(&mut self, branch: usize, each: &ForEach) -> Result<Arc<Vec<Value>>, Box<Fault>> {
        let value = self.evaluate(branch, &each.items)?;
        let at_most = self.count(branch, &each.at_most)?;
        let Value::List(items) = value else {
            return Err(no_list(&value, each.items.span));
        };
        let count = items.len();
        if count as u64 > at_most {
            return Err(too_many(count, at_most, each.items.span));
        }
        self.check_items(count, each.items.span)?;
        Ok(items)
    }

    /// The loop on top goes on to its next item.
    pub(super) fn next_item(&mut self, branch: usize) -> Turned {
        let Some(each) = self.each(branch) else {
            return Ok(Turn::More);
        };
        let (done, of, span) = (each.next, each.items.len(), each.site.span);
        let next = each.items.get(done).cloned();
        each.next += 1;
        let (slot, body) = (each.each.slot, each.each.body.clone());
        if done > 0 {
            self.say(span, EventKind::Progress { done, of });
        }
        match next {
            Some(item) => {
                self.store(branch, slot, item, span)?;
                self.push(branch, Frame::Block(body, 0));
            }
            None => self.drop_top(branch),
        }
        Ok(Turn::More)
    }

    pub(super) fn repeat(&mut self, branch: usize, stmt: &Stmt, repeat: &Arc<Repeat>) -> Turned {
        let times = self.count(branch, &repeat.times)?;
        let rounds = Rounds {
            repeat: repeat.clone(),
            site: Site::of(stmt),
            times,
            round: 0,
            began: self.now,
            every: None,
        };
        self.push(branch, Frame::Rounds(Box::new(rounds)));
        Ok(Turn::More)
    }

    /// The loop on top goes on to its next round: at once, or when it is time for it.
    pub(super) fn next_round(&mut self, branch: usize) -> Turned {
        let now = self.now;
        let Some(rounds) = self.rounds(branch) else {
            return Ok(Turn::More);
        };
        if rounds.round >= rounds.times {
            return self.exhaust(branch);
        }
        let (repeat, began, path) = (
            rounds.repeat.clone(),
            rounds.began,
            rounds.site.path.clone(),
        );
        let due = match &repeat.every {
            Some(every) if rounds.round > 0 => self.duration(branch, every)?,
            _ => SignedDuration::ZERO,
        };
        let left = due.saturating_sub(now.duration_since(began));
        if left > SignedDuration::ZERO {
            let id = self.ask_pause(branch, Role::Pass, &path, format_args!("every"), left);
            if let Some(rounds) = self.rounds(branch) {
                rounds.every = Some(id);
            }
            return Ok(Turn::Waits);
        }
        if let Some(rounds) = self.rounds(branch) {
            rounds.round += 1;
            rounds.began = now;
        }
        self.push(branch, Frame::Block(repeat.body.clone(), 0));
        Ok(Turn::More)
    }

    fn exhaust(&mut self, branch: usize) -> Turned {
        let Some(rounds) = self.rounds(branch) else {
            return Ok(Turn::More);
        };
        let (span, times) = (rounds.site.span, rounds.times);
        let times = match times {
            1 => "the one round was used up without `leave`".to_owned(),
            times => format!("all {times} rounds were used up without `leave`"),
        };
        let failure = self.exhausted(branch, span, &times);
        self.raise_own(branch, failure)
    }

    pub(super) fn exhausted(&self, branch: usize, span: Span, reason: &str) -> Failure {
        Failure {
            span,
            what: Text::default(),
            action: None,
            outcome: "Exhausted".into(),
            reason: reason.into(),
            message: None,
            by: None,
            attempts: Vec::new(),
            through: self.through(branch),
        }
    }
}

fn no_list(value: &Value, span: Span) -> Box<Fault> {
    let what = crate::run::evaluate::a_kind_of(value);
    Box::new(Fault {
        span,
        message: format!("`for each` goes through a list, but this is {what}").into(),
        help: Some("give it a list, such as what a `find …` action gives".into()),
    })
}

fn too_many(count: usize, at_most: u64, span: Span) -> Box<Fault> {
    Box::new(Fault {
        span,
        message: format!("there are {count} items here, and `at most` allows {at_most}").into(),
        help: Some(format!(
            "nothing was done to any of them; narrow the list, or write `at most {count}`"
        )),
    })
}
