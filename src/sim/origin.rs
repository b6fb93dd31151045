//! Who may ask a simulator. It listens on this machine, and every web page in a browser of this
//! machine can send requests there: by its address, or by a name of the page's own that is made to
//! lead here. Such a request names another host, or brings the page's origin.

use super::reply::Reply;
use super::request::refused;
use hyper::HeaderMap;
use hyper::http::Uri;
use hyper::http::uri::Authority;
use std::net::IpAddr;

/// `Err` is what a request gets that a page of somebody else's has made.
pub(super) fn check(uri: &Uri, headers: &HeaderMap) -> Result<(), Reply> {
    let host = host(uri, headers)?;
    if let Some(host) = &host
        && !is_here(host.host())
    {
        return Err(refused(
            421,
            "The simulator accepts only this machine's own names: localhost, or an address.",
        ));
    }
    let Some(origin) = headers.get("origin") else {
        return Ok(());
    };
    let origin = origin.to_str().ok().and_then(authority_of);
    match (origin, host) {
        (Some(origin), Some(host)) if origin == host => Ok(()),
        _ => Err(refused(403, "The simulator accepts only its own page.")),
    }
}

/// The same for a socket that pages of another port open: the simulator's own page is served there.
pub(super) fn check_beside(uri: &Uri, headers: &HeaderMap, page: u16) -> Result<(), &'static str> {
    let host = host(uri, headers).map_err(|_| "the host is no host")?;
    if host.is_some_and(|host| !is_here(host.host())) {
        return Err("the toolbar answers to this machine's own names");
    }
    let Some(origin) = headers.get("origin") else {
        return Ok(());
    };
    let origin = origin.to_str().ok().and_then(authority_of);
    match origin {
        Some(origin) if is_here(origin.host()) && origin.port_u16() == Some(page) => Ok(()),
        _ => Err("the toolbar answers to no page but its own"),
    }
}

fn host(uri: &Uri, headers: &HeaderMap) -> Result<Option<Authority>, Reply> {
    if let Some(authority) = uri.authority() {
        return Ok(Some(authority.clone()));
    }
    let Some(host) = headers.get("host") else {
        return Ok(None);
    };
    let read = host.to_str().ok().and_then(|host| host.parse().ok());
    read.map(Some)
        .ok_or_else(|| refused(400, "The host name is not valid."))
}

fn authority_of(origin: &str) -> Option<Authority> {
    let (_, rest) = origin.split_once("://")?;
    rest.parse().ok()
}

/// Where names of simulated nodes end. `.example` is kept for documents: nobody can own a name there
/// and make it lead here.
const SIMULATED: &str = ".simulator.example";

/// An address is nobody's name; a name may be made to lead anywhere.
fn is_here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let name = bare.trim_end_matches('.').to_ascii_lowercase();
    let is_ours = name == "localhost" || name.ends_with(".localhost") || name.ends_with(SIMULATED);
    is_ours || bare.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: Option<&str>, origin: Option<&str>) -> HeaderMap {
        let pairs = [("host", host), ("origin", origin)];
        let pairs = pairs
            .iter()
            .filter_map(|(name, value)| Some((*name, (*value)?)));
        pairs
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect::<HeaderMap>()
    }

    #[test]
    fn a_page_of_somebody_elses_is_refused() {
        let uri: Uri = "/simulator/state".parse().unwrap();
        for (host, origin, status) in [
            (Some("127.0.0.1:8080"), None, None),
            (Some("localhost:8080"), None, None),
            (Some("finesse-a.simulator.example:8445"), None, None),
            (Some("[::1]:8080"), None, None),
            (None, None, None),
            (Some("127.0.0.1:8080"), Some("http://127.0.0.1:8080"), None),
            (Some("localhost:8080"), Some("https://localhost:8080"), None),
            // A name that leads here: DNS rebinding.
            (Some("evil.example:8080"), None, Some(421)),
            (Some("localhost.evil.example"), None, Some(421)),
            (
                Some("evil.example:8080"),
                Some("http://evil.example:8080"),
                Some(421),
            ),
            // A page that sends a form or a fetch across.
            (
                Some("127.0.0.1:8080"),
                Some("http://evil.example"),
                Some(403),
            ),
            (
                Some("127.0.0.1:8080"),
                Some("http://127.0.0.1:8081"),
                Some(403),
            ),
            (
                Some("127.0.0.1:8080"),
                Some("http://localhost:8080"),
                Some(403),
            ),
            (Some("127.0.0.1:8080"), Some("null"), Some(403)),
            (Some("127.0.0.1:8080"), Some(""), Some(403)),
            (Some("no host"), None, Some(400)),
        ] {
            let found = check(&uri, &headers(host, origin))
                .err()
                .map(|reply| reply.status);
            assert_eq!(found, status, "{host:?} {origin:?}");
        }
        let absolute: Uri = "https://evil.example/x".parse().unwrap();
        let found = check(&absolute, &headers(Some("localhost"), None));
        assert_eq!(found.err().map(|reply| reply.status), Some(421));
    }

    #[test]
    fn a_socket_is_for_the_page_that_is_served_beside_it() {
        let uri: Uri = "/socket.io/".parse().unwrap();
        for (host, origin, may) in [
            ("127.0.0.1:2337", None, true),
            ("127.0.0.1:2337", Some("http://127.0.0.1:8080"), true),
            ("127.0.0.1:2337", Some("http://localhost:8080"), true),
            ("127.0.0.1:2337", Some("http://127.0.0.1:9999"), false),
            ("127.0.0.1:2337", Some("https://evil.example:8080"), false),
            ("127.0.0.1:2337", Some("null"), false),
            ("evil.example:2337", None, false),
        ] {
            let found = check_beside(&uri, &headers(Some(host), origin), 8080);
            assert_eq!(found.is_ok(), may, "{host} {origin:?}");
        }
    }
}
