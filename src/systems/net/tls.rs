//! Certificates are always verified: by the machine's roots and those the settings add, or by being
//! the very one that the settings name.

use super::setup::SetupError;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;
use std::sync::Arc;

/// Reads the certificates of a PEM file, or the one of a DER file.
pub fn certificates(file: &[u8]) -> Result<Vec<Vec<u8>>, SetupError> {
    let has = |words: &[u8]| file.windows(words.len()).any(|part| part == words);
    if !has(b"-----BEGIN") {
        let der = CertificateDer::from(file.to_vec());
        trusted([der]).map_err(|_| no_certificate("it is not a certificate"))?;
        return Ok(vec![file.to_vec()]);
    }
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(file).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found.iter().map(|der| der.to_vec()).collect()),
        Ok(_) if has(b"PRIVATE KEY-----") => Err(no_certificate(
            "it contains a private key, and no certificate",
        )),
        Ok(_) => Err(no_certificate("it contains no certificate")),
        Err(_) => Err(unreadable()),
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
    let named: Vec<_> = roots
        .iter()
        .map(|der| CertificateDer::from(der.clone()))
        .collect();
    let own = trusted(named.iter().cloned())?;
    if !encrypted {
        return Ok(builder.with_root_certificates(own).with_no_client_auth());
    }
    let verifier = NamedOrTrusted {
        trusted: verifier(named.clone(), own, &provider),
        named,
        provider,
    };
    Ok(builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

/// The platform's verifier; where the machine has no roots, one that knows those alone that the
/// settings name; `None` where they name none either, so that every certificate is refused.
fn verifier(
    named: Vec<CertificateDer<'static>>,
    own: rustls::RootCertStore,
    provider: &Arc<CryptoProvider>,
) -> Option<Arc<dyn ServerCertVerifier>> {
    #[cfg(any(all(unix, not(target_os = "android")), windows))]
    let platform = Verifier::new_with_extra_roots(named, provider.clone());
    #[cfg(not(any(all(unix, not(target_os = "android")), windows)))]
    let platform = Verifier::new(provider.clone());
    if let Ok(platform) = platform {
        return Some(Arc::new(platform));
    }
    let webpki = WebPkiServerVerifier::builder_with_provider(Arc::new(own), provider.clone());
    Some(webpki.build().ok()?)
}

/// Trusts the certificates that the settings name as they are, and others by who signed them.
/// Appliances come with a certificate that signs itself, often for another name, and often one that
/// says it is an authority: nobody else can show it, because nobody else has its key.
#[derive(Debug)]
struct NamedOrTrusted {
    named: Vec<CertificateDer<'static>>,
    trusted: Option<Arc<dyn ServerCertVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for NamedOrTrusted {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.named.iter().any(|named| named == shown) {
            return Ok(ServerCertVerified::assertion());
        }
        match &self.trusted {
            Some(trusted) => trusted.verify_server_cert(shown, intermediates, name, ocsp, now),
            None => Err(CertificateError::UnknownIssuer.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, shown, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, shown, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let known = &self.provider.signature_verification_algorithms;
        known.supported_schemes()
    }
}

const NO_SERVERS: &str = "it is not a certificate for servers (extended key usage)";

/// What to do about a certificate that is not trusted.
pub(crate) fn what_to_do(bad: &CertificateError) -> &'static str {
    use CertificateError as Bad;
    match bad {
        Bad::UnknownIssuer => {
            "before you trust it, compare its fingerprint with the one that the server's administrator \
             has: a program between this machine and the server could have sent it"
        }
        Bad::Expired | Bad::ExpiredContext { .. } => {
            "renew the certificate on the server, and check this machine's clock"
        }
        Bad::NotValidYet | Bad::NotValidYetContext { .. } => {
            "check this machine's clock, then the date of the certificate on the server"
        }
        Bad::NotValidForName | Bad::NotValidForNameContext { .. } => {
            "set the address to a name that is in the certificate, or have a certificate issued for \
             this name"
        }
        _ => "have a new certificate for the server issued",
    }
}

/// Why a certificate is not trusted, in plain words.
pub(crate) fn why_not(bad: &CertificateError) -> String {
    use CertificateError as Bad;
    let why = match bad {
        Bad::UnknownIssuer => {
            "no authority that this machine trusts has signed it; if the certificate is the right \
             one, export it and set its file as `root-certificate` in the profile"
        }
        Bad::Expired | Bad::ExpiredContext { .. } => "it has expired",
        Bad::NotValidYet | Bad::NotValidYetContext { .. } => "it is not valid yet",
        Bad::NotValidForName | Bad::NotValidForNameContext { .. } => {
            "it was issued for another name"
        }
        Bad::Revoked => "its issuer has revoked it",
        Bad::BadEncoding => "it cannot be read",
        Bad::InvalidPurpose | Bad::InvalidPurposeContext { .. } => NO_SERVERS,
        Bad::BadSignature => {
            "its signature cannot be verified: the server may have a newer certificate than the \
             one in the profile, or an RSA key of less than 2048 bits"
        }
        other => return by_name(&format!("{other:?}")),
    };
    why.to_owned()
}

/// What the library of certificates has no public type for is told by its name.
fn by_name(name: &str) -> String {
    let known = [
        (
            "CaUsedAsEndEntity",
            "it is an authority's certificate (CA:TRUE), not a server's; if the server is meant \
             to use it, set its file as `root-certificate` in the profile",
        ),
        (
            "EndEntityUsedAsCa",
            "it is signed with a certificate that is not an authority's",
        ),
        (
            "UnsupportedCertVersion",
            "it is an X.509 certificate of version 1 or 2; version 3 is needed",
        ),
        (
            "UnsupportedSignatureAlgorithm",
            "it is signed with an algorithm that is no longer safe, such as SHA-1",
        ),
        (
            "UnsupportedCriticalExtension",
            "it has a critical extension that Contactflow does not support",
        ),
        ("EkuError", NO_SERVERS),
        ("MaximumPathDepth", "its chain of authorities is too long"),
    ];
    let found = known.into_iter().find(|(part, _)| name.contains(part));
    match found {
        Some((_, words)) => words.to_owned(),
        None => format!("the TLS library rejects it ({name})"),
    }
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
    no_certificate("a certificate in it cannot be read")
}

fn no_certificate(why: &str) -> SetupError {
    SetupError::new(
        why,
        "use a file with certificates in PEM format, which starts with -----BEGIN CERTIFICATE-----",
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

    /// A server that shows a certificate, and what a client with these settings says to it.
    async fn meets(made: rcgen::CertifiedKey<rcgen::KeyPair>, roots: &[Vec<u8>]) -> Option<String> {
        let key = rustls::pki_types::PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let server =
            rustls::ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(vec![made.cert.der().clone()], key)
                .unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(server));
        let serves = async {
            let (stream, _) = listener.accept().await.unwrap();
            drop(acceptor.accept(stream).await);
        };
        let client = Arc::new(config(roots, true).unwrap());
        let (met, ()) = tokio::join!(super::super::dial::tls("127.0.0.1", port, client), serves);
        met.err()
    }

    fn made(
        ca: bool,
        change: fn(&mut rcgen::CertificateParams),
    ) -> rcgen::CertifiedKey<rcgen::KeyPair> {
        let mut params = rcgen::CertificateParams::new(vec!["other.example".into()]).unwrap();
        if ca {
            params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        }
        change(&mut params);
        let signing_key = rcgen::KeyPair::generate().unwrap();
        let cert = params.self_signed(&signing_key).unwrap();
        rcgen::CertifiedKey { cert, signing_key }
    }

    #[tokio::test]
    async fn the_very_certificate_that_the_settings_name_is_enough() {
        for ca in [true, false] {
            let shown = made(ca, |_| {});
            let named = shown.cert.der().to_vec();
            assert_eq!(meets(shown, &[named]).await, None, "CA:{ca}");
        }
    }

    #[tokio::test]
    async fn any_other_is_refused_in_plain_words() {
        let expired = |params: &mut rcgen::CertificateParams| {
            params.not_after = rcgen::date_time_ymd(2001, 1, 1);
            params.not_before = rcgen::date_time_ymd(2000, 1, 1);
        };
        let for_clients = |params: &mut rcgen::CertificateParams| {
            params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
        };
        for (shown, word) in [
            (made(false, |_| {}), "authority that this machine trusts"),
            (made(true, |_| {}), "authority"),
            (made(false, expired), ""),
            (made(false, for_clients), ""),
        ] {
            let named = |params: &mut rcgen::CertificateParams| {
                params
                    .distinguished_name
                    .push(rcgen::DnType::CommonName, "another");
            };
            let other = made(false, named).cert.der().to_vec();
            let why = meets(shown, &[other]).await.unwrap();
            assert!(why.contains("the certificate of 127.0.0.1:"), "{why}");
            assert!(why.contains(word), "{why}");
            assert!(!why.contains("Error") && !why.contains('{'), "{why}");
        }
    }

    #[test]
    fn every_refusal_of_a_certificate_has_words() {
        for (name, word) in [
            ("Other(OtherError(CaUsedAsEndEntity))", "CA:TRUE"),
            ("Other(OtherError(UnsupportedCertVersion))", "version 3"),
            ("UnsupportedSignatureAlgorithmContext { a: [] }", "SHA-1"),
            (
                "Other(OtherError(EkuError))",
                "not a certificate for servers",
            ),
        ] {
            assert!(by_name(name).contains(word), "{name}");
        }
        assert!(why_not(&CertificateError::BadSignature).contains("2048"));
    }
}
