//! What the graph of ways has to know of the statements that the walk sees.

use super::names::Origin;
use super::{Frame, Walker};
use crate::catalogue::{Action, PhrasePart as Known, Thing};
use crate::check::graph::{Act, Call, Ends, Event, Node, Root, Seen, Subject};
use crate::check::path::Var;
use crate::source::Span;
use crate::syntax::tree::{self, Expr, ExprKind, PhrasePart, RunStep, TextPart};
use std::sync::Arc;

/// An action that has been recorded.
#[derive(Clone, Copy)]
pub(super) struct Recorded {
    pub act: u32,
    /// The place where it is tried.
    pub node: Node,
    span: Span,
    /// Whether success and failure matter.
    matters: bool,
}

impl<'a> Walker<'a> {
    pub(super) fn record_act(
        &mut self,
        system: u16,
        action: &'a Arc<Action>,
        written: &'a tree::Action,
        outputs: &[Var],
    ) -> Recorded {
        let span = written.phrase.span;
        let state = action.state.as_ref();
        let named = |of: &str| self.subject_named(action, written, outputs, of);
        let thing = state.map_or(Subject::ANY, |state| named(&state.of));
        let of = action.opens.as_ref().and_then(|opens| opens.of.as_deref());
        let opens = of.map_or(Subject::plain(Root::One), named);
        let closes = action.closes.iter().map(|what| {
            let of = self.closed_by(system, action, what);
            (&**what, of.map(named))
        });
        let act = Act {
            action,
            system,
            span,
            thing,
            opens,
            closes: closes.collect(),
        };
        let matters = act.is_of_interest();
        self.path.graph.acts.push(act);
        let act = (self.path.graph.acts.len() - 1) as u32;
        let node = self.path.pass(Event::Try(act), span);
        Recorded {
            act,
            node,
            span,
            matters,
        }
    }

    /// The parameter by which an action says what it closes; none where it closes all.
    fn closed_by(&self, system: u16, action: &'a Action, what: &str) -> Option<&'a str> {
        let entry = self.systems.list[system as usize].entry;
        let mut opens = entry
            .actions
            .iter()
            .filter_map(|other| other.opens.as_ref());
        let opens = opens.find(|opens| *opens.what == *what)?;
        let of = opens.of.as_deref()?;
        let mut params = action.params.iter().map(|param| &*param.name);
        params.find(|name| *name == of)
    }

    /// Goes to where an action has failed.
    pub(super) fn record_failed(&mut self, act: Recorded) {
        if act.matters {
            self.path.pass(Event::Failed(act.act), act.span);
        }
    }

    /// Goes to where it has succeeded.
    pub(super) fn record_done(&mut self, act: Recorded, outputs: &[Var]) {
        self.record_new(outputs, false, act.span);
        if act.matters {
            self.path.pass(Event::Done(act.act), act.span);
        }
    }

    /// What the value of a parameter, or an output, of an action is about.
    fn subject_named(
        &self,
        action: &'a Action,
        written: &'a tree::Action,
        outputs: &[Var],
        name: &str,
    ) -> Subject<'a> {
        match param_value(action, written, name, |span| self.source.slice(span)) {
            Some(value) => self.subject(value),
            None => match action
                .outputs
                .iter()
                .position(|output| *output.name == *name)
            {
                Some(at) => self.output(action, written, outputs, at),
                None if action.param(name).is_some() => Subject::plain(Root::One),
                None => Subject::ANY,
            },
        }
    }

    fn output(
        &self,
        action: &'a Action,
        written: &tree::Action,
        outputs: &[Var],
        at: usize,
    ) -> Subject<'a> {
        let whole = written.giving.is_some() && action.outputs.len() > 1;
        let (var, path) = match whole {
            true => (outputs.first(), &*action.outputs[at].name),
            false => (outputs.get(at), ""),
        };
        let entry = self.path.graph.entry();
        var.map_or(Subject::ANY, |var| Subject {
            root: Root::Variable(entry, *var),
            path,
        })
    }

    /// What an expression is about.
    pub(super) fn subject(&self, expr: &Expr) -> Subject<'a> {
        let plain = Subject::plain;
        match &expr.kind {
            ExprKind::Group(inner) => self.subject(inner),
            ExprKind::Input(name) => plain(Root::Input(self.slice(*name))),
            ExprKind::Name => self.subject_of_name(self.slice(expr.span)),
            ExprKind::Number => plain(Root::Literal(self.slice(expr.span))),
            ExprKind::Text(parts) if parts.iter().all(is_chars) => {
                let text = self.slice(expr.span).trim_matches('"');
                plain(Root::Literal(text))
            }
            ExprKind::Field(of, _) => {
                let mut root = &**of;
                while let ExprKind::Field(inner, _) = &root.kind {
                    root = inner;
                }
                let path = Span::new((root.span.end + 1).min(expr.span.end), expr.span.end);
                match self.subject(root) {
                    Subject { root, path: "" } => Subject {
                        root,
                        path: self.slice(path),
                    },
                    _ => Subject::ANY,
                }
            }
            _ => Subject::ANY,
        }
    }

    /// What a list is about that a loop goes through.
    pub(super) fn subject_of_list(&self, items: &Expr) -> Subject<'a> {
        match items.kind {
            ExprKind::List(_) => Subject::plain(Root::Literal(self.slice(items.span))),
            _ => self.subject(items),
        }
    }

    fn subject_of_name(&self, name: &'a str) -> Subject<'a> {
        let entry = self.path.graph.entry();
        let root = match self.names.get(name) {
            Some(var) => match self.aliases.get(&(entry, var)) {
                Some(alias) => return *alias,
                None => Root::Variable(entry, var),
            },
            None => Root::Input(name),
        };
        Subject::plain(root)
    }

    /// `let`: a name for something that has one already, or another value for a name.
    pub(super) fn record_let(&mut self, var: Var, value: &Expr, again: bool) {
        let entry = self.path.graph.entry();
        let said = matches!(
            value.kind,
            ExprKind::Name | ExprKind::Input(_) | ExprKind::Field(..)
        );
        if again {
            self.aliases.insert((entry, var), Subject::ANY);
            self.path.pass(Event::Assign(var, false), value.span);
        } else if said {
            let subject = self.subject(value);
            self.aliases.insert((entry, var), subject);
        }
    }

    /// Outputs that may be what later actions are about.
    pub(super) fn record_new(&mut self, outputs: &[Var], awaited: bool, at: Span) {
        for var in outputs {
            let known = &self.names.all[*var as usize];
            let fits = known.kind.is_id() && known.origin != Origin::Given;
            if awaited || fits {
                self.path.pass(Event::Assign(*var, awaited), at);
            }
        }
    }

    /// A `wait until` that has ended well.
    pub(super) fn record_seen(
        &mut self,
        system: u16,
        thing: &'a Thing,
        wait: &'a tree::WaitUntil,
        at: Span,
    ) {
        let state = self.slice(wait.state);
        let at_state = thing.states.iter().position(|known| *known.name == *state);
        let bit = at_state.map_or(0, |at| 1u32 << (at % 32));
        let seen = Seen {
            system,
            thing: &thing.name,
            subject: self.subject(&wait.subject),
            states: if wait.negated { !bit } else { bit },
        };
        let number = self.path.graph.seen.len() as u32;
        self.path.graph.seen.push(seen);
        self.path.pass(Event::Seen(number), at);
    }

    pub(super) fn record_call(&mut self, step: usize, call: &RunStep) -> u32 {
        let number = self.path.graph.calls.len() as u32;
        let node = self.path.pass(Event::Call(number), call.span);
        let first = self.provided.count();
        let mut args = Vec::with_capacity(call.args.len());
        for (at, arg) in call.args.iter().enumerate() {
            let subject = self.subject(arg);
            args.push((first + at as u32, subject));
        }
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
}

fn is_chars(part: &TextPart) -> bool {
    matches!(part, TextPart::Chars(_))
}

/// The value that an action gives to a parameter.
pub(super) fn param_value<'a>(
    action: &Action,
    written: &'a tree::Action,
    name: &str,
    slice: impl Fn(Span) -> &'a str,
) -> Option<&'a Expr> {
    let in_phrase = action.phrase.iter().zip(&written.phrase.parts);
    let mut in_phrase = in_phrase.filter_map(|(known, part)| match (known, part) {
        (Known::Value(index), PhrasePart::Value(value)) => Some((*index, value)),
        _ => None,
    });
    let found = in_phrase.find(|(index, _)| *action.params[*index].name == *name);
    let with = || written.with.iter().find(|arg| slice(arg.name) == name);
    found
        .map(|(_, value)| value)
        .or_else(|| with().map(|arg| &arg.value))
}
