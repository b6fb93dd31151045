//! The nodes' addresses: checked once. They are never reached without encryption.

use super::settings::Node;
use super::xmpp::Over;
use crate::systems::net::SetupError;
use crate::systems::net::address::{address_of, host};
use reqwest::Url;

/// The usual port of the REST API.
const API_PORT: u16 = 8445;
/// The usual port of the event stream over TLS.
const STREAM_PORT: u16 = 5223;

/// A node that can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Where the REST API is: scheme, host and port, and nothing else.
    pub base: Url,
    /// What the settings say.
    pub node: Node,
}

impl Place {
    pub fn of(node: &Node) -> Result<Self, SetupError> {
        let text = node.address.trim();
        let text = match text.contains("://") {
            true => text.to_owned(),
            false => format!("https://{text}"),
        };
        let mut base = address_of(&text)?;
        if base.scheme() != "https" {
            return Err(SetupError::new(
                format!(
                    "`{}` is not encrypted: Finesse uses HTTPS only",
                    node.address
                ),
                "write https://…",
            ));
        }
        if base.port().is_none() && !text.trim_end_matches('/').ends_with(":443") {
            let _ = base.set_port(Some(API_PORT));
        }
        base.set_path("/");
        Ok(Self {
            base,
            node: node.clone(),
        })
    }

    /// Its name.
    pub fn host(&self) -> &str {
        let name = self.base.host_str().unwrap_or_default();
        name.trim_start_matches('[').trim_end_matches(']')
    }

    /// Its name and port, for people.
    pub fn shown(&self) -> String {
        host(&self.base)
    }

    pub fn api_port(&self) -> u16 {
        self.base.port_or_known_default().unwrap_or(API_PORT)
    }

    /// The port of the event stream: what the settings say, else what the system says, else
    /// the usual one.
    pub fn stream_port(&self, over: Over, told: Option<u16>) -> u16 {
        let usual = match over {
            Over::Tls => told.unwrap_or(STREAM_PORT),
            Over::WebSocket => self.api_port(),
        };
        self.node.stream_port.unwrap_or(usual)
    }
}

/// A part of a path, with everything encoded that means something there.
pub(super) fn encoded(part: &str) -> String {
    percent_encoding::utf8_percent_encode(part, PART).to_string()
}

const PART: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'@');

#[cfg(test)]
mod tests {
    use super::*;

    fn place(address: &str) -> Result<Place, SetupError> {
        Place::of(&Node::at(address))
    }

    #[test]
    fn an_address_may_leave_out_what_is_always_the_same() {
        for (given, base) in [
            ("https://f.example:8445", "https://f.example:8445/"),
            ("https://f.example", "https://f.example:8445/"),
            ("f.example", "https://f.example:8445/"),
            ("f.example:9443/finesse", "https://f.example:9443/"),
            ("https://f.example:443", "https://f.example/"),
        ] {
            assert_eq!(place(given).unwrap().base.as_str(), base, "{given}");
        }
    }

    #[test]
    fn what_would_give_a_password_away_is_refused() {
        for given in [
            "http://f.example",
            "http://127.0.0.1:8080",
            "https://me:secret@f.example",
            "",
        ] {
            assert!(place(given).is_err(), "{given}");
        }
    }

    #[test]
    fn the_stream_is_where_the_settings_or_the_system_say() {
        let mut place = place("f.example:9443").unwrap();
        assert_eq!(place.stream_port(Over::Tls, None), 5223);
        assert_eq!(place.stream_port(Over::Tls, Some(6223)), 6223);
        assert_eq!(place.stream_port(Over::WebSocket, Some(6223)), 9443);
        place.node.stream_port = Some(7443);
        assert_eq!(place.stream_port(Over::WebSocket, None), 7443);
    }
}
