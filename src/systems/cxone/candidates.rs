//! Which of the contacts that have come to be is the one that was asked for: an agent's own calls
//! begin in the same session at the same time.

use super::event::Event;
use super::evidence::row_text;
use super::outcomes;
use super::outputs;
use super::readback::{Pace, RowJudge, Search, Seen};
use super::request::{Look, View};
use super::shared::CallOnItsWay;
use super::sight;
use super::text::text_of;
use crate::run::Provenance;
use crate::run::effect::Answer;
use crate::value::Record;
use serde_json::Value as Json;
use std::collections::HashSet;
use std::sync::Arc;
use tokio::time::{Instant, timeout};

/// A contact that may be the one.
pub(super) struct Candidate {
    id: String,
    /// The number that the other end of the same call has, too.
    master: Option<String>,
    outputs: Record,
    by: Provenance,
}

impl Candidate {
    pub(super) fn of_event(call: &CallOnItsWay<'_>, event: &Event, by: Provenance) -> Self {
        let gives = call
            .plan
            .request
            .confirm
            .as_ref()
            .map(|confirm| &confirm.gives);
        let outputs = gives.map(|gives| {
            outputs::given(&call.plan.action, gives, |field| event.json(field).cloned())
        });
        Self {
            id: event.contact().unwrap_or_default().into_owned(),
            master: event.text("MasterID").map(|text| text.into_owned()),
            outputs: outputs.unwrap_or_default(),
            by,
        }
    }

    pub(super) fn of_row(call: &CallOnItsWay<'_>, row: &Json, by: Provenance) -> Self {
        let gives = call.plan.request.look.as_ref().map(|look| &look.gives);
        let outputs = gives.map(|gives| {
            let field = |name: &str| super::event::find(row.as_object()?, name).cloned();
            outputs::given(&call.plan.action, gives, field)
        });
        Self {
            id: row_text(row, "contactId|callbackId").unwrap_or_default(),
            master: row_text(row, "masterContactId"),
            outputs: outputs.unwrap_or_default(),
            by,
        }
    }
}

/// The one of them, where exactly one fits and is proven: what it gives. Else the answer that
/// names those that may be it.
pub(super) async fn resolve(
    call: &mut CallOnItsWay<'_>,
    candidates: Vec<Candidate>,
    deadline: Instant,
) -> Result<(Record, Provenance), Answer> {
    let peer = call
        .plan
        .request
        .look
        .as_ref()
        .and_then(|look| look.peer.clone());
    let names = named(&candidates);
    let mut proven = match &peer {
        Some(peer) => at_the_other_end(call, candidates, peer, deadline).await,
        None => candidates,
    };
    let reason = match proven.len() {
        1 => {
            return match proven.pop() {
                Some(only) => Ok((only.outputs, only.by)),
                None => Err(unknown(call, "CXone accepted the request")),
            };
        }
        0 => format!(
            "CXone accepted the request; {names} may be the new contact, but nothing shows the \
             other agent in it"
        ),
        count => format!(
            "CXone accepted the request, but {count} new contacts match it: {}",
            named(&proven)
        ),
    };
    Err(unknown(call, reason))
}

fn unknown(call: &CallOnItsWay<'_>, reason: impl Into<String>) -> Answer {
    Answer::new(outcomes::unknown(&call.plan.action), reason)
}

fn named(candidates: &[Candidate]) -> String {
    let names: Vec<String> = candidates
        .iter()
        .map(|candidate| format!("contact {}", candidate.id))
        .collect();
    names.join(" and ")
}

/// Those whose call the other agent has, too.
async fn at_the_other_end(
    call: &mut CallOnItsWay<'_>,
    candidates: Vec<Candidate>,
    peer: &str,
    deadline: Instant,
) -> Vec<Candidate> {
    let agent = call.args.get(peer).map(text_of).unwrap_or_default();
    let look = Look::all(View::AgentContacts);
    let sight = sight::of(
        &look,
        call.args,
        Some(&agent),
        &call.on.lists,
        &call.plan.version,
    );
    let Some(sight) = sight else {
        return Vec::new();
    };
    let masters: HashSet<String> = candidates
        .iter()
        .filter_map(|one| one.master.clone())
        .collect();
    let found: Arc<HashSet<String>> = Arc::new(masters);
    let judge: RowJudge = Box::new(move |rows| {
        let theirs = rows.iter().filter(|row| {
            let master = row_text(row, "masterContactId");
            master.is_some_and(|master| found.contains(&master))
        });
        let theirs: Vec<Json> = theirs.cloned().collect();
        (!theirs.is_empty()).then_some(Seen::Rows(theirs))
    });
    let search = Search {
        list: sight.list,
        narrow: sight.narrow,
        judge,
        pace: Pace::Waiting,
    };
    let looking = call.on.readbacks.look(&call.wire, search);
    let left = deadline.saturating_duration_since(Instant::now());
    let Ok(Ok(Seen::Rows(rows))) = timeout(left, looking).await else {
        return Vec::new();
    };
    let theirs: HashSet<String> = rows
        .iter()
        .filter_map(|row| row_text(row, "masterContactId"))
        .collect();
    let has = |one: &Candidate| one.master.as_ref().is_some_and(|id| theirs.contains(id));
    candidates.into_iter().filter(has).collect()
}
