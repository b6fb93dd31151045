//! What a HAR says, from whatever wrote it: nothing in it is taken for granted.

use super::OWN;
use crate::testing::recording::Recording;
use serde_json::Value;

/// A request and its response.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// `POST`
    pub method: String,
    /// Its path, without the host: who knows it is not told to others.
    pub path: Vec<String>,
    /// What was sent.
    pub sent: String,
    /// The status; 0 where no response came.
    pub status: u16,
    /// What came back.
    pub body: String,
    /// How long the system asked to wait, in seconds.
    pub retry_after: Option<u64>,
}

impl Entry {
    /// `POST /agent-sessions/…`, for people.
    pub fn line(&self) -> String {
        format!("{} /{}", self.method, self.path.join("/"))
    }
}

/// The entries of a HAR; what is wrong with it.
pub fn entries(har: &Value) -> Result<Vec<Entry>, String> {
    let log = &har["log"];
    let entries = log["entries"].as_array();
    let entries = entries.ok_or("it has no `log.entries`: it is no HAR")?;
    Ok(entries.iter().map(entry).collect())
}

/// The recording that this program has put into a HAR.
pub fn recording_in(har: &Value) -> Option<Result<Recording, String>> {
    let own = har["log"].get(OWN)?;
    // from its text, which is how it is read elsewhere: one reader of every record less in the program
    let text = own.to_string();
    Some(serde_json::from_slice(text.as_bytes()).map_err(|error| error.to_string()))
}

fn entry(entry: &Value) -> Entry {
    let (request, response) = (&entry["request"], &entry["response"]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let headers = response["headers"].as_array().cloned().unwrap_or_default();
    let retry_after = headers.iter().find(|header| {
        let name = header["name"].as_str().unwrap_or_default();
        name.eq_ignore_ascii_case("Retry-After")
    });
    Entry {
        method: text(&request["method"]),
        path: path(request["url"].as_str().unwrap_or_default()),
        sent: text(&request["postData"]["text"]),
        status: response["status"]
            .as_u64()
            .and_then(|status| u16::try_from(status).ok())
            .unwrap_or(0),
        body: text(&response["content"]["text"]),
        retry_after: retry_after.and_then(|header| header["value"].as_str()?.trim().parse().ok()),
    }
}

/// The segments of an address's path, without its query.
fn path(url: &str) -> Vec<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let segments = rest
        .split('/')
        .skip(1)
        .filter(|segment| !segment.is_empty());
    segments.map(str::to_owned).collect()
}
