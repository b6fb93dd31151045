//! Addresses that may be used.

use super::setup::SetupError;
use reqwest::Url;

/// An address that may be used: encrypted, or on this machine.
pub(crate) fn address_of(text: &str) -> Result<Url, SetupError> {
    let shape = "write the address in full, like https://api-na1.niceincontact.com";
    let mut url = Url::parse(text.trim())
        .map_err(|_| SetupError::new(format!("`{text}` is not an address"), shape))?;
    if url.host_str().is_none_or(str::is_empty) || !matches!(url.scheme(), "http" | "https") {
        return Err(SetupError::new(
            format!("`{text}` is not an address"),
            shape,
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(SetupError::new(
            format!(
                "the address of {} contains a user name or a password",
                host(&url)
            ),
            "remove it from the address, and set `sign-in` or `user` and `password`",
        ));
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(SetupError::new(
            format!(
                "`{text}` is not encrypted: keys and personal data could be read on the \
                     network"
            ),
            "write https:// (http:// is only for a simulator on this machine)",
        ));
    }
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// The host and port of an address, as people write them.
pub(crate) fn host(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{name}:{port}"),
        None => name.to_owned(),
    }
}

/// Whether an address is on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let name = url.host_str().unwrap_or_default();
    let name = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost"
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}
