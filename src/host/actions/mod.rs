//! Actions that a host program writes in Rust: a line that says how scripts write one, and a
//! function that performs it.

mod fields;
mod signature;

use crate::catalogue::{LoadError, SystemEntry};
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Call};
use crate::system::{Pending, System};
use crate::value::{Record, Value, to_value};
use fields::fields_of;
use serde::Serialize;
use serde::de::DeserializeOwned;
use signature::Signature;
use std::collections::BTreeMap;
use std::fmt;
use std::future::ready;
use std::sync::Arc;

/// A system whose actions are functions of the host program.
///
/// ```
/// use contactflow::{Actions, Answer, Engine, Flow, check::Context};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize)]
/// #[serde(rename_all = "PascalCase")]
/// struct Ticket {
///     contact_id: String,
///     subject: Option<String>,
/// }
///
/// #[derive(Serialize)]
/// #[serde(rename_all = "PascalCase")]
/// struct Opened {
///     ticket_id: u64,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let desk = Actions::of("desk")
///     .action(
///         "open ticket for <ContactId: contact id> with Subject: text? giving TicketId: number",
///         async |ticket: Ticket| match ticket.contact_id.as_str() {
///             "1001" => Ok(Opened { ticket_id: 7 }),
///             _ => Err(Answer::new("NoSuchContact", ticket.subject.unwrap_or_default())),
///         },
///     )
///     .outcome("NoSuchContact", "The desk knows no such contact.")
///     .build()?;
/// let engine = Engine::builder().system(desk).build()?;
/// let text = "use desk\n\nopen ticket for 1001\nemit Ticket: TicketId";
/// let flow = Flow::check("desk.flow", text, &engine.catalogue(), &Context::default())?;
/// let report = engine.run(&flow, ()).await;
/// assert_eq!(u64::try_from(&report.results["Ticket"])?, 7);
/// # Ok(())
/// # }
/// ```
///
/// A parameter that ends in `?` may be left out. A catalogue in TOML says more of an action than a
/// line can (states, what must not be left open): [`Actions::from_toml`] takes one, and its
/// actions are then named by their words alone: `.action("open ticket for", …)`.
pub struct Actions {
    declared: Declared,
    performed: BTreeMap<String, Performed>,
    profile: Record,
    wrong: Vec<String>,
}

enum Declared {
    Lines(String, Vec<Signature>),
    Table(SystemEntry),
}

struct Performed {
    perform: Arc<Perform>,
    fields: &'static [&'static str],
}

type Perform = dyn Fn(Value) -> Pending<'static, Answer> + Send + Sync;

impl Actions {
    /// A system of this name, as in `use desk`.
    pub fn of(name: &str) -> Self {
        Self::new(Declared::Lines(name.to_owned(), Vec::new()))
    }

    /// A system whose catalogue is a text of TOML: see [`SystemEntry::from_toml`].
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the catalogue.
    pub fn from_toml(catalogue: &str) -> Result<Self, LoadError> {
        let entry = SystemEntry::from_toml(catalogue)?;
        Ok(Self::new(Declared::Table(entry)))
    }

    fn new(declared: Declared) -> Self {
        Self {
            declared,
            performed: BTreeMap::new(),
            profile: Record::new(),
            wrong: Vec::new(),
        }
    }

    /// An action, and what performs it. It is handed the parameters as a type that they
    /// deserialise to, and gives the outputs, as the fields of a struct, or an answer that says why
    /// not.
    pub fn action<A, R>(mut self, line: &str, perform: impl AsyncPerform<A, R>) -> Self
    where
        A: DeserializeOwned + Send + 'static,
        R: Serialize + Send + 'static,
    {
        let key = match &mut self.declared {
            Declared::Table(_) => line.trim().to_owned(),
            Declared::Lines(_, signatures) => match Signature::read(line) {
                Ok(signature) => {
                    let key = signature.key();
                    signatures.push(signature);
                    key
                }
                Err(problem) => {
                    self.wrong.push(format!("`{line}`: {problem}"));
                    return self;
                }
            },
        };
        let performed = Performed {
            perform: perform.boxed(),
            fields: fields_of::<A>(),
        };
        if self.performed.insert(key.clone(), performed).is_some() {
            self.wrong.push(format!("`{key}` is declared twice"));
        }
        self
    }

    /// What the action before this does, for help and completion.
    pub fn about(self, about: &str) -> Self {
        self.last(|action| about.clone_into(&mut action.about))
    }

    /// A way in which the action before this can end, beside `Success` and those that every action
    /// has.
    pub fn outcome(self, name: &str, when: &str) -> Self {
        self.last(|action| action.add_outcome(name, when, false))
    }

    /// A way in which the action before this can end, and that another attempt may change: `retry`
    /// helps.
    pub fn passing(self, name: &str, when: &str) -> Self {
        self.last(|action| action.add_outcome(name, when, true))
    }

    /// The action before this only reads: it may be asked for again, and is never in doubt.
    pub fn reads(self) -> Self {
        self.last(|action| action.reads = true)
    }

    fn last(mut self, change: impl FnOnce(&mut Signature)) -> Self {
        match &mut self.declared {
            Declared::Lines(_, signatures) => match signatures.last_mut() {
                Some(signature) => change(signature),
                None => self.wrong.push(
                    "an action must be declared before its description, outcomes or `reads`".into(),
                ),
            },
            Declared::Table(_) => self
                .wrong
                .push("an action from a table is described only in its table".into()),
        }
        self
    }

    /// Values of the profile, as the desk's own number: every action is handed them beside its
    /// parameters.
    pub fn profile<K: Into<Arc<str>>, V: Into<Value>>(
        mut self,
        values: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let values = values.into_iter();
        self.profile
            .extend(values.map(|(name, value)| (name.into(), value.into())));
        self
    }

    /// The system, its functions held against its catalogue.
    ///
    /// # Errors
    ///
    /// Everything that does not fit: a line that cannot be read, an action that nothing performs, a
    /// function of an action that is not there, a field that is no parameter.
    pub fn build(mut self) -> Result<Arc<dyn System>, WrongActions> {
        let entry = match &self.declared {
            Declared::Table(entry) => Ok(entry.clone()),
            Declared::Lines(name, signatures) => signature::entry(name, signatures),
        };
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                self.wrong
                    .extend(error.wrong.iter().map(ToString::to_string));
                return Err(WrongActions(self.wrong));
            }
        };
        let unfit = self.unfit(&entry);
        self.wrong.extend(unfit);
        if !self.wrong.is_empty() {
            return Err(WrongActions(self.wrong));
        }
        Ok(Arc::new(HostSystem {
            entry: Arc::new(entry),
            performed: self.performed,
            profile: self.profile,
        }))
    }

    fn unfit(&self, entry: &SystemEntry) -> Vec<String> {
        let mut unfit = Vec::new();
        for action in &entry.actions {
            if !self.performed.contains_key(&*action.key) {
                unfit.push(format!("`{}` has no function", action.key));
            }
        }
        for (key, performed) in &self.performed {
            let Some(action) = entry.action(key) else {
                unfit.push(format!("the catalogue has no action `{key}`"));
                continue;
            };
            let known =
                |field: &str| action.param(field).is_some() || self.profile.contains_key(field);
            let unknown = performed.fields.iter().filter(|field| !known(field));
            unfit.extend(unknown.map(|field| {
                format!("`{key}` has no parameter `{field}`, but its function reads it")
            }));
        }
        unfit
    }
}

/// Why actions cannot be registered: everything that is wrong with them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrongActions(Vec<String>);

impl fmt::Display for WrongActions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for WrongActions {}

/// A function that performs an action: asynchronous, and callable again and again.
pub trait AsyncPerform<A, R>: Send + Sync + 'static {
    /// The function, its parameter and its result taken out of it.
    #[doc(hidden)]
    fn boxed(self) -> Arc<Perform>;
}

impl<F, Fut, A, R> AsyncPerform<A, R> for F
where
    F: Fn(A) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<R, Answer>> + Send + 'static,
    A: DeserializeOwned,
    R: Serialize,
{
    fn boxed(self) -> Arc<Perform> {
        Arc::new(move |args: Value| match args.to::<A>() {
            Ok(args) => {
                let performed = self(args);
                Box::pin(async move { performed.await.map_or_else(|answer| answer, outputs) })
            }
            Err(problem) => {
                let reason = format!("its function cannot take these parameters: {problem}");
                Box::pin(ready(Answer::new(Outcome::REJECTED, reason)))
            }
        })
    }
}

/// The outputs of what was done. What is no record has none.
fn outputs<R: Serialize>(result: R) -> Answer {
    match to_value(&result) {
        Ok(Value::Record(outputs)) => {
            let mut answer = Answer::success();
            answer.outputs = Arc::unwrap_or_clone(outputs);
            answer
        }
        Ok(_) => Answer::success(),
        Err(problem) => {
            let reason =
                format!("the action was carried out, but its result is not a value: {problem}");
            Answer::new(Outcome::UNKNOWN, reason)
        }
    }
}

struct HostSystem {
    entry: Arc<SystemEntry>,
    performed: BTreeMap<String, Performed>,
    profile: Record,
}

impl System for HostSystem {
    fn entry(&self) -> &Arc<SystemEntry> {
        &self.entry
    }

    fn perform<'a>(&'a self, call: &'a Call, _: &'a str) -> Pending<'a, Answer> {
        let Some(performed) = self.performed.get(&*call.action) else {
            let answer = Answer::new(Outcome::REJECTED, "no function performs this action");
            return Box::pin(ready(answer));
        };
        let mut args = self.profile.clone();
        args.extend(call.args.clone());
        (performed.perform)(Value::from(args))
    }
}
