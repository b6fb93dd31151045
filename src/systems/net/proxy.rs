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

    /// Its host, as it is looked up.
    pub fn host(&self) -> &str {
        let host = self.uri().host().unwrap_or_default();
        host.trim_start_matches('[').trim_end_matches(']')
    }

    pub fn port(&self) -> u16 {
        let usual = if self.is_plain() { 80 } else { 443 };
        self.uri().port_u16().unwrap_or(usual)
    }

    /// The variable that names it.
    pub fn variable(&self) -> &'static str {
        self.variable
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
            "proxy authorization required" => self.wants_credentials(),
            "unsuccessful" => format!("{self} rejects a connection to {host}"),
            "unexpected end of file" | "proxy response headers too long" => {
                format!("what answers at {self} is not a proxy that takes CONNECT")
            }
            _ => return None,
        })
    }
}

impl Proxy {
    /// What a proxy means by its 407.
    pub fn wants_credentials(&self) -> String {
        let variable = self.variable;
        match self.auth() {
            Some(_) => format!("{self} rejects the user name or the password in {variable}"),
            None => format!(
                "{self} requires a user name and a password: write them into {variable} as \
                 http://user:password@host:port"
            ),
        }
    }
}

/// Whether the way to an address can be known. A variable that cannot be read would be overlooked, and
/// what has to go through a proxy would go out without it.
pub(crate) fn usable(url: &Url) -> Result<(), SetupError> {
    match is_loopback(url) {
        true => Ok(()),
        false => fault(url, &|name| std::env::var_os(name)),
    }
}

type Variable<'a> = dyn Fn(&str) -> Option<std::ffi::OsString> + 'a;

fn fault(url: &Url, variable: &Variable<'_>) -> Result<(), SetupError> {
    let first = |names: &[&'static str]| {
        let mut set = names
            .iter()
            .filter_map(|name| Some((*name, variable(name)?)));
        set.next()
    };
    // one that is set and empty names none, and stands before the others
    let is_named = |found: &(&str, std::ffi::OsString)| !found.1.is_empty();
    let named = first(&VARIABLES[..2])
        .filter(is_named)
        .or_else(|| first(&VARIABLES[2..]).filter(is_named));
    let Some((name, value)) = named else {
        return Ok(());
    };
    let direct = first(&["NO_PROXY", "no_proxy"]);
    let direct = direct.map(|(_, hosts)| hosts.to_string_lossy().into_owned());
    let any = Matcher::builder()
        .https("http://proxy.invalid")
        .no(direct.unwrap_or_default())
        .build();
    let there: Option<Uri> = url.as_str().parse().ok();
    if there.is_some_and(|there| any.intercept(&there).is_none()) {
        return Ok(());
    }
    let found = value.to_str().and_then(|value| {
        let matcher = Matcher::builder().https(value).build();
        matcher.intercept(&Uri::from_static("https://anywhere.invalid/"))
    });
    let scheme = found.as_ref().map(|found| found.uri().scheme_str());
    // the value may have a password in it, so it is not shown
    let help = "write it as http://host:port or http://user:password@host:port; nothing was sent";
    match scheme {
        Some(None | Some("http" | "https")) => Ok(()),
        Some(Some(other)) => Err(SetupError::new(
            format!("{name} names a {other}:// proxy, which Contactflow does not support"),
            help,
        )),
        None => Err(SetupError::new(
            format!("{name} is not the address of a proxy"),
            help,
        )),
    }
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

    fn fault_of(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let variable = |name: &str| {
            let mut known = variables.iter().filter(|(known, _)| *known == name);
            known.next().map(|(_, value)| value.into())
        };
        let faulty = fault(&Url::parse(url).unwrap(), &variable);
        faulty.err().map(|error| error.message)
    }

    #[test]
    fn a_variable_that_cannot_be_read_lets_nothing_out() {
        let url = "https://api.example/";
        for (variables, wrong) in [
            (&[("HTTPS_PROXY", "ht!tp://x")][..], "HTTPS_PROXY is not"),
            (&[("https_proxy", " http://x:1")], "https_proxy is not"),
            (&[("ALL_PROXY", "ftp://x:1")], "ALL_PROXY is not"),
            (&[("HTTPS_PROXY", "socks5://ann:secret@x:1")], "socks5://"),
            // the good one would be used, and the other was meant
            (
                &[("HTTPS_PROXY", "//"), ("ALL_PROXY", "http://x:1")],
                "HTTPS_PROXY is not",
            ),
        ] {
            let why = fault_of(variables, url).unwrap_or_default();
            assert!(
                why.contains(wrong) && !why.contains("secret"),
                "{variables:?}: {why}"
            );
        }
        for variables in [
            &[][..],
            &[("HTTPS_PROXY", "")],
            &[("HTTPS_PROXY", "proxy.example:3128")],
            &[("HTTPS_PROXY", "http://ann:secret@proxy.example:3128")],
            &[("HTTPS_PROXY", "https://proxy.example")],
            &[("HTTPS_PROXY", "HTTPS://proxy.example")],
            &[("HTTPS_PROXY", "http://[::1]:8/")],
            &[("HTTPS_PROXY", "ht!tp://x"), ("NO_PROXY", "example")],
            &[("HTTPS_PROXY", "http://x:1"), ("ALL_PROXY", "//")],
        ] {
            assert_eq!(fault_of(variables, url), None, "{variables:?}");
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
        let why = found.blame("tunnel error: proxy authorization required", "x");
        assert!(
            why.unwrap()
                .contains("rejects the user name or the password")
        );
        assert_eq!(found.blame("dns error", "x"), None);
    }
}
