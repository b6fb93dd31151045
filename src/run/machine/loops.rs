//! `repeat`, and `for each` with one item after the other.

use super::cx::Cx;
use super::effects::Role;
use super::frames::{Each, Frame, Many, Rounds, Stmts};
use super::handlers::{Subject, raise};
use super::jumps::exhausted;
use super::next::{Next, Stepped, Stop};
use super::owner::{Owner, Site};
use crate::program::{ForEach, Repeat};
use crate::run::evaluate::a_kind_of;
use crate::run::event::{EventKind, Fault};
use crate::source::Span;
use crate::value::Value;
use jiff::SignedDuration;
use std::sync::Arc;

pub(super) fn for_each(cx: &mut Cx<'_>, site: Site, each: &Arc<ForEach>) -> Result<Frame, Stop> {
    let items = items(cx, each)?;
    let at_once = cx.count(&each.at_once)?;
    let each = each.clone();
    if at_once <= 1 {
        return Ok(Frame::Each(Box::new(Each {
            each,
            site,
            items,
            next: 0,
        })));
    }
    Ok(Frame::Many(Box::new(Many {
        each,
        site,
        items,
        next: 0,
        done: 0,
        at_once: usize::try_from(at_once).unwrap_or(usize::MAX),
        live: Vec::new(),
    })))
}

/// The items, once it is sure that there are not too many of them.
fn items(cx: &mut Cx<'_>, each: &ForEach) -> Result<Arc<Vec<Value>>, Box<Fault>> {
    let value = cx.evaluate(&each.items)?;
    let at_most = cx.count(&each.at_most)?;
    let Value::List(items) = value else {
        return Err(no_list(&value, each.items.span));
    };
    let count = items.len();
    if count as u64 > at_most {
        return Err(too_many(count, at_most, each.items.span));
    }
    cx.state.budget.check_items(count, each.items.span)?;
    Ok(items)
}

impl Each {
    /// On to the next item.
    pub fn step(&mut self, cx: &mut Cx<'_>) -> Stepped {
        let (done, of, span) = (self.next, self.items.len(), self.site.span);
        self.next += 1;
        if done > 0 {
            cx.say(span, EventKind::Progress { done, of });
        }
        let Some(item) = self.items.get(done).cloned() else {
            return Ok(Next::Done);
        };
        cx.store(self.each.slot, item, span)?;
        Ok(Next::Push(Stmts::of(&self.each.body)))
    }
}

pub(super) fn repeat(cx: &mut Cx<'_>, site: Site, repeat: &Arc<Repeat>) -> Result<Frame, Stop> {
    Ok(Frame::Rounds(Box::new(Rounds {
        times: cx.count(&repeat.times)?,
        repeat: repeat.clone(),
        site,
        round: 0,
        began: cx.state.now,
        every: None,
    })))
}

impl Rounds {
    /// On to the next round: at once, or when it is time for it.
    pub fn step(&mut self, cx: &mut Cx<'_>) -> Stepped {
        if self.every.is_some() {
            return Ok(Next::Wait);
        }
        if self.round >= self.times {
            return self.exhaust(cx);
        }
        let due = match &self.repeat.every {
            Some(every) if self.round > 0 => cx.duration(every)?,
            _ => SignedDuration::ZERO,
        };
        let passed = cx.state.now.duration_since(self.began);
        let left = due.saturating_sub(passed);
        if left > SignedDuration::ZERO {
            let (own, last) = (self.prefix(), format_args!("every"));
            self.every = Some(cx.ask_pause(Role::Top, &own, &self.site, last, left));
            return Ok(Next::Wait);
        }
        self.round += 1;
        self.began = cx.state.now;
        Ok(Next::Push(Stmts::of(&self.repeat.body)))
    }

    /// It is time for the next round.
    pub fn told(&mut self) -> Next {
        self.every = None;
        Next::Again
    }

    fn exhaust(&mut self, cx: &mut Cx<'_>) -> Stepped {
        let reason = match self.times {
            1 => "the only round ended without `leave`".to_owned(),
            times => format!("all {times} rounds ended without `leave`"),
        };
        let trouble = exhausted(cx, self.site.span, &reason);
        let subject = Subject {
            owner: Owner::Repeat(self.repeat.clone()),
            site: self.site.clone(),
            tries: None,
        };
        raise(cx, Some(subject), trouble)
    }
}

fn no_list(value: &Value, span: Span) -> Box<Fault> {
    let what = a_kind_of(value);
    Box::new(Fault {
        outcome: None,
        span,
        message: format!("`for each` needs a list, but this is {what}").into(),
        help: Some("use a list, such as the one that a `find …` action returns".into()),
    })
}

fn too_many(count: usize, at_most: u64, span: Span) -> Box<Fault> {
    Box::new(Fault {
        outcome: None,
        span,
        message: format!("the list has {count} items; `at most` allows {at_most}").into(),
        help: Some(format!(
            "no item was started; narrow the list, or write `at most {count}`"
        )),
    })
}
