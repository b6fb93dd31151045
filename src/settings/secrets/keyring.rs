//! The keyring of the machine, which keeps secrets over a restart: the Keychain on macOS, the
//! Credential Manager on Windows, and elsewhere the Secret Service (GNOME Keyring, KWallet).
//!
//! The Secret Service is asked through `secret-tool`, the small program of libsecret. A client of
//! our own speaks D-Bus and brings some sixty crates for two calls; the kernel's keyring, which
//! needs none, forgets everything at a restart.

use zeroize::Zeroizing;

/// Of a machine without the program that leads to its keyring.
pub(super) const NOT_FOUND: &str = "which is not installed (package libsecret-tools or libsecret)";

/// Of a keyring that is there and shows nothing.
pub(super) const UNREADABLE: &str = "cannot read the keyring";

/// The secret of a service and user.
pub(super) fn read(service: &str, user: &str) -> Result<Zeroizing<String>, String> {
    native::read(service, user)
}

/// Stores a secret for a service and user; one that is there is replaced.
pub fn store(service: &str, user: &str, secret: &str) -> Result<(), String> {
    native::store(service, user, secret)
}

fn nothing(service: &str, user: &str) -> String {
    format!("the keyring has no entry for service {service}, user {user}")
}

#[cfg(not(any(target_os = "macos", windows)))]
mod native {
    use super::{NOT_FOUND, UNREADABLE, nothing};
    use std::io::{ErrorKind, Write};
    use std::process::{Command, Output, Stdio};
    use zeroize::Zeroizing;

    const PROGRAM: &str = "secret-tool";

    pub fn read(service: &str, user: &str) -> Result<Zeroizing<String>, String> {
        let found = tool(&["lookup", "service", service, "username", user], None)?;
        let printed = Zeroizing::new(found.stdout);
        if !found.status.success() {
            let said = String::from_utf8_lossy(&found.stderr);
            return Err(match said.trim() {
                "" => nothing(service, user),
                why => format!("{UNREADABLE}: {why}"),
            });
        }
        let text = std::str::from_utf8(&printed);
        let text = text.map_err(|_| "the keyring's entry is not text".to_owned())?;
        match text.is_empty() {
            true => Err(nothing(service, user)),
            false => Ok(Zeroizing::new(text.to_owned())),
        }
    }

    pub fn store(service: &str, user: &str, secret: &str) -> Result<(), String> {
        let label = format!("--label={service}/{user}");
        let words = ["store", &label, "service", service, "username", user];
        let stored = tool(&words, Some(secret))?;
        match stored.status.success() {
            true => Ok(()),
            false => {
                let said = String::from_utf8_lossy(&stored.stderr);
                let why = said.trim();
                Err(format!("the keyring did not store the secret: {why}"))
            }
        }
    }

    /// Runs the program; the secret goes over a pipe, where no list of processes shows it.
    fn tool(words: &[&str], input: Option<&str>) -> Result<Output, String> {
        let stdin = match input {
            Some(_) => Stdio::piped(),
            None => Stdio::null(),
        };
        let mut command = Command::new(PROGRAM);
        command.args(words).stdin(stdin);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let wrong = |error: std::io::Error| match error.kind() {
            ErrorKind::NotFound => format!("the keyring needs `{PROGRAM}`, {NOT_FOUND}"),
            _ => format!("cannot run `{PROGRAM}`: {error}"),
        };
        let mut child = command.spawn().map_err(wrong)?;
        if let (Some(input), Some(mut pipe)) = (input, child.stdin.take()) {
            pipe.write_all(input.as_bytes()).map_err(wrong)?;
        }
        child.wait_with_output().map_err(wrong)
    }
}

#[cfg(any(target_os = "macos", windows))]
mod native {
    use super::{UNREADABLE, nothing};
    use keyring::{Entry, Error};
    use zeroize::Zeroizing;

    pub fn read(service: &str, user: &str) -> Result<Zeroizing<String>, String> {
        let entry = Entry::new(service, user).and_then(|entry| entry.get_password());
        entry.map(Zeroizing::new).map_err(|error| match error {
            Error::NoEntry => nothing(service, user),
            other => format!("{UNREADABLE}: {other}"),
        })
    }

    pub fn store(service: &str, user: &str, secret: &str) -> Result<(), String> {
        let entry = Entry::new(service, user).and_then(|entry| entry.set_password(secret));
        entry.map_err(|error| format!("the keyring did not store the secret: {error}"))
    }
}
