//! An action of the catalogue: its phrase, parameters, outputs and outcomes, and what checks have to know of it.

use super::effects::{AgentState, Exclusive, Opens, StateChange};
use super::read_back::ReadBack;
use super::request::RequestTable;
use super::undo::Undo;
use crate::value::{Kind, Mark, Value};
use std::sync::Arc;

/// An action: a phrase, what it takes, and how it can end.
#[derive(Clone, Debug)]
pub struct Action {
    /// The system it belongs to.
    pub system: Arc<str>,
    /// Its words without its values, `hold contact`: unique in its system and stable; journals
    /// and tests name it by this.
    pub key: Arc<str>,
    /// The group under which help lists it: `contacts`, `callbacks` …
    pub family: Arc<str>,
    /// Words and values, in order.
    pub phrase: Vec<PhrasePart>,
    /// What it does, in one sentence.
    pub about: Arc<str>,
    /// The vendor page that the facts come from.
    pub source: Arc<str>,
    /// What vendors call it; a script that uses such a name is told ours.
    pub vendor_names: Vec<Arc<str>>,
    /// What it takes; those in the phrase first.
    pub params: Vec<Param>,
    /// What it gives.
    pub outputs: Vec<Output>,
    /// How it can end, `Success` first, the transport's outcomes last.
    pub outcomes: Vec<Outcome>,
    /// What shows that it was done, as `Finesse's event`; empty where its answer does.
    pub confirmed: Arc<str>,
    /// Whether it only reads.
    pub reads: bool,
    /// Whether sending it twice does no more than sending it once, so that `Unknown` may be
    /// retried.
    pub repeatable: bool,
    /// Whether what it does cannot be taken back.
    pub irreversible: bool,
    /// What it does to the state of a thing.
    pub state: Option<StateChange>,
    /// What it leaves open, which a script has to close again.
    pub opens: Option<Opens>,
    /// What it leaves open besides: a consult call has the caller on hold, who stays so when it ends.
    pub also_opens: Option<Opens>,
    /// What it closes, by [`Opens::what`].
    pub closes: Vec<Arc<str>>,
    /// What it promises somebody, as `callback`: nobody may be let go before it has succeeded.
    pub promises: Option<Arc<str>>,
    /// What of it two requests at once would disturb.
    pub exclusive: Option<Exclusive>,
    /// Whether its system says nothing of how it went: no outcome of its own can ever come.
    pub no_result: bool,
    /// By what it is found out afterwards whether it happened, where its system shows that.
    pub read_back: Option<ReadBack>,
    /// The actions that show people whether it happened; `None` where nobody has said.
    pub check: Option<Vec<Arc<str>>>,
    /// Where else people see it, as `the supervisor's screen`.
    pub check_in: Option<Arc<str>>,
    /// What takes it back; `None` where nobody has said.
    pub undo: Option<Undo>,
    /// Outcomes of its own that its system has no way to tell.
    pub never: Vec<Arc<str>>,
    /// What it has to do with whether the acting agent is ready for contacts.
    pub agent: Option<AgentState>,
    /// The platforms that offer it; empty where all do.
    pub platforms: Vec<Arc<str>>,
    /// Lines of a script that show it, run by the tests.
    pub example: Arc<str>,
    /// How the connection asks for it: the system's own business.
    pub request: RequestTable,
}

/// A word or a value of a phrase.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PhrasePart {
    /// A word.
    Word(Arc<str>),
    /// The value of a parameter, by its index.
    Value(usize),
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// As written after `with`.
    pub name: Arc<str>,
    /// What it must be.
    pub kind: Kind,
    /// What it means; units and format included.
    pub about: Arc<str>,
    /// Whether it has to be there (those in the phrase always have to).
    pub required: bool,
    /// What stands in when it is left out.
    pub default: ParamDefault,
    /// Who may see it.
    pub mark: Mark,
    /// The list in a profile that says which values there are, as `outcomes` or `skills`.
    pub list: Option<Arc<str>>,
    /// The platforms that offer it; empty where all do.
    pub platforms: Vec<Arc<str>>,
    /// Whether it has to be a time in the future.
    pub future: bool,
    /// Whether it is an id of digits alone, and never a name.
    pub digits: bool,
}

/// What stands in for a parameter that is left out.
#[derive(Clone, Debug, PartialEq)]
pub enum ParamDefault {
    /// Nothing: it is not sent, or the script is wrong where it is required.
    None,
    /// A fixed value.
    Value(Value),
    /// The latest output of this name on the path: `SessionId` of `join agent session`.
    Provided(Arc<str>),
}

/// An output.
#[derive(Clone, Debug)]
pub struct Output {
    /// As bound without `giving`, or as a field of what `giving` binds.
    pub name: Arc<str>,
    /// What it is.
    pub kind: Kind,
    /// What it means.
    pub about: Arc<str>,
    /// Whether later actions take it by default (`SecurityUser`, `SessionId`).
    pub provides: bool,
    /// Who may see it.
    pub mark: Mark,
}

/// A way in which an action can end.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// As written after `on`.
    pub name: Arc<str>,
    /// When it happens.
    pub about: Arc<str>,
    /// Whether doing the same again may end otherwise.
    pub transient: bool,
    /// Whether it is one that every action has (`Unauthorized`, `Throttled`, `Unavailable`,
    /// `Unknown`, `Rejected`).
    pub transport: bool,
    /// Whether it says that what the action would close is not open any more.
    pub gone: bool,
}

impl Opens {
    /// Whether an action that closes it gives it to somebody else, as a transfer does: if that fails, it is
    /// open as before.
    pub fn is_handed_over_by(&self, action: &Action) -> bool {
        let line = self.line.as_deref();
        line.is_some_and(|line| !line.starts_with(action.short()))
    }
}

impl Action {
    /// Everything that it leaves open.
    pub fn opened(&self) -> impl Iterator<Item = &Opens> {
        self.opens.iter().chain(&self.also_opens)
    }

    /// Whether people suffer where its result is unknown and it has opened something after all, and it
    /// can be taken back without knowing: to close what it gives the id of takes its success, and what
    /// closes for good, as saving does, is not for what was perhaps never opened.
    pub fn may_have_opened(&self) -> bool {
        let by_id = |output: &Output| output.provides || output.kind.is_id();
        let opens = self.opens.as_ref().filter(|opens| !opens.stays);
        opens.is_some_and(|opens| opens.left.is_some())
            && matches!(self.undo, Some(Undo::By(_)))
            && !self.outputs.iter().any(by_id)
    }

    /// The phrase as help shows it: `hold contact <ContactId>`.
    pub fn phrase_text(&self) -> String {
        let mut text = String::new();
        for part in &self.phrase {
            if !text.is_empty() {
                text.push(' ');
            }
            match part {
                PhrasePart::Word(word) => text.push_str(word),
                PhrasePart::Value(index) => {
                    text.push('<');
                    text.push_str(&self.params[*index].name);
                    text.push('>');
                }
            }
        }
        text
    }

    /// What people call it, for messages: the words up to its first value, less a last
    /// preposition: `schedule callback`.
    pub fn short(&self) -> &str {
        let words = self.phrase.iter().map_while(|part| match part {
            PhrasePart::Word(word) => Some(word.len() + 1),
            PhrasePart::Value(_) => None,
        });
        let end = words.sum::<usize>().saturating_sub(1);
        let words = self.key.get(..end).unwrap_or(&self.key);
        let prepositions = [" to", " for", " from", " at", " in", " of"];
        let stripped = prepositions
            .iter()
            .find_map(|last| words.strip_suffix(last));
        stripped.unwrap_or(words)
    }

    /// Whether an outcome is one that its system has no way to tell.
    pub fn never_ends_in(&self, outcome: &str) -> bool {
        self.never.iter().any(|known| **known == *outcome)
    }

    /// The outcome of that name.
    pub fn outcome(&self, name: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| &*outcome.name == name)
    }

    /// Whether a platform offers it; where the platform is not known, it does.
    pub fn is_on(&self, platform: Option<&str>) -> bool {
        offers(&self.platforms, platform)
    }

    /// The parameter of that name.
    pub fn param(&self, name: &str) -> Option<&Param> {
        self.params.iter().find(|param| &*param.name == name)
    }
}

impl Param {
    /// Whether a platform offers it; where the platform is not known, it does.
    pub fn is_on(&self, platform: Option<&str>) -> bool {
        offers(&self.platforms, platform)
    }
}

fn offers(platforms: &[Arc<str>], platform: Option<&str>) -> bool {
    let Some(platform) = platform else {
        return true;
    };
    platforms.is_empty() || platforms.iter().any(|known| **known == *platform)
}
