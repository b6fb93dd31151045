//! Keeps hold of the page: attaches, and attaches again after a reload, a crash or a lost
//! connection.

use super::channel::Event;
use super::document::{Document, Unfit};
use super::ear::Ear;
use super::frames::Contexts;
use super::home::Home;
use super::session::Session;
use crate::systems::easycim::ask::Fault;
use crate::systems::easycim::hub::Hub;
use crate::systems::easycim::pattern::Pattern;
use crate::systems::net::reconnect::Reconnect;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

/// How often a page is looked at that has no library yet.
const AGAIN: Duration = Duration::from_millis(50);

/// Whether the page is there.
#[derive(Clone, Debug)]
pub(super) enum Standing {
    /// It is.
    Attached(Arc<Document>),
    /// It is not (or not yet), for this reason.
    Away(Fault),
}

#[derive(Debug)]
pub(super) struct Keeper {
    pub home: Home,
    pub page: Pattern,
    /// The frame that has the library, where it is one of another origin.
    pub frame: Option<Pattern>,
    pub hub: Arc<Hub>,
    pub ear: Arc<Ear>,
    pub within: Duration,
    /// Our name in the page.
    pub name: String,
    pub standing: watch::Sender<Standing>,
}

/// What is known of the page that is kept hold of.
struct Hold {
    session: Arc<Session>,
    events: Receiver<Event>,
    contexts: Contexts,
}

impl Keeper {
    /// For as long as it is wanted.
    pub async fn keep(self: Arc<Self>) {
        let mut last = None;
        let mut reconnect = Reconnect::nearby();
        loop {
            let why = match self.attach().await {
                Ok(hold) => {
                    reconnect.up();
                    self.follow(hold, &mut last).await
                }
                Err(why) => why,
            };
            self.away(Fault::Unreached(why));
            sleep(reconnect.pause()).await;
        }
    }

    async fn attach(&self) -> Result<Hold, String> {
        let opened = self.home.open(&self.page, self.frame.as_ref(), self.within);
        let (session, mut events) = opened.await?;
        let refused = |why: String| format!("flow cannot attach to the page: {why}");
        let asked = session.ask("Inspector.enable", &json!({}));
        match timeout(self.within, asked).await {
            Ok(Ok(_)) => {}
            Ok(Err(failure)) => return Err(refused(format!("{failure:?}"))),
            Err(_) => return Err(refused("it does not answer".into())),
        }
        let contexts = match &self.frame {
            Some(_) => {
                let begun = timeout(self.within, Contexts::begin(&session, &mut events)).await;
                begun.map_err(|_| refused("it does not answer".into()))?
            }
            None => Contexts::default(),
        };
        Ok(Hold {
            session: Arc::new(session),
            events,
            contexts,
        })
    }

    /// Until the page is gone; says why.
    async fn follow(&self, mut hold: Hold, last: &mut Option<String>) -> String {
        loop {
            let entered = match self.enter(&hold).await {
                Ok(document) if !self.is_meant(&document.address) => {
                    return format!(
                        "the page is now at an address that does not match `{}`",
                        self.page
                    );
                }
                Ok(document) => Some(self.attached(document, last)),
                Err(fault) => {
                    self.away(fault);
                    None
                }
            };
            if let Some(why) = self.until_new(&mut hold, entered).await {
                return why;
            }
        }
    }

    async fn enter(&self, hold: &Hold) -> Result<Document, Fault> {
        let context = match &self.frame {
            // A frame that runs by itself is the session's main one.
            Some(frame) => match hold.contexts.of(&hold.session, frame).await {
                Ok(context) => Some(context),
                Err(why) => {
                    let entered =
                        Document::enter(&hold.session, &self.name, None, &self.ear, self.within);
                    return match entered.await {
                        Ok(document) if frame.fits(&document.address) => Ok(document),
                        _ => Err(Fault::NotAvailable(why)),
                    };
                }
            },
            None => None,
        };
        let entered = Document::enter(&hold.session, &self.name, context, &self.ear, self.within);
        entered.await.map_err(|unfit| match unfit {
            Unfit::NoLibrary => Fault::NotAvailable(
                "the page has no toolbar library (no `TOOLBAR`); if the library is in a frame of \
                 another origin, set `frame` in the profile to the frame's address"
                    .into(),
            ),
            Unfit::Gone(why) => Fault::Unreached(why),
        })
    }

    fn is_meant(&self, address: &str) -> bool {
        self.frame.as_ref().unwrap_or(&self.page).fits(address)
    }

    /// Takes in what the page tells, until the document has to be looked at again (`None`), or is gone
    /// for good.
    async fn until_new(&self, hold: &mut Hold, document: Option<Arc<Document>>) -> Option<String> {
        let Some(document) = document else {
            sleep(AGAIN).await;
            return self.events(hold);
        };
        let mut next = Box::pin(document.listen());
        loop {
            tokio::select! {
                event = hold.events.recv() => match event {
                    Some(event) => if let Some(why) = over(&event) { return Some(why) } else {
                        hold.contexts.heard(&event);
                    },
                    None => return Some("the page's tab was closed, or the browser has exited".into()),
                },
                told = &mut next => match told {
                    Ok(()) => next = Box::pin(document.listen()),
                    Err(()) => {
                        self.away(Fault::Unreached("the page is being reloaded".into()));
                        sleep(AGAIN).await;
                        return self.events(hold);
                    }
                },
            }
        }
    }

    /// Takes in the events that wait; says why where the page is gone.
    fn events(&self, hold: &mut Hold) -> Option<String> {
        use tokio::sync::mpsc::error::TryRecvError;
        loop {
            match hold.events.try_recv() {
                Ok(event) => match over(&event) {
                    Some(why) => return Some(why),
                    None => drop(hold.contexts.heard(&event)),
                },
                Err(TryRecvError::Empty) => return None,
                Err(TryRecvError::Disconnected) => {
                    return Some("the page's tab was closed, or the browser has exited".into());
                }
            }
        }
    }

    fn attached(&self, document: Document, last: &mut Option<String>) -> Arc<Document> {
        let new = last.as_deref() != Some(document.id.as_str());
        let missed = new || !matches!(&*self.standing.borrow(), Standing::Attached(_));
        *last = Some(document.id.clone());
        let document = Arc::new(document);
        self.standing
            .send_replace(Standing::Attached(document.clone()));
        if missed {
            self.hub.renew();
        }
        document
    }

    fn away(&self, fault: Fault) {
        self.standing.send_replace(Standing::Away(fault));
    }
}

/// Why a page is gone, where an event says so.
fn over(event: &Event) -> Option<String> {
    match event.method.as_str() {
        "Inspector.targetCrashed" => Some("the page has crashed".into()),
        "Inspector.detached" => {
            let reason = event.params["reason"].as_str().unwrap_or_default();
            Some(format!("the browser detached from the page ({reason})"))
        }
        _ => None,
    }
}
