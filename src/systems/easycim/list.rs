//! Looks at the toolbar's list of contacts, and at its agent.

use super::answers::agent_state;
use super::ask::{Ask, Fault};
use super::news::{News, state_of};
use super::toolbar::Toolbar;
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// How soon a list is asked for again that did not come.
const AGAIN: Duration = Duration::from_millis(500);

/// What the list shows of a contact.
pub(super) enum Shown {
    /// It is there.
    There(Box<News>),
    /// It is not.
    Absent,
    /// The list cannot be read: it says nothing.
    Unreadable,
}

/// Looks for a contact in the toolbar's list, and keeps in mind what it tells.
pub(super) async fn look(on: &Toolbar, id: &str) -> Result<Shown, Fault> {
    let said = on.line.ask(ask("CONTACT", "getContactList", None)).await?;
    let Some(list) = News::list(said, &on.entry) else {
        return Ok(Shown::Unreadable);
    };
    for news in list.iter().filter(|news| !news.agent) {
        on.hub.listed(news);
    }
    let found = list.into_iter().find(|news| news.id == id);
    Ok(found.map_or(Shown::Absent, |news| Shown::There(Box::new(news))))
}

/// Looks for what was offered while nobody could hear of it. A list that cannot be read says
/// nothing; one that did not come is asked for again.
pub(super) async fn catch_up(on: &Toolbar) {
    while on.hub.may_have_missed() {
        let said = on.line.ask(ask("CONTACT", "getContactList", None)).await;
        match said.map(|said| News::list(said, &on.entry)) {
            Ok(Some(list)) => on.hub.compare(list),
            Err(Fault::Closed(_) | Fault::CutOff(_) | Fault::Silent(_)) => sleep(AGAIN).await,
            Ok(None) | Err(_) => return,
        }
    }
}

/// The state of the toolbar's own agent, or of any agent: ours, and the pause code.
pub(super) async fn agent(
    on: &Toolbar,
    id: Option<&str>,
) -> Result<Option<(Arc<str>, Option<String>)>, Fault> {
    let asked = match id {
        None => ask("AGENT", "getAgentState", None),
        Some(id) => ask("AGENT", "getAgentStateByID", Some(id.into())),
    };
    let said = on.line.ask(asked).await?;
    let Some((state, code)) = agent_state(&said) else {
        return Ok(None);
    };
    Ok(state_of(&on.entry, "agent", &state).map(|state| (state, code)))
}

/// The id of the toolbar's own agent.
pub(super) async fn agent_id(on: &Toolbar) -> Result<Option<String>, Fault> {
    let said = on.line.ask(ask("AGENT", "getAgentID", None)).await?;
    Ok(super::news::scalar(&said))
}

fn ask(object: &str, method: &str, arg: Option<Json>) -> Ask {
    Ask {
        object: object.into(),
        method: method.into(),
        wire: method.into(),
        args: arg.into_iter().collect(),
        answered: true,
        toggle: None,
    }
}
