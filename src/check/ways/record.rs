//! Actions: what they need, end in and give, and what the graph has to know of them.

use super::flow::Flow;
use super::frames::Frame;
use super::listed::{let_list, record_list};
use super::needs::Need;
use super::raise::{Fired, Raise};
use crate::catalogue::{Action, Opens, ParamDefault};
use crate::check::graph::{Act, Call, Closes, Ends, Event, Node, Root, Subject};
use crate::check::resolve::{ActionUse, NameId, Sort};
use crate::source::Span;
use crate::syntax::tree::{self, Catches, Expr, Handler, RunStep};
use crate::syntax::visit::Visit;
use std::sync::Arc;

/// An action that has been recorded.
#[derive(Clone, Copy)]
struct Recorded {
    act: u32,
    /// The place where it is tried.
    node: Node,
    span: Span,
    /// Whether success and failure matter.
    matters: bool,
}

impl<'a> Flow<'_, 'a> {
    pub(super) fn action(&mut self, written: &'a tree::Action, at: Span) {
        let start = written.phrase.span.start;
        let model = self.model;
        let Some(used) = model.action_at(start) else {
            self.loose_values(written);
            return self.broken(written.giving, &written.handlers);
        };
        used.args().for_each(|(_, value)| self.expr(value));
        let unknown = written.with.iter().filter(|arg| {
            let name = self.slice(arg.name);
            let loose = matches!(arg.value.kind, tree::ExprKind::Name);
            used.action.param(name).is_none() && !loose
        });
        let unknown: Vec<&Expr> = unknown.map(|arg| &arg.value).collect();
        self.reads(unknown);
        let span = written.phrase.span;
        needs_of(self, &used, span);
        let outputs = used.outputs();
        for output in outputs {
            self.path.grow(self.var(*output));
        }
        let act = record_act(self, &used);
        if act.matters {
            self.path.pass(Event::Failed(act.act), act.span);
        }
        let fired = ends(self, &used, act, at);
        self.path.node = act.node;
        let (system, action) = (used.system, used.action);
        let done = |flow: &mut Self| {
            record_done(flow, act, outputs);
            record_list(flow, &used, outputs);
            flow.bind_all(outputs);
            flow.provide(system, &action.outputs, span);
        };
        match fired.goes_on || !written.handlers.is_empty() {
            true => self.after(&written.handlers, fired, at, done),
            false => done(self),
        }
    }

    /// `let`: a name for something that has one already, or another value for a name.
    pub(super) fn record_let(&mut self, name: NameId, value: &Expr, again: bool) {
        self.subjects.assign(name, value, again);
        let_list(self, name, value, again);
        if again {
            self.path.pass(Event::Assign(name, false), value.span);
        }
    }

    pub(super) fn record_call(&mut self, step: usize, call: &RunStep) -> u32 {
        let number = self.path.graph.calls.len() as u32;
        let node = self.path.pass(Event::Call(number), call.span);
        let params = self.model.steps[step].params.iter();
        let args = params.zip(&call.args);
        let args = args.map(|(param, arg)| (*param, self.subjects.of(arg)));
        let args = args.collect();
        self.path.graph.calls.push(Call { step, node, args });
        number
    }

    /// The number by which the graph knows a handler of last resort: it is run like a step.
    pub(super) fn as_step(&self, last_resort: usize) -> usize {
        self.steps.len() + last_resort
    }

    /// A handler of last resort is reached from here, when the action at a place has failed. Gives
    /// where it lets the flow go on.
    pub(super) fn record_last_resort(&mut self, index: usize, at: Span) -> Node {
        let here = self.path.node;
        self.path.pass(Event::Fails, at);
        self.pass_always(0, at);
        let number = self.path.graph.calls.len() as u32;
        let node = self.path.pass(Event::Call(number), at);
        let step = self.as_step(index);
        let args = Vec::new();
        self.path.graph.calls.push(Call { step, node, args });
        let back = self.path.pass(Event::Returned(number), at);
        self.path.node = here;
        back
    }

    /// The flow ends here, past what always runs.
    pub(super) fn record_exit(&mut self, ends: Ends, at: Span) {
        self.pass_always(0, at);
        self.path.pass(Event::Exit(ends), at);
    }

    /// The run may be cut off in a pause: what always runs does so, and nothing behind the pause.
    /// An `always` that is running is not cut.
    pub(super) fn record_pause(&mut self, at: Span) {
        let cleans = |frame: &Frame<'_>| matches!(frame, Frame::Always);
        if self.path.dead || self.frames.iter().any(cleans) {
            return;
        }
        let here = self.path.node;
        self.record_exit(Ends::Cut, at);
        self.path.node = here;
    }

    pub(super) fn record_end(&mut self, at: Span) {
        if !self.path.dead {
            let line = self
                .slice(at)
                .lines()
                .next()
                .map_or(0, |line| line.trim_end().len());
            let at = Span::new(at.start, at.start + line as u32);
            self.path.pass(Event::Exit(Ends::Last), at);
        }
    }

    /// The step is left here.
    pub(super) fn record_return(&mut self, at: Span) {
        self.pass_always(0, at);
        self.path.pass(Event::Return, at);
    }

    /// Goes past what always runs on the way out of the frames from this one on.
    pub(super) fn pass_always(&mut self, from: usize, at: Span) {
        let always = |frame: &Frame<'_>| match frame {
            Frame::Group(group) => group.always,
            Frame::Restartable { always, .. } => *always,
            _ => None,
        };
        let frames = self.frames.get(from..).unwrap_or(&[]);
        let passed: Vec<u32> = frames.iter().rev().filter_map(always).collect();
        if !passed.is_empty() && !self.path.dead {
            let number = self.path.graph.passed(passed);
            self.path.pass(Event::Through(number), at);
        }
    }

    /// Whether an earlier statement has given a variable its first value.
    pub(super) fn is_again(&self, name: NameId, at: Span) -> bool {
        let known = self.model.name(name);
        known.sort != Sort::Reason && known.span != at
    }
}

/// Parameters that are not written and taken from the path.
fn needs_of<'a>(flow: &mut Flow<'_, 'a>, used: &ActionUse<'_, 'a>, span: Span) {
    let mut vars = Vec::new();
    for (index, param) in used.action.params.iter().enumerate() {
        if let ParamDefault::Provided(name) = &param.default
            && param.required
            && used.value_of(index).is_none()
        {
            let var = flow.provided.find(used.system, name);
            vars.extend(var.filter(|var| !flow.path.is_bound(*var)));
        }
    }
    if !vars.is_empty() {
        let action: &'a Action = used.action;
        flow.need(Need::new(vars, action.short(), span));
    }
}

/// Sends the action's outcomes on their ways.
fn ends<'a>(flow: &mut Flow<'_, 'a>, used: &ActionUse<'_, 'a>, act: Recorded, at: Span) -> Fired {
    let action: &'a Action = used.action;
    let fine = used
        .handlers()
        .iter()
        .all(|handler| match &handler.catches {
            Catches::Named(names) => {
                let mut names = names.iter();
                names.all(|name| action.outcome(flow.slice(*name)).is_some())
            }
            Catches::AnyOther(_) => true,
        });
    let site = used.number();
    let failed = flow.path.node;
    // Who names `Unknown` has decided what happens then.
    let named = |handler: &Handler| flow.names(handler, "Unknown");
    let maybe = action.may_have_opened() && !used.handlers().iter().any(named);
    // `Unknown` comes from a place of its own, so handlers know from where they were reached.
    let mut fired = match maybe {
        true => Fired::new(used.handlers().len(), flow.path.mark()),
        false => Fired::here(failed),
    };
    for outcome in &action.outcomes {
        let silent = action.no_result && !outcome.transport;
        if &*outcome.name == "Success" || silent {
            continue;
        }
        flow.path.node = failed;
        if maybe && &*outcome.name == "Unknown" {
            flow.path.pass(Event::Maybe(act.act), act.span);
        }
        let raise = Raise {
            name: &outcome.name,
            action: Some(action),
            origin: used.phrase(),
            end: at.end,
            origins: None,
            transient: outcome.transient,
            repeats: true,
            soft: false,
            settled: false,
            known: fine.then_some((used.system, outcome, site)),
        };
        flow.raise(used.handlers(), &mut fired, raise);
    }
    flow.path.node = failed;
    flow.raise_zone(used.handlers(), &mut fired);
    fired
}

fn record_act<'a>(flow: &mut Flow<'_, 'a>, used: &ActionUse<'_, 'a>) -> Recorded {
    let span = used.phrase();
    let action = used.action;
    let named = |of: &str| flow.subjects.named(used, of);
    let state = action.state.as_ref();
    let thing = state.map_or(Subject::ANY, |state| named(&state.of));
    let of = action.opens.as_ref().and_then(|opens| opens.of.as_deref());
    let opens = of.map_or(Subject::plain(Root::One), named);
    let also = action.also_opens.as_ref();
    let also = also.and_then(|opens| opens.of.as_deref());
    let also_opens = also.map_or(Subject::plain(Root::One), named);
    let what: &'a [Arc<str>] = &action.closes;
    let closes = what.iter().map(|what| closes(flow, used, what));
    let closes = closes.collect();
    let act = Act {
        action,
        system: used.system,
        site: used.number(),
        span,
        thing,
        opens,
        also_opens,
        closes,
    };
    let matters = act.is_of_interest();
    flow.path.graph.acts.push(act);
    let act = (flow.path.graph.acts.len() - 1) as u32;
    let node = flow.path.pass(Event::Try(act), span);
    Recorded {
        act,
        node,
        span,
        matters,
    }
}

/// What an action closes, and what that is about.
fn closes<'a>(flow: &mut Flow<'_, 'a>, used: &ActionUse<'_, 'a>, what: &'a str) -> Closes<'a> {
    let opens = opened_as(flow, used.system, what);
    let of = opens.and_then(|opens| closed_by(used, opens));
    // A transfer that is given no id takes what there is.
    let of = of.filter(|of| used.value(of).is_some());
    Closes {
        what,
        of: of.map(|of| flow.subjects.named(used, of)),
        if_done: opens.is_some_and(|opens| opens.is_handed_over_by(used.action)),
    }
}

/// How the system says that something is opened, looked for once.
fn opened_as<'a>(flow: &mut Flow<'_, 'a>, system: u16, what: &'a str) -> Option<&'a Opens> {
    let known = flow.opened.entry((system, what));
    *known.or_insert_with(|| {
        let actions = flow.model.systems.list[system as usize]
            .entry
            .actions
            .iter();
        let mut opens = actions.flat_map(|other| other.opened());
        opens.find(|opens| *opens.what == *what)
    })
}

/// The parameter by which an action says what it closes; none where it closes all.
fn closed_by<'a>(used: &ActionUse<'_, 'a>, opens: &'a Opens) -> Option<&'a str> {
    let of = opens.closed_by()?;
    let action: &'a Action = used.action;
    let mut params = action.params.iter().map(|param| &*param.name);
    params.find(|name| *name == &**of)
}

/// Goes to where an action has succeeded.
fn record_done<'a>(flow: &mut Flow<'_, 'a>, act: Recorded, outputs: &[NameId]) {
    record_new(flow, outputs, false, act.span);
    if act.matters {
        flow.path.pass(Event::Done(act.act), act.span);
    }
}

/// Outputs that may be what later actions are about.
pub(super) fn record_new<'a>(flow: &mut Flow<'_, 'a>, outputs: &[NameId], awaited: bool, at: Span) {
    for name in outputs {
        let fits = flow.model.name(*name).kind.is_id();
        if awaited || fits {
            flow.path.pass(Event::Assign(*name, awaited), at);
        }
    }
}
