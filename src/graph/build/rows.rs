//! How an item can end, row by row.

use super::{Build, group_id, only_jump};
use crate::graph::model::{Mark, Row};
use crate::graph::wording::{before_block, one_line, outside_quotes, piece};
use crate::program::{Block, Catches, Expr, Handler, Jump, Leaves, Pace, Program, Reaction, Retry};

/// Who takes an outcome that an action's own handlers do not.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    Nobody,
    /// The handlers of a `try` or `within` around it.
    Group,
    /// The handlers of who runs the step.
    Caller,
    /// The handlers of last resort.
    Everywhere,
}

impl Around {
    pub fn of(program: &Program, step: bool) -> Self {
        match (step, program.everywhere.is_empty()) {
            (true, _) => Self::Caller,
            (false, false) => Self::Everywhere,
            (false, true) => Self::Nobody,
        }
    }

    fn does(self) -> (Mark, &'static str) {
        match self {
            Self::Nobody => (Mark::Fail, "the run fails"),
            Self::Group => (Mark::Around, "the handlers around it"),
            Self::Caller => (Mark::Around, "the handlers of the caller"),
            Self::Everywhere => (Mark::Around, "the handlers `everywhere`"),
        }
    }
}

impl Build<'_> {
    pub(super) fn rows(self, handlers: &[Handler]) -> Vec<Row> {
        handlers
            .iter()
            .map(|handler| self.handler(handler))
            .collect()
    }

    /// What happens with the outcomes that have no handler here; nothing where all have one.
    pub(super) fn rest(self, handlers: &[Handler]) -> Option<Row> {
        let all = |handler: &Handler| matches!(handler.catches, Catches::AnyOther);
        if handlers.iter().any(all) {
            return None;
        }
        let (mark, does) = self.around.does();
        let when = match handlers.is_empty() {
            true => "any failure",
            false => "any other",
        };
        Some(Row {
            when: when.into(),
            mark,
            does: does.into(),
            lane: None,
            handler: None,
            arm: None,
            runs: None,
        })
    }

    fn handler(self, handler: &Handler) -> Row {
        let text = one_line(self.program.source.slice(handler.span));
        let arrow = outside_quotes(&text, "->").unwrap_or(text.len());
        let when = text[..arrow].trim();
        let when = when.strip_prefix("on ").unwrap_or(when);
        let does = text[arrow..].trim_start_matches("->").trim();
        let mut row = Row {
            when: (self.show)(when),
            mark: mark(&handler.reaction),
            does: String::new(),
            lane: None,
            handler: Some(handler.span),
            arm: None,
            runs: None,
        };
        self.react(&handler.reaction, does, &mut row);
        row
    }

    fn react(self, reaction: &Reaction, does: &str, row: &mut Row) {
        match reaction {
            Reaction::Block(block) => self.block(block, "", row),
            Reaction::Retry(retry) => {
                let does = self.in_full(retry, does);
                match &retry.then {
                    Some(Reaction::Block(block)) => self.block(block, before_block(&does), row),
                    Some(Reaction::Run(run)) => {
                        row.runs = group_id(self.program, run.step);
                        row.does = (self.show)(&does);
                    }
                    _ => row.does = (self.show)(&does),
                }
            }
            Reaction::Run(run) => {
                row.runs = group_id(self.program, run.step);
                row.does = (self.show)(does);
            }
            Reaction::Jump(_) => row.does = (self.show)(does),
        }
    }

    /// A block that is one jump is shown as that; any other stands beside.
    fn block(self, block: &Block, before: &str, row: &mut Row) {
        if let Some(jump) = only_jump(block) {
            let text = piece(&self.program.source, block.stmts[0].span, self.show);
            row.mark = if before.is_empty() {
                of_jump(jump)
            } else {
                row.mark
            };
            row.does = format!("{before} {text}").trim_start().to_owned();
            return;
        }
        if block.stmts.is_empty() {
            row.mark = Mark::On;
            row.does = format!("{before} nothing").trim_start().to_owned();
            return;
        }
        row.does = (self.show)(before);
        row.lane = Some(self.lane(block));
    }

    pub(super) fn arm(self, when: String, number: usize, block: &Block) -> Row {
        let mut row = Row {
            when,
            mark: Mark::Branch,
            does: String::new(),
            lane: None,
            handler: None,
            arm: Some(number),
            runs: None,
        };
        self.block(block, "", &mut row);
        row
    }

    /// An arm that goes on below.
    pub(super) fn below(self, when: &str, number: usize) -> Row {
        Row {
            when: when.into(),
            mark: Mark::On,
            does: String::new(),
            lane: None,
            handler: None,
            arm: Some(number),
            runs: None,
        }
    }

    /// A bare `retry` with what it means: a picture is read by people who have no manual open.
    fn in_full(self, retry: &Retry, does: &str) -> String {
        let rest = does.strip_prefix("retry").unwrap_or(does).trim_start();
        let bare = rest.is_empty() || rest.starts_with(',');
        let Some(times) = retry.times.as_ref().and_then(whole).filter(|_| bare) else {
            return does.to_owned();
        };
        let pace = match &retry.pace {
            Pace::Every(time) => said(time).map(|time| format!(" every {time}")),
            Pace::BackingOff(from, to) => said(from)
                .zip(said(to))
                .map(|(from, to)| format!(" backing off {from} to {to}")),
        };
        format!("retry {times} times{}{rest}", pace.unwrap_or_default())
    }
}

fn whole(expr: &Expr) -> Option<String> {
    said(expr)
}

/// A value that is known before the run.
fn said(expr: &Expr) -> Option<String> {
    match &expr.kind {
        crate::program::ExprKind::Value(value) => Some(value.said().to_string()),
        _ => None,
    }
}

fn mark(reaction: &Reaction) -> Mark {
    match reaction {
        Reaction::Retry(_) => Mark::Retry,
        Reaction::Jump(jump) => of_jump(jump),
        Reaction::Run(_) => Mark::Run,
        Reaction::Block(_) => Mark::Branch,
    }
}

fn of_jump(jump: &Jump) -> Mark {
    match jump.leaves() {
        Leaves::Handler => Mark::On,
        Leaves::Finished => Mark::Finish,
        Leaves::Failed => Mark::Fail,
        Leaves::Round | Leaves::Loop | Leaves::Try | Leaves::Step => Mark::Back,
    }
}
