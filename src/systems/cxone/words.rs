//! What the system says for people.

use super::place;
use super::text;
use super::transport::{Reply, Sent};
use crate::clock;
use crate::systems::net::retry_after;
use jiff::SignedDuration;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER};
use serde_json::Value as Json;

/// The most of the system's words that are repeated, in characters: far more than a report shows.
/// Reports hide first what nobody may see, and cut then.
const LONGEST: usize = 1 << 16;

/// `202 Accepted`
pub(super) fn status(status: StatusCode) -> String {
    match status.canonical_reason() {
        Some(reason) => format!("{} {reason}", status.as_u16()),
        None => status.as_u16().to_string(),
    }
}

/// What came back, in a few words: `202 Accepted`, `409 InvalidState`.
pub(super) fn answered(sent: &Sent) -> String {
    match sent {
        Sent::Lost(loss) => loss.reason.clone(),
        Sent::Reply(reply) if reply.status.is_success() => status(reply.status),
        Sent::Reply(reply) => match short_name(reply) {
            Some(name) => format!("{} {name}", reply.status.as_u16()),
            None => status(reply.status),
        },
    }
}

/// Every text of an answer that may say what is wrong, the most telling first.
pub(super) fn candidates(reply: &Reply) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(reply.header("icstatusdescription").map(str::to_owned));
    let body: Option<Json> = match &reply.body {
        Ok(body) => text::json(body),
        Err(_) => None,
    };
    if let Some(body) = body {
        for name in ["error_description", "message", "error", "code"] {
            collect(&body, name, &mut found);
            if let Some(inner) = body.get("error").filter(|inner| inner.is_object()) {
                collect(inner, name, &mut found);
            }
        }
        found.extend(body.as_str().map(str::to_owned));
    }
    found
}

fn collect(body: &Json, name: &str, found: &mut Vec<String>) {
    let text = body.get(name).and_then(Json::as_str).map(str::trim);
    found.extend(text.filter(|text| !text.is_empty()).map(str::to_owned));
}

/// The first text of the answer that is a name of one word, such as `InvalidState`. What every
/// refusal is called under OAuth says nothing where there is anything else.
pub(super) fn short_name(reply: &Reply) -> Option<String> {
    let said = candidates(reply);
    let telling = said
        .iter()
        .find(|text| is_name(text) && *text != "invalid_request");
    telling.cloned().or_else(|| {
        let few = |text: &&String| text.len() <= 60 && !is_name(text);
        let words = said.iter().find(few).map(|text| clean(text));
        words.or_else(|| said.into_iter().find(|text| is_name(text)))
    })
}

fn is_name(text: &str) -> bool {
    text.len() <= 60
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The system's own words for why it refused, with the status.
pub(super) fn own(reply: &Reply) -> String {
    if reply.status.is_redirection() && reply.status != StatusCode::NOT_MODIFIED {
        return format!("{}: {}", status(reply.status), elsewhere(reply));
    }
    let mut said = candidates(reply);
    said.dedup();
    // A sentence tells more than a name.
    let telling = said.iter().find(|text| !is_name(text)).or(said.first());
    let status = status(reply.status);
    match telling {
        Some(text) => format!("{status}: {}", clean(text)),
        None => match unreadable(reply).filter(|_| !is_empty(reply)) {
            Some(why) => format!("{status}: {why}"),
            None => status,
        },
    }
}

/// Why the body cannot be read as JSON; `None` where it can.
pub(super) fn unreadable(reply: &Reply) -> Option<String> {
    let body = match &reply.body {
        Err(why) => return Some(why.clone()),
        Ok(body) => body,
    };
    let error = match serde_json::from_slice::<serde_json::Value>(text::without_mark(body)) {
        Ok(_) => return None,
        Err(error) => error,
    };
    let kind = reply
        .headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let html =
        kind.is_some_and(|kind| kind.contains("html")) || body.trim_ascii_start().starts_with(b"<");
    Some(if body.is_empty() {
        "the answer is empty instead of JSON".to_owned()
    } else if html {
        match title(body) {
            Some(title) => format!("the answer is a web page (\"{title}\") instead of JSON"),
            None => "the answer is a web page instead of JSON".to_owned(),
        }
    } else if error.is_eof() {
        "the JSON of the answer is cut off".to_owned()
    } else {
        "the answer is not JSON".to_owned()
    })
}

fn is_empty(reply: &Reply) -> bool {
    reply.body.as_ref().is_ok_and(|body| body.is_empty())
}

fn title(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&body[..body.len().min(4096)]);
    let lower = text.to_ascii_lowercase();
    let from = lower.find("<title>")? + "<title>".len();
    let to = from + lower[from..].find("</title>")?;
    let title = clean(text[from..to].trim());
    (!title.is_empty()).then_some(title)
}

/// Where a redirect leads, without what its address may carry.
fn elsewhere(reply: &Reply) -> String {
    let to = reply
        .headers
        .get(LOCATION)
        .and_then(|to| reqwest::Url::parse(to.to_str().ok()?).ok());
    match to {
        Some(to) => format!(
            "CXone redirects to another address ({}); redirects are not followed",
            place::host(&to)
        ),
        None => "CXone redirects to another address; redirects are not followed".to_owned(),
    }
}

/// Text that can be shown on a terminal: one line, no control characters, not endless.
pub(super) fn clean(text: &str) -> String {
    let mut clean = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !clean.is_empty() {
            clean.push(' ');
        }
        clean.push_str(word);
    }
    match clean.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &clean[..at]),
        None => clean,
    }
}

/// How long the system asks to wait.
pub(super) fn retry_after(reply: &Reply) -> Option<SignedDuration> {
    let text = reply.headers.get(RETRY_AFTER)?.to_str().ok()?;
    retry_after::wait_of(text, clock::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_words_are_found_wherever_they_are() {
        for (headers, body, words) in [
            (
                &[("icstatusdescription", "InvalidState")][..],
                "",
                "409 Conflict: InvalidState",
            ),
            (
                &[][..],
                r#"{"error_description":"Agent is busy."}"#,
                "409 Conflict: Agent is busy.",
            ),
            (&[][..], r#"{"error":"nope"}"#, "409 Conflict: nope"),
            (
                &[][..],
                r#"{"error":{"message":"in here"}}"#,
                "409 Conflict: in here",
            ),
            (
                &[][..],
                r#"{"message":"a\u001b[31m\nb"}"#,
                "409 Conflict: a [31m b",
            ),
            (
                &[("icstatusdescription", "InvalidState")][..],
                r#"{"error_description":"The contact is not active."}"#,
                "409 Conflict: The contact is not active.",
            ),
            (&[][..], "", "409 Conflict"),
            (
                &[("content-type", "text/html")][..],
                "<html><title>Down for\nrepair</title>",
                "409 Conflict: the answer is a web page (\"Down for repair\") instead of JSON",
            ),
        ] {
            assert_eq!(own(&Reply::of(409, headers, body)), words);
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for (body, words) in [
            (
                "<!doctype html>",
                "the answer is a web page instead of JSON",
            ),
            ("{\"a\": [1, ", "the JSON of the answer is cut off"),
            ("No known way to render data", "the answer is not JSON"),
            ("", "the answer is empty instead of JSON"),
        ] {
            let reply = Reply::of(200, &[], body);
            assert_eq!(unreadable(&reply).as_deref(), Some(words));
        }
        assert_eq!(unreadable(&Reply::of(200, &[], "{}")), None);
    }

    #[test]
    fn endless_words_are_cut() {
        let words = clean(&"é".repeat(100_000));
        assert_eq!(words.chars().count(), LONGEST + 1);
    }
}
