//! Addresses that may be used: on this machine, unless the settings say otherwise.

use crate::systems::net::SetupError;
use crate::systems::net::address::is_loopback;
use reqwest::Url;

/// Where a browser's debugging port is.
pub(super) fn debugging(address: &str, allow_remote: bool) -> Result<Url, SetupError> {
    let shape = "write the address of the browser's debugging port, like http://127.0.0.1:9222";
    let url = read(address, &["http"], shape)?;
    if !allow_remote && !is_loopback(&url) {
        return Err(SetupError::new(
            format!("the browser at `{address}` is on another machine"),
            "a program that reaches the debugging port controls the browser: keep it on this \
             machine; `allow-remote = true` uses it anyway",
        ));
    }
    Ok(url)
}

/// Where the toolbar's program is.
pub(super) fn toolbar(address: &str, allow_remote: bool) -> Result<Url, SetupError> {
    let shape = "write the address of the toolbar's program, like wss://localhost:2337";
    let address = match address.split_once("://") {
        Some(("http", rest)) => format!("ws://{rest}"),
        Some(("https", rest)) => format!("wss://{rest}"),
        _ => address.to_owned(),
    };
    let url = read(&address, &["ws", "wss"], shape)?;
    if is_loopback(&url) {
        return Ok(url);
    }
    if !allow_remote {
        return Err(SetupError::new(
            format!("the toolbar at `{address}` is on another machine"),
            "a toolbar runs on its agent's computer: run the flow there; `allow-remote = true` \
             uses it anyway",
        ));
    }
    if url.scheme() == "ws" {
        return Err(SetupError::new(
            format!("`{address}` is not encrypted: personal data could be read on the network"),
            "write wss://",
        ));
    }
    Ok(url)
}

fn read(address: &str, schemes: &[&str], shape: &str) -> Result<Url, SetupError> {
    let wrong = || SetupError::new(format!("`{address}` is not an address"), shape);
    let url = Url::parse(address.trim()).map_err(|_| wrong())?;
    let named = url.host_str().is_some_and(|host| !host.is_empty());
    if !named || !schemes.contains(&url.scheme()) {
        return Err(wrong());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(SetupError::new(
            "the address contains a user name or a password",
            "remove it: neither the browser nor the toolbar accepts one",
        ));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_unless_told_otherwise() {
        for here in [
            "http://127.0.0.1:9222",
            "http://localhost:9222",
            "http://[::1]:9",
        ] {
            assert!(debugging(here, false).is_ok(), "{here}");
        }
        for there in [
            "http://192.0.2.7:9222",
            "http://desk.example:9222",
            "http://127.0.0.1.example",
        ] {
            let error = debugging(there, false).unwrap_err();
            assert!(error.message.contains("another machine"), "{there}");
            assert!(debugging(there, true).is_ok(), "{there}");
        }
        assert!(toolbar("wss://desk.example:2337", false).is_err());
        assert!(toolbar("wss://desk.example:2337", true).is_ok());
        assert!(toolbar("ws://desk.example:2337", true).is_err());
        assert_eq!(
            toolbar("https://localhost:2337", false).unwrap().scheme(),
            "wss"
        );
        for odd in [
            "",
            "localhost:9222",
            "ftp://localhost",
            "http://",
            "http://me:pw@localhost",
        ] {
            assert!(debugging(odd, true).is_err(), "{odd}");
        }
    }
}
