//! Who may ask. Any page that is open in the same browser can send requests to this machine, and a name that
//! leads here can be anybody's: so a request has to name this host, come from this page, and have the key that
//! only the address has which the command printed.

use axum::http::HeaderMap;
use axum::http::header::{HOST, HeaderName, ORIGIN};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};
use std::io;

/// Where a request has the key. A page elsewhere cannot set it without asking first, and is refused then.
pub const KEY: HeaderName = HeaderName::from_static("x-flow-key");

/// Knows who may ask.
#[derive(Clone)]
pub struct Guard {
    port: u16,
    key: String,
}

impl Guard {
    /// One with a new key.
    pub fn new(port: u16) -> io::Result<Self> {
        let mut bytes = [0; 32];
        let filled = SystemRandom::new().fill(&mut bytes);
        filled.map_err(|_| io::Error::other("this machine has no random numbers"))?;
        Ok(Self {
            port,
            key: URL_SAFE_NO_PAD.encode(bytes),
        })
    }

    /// The key, which goes behind the `#` of the address: no server, log or other page is ever sent it.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The host as its address is printed.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Whether the page itself may be had: under a name of this machine alone. It holds nothing of anybody.
    pub fn shows(&self, headers: &HeaderMap) -> bool {
        self.asked_host(headers).is_some()
    }

    /// Whether a request comes from the page; its key is still to be looked at.
    pub fn is_own(&self, headers: &HeaderMap) -> bool {
        let Some(host) = self.asked_host(headers) else {
            return false;
        };
        let origin = format!("http://{host}");
        single(headers, &ORIGIN) == Some(origin.as_str())
    }

    /// Whether a request comes from the page and has the key.
    pub fn admits(&self, headers: &HeaderMap) -> bool {
        self.is_own(headers) && single(headers, &KEY).is_some_and(|key| self.is_key(key))
    }

    /// Whether this is the key. It takes as long for a wrong one.
    pub fn is_key(&self, given: &str) -> bool {
        let (given, own) = (given.as_bytes(), self.key.as_bytes());
        let differs = given.iter().zip(own).fold(0, |all, (a, b)| all | (a ^ b));
        given.len() == own.len() && differs == 0
    }

    fn asked_host<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let host = single(headers, &HOST)?;
        let (name, port) = host.rsplit_once(':')?;
        let here = matches!(name, "127.0.0.1" | "localhost" | "[::1]");
        (here && port.parse() == Ok(self.port)).then_some(host)
    }
}

/// A header that is there once. Of two, each side could take another one.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut all = headers.get_all(name).iter();
    let first = all.next()?;
    match all.next() {
        Some(_) => None,
        None => first.to_str().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(all: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in all {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.append(name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn another_host_another_origin_and_another_key_are_refused() {
        let guard = Guard::new(4242).unwrap();
        let key = guard.key().to_owned();
        let own = [
            ("host", "127.0.0.1:4242"),
            ("origin", "http://127.0.0.1:4242"),
            ("x-flow-key", &key),
        ];
        assert!(guard.admits(&headers(&own)));
        let local = [
            ("host", "localhost:4242"),
            ("origin", "http://localhost:4242"),
            ("x-flow-key", &key),
        ];
        assert!(guard.admits(&headers(&local)));
        for (name, value) in [
            ("host", "127.0.0.1:4243"),
            ("host", "127.0.0.1"),
            ("host", "flow.example:4242"),
            ("host", "127.0.0.1.flow.example:4242"),
            ("origin", "http://flow.example"),
            ("origin", "http://127.0.0.1:4243"),
            ("origin", "https://127.0.0.1:4242"),
            ("origin", "http://localhost:4242"),
            ("origin", "null"),
            ("x-flow-key", ""),
            ("x-flow-key", "x"),
        ] {
            let changed = own.map(|(known, old)| (known, if known == name { value } else { old }));
            assert!(!guard.admits(&headers(&changed)), "{name}: {value}");
            let without: Vec<_> = own
                .into_iter()
                .filter(|(known, _)| *known != name)
                .collect();
            assert!(!guard.admits(&headers(&without)), "without {name}");
            let mut twice = own.to_vec();
            twice.push((name, value));
            assert!(!guard.admits(&headers(&twice)), "a second {name}: {value}");
        }
        let cut = &key[..key.len() - 1];
        assert!(!guard.is_key(cut) && !guard.is_key(&format!("{key}x")) && guard.is_key(&key));
    }

    #[test]
    fn each_studio_has_its_own_key() {
        let keys = [1, 1].map(|port| Guard::new(port).unwrap().key().to_owned());
        assert_ne!(keys[0], keys[1]);
        assert_eq!(keys[0].len(), 43);
    }
}
