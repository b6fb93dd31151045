//! Statements, one after the other.

use super::calls::{begin_await, begin_call, begin_signal, begin_watch};
use super::cx::Cx;
use super::failing::outcome_of;
use super::frames::{Frame, Group, Limited, Phase, Stmts, Wait};
use super::loops::{for_each, repeat};
use super::next::{Next, Stepped, Stop};
use super::owner::Site;
use super::steps::call_step;
use crate::program::{Expr, If, Op, Plain, Stmt};
use crate::run::event::EventKind;
use crate::source::Span;
use std::sync::Arc;

impl Stmts {
    pub fn step(&mut self, cx: &mut Cx<'_>) -> Stepped {
        let stmts = self.block.stmts.clone();
        let Some(stmt) = stmts.get(self.next as usize) else {
            return Ok(Next::Done);
        };
        self.next += 1;
        count_step(cx, stmt.span)?;
        cx.state.news.visit(&stmt.path);
        begin(cx, stmt).or_else(|stop| outcome_of(stmt, stop))
    }
}

fn count_step(cx: &mut Cx<'_>, span: Span) -> Result<(), Stop> {
    use super::budget::Spent;
    cx.state
        .budget
        .count_step(span)
        .map_err(|spent| match spent {
            Spent::Grace => Stop::Over,
            Spent::Limit(fault) => {
                cx.state.begin_grace();
                Stop::Fault(fault)
            }
        })
}

fn begin(cx: &mut Cx<'_>, stmt: &Stmt) -> Stepped {
    let site = Site::of(stmt);
    let frame = match &stmt.op {
        Op::Call(call) => begin_call(cx, site, call)?,
        Op::WaitUntil(watch) => begin_watch(cx, site, watch)?,
        Op::Await(wait) => begin_await(cx, site, wait)?,
        Op::Signal(wait) => begin_signal(cx, site, wait)?,
        Op::ForEach(each) => for_each(cx, site, each)?,
        Op::Repeat(rounds) => repeat(cx, site, rounds)?,
        Op::Try(group) => Frame::Group(Box::new(Group {
            times: cx.count(&group.times)?,
            group: group.clone(),
            site,
            phase: Phase::New,
            round: 1,
        })),
        Op::Within(within) => Frame::Limited(Box::new(Limited {
            within: within.clone(),
            site,
            limit: None,
            timer: None,
        })),
        Op::Run(run) => call_step(cx, site, run)?,
        Op::If(condition) => return decide(cx, condition, &stmt.path),
        Op::Let(slot, value) => {
            let value = cx.evaluate(value)?;
            cx.store(*slot, value, stmt.span)?;
            return Ok(Next::Again);
        }
        Op::Plain(Plain::Log, text) => return log(cx, stmt.span, text),
        Op::Plain(Plain::Wait, time) => wait(cx, site, time)?,
        Op::Emit(name, value) => return emit(cx, stmt.span, name, value),
        Op::Jump(jump) => return Ok(Next::Jump(jump.clone(), stmt.span)),
    };
    Ok(Next::Push(frame))
}

fn decide(cx: &mut Cx<'_>, condition: &If, path: &Arc<str>) -> Stepped {
    for (arm, (when, block)) in condition.arms.iter().enumerate() {
        if cx.yes_no(when)? {
            cx.state.news.visit_arm(path, arm);
            return Ok(Next::Push(Stmts::of(block)));
        }
    }
    cx.state.news.visit_arm(path, condition.arms.len());
    Ok(match &condition.otherwise {
        Some(block) => Next::Push(Stmts::of(block)),
        None => Next::Again,
    })
}

fn log(cx: &mut Cx<'_>, span: Span, text: &Expr) -> Stepped {
    let text = cx.text(text)?;
    cx.say(span, EventKind::Log(text));
    Ok(Next::Again)
}

fn emit(cx: &mut Cx<'_>, span: Span, name: &Arc<str>, value: &Expr) -> Stepped {
    let value = cx.evaluate(value)?;
    cx.keep_result(span, name, &value)?;
    cx.say(span, EventKind::Emitted(name.clone(), value));
    Ok(Next::Again)
}

fn wait(cx: &mut Cx<'_>, site: Site, time: &Expr) -> Result<Frame, Stop> {
    let time = cx.duration(time)?;
    cx.say(site.span, EventKind::Waiting { at_most: time });
    let last = format_args!("wait");
    let timer = cx.ask_pause(super::effects::Role::Top, "", &site, last, time);
    Ok(Frame::Wait(Box::new(Wait {
        site,
        timer: Some(timer),
    })))
}

impl Wait {
    pub fn step(&self) -> Next {
        match self.timer {
            Some(_) => Next::Wait,
            None => Next::Done,
        }
    }

    pub fn told(&mut self) -> Next {
        self.timer = None;
        Next::Done
    }
}
