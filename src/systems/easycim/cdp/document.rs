//! One document of the page: our place in it, and calls of its library.

use super::session::{Failure, Session};
use crate::systems::easycim::ask::{Abilities, Ask, Fault};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

const PAGE: &str = include_str!("page.js");
const DUMB: &str = "the page does not answer: is a dialog open, or a debugger at work?";
const LOOK: &str =
    "function () { return { ...this.look(), id: this.id, address: location.href }; }";
const CALL: &str = "function (object, method, args, answered, wire) { \
                    return this.call(object, method, args, answered, wire); }";
const CONNECTED: &str = "function () { return this.connected(); }";
const LEAVE: &str = "function (binding) { this.leave(binding); }";

/// A document that has the toolbar's library. What is called here can reach no other document: the
/// name of our place in it dies with it.
#[derive(Debug)]
pub(super) struct Document {
    session: Arc<Session>,
    /// Our place in the page.
    own: String,
    /// Its own name, the same for whoever attaches to it.
    pub id: String,
    pub address: String,
    pub abilities: Abilities,
    /// Whether the library tells of contacts.
    pub hears: bool,
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
    id: String,
    address: String,
}

impl Document {
    /// Takes our place in the document that the page shows now.
    pub async fn enter(
        session: &Arc<Session>,
        binding: &str,
        within: Duration,
    ) -> Result<Self, Unfit> {
        let entered = timeout(within, Self::look(session, binding)).await;
        entered.unwrap_or_else(|_| Err(Unfit::Gone(DUMB.into())))
    }

    async fn look(session: &Arc<Session>, binding: &str) -> Result<Self, Unfit> {
        let whole = json!({ "expression": "globalThis" });
        let whole = object(session.ask("Runtime.evaluate", &whole).await)?;
        let enter = call(&whole, PAGE, json!([{ "value": binding }]), false);
        let own = object(session.ask("Runtime.callFunctionOn", &enter).await)?;
        let look = call(&own, LOOK, json!([]), true);
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
            id: looked.id,
            address: looked.address,
            abilities: Abilities {
                keeps_notes: looked.arguments.map(|count| count >= 5),
            },
            hears: looked.hears,
        })
    }

    /// Calls the library. Sent before the future is waited for; answered whenever it is.
    pub fn call(&self, ask: &Ask) -> impl Future<Output = Result<Json, Fault>> + use<> {
        let args = json!([
            { "value": &*ask.object },
            { "value": &*ask.method },
            { "value": ask.args },
            { "value": ask.answered },
            { "value": &**ask.name() },
        ]);
        let mut params = call(&self.own, CALL, args, true);
        params["awaitPromise"] = true.into();
        let answer = self.session.ask("Runtime.callFunctionOn", &params);
        let method = ask.method.clone();
        async move {
            let said = answer.await.map_err(fault)?;
            if said.get("exceptionDetails").is_some() {
                return Err(Fault::Threw(thrown(&said)));
            }
            read(&said["result"]["value"], &method)
        }
    }

    /// Whether the library is connected to the toolbar's program.
    pub async fn is_connected(&self, within: Duration) -> Result<bool, Fault> {
        let look = call(&self.own, CONNECTED, json!([]), true);
        let asked = self.session.ask("Runtime.callFunctionOn", &look);
        match timeout(within, asked).await {
            Ok(Ok(said)) => Ok(said["result"]["value"] != Json::Bool(false)),
            Ok(Err(_)) => Err(Fault::Unreached("the page was just reloaded".into())),
            Err(_) => Err(Fault::Unreached(DUMB.into())),
        }
    }

    /// Gives our place up.
    pub async fn leave(&self, binding: &str) {
        let leave = call(&self.own, LEAVE, json!([{ "value": binding }]), true);
        drop(self.session.ask("Runtime.callFunctionOn", &leave).await);
    }
}

fn call(object: &str, function: &str, args: Json, by_value: bool) -> Json {
    json!({
        "objectId": object,
        "functionDeclaration": function,
        "arguments": args,
        "returnByValue": by_value,
    })
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
        Failure::Refused { message, .. } => format!("the browser says: {message}"),
    })
}

/// What was thrown in the page, in its first line.
fn thrown(said: &Json) -> String {
    let exception = &said["exceptionDetails"]["exception"]["description"];
    let text = exception
        .as_str()
        .or_else(|| said["exceptionDetails"]["text"].as_str());
    let line = text.and_then(|text| text.lines().next());
    line.unwrap_or("the page answered nothing that can be read")
        .to_owned()
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
                true => Fault::Unreached("the page was just reloaded".into()),
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
    if let Some(value) = text("value") {
        return Ok(serde_json::from_str(value).unwrap_or_default());
    }
    if let Some(what) = text("absent") {
        return Err(Fault::NotAvailable(format!("the page has no `{what}`")));
    }
    if said.get("offline").is_some() {
        return Err(disconnected());
    }
    if let Some(since) = said.get("unanswered").and_then(Json::as_u64) {
        let since = crate::systems::easycim::line::seconds(Duration::from_millis(since));
        return Err(Fault::Closed(format!(
            "not asked: in this page the `{method}` of {since} ago has no answer yet, and answers are \
             told apart by the name of the method alone; reload the page if none will come"
        )));
    }
    if let Some(words) = text("threw") {
        return Err(Fault::Threw(words.to_owned()));
    }
    match text("failed") {
        Some(words) => Err(Fault::Failed(words.to_owned())),
        None => Err(Fault::CutOff(
            "the page answered nothing that can be read".into(),
        )),
    }
}
