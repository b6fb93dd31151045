//! The toolbar's page as a way to the toolbar.

use super::document::{Document, disconnected};
use super::ear::Ear;
use super::home::Home;
use super::keeper::{Keeper, Standing};
use super::port::Port;
use super::started::Started;
use crate::catalogue::SystemEntry;
use crate::system::Pending;
use crate::systems::easycim::ask::{Abilities, Ask, Fault, Pace, Transport};
use crate::systems::easycim::hub::Hub;
use crate::systems::easycim::line::Gate;
use crate::systems::easycim::pattern::Pattern;
use crate::systems::easycim::place;
use crate::systems::easycim::settings::{Settings, Way};
use crate::systems::net::SetupError;
use serde_json::Value as Json;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, timeout};

/// How often it is looked whether the library is connected.
const LOOK: Duration = Duration::from_millis(50);

/// The toolbar's page. It is looked for when it is first used.
#[derive(Debug)]
pub(in super::super) struct PageLink {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    keeper: Arc<Keeper>,
    task: Mutex<Option<AbortHandle>>,
    keeps_notes: Option<bool>,
    connect: Duration,
}

impl PageLink {
    /// `Err` where the settings cannot work.
    pub(in super::super) fn new(
        settings: &Settings,
        entry: Arc<SystemEntry>,
        (hub, gate): (Arc<Hub>, Arc<Gate>),
    ) -> Result<Self, SetupError> {
        let (home, page, frame) = home(settings)?;
        let nothing = Standing::Away(Fault::Unreached(
            "flow is still looking for the page".into(),
        ));
        let keeper = Keeper {
            home,
            page,
            frame,
            ear: Arc::new(Ear::new(entry, hub.clone(), gate)),
            hub,
            within: settings.timeouts.connect,
            name: format!("{:016x}", fastrand::u64(..)),
            standing: watch::Sender::new(nothing),
        };
        let shared = Shared {
            keeper: Arc::new(keeper),
            task: Mutex::default(),
            keeps_notes: settings.keeps_notes,
            connect: settings.timeouts.connect,
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }
}

fn home(settings: &Settings) -> Result<(Home, Pattern, Option<Pattern>), SetupError> {
    match &settings.way {
        Way::Browser {
            program,
            page,
            headless,
            arguments,
        } => {
            let started = Started::new(program.clone(), page, *headless, arguments.clone())?;
            let home = Home::Started(Box::new(started));
            Ok((home, Pattern::near(page), frame(settings)?))
        }
        Way::Page { debugging, pattern } => {
            let address = place::debugging(debugging, settings.allow_remote)?;
            let home = Home::Port(Port::new(address)?);
            Ok((home, Pattern::read(pattern)?, frame(settings)?))
        }
        Way::Toolbar { .. } => Err(SetupError::new(
            "these settings connect to the toolbar's program, not to a page",
            "set `debugging-address` to the browser's debugging port",
        )),
    }
}

fn frame(settings: &Settings) -> Result<Option<Pattern>, SetupError> {
    settings.frame.as_deref().map(Pattern::read).transpose()
}

impl Transport for PageLink {
    fn ready(&self) -> Pending<'static, Result<(), Fault>> {
        let shared = self.shared.clone();
        Box::pin(async move { shared.ready().await })
    }

    fn send(&self, ask: Ask, pace: Pace) -> Pending<'static, Result<Json, Fault>> {
        let shared = self.shared.clone();
        Box::pin(async move { shared.document().await?.call(&ask, pace).await })
    }

    fn abilities(&self) -> Pending<'static, Result<Abilities, Fault>> {
        let shared = self.shared.clone();
        Box::pin(async move {
            let found = shared.document().await?.abilities;
            Ok(Abilities {
                keeps_notes: found.keeps_notes.or(shared.keeps_notes),
            })
        })
    }

    fn listen(&self) -> Pending<'static, Result<(), Fault>> {
        let shared = self.shared.clone();
        Box::pin(async move {
            match shared.document().await?.hears {
                true => Ok(()),
                false => Err(Fault::NotAvailable(
                    "the page has no `TOOLBAR.CONTACT.bindContactCallback`, so it reports no \
                     contacts"
                        .into(),
                )),
            }
        })
    }

    fn close(&self) -> Pending<'static, ()> {
        let shared = self.shared.clone();
        Box::pin(async move { shared.leave().await })
    }
}

impl Shared {
    /// Until the page's library is there and connected. `Err` says what is missing.
    async fn ready(&self) -> Result<(), Fault> {
        let deadline = Instant::now() + self.connect;
        loop {
            let connected = self.document().await?.is_connected(self.connect).await;
            if connected == Ok(true) {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(connected.err().unwrap_or_else(disconnected));
            }
            sleep(LOOK).await;
        }
    }

    /// The page's document, as soon as it is there. `Err` says why it is not.
    async fn document(&self) -> Result<Arc<Document>, Fault> {
        if let Home::Started(started) = &self.keeper.home {
            started.channel().await.map_err(Fault::Unreached)?;
        }
        self.start();
        let mut standing = self.keeper.standing.subscribe();
        let there = standing.wait_for(|standing| matches!(standing, Standing::Attached(_)));
        match timeout(self.connect, there).await {
            Ok(Ok(standing)) => found(&standing),
            _ => found(&self.keeper.standing.borrow()),
        }
    }

    /// Begins to look for the page.
    fn start(&self) {
        let mut task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if task.as_ref().is_none_or(AbortHandle::is_finished) {
            let keeping = tokio::spawn(self.keeper.clone().keep());
            *task = Some(keeping.abort_handle());
        }
    }

    fn stop(&self) {
        let mut task = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = task.take() {
            task.abort();
        }
    }

    async fn leave(&self) {
        self.stop();
        let standing = self.keeper.standing.borrow().clone();
        if let Standing::Attached(document) = standing {
            let left = document.leave();
            drop(timeout(Duration::from_secs(1), left).await);
        }
        if let Home::Started(started) = &self.keeper.home {
            started.end().await;
        }
        let over = Fault::Unreached("the connection was closed".into());
        self.keeper.standing.send_replace(Standing::Away(over));
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.stop();
    }
}

fn found(standing: &Standing) -> Result<Arc<Document>, Fault> {
    match standing {
        Standing::Attached(document) => Ok(document.clone()),
        Standing::Away(fault) => Err(fault.clone()),
    }
}
