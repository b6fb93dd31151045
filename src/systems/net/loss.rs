//! Why no answer came, in plain words, and whether the request may have got through.

use super::address;
use super::proxy::Proxy;
use super::send::Loss;
use super::tls::{what_to_do, why_not};
use std::error::Error;
use std::io;
use std::time::Duration;

/// What became of a request that ended in an error.
pub(crate) fn of(error: &reqwest::Error) -> Loss {
    let host = error.url().map(address::host).unwrap_or_default();
    let never = error.is_connect() || error.is_builder() || chain(error).any(canceled);
    let proxy = error
        .url()
        .filter(|_| error.is_connect())
        .and_then(Proxy::to);
    let reason = match proxy {
        Some(proxy) => through(&proxy, error, &host),
        None if error.is_connect() && error.is_timeout() => Why::NoConnection.say(&host),
        None => why(error).say(&host),
    };
    Loss {
        left: !never,
        reason,
    }
}

/// Why a connection to a host could not be made or broke off, in plain words.
pub(crate) fn reason(error: &io::Error, host: &str) -> String {
    why(error).say(host)
}

/// The same, and what to do about it.
pub(crate) fn explained(error: &io::Error, host: &str) -> (String, &'static str) {
    let why = why(error);
    (why.say(host), why.help())
}

/// Why a connection to a host could not be made through a proxy, in plain words. What goes wrong
/// before the host's own certificate is seen is the proxy's.
pub(crate) fn through(proxy: &Proxy, error: &(dyn Error + 'static), host: &str) -> String {
    let said = chain(error).find_map(|error| proxy.blame(&error.to_string(), host));
    let why = why(error);
    match (said, &why) {
        (Some(said), _) => said,
        (None, Why::Certificate(_) | Why::Tls(_) | Why::NoTls) => why.say(host),
        (None, _) => format!("{proxy} cannot be used: {}", why.say(&proxy_host(proxy))),
    }
}

fn proxy_host(proxy: &Proxy) -> String {
    let uri = proxy.uri();
    let authority = uri.authority().map(|all| all.as_str()).unwrap_or_default();
    let host = authority.rsplit('@').next();
    host.unwrap_or_default().to_owned()
}

fn why(error: &(dyn Error + 'static)) -> Why {
    let known = chain(error).find_map(known);
    known.unwrap_or_else(|| Why::Other(last(error)))
}

/// A request that was sent and not answered in time.
pub(crate) fn timed_out(limit: Duration) -> Loss {
    Loss {
        left: true,
        reason: format!("no answer within {} s", limit.as_secs_f32()),
    }
}

enum Why {
    NoName,
    Refused,
    Reset,
    NoConnection,
    Certificate(rustls::CertificateError),
    Tls(String),
    NoTls,
    Closed,
    Other(String),
}

impl Why {
    fn say(&self, host: &str) -> String {
        match self {
            Self::NoName => format!("the server name {host} is unknown"),
            Self::Refused => format!("{host} refused the connection"),
            Self::Reset => format!("{host} reset the connection"),
            Self::NoConnection => format!("{host} could not be reached in time"),
            Self::Certificate(bad) => {
                let why = why_not(bad);
                format!("the certificate of {host} is not trusted: {why}")
            }
            Self::NoTls => {
                format!("an encrypted connection to {host} failed: the server does not speak TLS")
            }
            Self::Tls(why) => format!("an encrypted connection to {host} failed: {why}"),
            Self::Closed => format!("{host} closed the connection without an answer"),
            Self::Other(why) => format!("the connection to {host} failed: {why}"),
        }
    }

    fn help(&self) -> &'static str {
        match self {
            Self::Certificate(bad) => what_to_do(bad),
            Self::Tls(_) => "ask the server's administrator to enable TLS 1.2 or later",
            Self::NoTls | Self::Closed | Self::Reset => {
                "check the port: something other than HTTPS may answer there"
            }
            Self::NoName => "check the spelling of the address and this machine's DNS",
            Self::Refused | Self::NoConnection | Self::Other(_) => {
                "check the port and the firewall; where the network needs a proxy, set HTTPS_PROXY"
            }
        }
    }
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| inside(error).or(error.source()))
}

/// An `io::Error` names what it wraps by a door of its own.
fn inside<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let wrapped = error.downcast_ref::<io::Error>()?.get_ref()?;
    Some(wrapped as &(dyn Error + 'static))
}

/// Only what had not been written yet is cancelled.
fn canceled(error: &(dyn Error + 'static)) -> bool {
    error
        .downcast_ref::<hyper::Error>()
        .is_some_and(hyper::Error::is_canceled)
}

fn known(error: &(dyn Error + 'static)) -> Option<Why> {
    if error.to_string() == "dns error" {
        return Some(Why::NoName);
    }
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(tls(error));
    }
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return error.is_incomplete_message().then_some(Why::Closed);
    }
    match error.downcast_ref::<io::Error>()?.kind() {
        io::ErrorKind::ConnectionRefused => Some(Why::Refused),
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => Some(Why::Reset),
        io::ErrorKind::TimedOut => Some(Why::NoConnection),
        io::ErrorKind::UnexpectedEof => Some(Why::Closed),
        _ => None,
    }
}

fn tls(error: &rustls::Error) -> Why {
    match error {
        rustls::Error::InvalidCertificate(bad) => Why::Certificate(bad.clone()),
        rustls::Error::InvalidMessage(_) => Why::NoTls,
        rustls::Error::AlertReceived(alert) => Why::Tls(format!(
            "the server ended the handshake ({alert:?}); TLS 1.2 or later is needed"
        )),
        rustls::Error::PeerIncompatible(_) => Why::Tls(
            "the server offers no safe version or cipher: TLS 1.2 or later is needed".into(),
        ),
        other => Why::Tls(format!("the TLS handshake failed ({other})")),
    }
}

fn last(error: &(dyn Error + 'static)) -> String {
    chain(error)
        .last()
        .map(|e| e.to_string())
        .unwrap_or_default()
}
