//! Actions, watches and awaits: what is asked for.

use super::cx::Cx;
use super::frames::{Act, Frame, Tries};
use super::next::{Stop, broken};
use super::owner::{Doing, Site};
use super::values::marked;
use super::wording::{action_text, await_text, signal_text, watch_text};
use crate::catalogue::Param;
use crate::program::{self, ArgValue};
use crate::run::effect::{Await, Call, Request, Signal, Watch};
use crate::run::event::Fault;
use crate::source::Span;
use crate::value::{Record, Text, Value};
use std::sync::Arc;

pub(super) fn begin_call(
    cx: &mut Cx<'_>,
    site: Site,
    call: &Arc<program::Call>,
) -> Result<Frame, Stop> {
    let request = call_request(cx, call)?;
    let what = action_text(&call.action, &request.args);
    let site = Site {
        span: call.span,
        ..site
    };
    Ok(act(
        cx,
        Doing::Call(call.clone()),
        site,
        Request::Call(request),
        what,
    ))
}

fn call_request(cx: &mut Cx<'_>, call: &program::Call) -> Result<Call, Box<Fault>> {
    let mut args = Record::with_capacity(call.args.len());
    for arg in &call.args {
        let Some(param) = call.action.params.get(arg.param as usize) else {
            return Err(broken(call.span, "a parameter of this action is missing"));
        };
        let (value, span) = argument(cx, &arg.value, call)?;
        if let Some(value) = checked_argument(cx, param, value, span, call)? {
            args.insert(param.name.clone(), value);
        }
    }
    Ok(Call {
        system: call.action.system.clone(),
        action: call.action.key.clone(),
        args,
        reads: call.action.reads,
    })
}

fn argument(
    cx: &mut Cx<'_>,
    value: &ArgValue,
    call: &program::Call,
) -> Result<(Value, Span), Box<Fault>> {
    match value {
        ArgValue::Expr(expr) => Ok((cx.evaluate(expr)?, expr.span)),
        ArgValue::Provided(index) => Ok((provided(cx, *index, call.span)?, call.span)),
    }
}

/// A value that is not there is left out, unless the action cannot do without it.
fn checked_argument(
    cx: &mut Cx<'_>,
    param: &Param,
    value: Value,
    span: Span,
    call: &program::Call,
) -> Result<Option<Value>, Box<Fault>> {
    if matches!(value, Value::Nothing) {
        if param.required {
            return Err(empty_argument(param, span, &call.action.key));
        }
        return Ok(None);
    }
    let value = marked(value, &param.kind, param.mark);
    cx.hear(&value);
    Ok(Some(value))
}

/// What an earlier action, or the profile, has handed on.
fn provided(cx: &Cx<'_>, index: u16, span: Span) -> Result<Value, Box<Fault>> {
    match cx.here().provided.get(index as usize) {
        Some(Value::Nothing) | None => Err(not_provided(cx, index, span)),
        Some(value) => Ok(value.clone()),
    }
}

fn not_provided(cx: &Cx<'_>, index: u16, span: Span) -> Box<Fault> {
    let Some(wanted) = cx.state.program.provided.get(index as usize) else {
        return broken(
            span,
            "a value that should come from an earlier action is missing",
        );
    };
    let name = &wanted.name;
    Box::new(Fault {
        outcome: None,
        span,
        message: format!("this action requires `{name}`, but no earlier action returned one")
            .into(),
        help: Some(format!(
            "add an action that returns `{name}` before this one, or use a profile that provides \
             one"
        )),
    })
}

fn needs(cx: &Cx<'_>, needs: &[(Arc<str>, u16)], span: Span) -> Result<Record, Box<Fault>> {
    let one = |(name, index): &(Arc<str>, u16)| Ok((name.clone(), provided(cx, *index, span)?));
    needs.iter().map(one).collect()
}

pub(super) fn begin_watch(
    cx: &mut Cx<'_>,
    site: Site,
    watch: &Arc<program::WaitUntil>,
) -> Result<Frame, Stop> {
    let id = cx.evaluate(&watch.subject)?;
    cx.hear(&id);
    let request = Watch {
        system: system(cx, watch.system, site.span)?,
        thing: watch.thing.name.clone(),
        id,
        negated: watch.negated,
        state: watch.state.clone(),
        needs: needs(cx, &watch.needs, site.span)?,
    };
    let what = watch_text(&request);
    Ok(act(
        cx,
        Doing::Watch(watch.clone()),
        site,
        Request::Watch(Box::new(request)),
        what,
    ))
}

pub(super) fn begin_await(
    cx: &mut Cx<'_>,
    site: Site,
    wait: &Arc<program::Await>,
) -> Result<Frame, Stop> {
    let mut with = Record::new();
    for (name, value) in &wait.with {
        let value = cx.evaluate(value)?;
        cx.hear(&value);
        with.insert(name.clone(), value);
    }
    let request = Await {
        system: system(cx, wait.system, site.span)?,
        thing: wait.thing.name.clone(),
        with,
        needs: needs(cx, &wait.needs, site.span)?,
    };
    let what = await_text(&request);
    Ok(act(
        cx,
        Doing::Await(wait.clone()),
        site,
        Request::Await(Box::new(request)),
        what,
    ))
}

pub(super) fn begin_signal(
    cx: &mut Cx<'_>,
    site: Site,
    wait: &Arc<program::Signal>,
) -> Result<Frame, Stop> {
    let question = match &wait.question {
        Some(text) => Some(cx.text(text)?),
        None => None,
    };
    let request = Signal {
        name: wait.name.clone(),
        question,
    };
    let what = signal_text(&request);
    Ok(act(
        cx,
        Doing::Signal(wait.clone()),
        site,
        Request::Signal(request),
        what,
    ))
}

fn system(cx: &Cx<'_>, index: u16, span: Span) -> Result<Arc<str>, Box<Fault>> {
    let system = cx.state.program.systems.get(index as usize);
    system
        .cloned()
        .ok_or_else(|| broken(span, "the system of this statement is missing"))
}

fn act(cx: &Cx<'_>, doing: Doing, site: Site, request: Request, what: Text) -> Frame {
    Frame::Act(Box::new(Act {
        doing,
        site,
        request,
        what,
        tries: Tries::default(),
        asked: None,
        asked_at: cx.state.now,
        name: cx.state.name.clone(),
        limit: None,
    }))
}

fn empty_argument(param: &Param, span: Span, action: &str) -> Box<Fault> {
    Box::new(Fault {
        outcome: None,
        span,
        message: format!(
            "`{action}` requires `{}`, but the value is missing",
            param.name
        )
        .into(),
        help: Some(
            "the value was never set, or the system did not return it. Test it first: \
                    `if present(…) { … }`"
                .into(),
        ),
    })
}
