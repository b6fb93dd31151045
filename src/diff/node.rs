//! Statements as they are compared.

/// A statement, an arm of an `if`, or a block that belongs to one.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// What kind of thing it is, and which action: only what has the same key can be the same
    /// statement.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// It in the words of the flow, without its handlers and blocks.
    pub text: String,
    /// The line it begins at.
    pub line: u32,
    /// What is said of it: `the limit`, `10s`.
    pub facts: Vec<Fact>,
    pub handlers: Vec<Handler>,
    /// What is inside of it.
    pub inside: Vec<Node>,
    /// What `always` does.
    pub always: Option<Vec<Node>>,
    /// Whether what it does cannot be undone.
    pub irreversible: bool,
    /// Whether it is an action that changes something outside.
    pub writes: bool,
}

/// Something that is said of a statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Fact {
    pub name: String,
    /// The same text for the same value, however it is written.
    pub value: String,
    /// As people read it.
    pub shown: String,
    /// How a difference is worded.
    pub form: Form,
}

/// How a difference of a fact is worded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// `SkillId is 4022 instead of 4021`
    Is,
    /// `waits 30s instead of 10s`: the name is a verb
    Verb,
}

/// A handler, once for each outcome that it takes.
#[derive(Clone, Debug)]
pub(super) struct Handler {
    /// `any other` is one too.
    pub outcome: String,
    pub line: u32,
    pub reaction: Reaction,
}

#[derive(Clone, Debug)]
pub(super) enum Reaction {
    Retry(Box<Retry>),
    /// `ignore`, `fail "…"`: what it is, and what it says.
    Jump(String),
    /// A step with its arguments.
    Run(String),
    Block(Vec<Node>),
}

#[derive(Clone, Debug)]
pub(super) struct Retry {
    pub times: Option<String>,
    pub pace: String,
    pub limit: Option<String>,
    pub then: Option<Reaction>,
}

impl Node {
    /// The same text for statements that do the same.
    pub fn whole(&self) -> String {
        let mut text = self.key.clone();
        for fact in &self.facts {
            text.push_str(&format!("|{}={}", fact.name, fact.value));
        }
        for handler in &self.handlers {
            text.push_str(&format!(
                "|on {} {}",
                handler.outcome,
                handler.reaction.whole()
            ));
        }
        text.push_str(&whole(&self.inside));
        if let Some(always) = &self.always {
            text.push_str("always");
            text.push_str(&whole(always));
        }
        text
    }

    /// It and everything inside of it.
    pub fn each<'a>(&'a self, found: &mut Vec<&'a Node>) {
        found.push(self);
        let always = self.always.iter().flatten();
        self.inside
            .iter()
            .chain(always)
            .for_each(|node| node.each(found));
        for handler in &self.handlers {
            handler.reaction.each(found);
        }
    }
}

/// The same text for blocks that do the same.
pub(super) fn whole(nodes: &[Node]) -> String {
    let all: Vec<String> = nodes.iter().map(Node::whole).collect();
    format!("{{{}}}", all.join(";"))
}

impl Reaction {
    pub fn whole(&self) -> String {
        match self {
            Self::Retry(retry) => {
                let then = retry.then.as_ref().map(Self::whole);
                format!(
                    "retry {:?} {} {:?} {then:?}",
                    retry.times, retry.pace, retry.limit
                )
            }
            Self::Jump(jump) => jump.clone(),
            Self::Run(run) => format!("run {run}"),
            Self::Block(nodes) => whole(nodes),
        }
    }

    fn each<'a>(&'a self, found: &mut Vec<&'a Node>) {
        match self {
            Self::Block(nodes) => nodes.iter().for_each(|node| node.each(found)),
            Self::Retry(retry) => {
                if let Some(then) = &retry.then {
                    then.each(found);
                }
            }
            Self::Jump(_) | Self::Run(_) => {}
        }
    }
}
