//! One document of the page: our place in it, and calls of its library.

use super::channel::Failure;
use super::ear::{Ear, Listened, Told};
use super::script::{CALL, CONNECTED, ENTER, LEAVE, LOOK, NEXT, call};
use super::session::Session;
use crate::systems::easycim::ask::{Abilities, Ask, Fault, Pace};
use crate::systems::easycim::line::seconds;
use crate::systems::easycim::reading;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

const DUMB: &str = "the page does not answer: is a dialog or a debugger open in it?";

/// How much longer than a call's own time the page's calls of the method wait for its answer.
const GRACE: Duration = Duration::from_secs(10);

/// A document that has the toolbar's library. What is called here can reach no other document: the
/// name of our place in it dies with it.
#[derive(Debug)]
pub(super) struct Document {
    session: Arc<Session>,
    /// Our place in the page.
    own: String,
    /// Our name there, another one for each connection.
    name: String,
    /// Its own name, the same for whoever attaches to it.
    pub id: String,
    pub address: String,
    pub abilities: Abilities,
    /// Whether the library tells of contacts.
    pub hears: bool,
    listened: Arc<Listened>,
}

/// Why a document cannot be used.
#[derive(Debug)]
pub(super) enum Unfit {
    /// It has no toolbar library, or not yet.
    NoLibrary,
    /// It did not answer, or it is going.
    Gone(String),
}

#[derive(Deserialize)]
struct Looked {
    #[serde(default)]
    absent: bool,
    #[serde(default)]
    arguments: Option<u64>,
    #[serde(default)]
    hears: bool,
    #[serde(default)]
    count: u64,
    id: String,
    address: String,
}

impl Document {
    /// Takes our place in the document that the page shows now; in a frame's, where `context` is the
    /// frame's.
    pub async fn enter(
        session: &Arc<Session>,
        name: &str,
        context: Option<u64>,
        ear: &Arc<Ear>,
        within: Duration,
    ) -> Result<Self, Unfit> {
        let entered = timeout(within, Self::look(session, name, context, ear)).await;
        entered.unwrap_or_else(|_| Err(Unfit::Gone(DUMB.into())))
    }

    async fn look(
        session: &Arc<Session>,
        name: &str,
        context: Option<u64>,
        ear: &Arc<Ear>,
    ) -> Result<Self, Unfit> {
        // Without a context it is the main frame's own: no other frame's and no extension's.
        let mut whole = json!({ "expression": "globalThis" });
        if let Some(context) = context {
            whole["contextId"] = context.into();
        }
        let whole = object(session.ask("Runtime.evaluate", &whole).await)?;
        let mut enter = call(&whole, ENTER, None);
        enter["returnByValue"] = false.into();
        let own = object(session.ask("Runtime.callFunctionOn", &enter).await)?;
        let look = call(&own, LOOK, Some(name.into()));
        let said = session.ask("Runtime.callFunctionOn", &look).await;
        let said = said.map_err(gone)?;
        let looked = Looked::deserialize(&said["result"]["value"]);
        let looked = looked.map_err(|_| Unfit::Gone(thrown(&said)))?;
        if looked.absent {
            return Err(Unfit::NoLibrary);
        }
        Ok(Self {
            session: session.clone(),
            own,
            name: name.to_owned(),
            id: looked.id,
            address: looked.address,
            abilities: Abilities {
                keeps_notes: looked.arguments.map(|count| count >= 5),
            },
            hears: looked.hears,
            listened: Arc::new(Listened::from(ear.clone(), looked.count)),
        })
    }

    /// Calls the library. Sent before the future is waited for; answered whenever it is.
    pub fn call(&self, ask: &Ask, pace: Pace) -> impl Future<Output = Result<Json, Fault>> + use<> {
        let arg = json!({
            "name": self.name,
            "object": &*ask.object,
            "method": &*ask.method,
            "args": ask.args,
            "answered": ask.answered,
            "wire": &*ask.wire,
            "toggle": ask.toggle.map(|toggle| toggle.name()),
            "limit": millis(pace.within + GRACE),
            "rest": millis(pace.rest),
        });
        let params = call(&self.own, CALL, Some(arg));
        let answer = self.session.ask("Runtime.callFunctionOn", &params);
        let method = ask.method.clone();
        let listened = self.listened.clone();
        async move {
            let said = answer.await.map_err(fault)?;
            if said.get("exceptionDetails").is_some() {
                return Err(Fault::Threw(thrown(&said)));
            }
            let said = &said["result"]["value"];
            // Whose an answer is cannot be judged without what was heard before it.
            if let Some(until) = said["until"].as_u64() {
                let told = Vec::<Told>::deserialize(&said["told"]).unwrap_or_default();
                listened.catch_up(&told, until).await;
            }
            read(said, &method)
        }
    }

    /// Takes in what has happened in the page since the last time, as soon as something has; nothing
    /// after a while. `Err`: the document is gone, or it has let go of us.
    pub fn listen(&self) -> impl Future<Output = Result<(), ()>> + Send + use<> {
        let next = call(&self.own, NEXT, Some(self.name.as_str().into()));
        let asked = self.session.ask("Runtime.callFunctionOn", &next);
        let listened = self.listened.clone();
        async move {
            let said = asked.await.map_err(drop)?;
            let told = Vec::<Told>::deserialize(&said["result"]["value"]["told"]);
            listened.take_in(&told.map_err(drop)?);
            Ok(())
        }
    }

    /// Whether the library is connected to the toolbar's program.
    pub async fn is_connected(&self, within: Duration) -> Result<bool, Fault> {
        let look = call(&self.own, CONNECTED, None);
        let asked = self.session.ask("Runtime.callFunctionOn", &look);
        match timeout(within, asked).await {
            Ok(Ok(said)) => Ok(said["result"]["value"] != Json::Bool(false)),
            Ok(Err(_)) => Err(reloaded()),
            Err(_) => Err(Fault::Unreached(DUMB.into())),
        }
    }

    /// Gives our place up: what was put into the page for us is taken out of it.
    pub async fn leave(&self) {
        let leave = call(&self.own, LEAVE, Some(self.name.as_str().into()));
        drop(self.session.ask("Runtime.callFunctionOn", &leave).await);
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn object(said: Result<Json, Failure>) -> Result<String, Unfit> {
    let said = said.map_err(gone)?;
    let id = said["result"]["objectId"].as_str().map(str::to_owned);
    id.ok_or_else(|| Unfit::Gone(thrown(&said)))
}

fn gone(failure: Failure) -> Unfit {
    Unfit::Gone(match failure {
        Failure::Lost(why) => why,
        Failure::Unsent => "the connection to the browser is lost".into(),
        Failure::Refused { message, .. } => format!("the browser's message: {message}"),
    })
}

fn reloaded() -> Fault {
    Fault::Unreached("the page was just reloaded".into())
}

/// The most of what a page says: far more than a report shows, which hides first and cuts then.
const LONGEST: usize = 1 << 16;

/// What was thrown in the page, in its first line.
fn thrown(said: &Json) -> String {
    let exception = &said["exceptionDetails"]["exception"]["description"];
    let text = exception
        .as_str()
        .or_else(|| said["exceptionDetails"]["text"].as_str());
    let line = text.and_then(|text| text.lines().next());
    let line = line.unwrap_or("the page's answer cannot be read");
    line.chars().take(LONGEST).collect()
}

/// How far a call came that has no result.
fn fault(failure: Failure) -> Fault {
    match failure {
        Failure::Unsent => Fault::Unreached("the connection to the browser is lost".into()),
        Failure::Lost(why) => Fault::CutOff(why),
        Failure::Refused { message, .. } => {
            // The document was gone before the call came to it.
            let before = [
                "Could not find object",
                "Cannot find context",
                "Invalid remote object",
            ];
            match before.iter().any(|words| message.starts_with(words)) {
                true => reloaded(),
                false => Fault::CutOff(format!("the page was reloaded or closed ({message})")),
            }
        }
    }
}

/// The library keeps calls while it is not connected, and sends them later: it is not called.
pub(super) fn disconnected() -> Fault {
    let why = "the page's toolbar library is not connected to the toolbar's program";
    Fault::Disconnected(why.into())
}

/// What our function in the page said.
fn read(said: &Json, method: &str) -> Result<Json, Fault> {
    let text = |name: &str| said.get(name).and_then(Json::as_str);
    let ago = |name: &str| {
        let time = said.get(name).and_then(Json::as_u64);
        time.map(|time| seconds(Duration::from_millis(time)))
    };
    if let Some(value) = text("value") {
        return reading::json(value).map_err(Fault::Unreadable);
    }
    if let Some(why) = text("unreadable") {
        return Err(Fault::Unreadable(why.to_owned()));
    }
    if let Some(what) = text("absent") {
        return Err(Fault::NotAvailable(format!("the page has no `{what}`")));
    }
    if said.get("offline").is_some() {
        return Err(disconnected());
    }
    if let Some(held) = said.get("held") {
        let held = Deserialize::deserialize(held);
        return Err(held.map_or_else(|_| unintelligible(), Fault::Held));
    }
    if let Some(since) = ago("busy") {
        return Err(Fault::Busy(format!(
            "nothing was sent: the page's own `{method}` (sent at least {since} ago) has no \
             answer yet, and its answer could be mistaken for this one; if no answer comes, \
             reload the page"
        )));
    }
    if let Some(since) = ago("unanswered") {
        return Err(Fault::Closed(format!(
            "nothing was sent: a `{method}` sent in this page {since} ago has no answer yet, and \
             answers carry only the method's name; if no answer comes, reload the page"
        )));
    }
    if let Some(words) = text("threw") {
        return Err(Fault::Threw(words.to_owned()));
    }
    Err(match text("failed") {
        Some(words) => Fault::Failed(words.to_owned()),
        None => unintelligible(),
    })
}

fn unintelligible() -> Fault {
    Fault::CutOff("the page's answer cannot be read".into())
}
