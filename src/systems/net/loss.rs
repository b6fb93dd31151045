//! Why no answer came, in plain words, and whether the request may have got through.

use super::address;
use super::send::Loss;
use std::error::Error;
use std::io;
use std::time::Duration;

/// What became of a request that ended in an error.
pub(crate) fn of(error: &reqwest::Error) -> Loss {
    let host = error.url().map(address::host).unwrap_or_default();
    let never = error.is_connect() || error.is_builder() || chain(error).any(canceled);
    let why = chain(error).find_map(known).unwrap_or_else(|| {
        if error.is_connect() && error.is_timeout() {
            return Why::NoConnection;
        }
        Why::Other(last(error))
    });
    Loss {
        left: !never,
        reason: why.say(&host),
    }
}

/// Why a connection to a host could not be made or broke off, in plain words.
pub(crate) fn reason(error: &io::Error, host: &str) -> String {
    let why = chain(error).find_map(known);
    why.unwrap_or_else(|| Why::Other(last(error))).say(host)
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
    Certificate(String),
    Closed,
    Other(String),
}

impl Why {
    fn say(&self, host: &str) -> String {
        match self {
            Self::NoName => format!("the name {host} is not known"),
            Self::Refused => format!("nothing answers at {host}"),
            Self::Reset => format!("{host} broke the connection off"),
            Self::NoConnection => format!("{host} could not be reached in time"),
            Self::Certificate(why) => format!("the certificate of {host} is not trusted: {why}"),
            Self::Closed => format!("{host} closed the connection without an answer"),
            Self::Other(why) => format!("the connection to {host} failed: {why}"),
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
    use rustls::CertificateError as Bad;
    let rustls::Error::InvalidCertificate(bad) = error else {
        return Why::Other(format!("no encryption could be agreed on ({error})"));
    };
    let why = match bad {
        Bad::UnknownIssuer => "nobody this machine trusts has signed it",
        Bad::Expired | Bad::ExpiredContext { .. } => "it has expired",
        Bad::NotValidYet | Bad::NotValidYetContext { .. } => "it is not valid yet",
        Bad::NotValidForName | Bad::NotValidForNameContext { .. } => "it is for another name",
        Bad::Revoked => "it has been withdrawn",
        other => return Why::Certificate(format!("{other:?}")),
    };
    Why::Certificate(why.to_owned())
}

fn last(error: &(dyn Error + 'static)) -> String {
    chain(error)
        .last()
        .map(|e| e.to_string())
        .unwrap_or_default()
}
