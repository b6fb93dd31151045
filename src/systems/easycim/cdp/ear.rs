//! Takes in what the page tells, in the order in which it happened there: some of it comes when it is
//! asked for, some along with the answer of a call.

use crate::catalogue::SystemEntry;
use crate::systems::easycim::hub::Hub;
use crate::systems::easycim::line::Gate;
use crate::systems::easycim::news::News;
use crate::systems::easycim::reading;
use serde::Deserialize;
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

/// How long what is on its way may be behind what comes along with an answer.
const BEHIND: Duration = Duration::from_secs(2);

/// Something that happened in the page.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Told {
    /// Its place in the order.
    number: u64,
    /// What it is, as JSON text.
    #[serde(default)]
    text: String,
}

/// Who is told.
#[derive(Debug)]
pub(super) struct Ear {
    entry: Arc<SystemEntry>,
    hub: Arc<Hub>,
    gate: Arc<Gate>,
}

/// How far one document has been listened to.
#[derive(Debug)]
pub(super) struct Listened {
    ear: Arc<Ear>,
    last: watch::Sender<u64>,
}

impl Ear {
    pub fn new(entry: Arc<SystemEntry>, hub: Arc<Hub>, gate: Arc<Gate>) -> Self {
        Self { entry, hub, gate }
    }

    /// Anything in it may be wrong: it is the page's. What cannot be read is passed over.
    fn told(&self, text: &str) {
        let Ok(mut said) = reading::json(text) else {
            return;
        };
        if let Some(method) = said["answered"].as_str() {
            let data = &said["data"];
            match said["ofWhom"].as_str() {
                Some("flow") => self.gate.heard(method, data),
                Some("page" | "line") => self.gate.overheard(method, data),
                _ => drop(self.gate.extra(method, data)),
            }
        } else if said["again"] == Json::Bool(true) {
            self.hub.renew();
        } else if let Some(news) = News::read(said["contact"].take(), &self.entry) {
            self.hub.happened(news);
        }
    }
}

impl Listened {
    /// A document of which everything up to this number is no news.
    pub fn from(ear: Arc<Ear>, number: u64) -> Self {
        Self {
            ear,
            last: watch::Sender::new(number),
        }
    }

    /// What came when it was asked for.
    pub fn take_in(&self, told: &[Told]) {
        for one in told {
            self.ear.told(&one.text);
            self.last.send_replace(one.number);
        }
    }

    /// What came along with an answer: all that happened up to this number, less what is on its way
    /// already.
    pub async fn catch_up(&self, told: &[Told], until: u64) {
        let first = told.first().map_or(until + 1, |one| one.number);
        let mut last = self.last.subscribe();
        let in_order = last.wait_for(|last| *last + 1 >= first);
        drop(timeout(BEHIND, in_order).await);
        self.take_in(told);
    }
}
