//! HTTPS from PEM files.

use crate::config::{Problem, Serve};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

/// What begins HTTPS on a connection; nothing where the settings name no certificate.
pub fn acceptor(serve: &Serve) -> Result<Option<TlsAcceptor>, Problem> {
    let Some((certificate, key)) = &serve.https else {
        return Ok(None);
    };
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(certificate)
        .and_then(|found| found.collect())
        .map(Ok)
        .unwrap_or_else(Err);
    let chain = chain.map_err(|why| unusable("certificate", certificate, &why))?;
    let private = PrivateKeyDer::from_pem_file(key);
    let private = private.map_err(|why| unusable("private-key", key, &why))?;
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            builder
                .with_no_client_auth()
                .with_single_cert(chain, private)
        });
    let mut config = config.map_err(|why| unusable("certificate", certificate, &why))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Some(TlsAcceptor::from(Arc::new(config))))
}

fn unusable(what: &str, file: &Path, why: &dyn std::fmt::Display) -> Problem {
    let file = file.display();
    Problem::new(format!("cannot use `{what}` {file} of `[serve]`: {why}"))
        .help("name PEM files: the server's certificate first, then those above it; the key without a passphrase")
}
