//! The files of the page. `studio/build.sh` makes them; they are in the program as they are sent.

use super::guard::Guard;
use super::reply::{HTML, empty, reply, set};
use crate::graph;
use axum::body::Body;
use axum::http::header::{CONTENT_ENCODING, HeaderMap};
use axum::http::{Response, StatusCode};
use std::io;

const SHELL: &str = include_str!("../../studio/src/index.html");
const SCRIPT: &[u8] = include_bytes!("../../studio/dist/studio.js.gz");
const STYLE: &[u8] = include_bytes!("../../studio/dist/studio.css.gz");
const NOTICES: &[u8] = include_bytes!("../../studio/dist/notices.txt.gz");

/// The file at an address.
pub fn file(path: &str, headers: &HeaderMap, guard: &Guard) -> Response<Body> {
    match path {
        "/" | "/index.html" => shell(headers, guard),
        "/studio.js" => packed("text/javascript; charset=utf-8", SCRIPT),
        "/studio.css" => packed("text/css; charset=utf-8", STYLE),
        "/notices.txt" => packed("text/plain; charset=utf-8", NOTICES),
        "/graph.css" => {
            let body = Body::from(graph::STYLE);
            reply(
                StatusCode::OK,
                "text/css; charset=utf-8",
                "default-src 'none'",
                body,
            )
        }
        _ => empty(StatusCode::NOT_FOUND),
    }
}

/// The page itself. The editor writes style sheets while it runs: those that know the word of this answer count.
fn shell(headers: &HeaderMap, guard: &Guard) -> Response<Body> {
    let word = match word() {
        Ok(word) => word,
        Err(_) => return empty(StatusCode::INTERNAL_SERVER_ERROR),
    };
    // the guard has let this host through, so it is one of this machine's names
    let host = headers.get("host").and_then(|host| host.to_str().ok());
    let host = host.map_or_else(|| guard.host(), str::to_owned);
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{word}'; img-src 'self' data:; \
         connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let page = SHELL.replace("{WORD}", &word);
    reply(StatusCode::OK, HTML, &policy, Body::from(page))
}

fn word() -> io::Result<String> {
    Ok(Guard::new(0)?.key().to_owned())
}

/// Every browser takes files packed like this.
fn packed(kind: &str, bytes: &'static [u8]) -> Response<Body> {
    let mut response = reply(
        StatusCode::OK,
        kind,
        "default-src 'none'",
        Body::from(bytes),
    );
    set(response.headers_mut(), CONTENT_ENCODING, "gzip");
    response
}
