//! The tree of a parsed script. Every node has a span; words are spans into the source, so
//! that a tree owns no text. Parts that did not parse are `Bad` and have been reported.

use crate::source::Span;

/// A whole file.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// What stands at the top of the file, in order.
    pub items: Vec<Item>,
}

/// Something at the top of a file.
#[derive(Clone, Debug)]
pub enum Item {
    /// `use cxone as Desk`
    Use(Use),
    /// `input PhoneNumber: phone number = … "help"`
    Input(Input),
    /// `everywhere on Throttled -> retry`
    Everywhere(Everywhere),
    /// `step Name(A, B) { … }`
    Step(Step),
    /// `test "…" { … }`
    Test(Test),
    /// A statement of the flow itself.
    Stmt(Stmt),
}

/// `use cxone`, `use finesse as Desk`
#[derive(Clone, Debug)]
pub struct Use {
    /// The whole statement.
    pub span: Span,
    /// The system's name.
    pub system: Span,
    /// What the file calls it.
    pub alias: Option<Span>,
}

/// `input Name: kind = default "help"`
#[derive(Clone, Debug)]
pub struct Input {
    /// The whole statement.
    pub span: Span,
    /// Its name.
    pub name: Span,
    /// Its kind, as written.
    pub kind: KindRef,
    /// What it is where nobody gives it.
    pub default: Option<Expr>,
    /// What to tell who has to give it: a text literal.
    pub help: Option<Span>,
}

/// A kind as written.
#[derive(Clone, Debug)]
pub struct KindRef {
    /// The whole kind.
    pub span: Span,
    /// Its form.
    pub form: KindForm,
}

/// The forms of a written kind.
#[derive(Clone, Debug)]
pub enum KindForm {
    /// Words: `phone number`, `yes/no`; the span is the kind's own
    Words,
    /// `list of K`
    List(Box<KindRef>),
    /// `one of "A", "B"`: the spans of the text literals, quotes included
    OneOf(Vec<Span>),
}

/// `everywhere on … -> …`
#[derive(Clone, Debug)]
pub struct Everywhere {
    /// The whole statement.
    pub span: Span,
    /// Its handlers: at least one.
    pub handlers: Vec<Handler>,
}

/// `step Name(A, B) { … }`
#[derive(Clone, Debug)]
pub struct Step {
    /// The whole step.
    pub span: Span,
    /// Its name.
    pub name: Span,
    /// Its parameters' names.
    pub params: Vec<Span>,
    /// What it does.
    pub body: Block,
}

/// `test "…" { … }`
#[derive(Clone, Debug)]
pub struct Test {
    /// The whole test.
    pub span: Span,
    /// Its name: a text literal, quotes included.
    pub name: Span,
    /// From brace to brace.
    pub body: Span,
    /// Its lines.
    pub items: Vec<TestItem>,
}

/// A line of a test.
#[derive(Clone, Debug)]
pub enum TestItem {
    /// `given now = …`
    GivenNow(Span, Expr),
    /// `given AgentId = 7, ContactId = 42`
    GivenInputs(Span, Vec<(Span, Expr)>),
    /// `given hold contact answers InvalidState, Success with SessionId: "S1"`
    GivenAnswers {
        /// The whole line.
        span: Span,
        /// The mocked phrase.
        phrase: Phrase,
        /// What it answers, one call after the other.
        answers: Vec<Answer>,
    },
    /// `run this flow`
    RunThisFlow(Span),
    /// `run Name(…)`
    RunStep(Span, RunStep),
    /// `expect …`
    Expect(Span, Expectation),
    /// A line that did not parse.
    Bad(Span),
}

impl TestItem {
    /// The whole line.
    pub fn span(&self) -> Span {
        match self {
            Self::GivenNow(span, _)
            | Self::GivenInputs(span, _)
            | Self::GivenAnswers { span, .. }
            | Self::RunThisFlow(span)
            | Self::RunStep(span, _)
            | Self::Expect(span, _)
            | Self::Bad(span) => *span,
        }
    }
}

/// One answer of a mocked action.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The outcome's name.
    pub outcome: Span,
    /// Its outputs.
    pub with: Vec<Arg>,
}

/// What a test expects.
#[derive(Clone, Debug)]
pub enum Expectation {
    /// `it finishes with "…"`
    Finishes(Option<Expr>),
    /// `it fails with "…"`
    Fails(Option<Expr>),
    /// `hold contact called 4 times`, `once`, `never`
    Called(Phrase, Times),
    /// `emitted Name = value`
    Emitted(Span, Expr),
    /// `6s passed`
    Passed(Expr),
}

/// How often.
#[derive(Clone, Debug)]
pub enum Times {
    /// `never`
    Never,
    /// `once`
    Once,
    /// `N times`
    Count(Expr),
}

/// `{ … }`
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// From brace to brace.
    pub span: Span,
    /// What is in it.
    pub stmts: Vec<Stmt>,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// From its first word to the end of its last handler or block.
    pub span: Span,
    /// What it is.
    pub kind: StmtKind,
}

/// The statements of the language.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// An action of the catalogue.
    Action(Box<Action>),
    /// `let Name = …`
    Let {
        /// The name.
        name: Span,
        /// Its value.
        value: Expr,
    },
    /// `if … { } else if … { } else { }`
    If {
        /// Conditions and their blocks.
        arms: Vec<(Expr, Block)>,
        /// The last `else`.
        otherwise: Option<Block>,
    },
    /// `for each X in Xs, at most 500, 20 at once { }`
    ForEach(Box<ForEach>),
    /// `repeat at most 10 times every 5s { } on Exhausted -> …`
    Repeat(Box<Repeat>),
    /// `try { } on … -> … always { }`
    Try(Box<Try>),
    /// `within 30s { } on TimedOut -> …`
    Within(Box<Within>),
    /// `wait 5s`
    Wait(Expr),
    /// `wait until contact X is Held, at most 30s on TimedOut -> …`
    WaitUntil(Box<WaitUntil>),
    /// `await contact giving ContactId`
    Await(Box<Await>),
    /// `run Name(…) giving X on … -> …`
    Run(Box<Run>),
    /// `log "…"`
    Log(Expr),
    /// `emit Name: value`
    Emit {
        /// The result's name.
        name: Span,
        /// Its value.
        value: Expr,
    },
    /// A reaction that is a statement too: `next`, `leave`, `finish`, `fail`, `restart`, `return`.
    Jump(Jump),
    /// Something that did not parse.
    Bad,
}

/// What leaves the place where it stands.
#[derive(Clone, Debug)]
pub enum Jump {
    /// `next`
    Next,
    /// `leave`
    Leave,
    /// `restart`
    Restart,
    /// `return …`
    Return(Option<Expr>),
    /// `finish "…"`
    Finish(Option<Expr>),
    /// `fail "…"`
    Fail(Option<Expr>),
}

/// An action: its phrase and what follows it.
#[derive(Clone, Debug)]
pub struct Action {
    /// `Desk:` before the phrase.
    pub system: Option<Span>,
    /// Words and values.
    pub phrase: Phrase,
    /// `with Name: value, …`
    pub with: Vec<Arg>,
    /// `giving Name`
    pub giving: Option<Span>,
    /// `on … -> …`
    pub handlers: Vec<Handler>,
}

/// The words and values of an action, as they come.
#[derive(Clone, Debug, Default)]
pub struct Phrase {
    /// From the first to the last part.
    pub span: Span,
    /// `Desk:` before it.
    pub system: Option<Span>,
    /// The parts.
    pub parts: Vec<PhrasePart>,
}

/// A word or a value in a phrase.
#[derive(Clone, Debug)]
pub enum PhrasePart {
    /// A lower-case word.
    Word(Span),
    /// A value.
    Value(Expr),
}

/// `Name: value`
#[derive(Clone, Debug)]
pub struct Arg {
    /// The parameter's name.
    pub name: Span,
    /// Its value.
    pub value: Expr,
}

/// `on Outcome, Outcome -> reaction`
#[derive(Clone, Debug)]
pub struct Handler {
    /// From `on` to the end of the reaction.
    pub span: Span,
    /// Which outcomes.
    pub catches: Catches,
    /// What to do.
    pub reaction: Reaction,
}

/// Which outcomes a handler is for.
#[derive(Clone, Debug)]
pub enum Catches {
    /// The outcomes named.
    Named(Vec<Span>),
    /// `any other`
    AnyOther(Span),
}

/// What a handler does.
#[derive(Clone, Debug)]
pub struct Reaction {
    /// The reaction's text.
    pub span: Span,
    /// What it is.
    pub kind: ReactionKind,
}

/// The reactions.
#[derive(Clone, Debug)]
pub enum ReactionKind {
    /// `retry …`
    Retry(Box<Retry>),
    /// `ignore`
    Ignore,
    /// The ones that are statements too.
    Jump(Jump),
    /// `run Step(…)`
    Run(RunStep),
    /// `{ … }`
    Block(Block),
    /// Something that did not parse.
    Bad,
}

/// `retry 3 times every 2s, for at most 5m, then …`
#[derive(Clone, Debug, Default)]
pub struct Retry {
    /// How many times after the first attempt; `once` is the literal's place with no value.
    pub times: Option<RetryTimes>,
    /// Between attempts.
    pub pace: Option<Pace>,
    /// `for at most 5m`
    pub limit: Option<Expr>,
    /// `then <reaction>`
    pub then: Option<Reaction>,
}

/// How many retries.
#[derive(Clone, Debug)]
pub enum RetryTimes {
    /// `once`
    Once,
    /// `3 times`
    Count(Expr),
}

/// The time between attempts.
#[derive(Clone, Debug)]
pub enum Pace {
    /// `every 2s`
    Every(Expr),
    /// `backing off 1s to 30s`
    BackingOff(Expr, Expr),
}

/// `for each X in Xs, at most 500, 20 at once { }`
#[derive(Clone, Debug)]
pub struct ForEach {
    /// The item's name.
    pub name: Span,
    /// The items.
    pub items: Expr,
    /// The most items there may be.
    pub at_most: Option<Expr>,
    /// How many are worked on together.
    pub at_once: Option<Expr>,
    /// What is done with each.
    pub body: Block,
}

/// `repeat at most 10 times every 5s { } on Exhausted -> …`
#[derive(Clone, Debug)]
pub struct Repeat {
    /// How many times.
    pub times: Expr,
    /// From the start of one round to the start of the next.
    pub every: Option<Expr>,
    /// What is repeated.
    pub body: Block,
    /// `on Exhausted -> …`
    pub handlers: Vec<Handler>,
}

/// `try 3 times every 5s { } on … -> … always { }`
#[derive(Clone, Debug)]
pub struct Try {
    /// How often `restart` may run it in all.
    pub times: Option<Expr>,
    /// Before a restart.
    pub every: Option<Expr>,
    /// What is tried.
    pub body: Block,
    /// The shared handlers.
    pub handlers: Vec<Handler>,
    /// What runs on every way out.
    pub always: Option<Block>,
}

/// `within 30s { } on TimedOut -> …`
#[derive(Clone, Debug)]
pub struct Within {
    /// The time limit.
    pub limit: Expr,
    /// What is limited.
    pub body: Block,
    /// `on TimedOut -> …`
    pub handlers: Vec<Handler>,
}

/// `wait until contact X is Held, at most 30s`
#[derive(Clone, Debug)]
pub struct WaitUntil {
    /// `Desk:` before the thing.
    pub system: Option<Span>,
    /// What is watched: `contact`, `agent` …
    pub thing: Span,
    /// Which one.
    pub subject: Expr,
    /// `is not`
    pub negated: bool,
    /// The state's name.
    pub state: Span,
    /// How long; a default stands in.
    pub at_most: Option<Expr>,
    /// `on TimedOut -> …`
    pub handlers: Vec<Handler>,
}

/// `await contact giving ContactId`
#[derive(Clone, Debug)]
pub struct Await {
    /// `Desk:` before the thing.
    pub system: Option<Span>,
    /// What is awaited: `contact`.
    pub thing: Span,
    /// `with …`
    pub with: Vec<Arg>,
    /// How long; a default stands in.
    pub at_most: Option<Expr>,
    /// `giving Name`
    pub giving: Option<Span>,
    /// `on TimedOut -> …`
    pub handlers: Vec<Handler>,
}

/// `run Name(…) giving X on … -> …`
#[derive(Clone, Debug)]
pub struct Run {
    /// The step and its arguments.
    pub call: RunStep,
    /// `giving Name`: what the step returned
    pub giving: Option<Span>,
    /// `on … -> …`
    pub handlers: Vec<Handler>,
}

/// `Name(A, B)` after `run`.
#[derive(Clone, Debug)]
pub struct RunStep {
    /// The call.
    pub span: Span,
    /// The step's name.
    pub name: Span,
    /// Its arguments.
    pub args: Vec<Expr>,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Its text.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// The expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A bare name: a variable, or one of a closed list where its kind says so.
    Name,
    /// `<Name>`; the span is the name's, without the brackets
    Input(Span),
    /// A number, as in `42`, `-3.5`
    Number,
    /// `true`
    True,
    /// `false`
    False,
    /// `2s`, `500ms`
    Duration,
    /// `2026-12-01`
    Date,
    /// `2026-12-01T09:00:00+01:00`
    Time,
    /// `09:00`
    Clock,
    /// `now`
    Now,
    /// `today at 09:00 in "Europe/Rome"`, `tomorrow at …`
    DayAt {
        /// Whether it is `tomorrow`.
        tomorrow: bool,
        /// The time of day; without it the day alone is meant.
        at: Option<Box<Expr>>,
        /// The zone.
        zone: Option<Box<Expr>>,
    },
    /// `weekday of T in Zone`
    WeekdayOf {
        /// The time.
        time: Box<Expr>,
        /// The zone.
        zone: Option<Box<Expr>>,
    },
    /// `"… {Name} …"`
    Text(Vec<TextPart>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{ Name: value, "vendorKey": value }`
    Record(Vec<(Key, Expr)>),
    /// `X.Field`, `X."vendor field"`
    Field(Box<Expr>, Key),
    /// `count(Xs)`, `starts with(A, B)`; the span is the function's words
    Call(Span, Vec<Expr>),
    /// `( … )`
    Group(Box<Expr>),
    /// `not …`
    Not(Box<Expr>),
    /// Two operands and what stands between them.
    Binary(Box<Expr>, Operator, Box<Expr>),
    /// Something that did not parse.
    Bad,
}

/// A field's name.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    /// `Name`
    Name(Span),
    /// `"vendor field"`; the span includes the quotes
    Text(Span),
}

/// A part of a text literal.
#[derive(Clone, Debug)]
pub enum TextPart {
    /// Characters as written, escapes not yet read.
    Chars(Span),
    /// `{ … }`
    Value(Expr),
}

/// What stands between two operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, serde::Serialize, serde::Deserialize)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `in`
    In,
    /// `and`
    And,
    /// `or`
    Or,
}
