//! The session cookie that a node may give: it goes back to that node alone.

use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};
use std::sync::{PoisonError, RwLock};

const NAME: &str = "JSESSIONID=";

/// A node's session cookie, if it gave one.
#[derive(Debug, Default)]
pub(super) struct Cookie(RwLock<Option<HeaderValue>>);

impl Cookie {
    /// As the header of a request.
    pub fn header(&self) -> Option<HeaderValue> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Keeps what an answer brings.
    pub fn keep(&self, headers: &HeaderMap) {
        let all = headers.get_all(SET_COOKIE).iter();
        let pairs = all.filter_map(|value| value.to_str().ok()?.split(';').next());
        let Some(pair) = pairs.map(str::trim).rfind(|pair| pair.starts_with(NAME)) else {
            return;
        };
        let kept = match pair.len() == NAME.len() {
            true => None,
            false => HeaderValue::from_str(pair).ok().map(|mut header| {
                header.set_sensitive(true);
                header
            }),
        };
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_is_kept_and_nothing_else() {
        let cookie = Cookie::default();
        let mut headers = HeaderMap::new();
        for set in ["a=b", "JSESSIONID=one; Path=/; Secure", "c=d"] {
            headers.append(SET_COOKIE, HeaderValue::from_static(set));
        }
        cookie.keep(&headers);
        cookie.keep(&HeaderMap::new());
        assert_eq!(cookie.header().unwrap(), "JSESSIONID=one");
        headers.append(
            SET_COOKIE,
            HeaderValue::from_static("JSESSIONID=; Max-Age=0"),
        );
        cookie.keep(&headers);
        assert!(cookie.header().is_none());
    }
}
