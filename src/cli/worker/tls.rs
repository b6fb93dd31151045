//! The worker's certificate.

use crate::config::Problem;
use crate::report::text::name;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, crypto::ring::default_provider};
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

/// What speaks TLS, where the call names a certificate.
pub(super) fn acceptor(
    certificate: Option<&Path>,
    key: Option<&Path>,
) -> Result<Option<TlsAcceptor>, Problem> {
    let (Some(certificate), Some(key)) = (certificate, key) else {
        return Ok(None);
    };
    let chain = CertificateDer::pem_slice_iter(&read(certificate)?)
        .collect::<Result<Vec<_>, _>>()
        .ok()
        .filter(|chain| !chain.is_empty())
        .ok_or_else(|| wrong(certificate, "has no certificate in PEM form"))?;
    let own = PrivateKeyDer::from_pem_slice(&read(key)?)
        .map_err(|_| wrong(key, "has no private key in PEM form"))?;
    let builder = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|why| Problem::new(why.to_string()))?;
    let mut config = builder
        .with_no_client_auth()
        .with_single_cert(chain, own)
        .map_err(|why| wrong(key, &format!("does not belong to the certificate: {why}")))?;
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(Some(TlsAcceptor::from(Arc::new(config))))
}

fn read(file: &Path) -> Result<Vec<u8>, Problem> {
    std::fs::read(file).map_err(|why| wrong(file, &format!("cannot be read: {why}")))
}

fn wrong(file: &Path, what: &str) -> Problem {
    Problem::new(format!("{} {what}", name(&file.display().to_string())))
}
