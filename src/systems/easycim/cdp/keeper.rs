//! Keeps hold of the page: attaches, and attaches again after a reload, a crash or a lost
//! connection.

use super::document::{Document, Unfit};
use super::list::Browser;
use super::session::{Event, Session};
use crate::catalogue::SystemEntry;
use crate::systems::easycim::ask::Fault;
use crate::systems::easycim::browser::Started;
use crate::systems::easycim::hub::Hub;
use crate::systems::easycim::line::Gate;
use crate::systems::easycim::news::News;
use crate::systems::easycim::place::fits;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;
use tokio::time::sleep;

/// How often a page is looked at that has no library yet.
const AGAIN: Duration = Duration::from_millis(50);
/// How often a browser is looked for that is not there.
const SEARCH: Duration = Duration::from_millis(250);

/// Whether the page is there.
#[derive(Clone, Debug)]
pub(super) enum Standing {
    /// It is.
    Attached(Arc<Document>),
    /// It is not (or not yet), for this reason.
    Away(Fault),
}

/// Where the browser is.
#[derive(Debug)]
pub(super) enum Home {
    /// It runs there.
    At(Browser),
    /// It is started when it is first needed.
    Started(Box<Started>),
}

#[derive(Debug)]
pub(super) struct Keeper {
    pub home: Home,
    pub pattern: String,
    pub entry: Arc<SystemEntry>,
    pub hub: Arc<Hub>,
    pub gate: Arc<Gate>,
    pub within: Duration,
    /// The name under which the page calls us.
    pub binding: String,
    pub standing: watch::Sender<Standing>,
}

impl Keeper {
    /// For as long as it is wanted.
    pub async fn keep(self: Arc<Self>) {
        let mut last = None;
        loop {
            let why = match self.attach().await {
                Ok((session, events)) => self.follow(session, events, &mut last).await,
                Err(why) => why,
            };
            self.away(Fault::Unreached(why));
            sleep(SEARCH).await;
        }
    }

    async fn attach(&self) -> Result<(Arc<Session>, UnboundedReceiver<Event>), String> {
        let started;
        let browser = match &self.home {
            Home::At(browser) => browser,
            Home::Started(start) => {
                started = Browser::new(start.address().await?).map_err(|error| error.message)?;
                &started
            }
        };
        let page = browser.page(&self.pattern, self.within).await?;
        let opened = Session::open(&page).await;
        let (session, events) = opened.map_err(|why| {
            format!(
                "the page at {} cannot be attached to: {why}",
                browser.place()
            )
        })?;
        let binding = json!({ "name": self.binding });
        let asked = [
            session.ask("Runtime.enable", &json!({})),
            session.ask("Inspector.enable", &json!({})),
            session.ask("Runtime.addBinding", &binding),
        ];
        for answer in asked {
            let answer = tokio::time::timeout(self.within, answer).await;
            let refused = |why: String| format!("the page cannot be attached to: {why}");
            match answer {
                Ok(Ok(_)) => {}
                Ok(Err(failure)) => return Err(refused(format!("{failure:?}"))),
                Err(_) => return Err(refused("it does not answer".into())),
            }
        }
        Ok((Arc::new(session), events))
    }

    /// Until the page is gone; says why.
    async fn follow(
        &self,
        session: Arc<Session>,
        mut events: UnboundedReceiver<Event>,
        last: &mut Option<String>,
    ) -> String {
        loop {
            let entered = Document::enter(&session, &self.binding, self.within).await;
            let attached = entered.is_ok();
            match entered {
                Ok(document) if !fits(&document.address, &self.pattern) => {
                    return format!(
                        "the page has gone to an address that does not fit `{}`",
                        self.pattern
                    );
                }
                Ok(document) => self.attached(document, last),
                Err(Unfit::NoLibrary) => self.away(Fault::NotAvailable(
                    "the page has no toolbar library: there is no `TOOLBAR` in it".into(),
                )),
                Err(Unfit::Gone(why)) => self.away(Fault::Unreached(why)),
            }
            if let Some(why) = self.until_new(&mut events, attached).await {
                return why;
            }
        }
    }

    /// Takes in events until the document has to be looked at again (`None`), or is gone for good.
    async fn until_new(
        &self,
        events: &mut UnboundedReceiver<Event>,
        attached: bool,
    ) -> Option<String> {
        loop {
            let event = tokio::select! {
                event = events.recv() => event,
                () = sleep(AGAIN), if !attached => return None,
            };
            let Some(event) = event else {
                return Some("the page's tab was closed, or the browser has ended".into());
            };
            match event.method.as_str() {
                "Runtime.bindingCalled" => self.told(&event.params),
                "Runtime.executionContextsCleared" => {
                    self.away(Fault::Unreached("the page is being reloaded".into()));
                    return None;
                }
                "Runtime.executionContextDestroyed" => return None,
                "Inspector.targetCrashed" => return Some("the page has crashed".into()),
                "Inspector.detached" => return Some(detached(&event.params)),
                _ => {}
            }
        }
    }

    fn attached(&self, document: Document, last: &mut Option<String>) {
        let new = last.as_deref() != Some(document.id.as_str());
        let missed = new || !matches!(&*self.standing.borrow(), Standing::Attached(_));
        *last = Some(document.id.clone());
        self.standing
            .send_replace(Standing::Attached(Arc::new(document)));
        if missed {
            self.hub.renew();
        }
    }

    fn away(&self, fault: Fault) {
        self.standing.send_replace(Standing::Away(fault));
    }

    /// What the page tells. Anything in it may be wrong: it is the page's.
    fn told(&self, params: &Json) {
        let ours = params["name"].as_str() == Some(self.binding.as_str());
        let text = params["payload"].as_str().filter(|_| ours);
        let Some(mut said) = text.and_then(|text| serde_json::from_str::<Json>(text).ok()) else {
            return;
        };
        if let Some(method) = said["answered"].as_str() {
            self.answered(method, &said);
        } else if said["again"] == Json::Bool(true) {
            self.hub.renew();
        } else if let Some(news) = News::read(said["contact"].take(), &self.entry) {
            self.hub.happened(news);
        }
    }

    /// An answer of the toolbar came to the page. What the page asked itself comes here too.
    fn answered(&self, method: &str, said: &Json) {
        let data = &said["data"];
        match said["awaited"].as_bool() {
            Some(true) => self.gate.heard(method, data),
            _ => drop(self.gate.extra(method, data)),
        }
    }
}

fn detached(params: &Json) -> String {
    let reason = params["reason"].as_str().unwrap_or_default();
    format!("the browser let go of the page ({reason})")
}
