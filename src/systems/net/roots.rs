//! The certificate that a profile trusts beside those of the machine.

use super::certificates;
use crate::settings::{Common, Problem, RootCertificate};

/// Reads it, in DER form.
pub(crate) fn of(profile: &Common) -> Result<Vec<Vec<u8>>, Problem> {
    let Some(root) = &profile.root_certificate else {
        return Ok(Vec::new());
    };
    let (name, pem) = match root {
        RootCertificate::Pem(text) => ("in the profile".to_owned(), text.clone().into_bytes()),
        RootCertificate::File(file) => {
            let name = file.display().to_string();
            let read = std::fs::read(file);
            let unread =
                |error| profile.problem(format!("the certificate {name} cannot be read: {error}"));
            (name.clone(), read.map_err(unread)?)
        }
    };
    let unusable = |error: super::SetupError| {
        let said = format!("the certificate {name} cannot be used: {error}");
        profile.problem(said).help(error.help)
    };
    certificates(&pem).map_err(unusable)
}
