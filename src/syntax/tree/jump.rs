//! What leaves the place where it stands: a statement, or what a handler does. It is the same in the
//! tree and in the program, but for its value. What anybody has to know of one is here: whoever handles
//! jumps handles all alike, and a new one needs no place of its own there.

use super::expr::Expr;

/// What leaves the place where it stands.
#[derive(Clone, Debug)]
pub enum Jump<Value = Expr> {
    /// `ignore`: out of the handler, to the statement behind it
    Ignore,
    /// `next`: to the loop's next item or round
    Next,
    /// `leave`: out of the loop
    Leave,
    /// `restart`: the enclosing `try` again
    Restart,
    /// `return …`: back from the step
    Return(Option<Value>),
    /// `finish "…"`: the whole flow ends well
    Finish(Option<Value>),
    /// `fail "…"`: the whole flow ends badly
    Fail(Option<Value>),
}

/// What a jump leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaves {
    /// The handler, which alone has it: the flow goes on behind.
    Handler,
    /// The loop's round.
    Round,
    Loop,
    Try,
    Step,
    /// The run, which has succeeded.
    Finished,
    /// The run, which has failed.
    Failed,
}

impl<Value> Jump<Value> {
    /// The one that begins with a word; one that takes no value has none then.
    pub fn of(word: &str, value: Option<Value>) -> Option<Self> {
        Some(match word {
            "ignore" => Self::Ignore,
            "next" => Self::Next,
            "leave" => Self::Leave,
            "restart" => Self::Restart,
            "return" => Self::Return(value),
            "finish" => Self::Finish(value),
            "fail" => Self::Fail(value),
            _ => return None,
        })
    }

    /// The word that it begins with.
    pub fn word(&self) -> &'static str {
        self.facts().0
    }

    /// What it does, after the name of a flow: `leaves the loop`.
    pub fn does(&self) -> &'static str {
        self.facts().1
    }

    pub fn leaves(&self) -> Leaves {
        self.facts().2
    }

    fn facts(&self) -> (&'static str, &'static str, Leaves) {
        match self {
            Self::Ignore => ("ignore", "ignores it and continues", Leaves::Handler),
            Self::Next => ("next", "goes to the next item", Leaves::Round),
            Self::Leave => ("leave", "leaves the loop", Leaves::Loop),
            Self::Restart => ("restart", "runs the `try` again", Leaves::Try),
            Self::Return(_) => ("return", "returns", Leaves::Step),
            Self::Finish(_) => ("finish", "ends the run as succeeded", Leaves::Finished),
            Self::Fail(_) => ("fail", "ends the run as failed", Leaves::Failed),
        }
    }

    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Return(value) | Self::Finish(value) | Self::Fail(value) => value.as_ref(),
            Self::Ignore | Self::Next | Self::Leave | Self::Restart => None,
        }
    }

    /// The same with its value in another form.
    pub fn with<'a, To>(&'a self, form: impl FnMut(&'a Value) -> To) -> Jump<To> {
        let value = self.value().map(form);
        match self {
            Self::Ignore => Jump::Ignore,
            Self::Next => Jump::Next,
            Self::Leave => Jump::Leave,
            Self::Restart => Jump::Restart,
            Self::Return(_) => Jump::Return(value),
            Self::Finish(_) => Jump::Finish(value),
            Self::Fail(_) => Jump::Fail(value),
        }
    }
}
