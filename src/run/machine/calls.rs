//! Actions, watches and awaits: what is asked for.

use super::frames::{Act, Doing, Frame, Site, Tries};
use super::turn::{Turn, Turned};
use super::{Role, Run};
use crate::catalogue::Param;
use crate::program::{self, ArgValue, Stmt};
use crate::run::effect::{Await, Call, Request, Watch};
use crate::run::event::{EventKind, Fault};
use crate::source::Span;
use crate::value::{Record, Text, Value};
use std::sync::Arc;

impl Run {
    pub(super) fn call(&mut self, branch: usize, stmt: &Stmt, call: &Arc<program::Call>) -> Turned {
        let request = self.call_request(branch, call)?;
        let what = super::wording::action_text(&call.action, &request.args);
        let site = Site {
            path: stmt.path.clone(),
            span: call.span,
        };
        self.begin_act(
            branch,
            Doing::Call(call.clone()),
            site,
            Request::Call(request),
            what,
        )
    }

    fn call_request(&mut self, branch: usize, call: &program::Call) -> Result<Call, Box<Fault>> {
        let mut args = Record::with_capacity(call.args.len());
        for arg in &call.args {
            let Some(param) = call.action.params.get(arg.param as usize) else {
                continue;
            };
            let (value, span) = self.argument(branch, &arg.value, call)?;
            if let Some(value) = self.checked_argument(param, value, span, call)? {
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
        &mut self,
        branch: usize,
        value: &ArgValue,
        call: &program::Call,
    ) -> Result<(Value, Span), Box<Fault>> {
        match value {
            ArgValue::Expr(expr) => Ok((self.evaluate(branch, expr)?, expr.span)),
            ArgValue::Provided(index) => {
                let value = self.provided(branch, *index, call.span)?;
                Ok((value, call.span))
            }
        }
    }

    /// A value that is not there is left out, unless the action cannot do without it.
    fn checked_argument(
        &mut self,
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
        let value = super::values::marked(value, &param.kind, param.mark);
        self.hear(&value);
        Ok(Some(value))
    }

    /// What an earlier action, or the profile, has handed on.
    fn provided(&self, branch: usize, index: u16, span: Span) -> Result<Value, Box<Fault>> {
        let value = self.branch(branch).provided.get(index as usize).cloned();
        match value {
            Some(Value::Nothing) | None => Err(self.not_provided(index, span)),
            Some(value) => Ok(value),
        }
    }

    fn not_provided(&self, index: u16, span: Span) -> Box<Fault> {
        let wanted = self.program.provided.get(index as usize);
        let name = wanted.map_or("value", |provided| &*provided.name);
        Box::new(Fault {
            span,
            message: format!("this needs a {name}, and nothing before it has given one").into(),
            help: Some(format!(
                "put the action that gives a {name} before it, or let the profile bring one"
            )),
        })
    }

    fn needs(
        &self,
        branch: usize,
        needs: &[(Arc<str>, u16)],
        span: Span,
    ) -> Result<Record, Box<Fault>> {
        let one = |(name, index): &(Arc<str>, u16)| {
            Ok((name.clone(), self.provided(branch, *index, span)?))
        };
        needs.iter().map(one).collect()
    }

    pub(super) fn watch(
        &mut self,
        branch: usize,
        stmt: &Stmt,
        watch: &Arc<program::WaitUntil>,
    ) -> Turned {
        let id = self.evaluate(branch, &watch.subject)?;
        self.hear(&id);
        let request = Watch {
            system: self.system(watch.system),
            thing: watch.thing.name.clone(),
            id,
            negated: watch.negated,
            state: watch.state.clone(),
            needs: self.needs(branch, &watch.needs, stmt.span)?,
        };
        let what = super::wording::watch_text(&request);
        self.begin_act(
            branch,
            Doing::Watch(watch.clone()),
            Site::of(stmt),
            Request::Watch(request),
            what,
        )
    }

    pub(super) fn await_thing(
        &mut self,
        branch: usize,
        stmt: &Stmt,
        wait: &Arc<program::Await>,
    ) -> Turned {
        let mut with = Record::new();
        for (name, value) in &wait.with {
            let value = self.evaluate(branch, value)?;
            self.hear(&value);
            with.insert(name.clone(), value);
        }
        let request = Await {
            system: self.system(wait.system),
            thing: wait.thing.name.clone(),
            with,
            needs: self.needs(branch, &wait.needs, stmt.span)?,
        };
        let what = super::wording::await_text(&request);
        self.begin_act(
            branch,
            Doing::Await(wait.clone()),
            Site::of(stmt),
            Request::Await(request),
            what,
        )
    }

    fn system(&self, index: u16) -> Arc<str> {
        let system = self.program.systems.get(index as usize);
        system.cloned().unwrap_or_default()
    }

    fn begin_act(
        &mut self,
        branch: usize,
        doing: Doing,
        site: Site,
        request: Request,
        what: Text,
    ) -> Turned {
        let act = Act {
            doing,
            site,
            request,
            what,
            tries: Tries::default(),
            asked: None,
            asked_at: self.now,
            name: self.name.clone(),
            limit: None,
            retry_after: None,
            unknown: false,
        };
        self.push(branch, Frame::Act(Box::new(act)));
        self.ask_act(branch)
    }

    /// Asks for what is on top, once more.
    pub(super) fn ask_act(&mut self, branch: usize) -> Turned {
        let now = self.now;
        let Some(act) = self.act(branch) else {
            return Ok(Turn::More);
        };
        act.tries.attempt += 1;
        act.asked_at = now;
        act.retry_after = None;
        let attempt = act.tries.attempt;
        let (path, span, request) = (act.site.path.clone(), act.site.span, act.request.clone());
        let (what, doing) = (act.what.clone(), act.doing.clone());
        let limit = self.act_limit(branch, &doing)?;
        let name: Arc<str> = self
            .effect_name(branch, &path, format_args!("{attempt}"))
            .into();
        let asked = EventKind::Asked {
            name: name.clone(),
            what,
            attempt,
        };
        self.say(span, asked);
        let id = self.ask(branch, Role::Answer, name.clone(), request);
        let limit = limit.map(|limit| {
            self.ask_pause(
                branch,
                Role::ActLimit,
                &path,
                format_args!("{attempt}/limit"),
                limit,
            )
        });
        if let Some(act) = self.act(branch) {
            act.asked = Some(id);
            act.limit = limit;
            act.name = name;
        }
        Ok(Turn::Waits)
    }

    fn act_limit(
        &mut self,
        branch: usize,
        doing: &Doing,
    ) -> Result<Option<jiff::SignedDuration>, Box<Fault>> {
        match doing {
            Doing::Call(_) => Ok(None),
            Doing::Watch(watch) => self.duration(branch, &watch.at_most).map(Some),
            Doing::Await(wait) => self.duration(branch, &wait.at_most).map(Some),
        }
    }
}

fn empty_argument(param: &Param, span: Span, action: &str) -> Box<Fault> {
    Box::new(Fault {
        span,
        message: format!(
            "`{action}` needs a {}, but there is no value here",
            param.name
        )
        .into(),
        help: Some("what was to give this value left it out; check for it first".into()),
    })
}
