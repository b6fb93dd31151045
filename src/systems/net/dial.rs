//! Connections that are no HTTP requests: straight, or through the machine's proxy by CONNECT.

use super::loss;
use super::proxy::Proxy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::error::Error;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tower_service::Service;

/// An encrypted connection to a host that shows a certificate of that name. `Err` says why not,
/// in plain words.
pub(crate) async fn tls(
    host: &str,
    port: u16,
    config: Arc<ClientConfig>,
) -> Result<TlsStream<TcpStream>, String> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| format!("`{host}` is not a server name"))?;
    let stream = tcp(host, port).await?;
    let secured = TlsConnector::from(config).connect(name, stream).await;
    secured.map_err(|error| loss::reason(&error, &shown(host, port)))
}

/// A connection to a host.
pub(crate) async fn tcp(host: &str, port: u16) -> Result<TcpStream, String> {
    let stream = match Proxy::to_host(host, port) {
        Some(proxy) => tunnel(&proxy, host, port).await?,
        None => {
            let stream = TcpStream::connect((host, port)).await;
            stream.map_err(|error| loss::reason(&error, &shown(host, port)))?
        }
    };
    let ready = stream.set_nodelay(true).map(|()| stream);
    ready.map_err(|error| loss::reason(&error, &shown(host, port)))
}

async fn tunnel(proxy: &Proxy, host: &str, port: u16) -> Result<TcpStream, String> {
    if !proxy.is_plain() {
        return Err(format!(
            "{proxy} is not an http:// proxy; event streams need one"
        ));
    }
    let there = shown(host, port);
    let wanted = format!("https://{there}/");
    let wanted = wanted
        .parse()
        .map_err(|_| format!("`{host}` is not a server name"))?;
    let mut tunnel = Tunnel::new(proxy.uri().clone(), HttpConnector::new());
    if let Some(auth) = proxy.auth() {
        tunnel = tunnel.with_auth(auth.clone());
    }
    let opened = tunnel.call(wanted).await;
    let stream = opened.map_err(|error| {
        let error: &(dyn Error + 'static) = &error;
        loss::through(proxy, error, &there)
    })?;
    Ok(stream.into_inner())
}

fn shown(host: &str, port: u16) -> String {
    match host.contains(':') {
        true => format!("[{host}]:{port}"),
        false => format!("{host}:{port}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// What answers at a port of this machine: what it was asked, and what it says.
    async fn answers(says: &'static str) -> (u16, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                asked.push(stream.read_u8().await.unwrap());
            }
            stream.write_all(says.as_bytes()).await.unwrap();
            let _ = stream.read_u8().await;
            String::from_utf8(asked).unwrap()
        });
        (port, asked)
    }

    async fn through(port: u16) -> Result<TcpStream, String> {
        let proxy = Proxy::at(&format!("http://ann:secret@127.0.0.1:{port}"));
        tunnel(&proxy, "finesse-a.test", 5223).await
    }

    #[tokio::test]
    async fn a_tunnel_is_asked_for_by_the_hosts_own_name() {
        let (port, asked) = answers("HTTP/1.1 200 OK\r\n\r\n").await;
        let stream = through(port).await.unwrap();
        drop(stream);
        let asked = asked.await.unwrap();
        assert!(
            asked.starts_with("CONNECT finesse-a.test:5223 HTTP/1.1"),
            "{asked}"
        );
        assert!(asked.contains("Proxy-Authorization: Basic "), "{asked}");
    }

    #[tokio::test]
    async fn what_a_proxy_does_not_do_is_said_of_the_proxy() {
        for (says, word) in [
            (
                "HTTP/1.1 407 No\r\n\r\n",
                "rejects the user name or the password in",
            ),
            (
                "HTTP/1.1 403 No\r\n\r\n",
                "rejects a connection to finesse-a.test:5223",
            ),
            (
                "HTTP/1.1 502 No\r\n\r\n",
                "rejects a connection to finesse-a.test:5223",
            ),
            ("hello\r\n\r\n", "rejects a connection"),
        ] {
            let (port, _asked) = answers(says).await;
            let why = through(port).await.unwrap_err();
            assert!(
                why.contains(&format!("the proxy 127.0.0.1:{port}")),
                "{why}"
            );
            assert!(why.contains(word), "{why}");
            assert!(!why.contains("secret"), "{why}");
        }
    }

    #[tokio::test]
    async fn a_proxy_that_is_down_is_named() {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let why = through(port).await.unwrap_err();
        assert!(why.contains("the proxy 127.0.0.1"), "{why}");
        assert!(why.contains("refused the connection"), "{why}");
        let secure = Proxy::at("https://proxy.example:443");
        let why = tunnel(&secure, "a.test", 1).await.unwrap_err();
        assert!(why.contains("is not an http:// proxy"), "{why}");
    }
}
