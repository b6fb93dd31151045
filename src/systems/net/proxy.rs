//! The proxies of this machine (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), by the rules that the HTTP
//! client has: event streams and sockets go the way that requests go.

use super::address::is_loopback;
use super::setup::SetupError;
use hyper::Uri;
use hyper::header::HeaderValue;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use reqwest::Url;
use std::fmt;

/// The variables that name a proxy for encrypted connections, the first that is set counts.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// A proxy that stands between this machine and an address.
#[derive(Clone)]
pub(crate) struct Proxy {
    intercept: Intercept,
    variable: &'static str,
}

impl Proxy {
    /// The proxy on the way to an address, if there is one. Nothing on this machine is behind one.
    pub fn to(url: &Url) -> Option<Self> {
        match is_loopback(url) {
            true => None,
            false => Self::by(&Matcher::from_system(), url),
        }
    }

    fn by(matcher: &Matcher, url: &Url) -> Option<Self> {
        let intercept = matcher.intercept(&url.as_str().parse().ok()?)?;
        let set = |name: &&&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        Some(Self {
            intercept,
            variable: VARIABLES.iter().find(set).unwrap_or(&VARIABLES[0]),
        })
    }

    /// Whether the variables that name proxies can be used. The HTTP client leaves out an address that
    /// it cannot read, and would go past the proxy that this network wants.
    pub fn check() -> Result<(), SetupError> {
        let set = VARIABLES.iter().filter_map(|name| {
            let value = std::env::var(name).ok()?;
            Some((*name, value)).filter(|(_, value)| !value.is_empty())
        });
        match set
            .map(|(name, value)| usable(name, &value))
            .find(Result::is_err)
        {
            Some(wrong) => wrong,
            None => Ok(()),
        }
    }

    /// The proxy on the way to a host and port that is spoken to over TLS.
    pub fn to_host(host: &str, port: u16) -> Option<Self> {
        let host = match host.contains(':') {
            true => format!("[{host}]"),
            false => host.to_owned(),
        };
        Self::to(&Url::parse(&format!("https://{host}:{port}/")).ok()?)
    }

    /// A proxy for everything, for tests.
    #[cfg(test)]
    pub fn at(address: &str) -> Self {
        let matcher = Matcher::builder().all(address).build();
        let anywhere = Url::parse("https://anywhere.example").unwrap();
        Self::by(&matcher, &anywhere).unwrap()
    }

    pub fn uri(&self) -> &Uri {
        self.intercept.uri()
    }

    /// What it is shown, if anything.
    pub fn auth(&self) -> Option<&HeaderValue> {
        self.intercept.basic_auth()
    }

    /// Whether a tunnel through it is asked for in the open: what all proxies for CONNECT take.
    pub fn is_plain(&self) -> bool {
        self.uri()
            .scheme_str()
            .is_none_or(|scheme| scheme == "http")
    }

    /// Why no connection came about through it, by the text of the tunnel's error. `None` where it
    /// was not the proxy.
    pub fn blame(&self, tunnel: &str, host: &str) -> Option<String> {
        let said = tunnel.strip_prefix("tunnel error: ")?;
        Some(match said {
            "proxy authorization required" if self.auth().is_some() => format!(
                "{self} rejects the user name or the password in {}",
                self.variable
            ),
            "proxy authorization required" => format!(
                "{self} requires a user name and a password: write them into {} as \
                 http://user:password@host:port",
                self.variable
            ),
            "unsuccessful" => format!("{self} rejects a connection to {host}"),
            "unexpected end of file" | "proxy response headers too long" => {
                format!("what answers at {self} is not a proxy that takes CONNECT")
            }
            _ => return None,
        })
    }
}

/// Whether a variable's value is the address of a proxy of a kind that is spoken here.
fn usable(variable: &str, value: &str) -> Result<(), SetupError> {
    let (scheme, rest) = value.split_once("://").unwrap_or(("http", value));
    let whole = format!("http://{rest}").parse::<Uri>();
    let has_host = whole.is_ok_and(|uri| uri.host().is_some_and(|host| !host.is_empty()));
    let known = matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https");
    let message = match (has_host, known) {
        (true, true) => return Ok(()),
        (true, false) if scheme.starts_with("socks") => {
            format!("{variable} names a SOCKS proxy, which Contactflow does not support")
        }
        _ => format!("{variable} is not the address of a proxy"),
    };
    let help = format!("set it to `http://host:port`, or unset it: `unset {variable}`");
    Err(SetupError::new(message, help))
}

/// Without the password that may be in its address.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let uri = self.uri();
        let host = uri.host().unwrap_or_default();
        match uri.port_u16() {
            Some(port) => write!(f, "the proxy {host}:{port} ({})", self.variable),
            None => write!(f, "the proxy {host} ({})", self.variable),
        }
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy(url: &str) -> Option<Proxy> {
        let matcher = Matcher::builder()
            .https("http://ann:secret@proxy.example:3128")
            .no("inside.example,10.0.0.0/8")
            .build();
        Proxy::by(&matcher, &Url::parse(url).unwrap())
    }

    #[test]
    fn the_way_is_that_of_the_http_client() {
        let found = proxy("https://finesse.example:8445").unwrap();
        assert_eq!(found.uri().host(), Some("proxy.example"));
        assert!(found.auth().is_some());
        for direct in ["https://a.inside.example:8445", "https://10.1.2.3:8445"] {
            assert!(proxy(direct).is_none(), "{direct}");
        }
        assert!(Proxy::to(&Url::parse("https://127.0.0.1:8445").unwrap()).is_none());
        assert!(Proxy::to(&Url::parse("https://[::1]:8445").unwrap()).is_none());
    }

    #[test]
    fn an_address_that_is_none_is_told() {
        for good in [
            "proxy:3128",
            "http://ann:pw@proxy:3128",
            "HTTPS://proxy.example",
            "http://[::1]:8/",
        ] {
            assert_eq!(
                usable("HTTPS_PROXY", good).err().map(|e| e.message),
                None,
                "{good}"
            );
        }
        for (wrong, word) in [
            ("ht!tp://x", "is not the address"),
            ("ftp://x", "is not the address"),
            ("http://", "is not the address"),
            ("http://a b:1", "is not the address"),
            ("socks5://127.0.0.1:3", "SOCKS"),
        ] {
            let error = usable("HTTPS_PROXY", wrong).unwrap_err();
            assert!(
                error.message.starts_with("HTTPS_PROXY"),
                "{}",
                error.message
            );
            assert!(error.message.contains(word), "{wrong}: {}", error.message);
        }
    }

    #[test]
    fn a_proxy_is_named_without_its_password() {
        let found = proxy("https://finesse.example").unwrap();
        let shown = format!("{found} {found:?}");
        assert!(shown.contains("proxy.example:3128"), "{shown}");
        assert!(!shown.contains("secret"), "{shown}");
        let why = found.blame("tunnel error: unsuccessful", "finesse.example:8445");
        assert!(
            why.unwrap()
                .ends_with("a connection to finesse.example:8445")
        );
        assert_eq!(found.blame("dns error", "x"), None);
    }
}
