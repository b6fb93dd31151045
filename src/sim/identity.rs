//! The certificate with which a simulator proves who it is: its own authority, made anew at
//! each start.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::io;
use std::sync::Arc;

/// A certificate authority and a server's certificate from it.
pub(super) struct Identity {
    /// The authority's certificate in DER.
    pub root_der: Vec<u8>,
    /// The authority's certificate in PEM.
    pub root_pem: String,
    /// TLS that settles nothing about what is spoken over it.
    pub plain: Arc<ServerConfig>,
    /// TLS for the web: HTTP/2 or HTTP/1.1, as the client likes.
    pub web: Arc<ServerConfig>,
}

impl Identity {
    /// Makes one for a server of these names; addresses may stand among them. The authority is
    /// called `authority`.
    pub fn make(authority: &str, names: &[String]) -> io::Result<Self> {
        Self::try_make(authority, names).map_err(io::Error::other)
    }

    fn try_make(
        authority: &str,
        names: &[String],
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let mut root = CertificateParams::new(Vec::<String>::new())?;
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        root.distinguished_name.push(DnType::CommonName, authority);
        let root_key = KeyPair::generate()?;
        let root_certificate = root.self_signed(&root_key)?;
        let issuer = Issuer::new(root, root_key);
        let mut server = CertificateParams::new(names.to_vec())?;
        let name = names.first().cloned().unwrap_or_default();
        server.distinguished_name.push(DnType::CommonName, name);
        server.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate()?;
        let certificate = server.signed_by(&key, &issuer)?;
        let chain = vec![certificate.der().clone(), root_certificate.der().clone()];
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let plain = config(chain, key.into())?;
        let mut web = plain.clone();
        web.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self {
            root_der: root_certificate.der().to_vec(),
            root_pem: root_certificate.pem(),
            plain: Arc::new(plain),
            web: Arc::new(web),
        })
    }
}

fn config(
    chain: Vec<rustls::pki_types::CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<ServerConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)
}
