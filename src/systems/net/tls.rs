//! Certificates are always verified: by the machine's roots and those the settings add.

use super::setup::SetupError;
use rustls::ClientConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::Verifier;
use std::sync::Arc;

/// Reads the certificates of a PEM file, or the one of a DER file.
pub fn certificates(file: &[u8]) -> Result<Vec<Vec<u8>>, SetupError> {
    if !file.windows(10).any(|part| part == b"-----BEGIN") {
        let der = CertificateDer::from(file.to_vec());
        trusted([der])?;
        return Ok(vec![file.to_vec()]);
    }
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(file).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found.iter().map(|der| der.to_vec()).collect()),
        _ => Err(unreadable()),
    }
}

/// How to speak TLS, with a crypto library of our own choice: the process-wide default is the
/// host program's business.
///
/// Where nothing is encrypted the machine's roots are not read from disk.
pub(crate) fn config(roots: &[Vec<u8>], encrypted: bool) -> Result<ClientConfig, SetupError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|_| unreadable())?;
    let extra: Vec<_> = roots
        .iter()
        .map(|der| CertificateDer::from(der.clone()))
        .collect();
    let own = trusted(extra.iter().cloned())?;
    let config = match verifier(extra, provider, encrypted) {
        Some(verifier) => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth(),
        None => builder.with_root_certificates(own).with_no_client_auth(),
    };
    Ok(config)
}

/// The platform's verifier; `None` where the machine has no roots, so that every certificate but
/// those the settings name is refused.
fn verifier(
    extra: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
    encrypted: bool,
) -> Option<Verifier> {
    if !encrypted {
        return None;
    }
    #[cfg(any(all(unix, not(target_os = "android")), windows))]
    let verifier = Verifier::new_with_extra_roots(extra, provider);
    #[cfg(not(any(all(unix, not(target_os = "android")), windows)))]
    let verifier = Verifier::new(provider);
    verifier.ok()
}

fn trusted(
    roots: impl IntoIterator<Item = CertificateDer<'static>>,
) -> Result<rustls::RootCertStore, SetupError> {
    let mut store = rustls::RootCertStore::empty();
    for root in roots {
        store.add(root).map_err(|_| unreadable())?;
    }
    Ok(store)
}

fn unreadable() -> SetupError {
    SetupError::new(
        "a certificate to trust cannot be read",
        "give a file with certificates in PEM form, which begin with -----BEGIN CERTIFICATE-----",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pem() -> String {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        made.cert.pem()
    }

    #[test]
    fn certificates_are_read_from_both_forms() {
        let two = format!("{}{}", pem(), pem());
        let read = certificates(two.as_bytes()).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(certificates(&read[0]).unwrap(), [read[0].clone()]);
    }

    #[test]
    fn what_is_no_certificate_is_refused() {
        for file in [&b"hello"[..], b"", b"-----BEGIN CERTIFICATE-----\nAAAA"] {
            assert!(certificates(file).is_err());
        }
        assert!(config(&[b"nonsense".to_vec()], true).is_err());
    }

    #[test]
    fn the_process_wide_choice_of_a_crypto_library_is_left_alone() {
        config(&[], true).unwrap();
        assert!(CryptoProvider::get_default().is_none());
    }
}
