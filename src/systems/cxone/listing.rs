//! Reads a list of the system, piece by piece where it is long.

use super::outcomes;
use super::outputs::{self, take_items_of_piece};
use super::refusal::Refusal;
use super::request::{OneOrMore, Pages};
use super::wire::{Ask, Came, Wire};
use super::words;
use crate::run::effect::Exchange;
use reqwest::Method;
use serde_json::Value as Json;

/// The most pieces of one list.
const MOST_PIECES: usize = 400;

/// A list: where it is, and how it is cut.
#[derive(Clone, Debug)]
pub(super) struct Listing {
    /// `v23.0/contacts/active`
    pub path: String,
    /// What narrows it down, encoded, without `?`.
    pub query: String,
    /// Where in the answer it is; without any place, the answer is all there is.
    pub list: OneOrMore,
    /// How long ones come.
    pub pages: Option<Pages>,
    /// How it looks in a report.
    pub shown: String,
}

/// All of its items.
pub(super) async fn read(
    wire: &Wire,
    listing: &Listing,
    log: &mut Vec<Exchange>,
) -> Result<Vec<Json>, Refusal> {
    let mut all: Vec<Json> = Vec::new();
    for _ in 0..MOST_PIECES {
        let Some(mut body) = piece(wire, listing, all.len(), log).await? else {
            return Ok(all);
        };
        if listing.list.0.is_empty() {
            return Ok(vec![body]);
        }
        let Some(found) = take_items_of_piece(&mut body, &listing.list) else {
            return Err(Refusal::new("Unavailable", "the answer has no list"));
        };
        // A system that does not know of pieces gives the same ones again.
        let again = !found.is_empty() && all.get(..found.len()) == Some(&found[..]);
        if again || found.is_empty() {
            return whole(all, listing, &body);
        }
        let count = found.len();
        all.extend(found);
        if is_last(listing, &body, all.len(), count) {
            return whole(all, listing, &body);
        }
    }
    Err(Refusal::new(
        "Rejected",
        format!(
            "the list has more than {} items; narrow the search",
            all.len()
        ),
    ))
}

/// The items, where there are as many as the answer says. Of a part of a list, what is missing from it
/// shows nothing: not that a contact is over, and not that a new one was not there before.
fn whole(all: Vec<Json>, listing: &Listing, body: &Json) -> Result<Vec<Json>, Refusal> {
    let said = listing.pages.as_ref().and_then(|pages| total(body, pages));
    match said.or_else(|| outputs::total(body)) {
        Some(total) if total > all.len() as u64 => Err(Refusal::new(
            "Unavailable",
            format!("CXone sent {} of {total} items of the list", all.len()),
        )),
        _ => Ok(all),
    }
}

fn is_last(listing: &Listing, body: &Json, have: usize, count: usize) -> bool {
    let Some(pages) = &listing.pages else {
        return true;
    };
    let total = total(body, pages);
    total.map_or(count < pages.top as usize, |total| have as u64 >= total)
}

/// How many items there are in all, where the answer says so.
pub(super) fn total(body: &Json, pages: &Pages) -> Option<u64> {
    let total = body.pointer(&pages.total).or_else(|| {
        body.pointer("/resultSet")
            .and_then(|inner| inner.pointer(&pages.total))
    })?;
    total
        .as_u64()
        .or_else(|| total.as_str()?.trim().parse().ok())
}

/// One piece; nothing where the system says that there is nothing.
async fn piece(
    wire: &Wire,
    listing: &Listing,
    skip: usize,
    log: &mut Vec<Exchange>,
) -> Result<Option<Json>, Refusal> {
    let path = with_query(
        listing.path.clone(),
        &listing.query,
        listing.pages.as_ref(),
        skip,
    );
    let ask = Ask::new(Method::GET, path, listing.shown.clone());
    let reply = match wire.call(&ask, log).await {
        Came::Reply(reply) => reply,
        Came::Lost(loss) => return Err(Refusal::new("Unavailable", loss.reason)),
        Came::Refused(refusal) => return Err(refusal),
    };
    let outcome = match reply.status.as_u16() {
        204 => return Ok(None),
        206 => return Err(Refusal::new("Unavailable", words::status(reply.status))),
        200..=299 => "Unavailable",
        429 => "Throttled",
        408 | 425 | 500..=599 => "Unavailable",
        403 => "Unauthorized",
        _ => "Rejected",
    };
    if reply.status.is_success() {
        return match outcomes::body(&reply) {
            Some(body) => Ok(Some(body)),
            None => Err(Refusal::new(
                outcome,
                words::unreadable(&reply).unwrap_or_default(),
            )),
        };
    }
    let mut refusal = Refusal::new(outcome, words::own(&reply));
    refusal.retry_after = words::retry_after(&reply);
    Err(refusal)
}

/// A path with its query, and with the piece that is asked for.
pub(super) fn with_query(path: String, query: &str, pages: Option<&Pages>, skip: usize) -> String {
    if query.is_empty() && pages.is_none() {
        return path;
    }
    let mut parts: Vec<String> = Vec::new();
    if !query.is_empty() {
        parts.push(query.to_owned());
    }
    if let Some(pages) = pages {
        parts.push(format!("top={}", pages.top));
        if skip > 0 {
            parts.push(format!("skip={skip}"));
        }
    }
    format!("{path}?{}", parts.join("&"))
}
