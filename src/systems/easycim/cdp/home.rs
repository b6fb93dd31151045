//! Where the browser is: one that runs already, or one that is started.

use super::list::{self, Target};
use super::port::Port;
use super::session::{Opened, Session};
use super::started::Started;
use crate::systems::easycim::pattern::Pattern;
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;
use tokio::time::timeout;

/// Where the browser is.
#[derive(Debug)]
pub(super) enum Home {
    /// It runs already, with a debugging port.
    Port(Port),
    /// It is started when it is first needed.
    Started(Box<Started>),
}

impl Home {
    /// A session with the one page that fits, or with a frame of another site in it. `Err` says why
    /// there is none.
    pub async fn open(
        &self,
        page: &Pattern,
        frame: Option<&Pattern>,
        within: Duration,
    ) -> Result<Opened, String> {
        match self {
            Self::Port(port) => port.open(page, frame, within).await,
            Self::Started(started) => {
                let opened = timeout(within, of_started(started, page, frame)).await;
                opened.unwrap_or_else(|_| Err("the browser does not answer".into()))
            }
        }
    }
}

async fn of_started(
    started: &Started,
    page: &Pattern,
    frame: Option<&Pattern>,
) -> Result<Opened, String> {
    let channel = started.channel().await?;
    let refused = |failure| format!("the browser does not list its pages ({failure:?})");
    let said = channel.ask(&None, "Target.getTargets", &json!({})).await;
    let said = said.map_err(refused)?;
    let targets = Vec::<Target>::deserialize(&said["targetInfos"]).unwrap_or_default();
    let chosen = list::choose(&targets, page)?;
    let chosen = frame
        .and_then(|frame| list::frame(&targets, chosen, frame))
        .unwrap_or(chosen);
    let attach = json!({ "targetId": chosen.id, "flatten": true });
    let said = channel.ask(&None, "Target.attachToTarget", &attach).await;
    let said = said.map_err(|failure| format!("flow cannot attach to the page ({failure:?})"))?;
    let id = said["sessionId"]
        .as_str()
        .ok_or("the browser cannot attach to the page")?;
    Ok(Session::over(channel, Some(id.into())))
}
