//! Connections that are no HTTP requests: straight, or through the machine's proxy by CONNECT. They are
//! also what `flow doctor` looks at, so each says at which stage it ended and what to do then.

use super::loss;
use super::proxy::{self, Proxy};
use hyper::client::conn::http1;
use hyper::header::{HOST, PROXY_AUTHORIZATION};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use reqwest::Url;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::sync::Arc;
use tokio::net::{TcpStream, lookup_host};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// What a way to a host consists of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stage {
    Name,
    Proxy,
    Connection,
    Tls,
}

/// Why a host cannot be reached, in plain words, and what to do about it.
#[derive(Clone, Debug)]
pub(crate) struct NoWay {
    pub stage: Stage,
    pub why: String,
    pub help: String,
}

impl NoWay {
    pub fn new(stage: Stage, why: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            stage,
            why: why.into(),
            help: help.into(),
        }
    }
}

/// An encrypted connection to a host that shows a certificate of that name. `Err` says why not,
/// in plain words.
pub(crate) async fn tls(
    host: &str,
    port: u16,
    config: Arc<ClientConfig>,
) -> Result<TlsStream<TcpStream>, String> {
    let secured = secured(host, port, config).await;
    secured.map_err(|no| no.why)
}

/// A connection to a host.
pub(crate) async fn tcp(host: &str, port: u16) -> Result<TcpStream, String> {
    let opened = connected(host, port).await;
    opened.map_err(|no| no.why)
}

/// An encrypted connection, or at which stage there is none.
pub(crate) async fn secured(
    host: &str,
    port: u16,
    config: Arc<ClientConfig>,
) -> Result<TlsStream<TcpStream>, NoWay> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| no_name(host))?;
    let stream = connected(host, port).await?;
    let secured = TlsConnector::from(config).connect(name, stream).await;
    secured.map_err(|error| {
        let (why, help) = loss::explained(&error, &shown(host, port));
        NoWay::new(Stage::Tls, why, help)
    })
}

async fn connected(host: &str, port: u16) -> Result<TcpStream, NoWay> {
    let address = format!("https://{}/", shown(host, port));
    let address = Url::parse(&address).map_err(|_| no_name(host))?;
    proxy::usable(&address).map_err(|no| NoWay::new(Stage::Proxy, no.message, no.help))?;
    let stream = match Proxy::to(&address) {
        Some(proxy) => tunnel(&proxy, host, port).await?,
        None => direct(host, port).await?,
    };
    let ready = stream.set_nodelay(true).map(|()| stream);
    ready.map_err(|error| {
        let (why, help) = loss::explained(&error, &shown(host, port));
        NoWay::new(Stage::Connection, why, help)
    })
}

fn no_name(host: &str) -> NoWay {
    let help = "write a name such as api.example.com, or an IP address";
    NoWay::new(Stage::Name, format!("`{host}` is not a server name"), help)
}

/// A connection without a proxy.
async fn direct(host: &str, port: u16) -> Result<TcpStream, NoWay> {
    let there = shown(host, port);
    let found = lookup_host((host, port)).await.map_err(|_| {
        let help = "check the spelling of the address and this machine's DNS; where only a proxy knows \
                    the name, set HTTPS_PROXY";
        NoWay::new(
            Stage::Name,
            format!("the server name {there} is unknown"),
            help,
        )
    })?;
    let addresses: Vec<_> = found.collect();
    let stream = TcpStream::connect(addresses.as_slice()).await;
    stream.map_err(|error| {
        let (why, help) = loss::explained(&error, &there);
        NoWay::new(Stage::Connection, why, help)
    })
}

/// A connection that the proxy opens. The HTTP library's own tunnel tells neither the proxy's answer
/// nor whether it was a proxy that answered.
async fn tunnel(proxy: &Proxy, host: &str, port: u16) -> Result<TcpStream, NoWay> {
    let no = |why: String, help: String| NoWay::new(Stage::Proxy, why, help);
    if !proxy.is_plain() {
        return Err(no(
            format!("{proxy} is not an http:// proxy; event streams need one"),
            format!("write {} as http://host:port", proxy.variable()),
        ));
    }
    let there = shown(host, port);
    let stream = direct(proxy.host(), proxy.port()).await;
    let stream = stream.map_err(|met| {
        let help = format!(
            "check {}; add {host} to NO_PROXY if it can be reached without a proxy",
            proxy.variable()
        );
        no(format!("{proxy} cannot be used: {}", met.why), help)
    })?;
    let asked = ask(stream, proxy, &there).await;
    asked.map_err(|refused| no(refused.said(proxy, &there), refused.help(proxy, &there)))
}

/// What a proxy did instead of opening a connection.
enum Refused {
    /// It answered something else than that it did.
    Answered(StatusCode),
    /// It closed the connection without an answer.
    Closed,
    /// It speaks no HTTP.
    NoProxy,
}

impl Refused {
    fn said(&self, proxy: &Proxy, there: &str) -> String {
        match self {
            Self::Answered(StatusCode::PROXY_AUTHENTICATION_REQUIRED) => proxy.wants_credentials(),
            Self::Answered(status) => format!("{proxy} rejects a connection to {there}: {status}"),
            Self::Closed => format!("{proxy} closed the connection without an answer"),
            Self::NoProxy => format!("what answers at {proxy} is not a proxy for CONNECT"),
        }
    }

    fn help(&self, proxy: &Proxy, there: &str) -> String {
        let variable = proxy.variable();
        match self {
            Self::Answered(StatusCode::PROXY_AUTHENTICATION_REQUIRED) => format!(
                "the form is {variable}=http://user:password@host:port, with %40 for an @ and %3A for a : \
                 in the password"
            ),
            Self::Answered(_) => format!(
                "ask the network team to allow CONNECT to {there}, or add the name to NO_PROXY if it can be \
                 reached without a proxy"
            ),
            Self::Closed | Self::NoProxy => format!("check the host and the port in {variable}"),
        }
    }

    fn by(error: &hyper::Error) -> Self {
        match error.is_parse() {
            true => Self::NoProxy,
            false => Self::Closed,
        }
    }
}

async fn ask(stream: TcpStream, proxy: &Proxy, there: &str) -> Result<TcpStream, Refused> {
    let broken = |error: hyper::Error| Refused::by(&error);
    // as the programs do that old proxies were tried with
    let mut http = http1::Builder::new();
    http.title_case_headers(true);
    let (mut sender, connection) = http.handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let connection = tokio::spawn(connection.with_upgrades());
    let mut request = Request::connect(there).header(HOST, there);
    if let Some(auth) = proxy.auth() {
        request = request.header(PROXY_AUTHORIZATION, auth);
    }
    let request = request.body(String::new()).map_err(|_| Refused::NoProxy)?;
    let answer = sender.send_request(request).await.map_err(broken)?;
    if !answer.status().is_success() {
        connection.abort();
        return Err(Refused::Answered(answer.status()));
    }
    let opened = hyper::upgrade::on(answer).await.map_err(broken)?;
    let opened = opened.downcast::<TokioIo<TcpStream>>();
    let parts = opened.map_err(|_| Refused::NoProxy)?;
    Ok(parts.io.into_inner())
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
        by(&format!("http://ann:secret@127.0.0.1:{port}")).await
    }

    async fn by(proxy: &str) -> Result<TcpStream, String> {
        let opened = tunnel(&Proxy::at(proxy), "finesse-a.test", 5223).await;
        opened.map_err(|no| {
            assert_eq!(no.stage, Stage::Proxy, "{}", no.why);
            assert!(!no.help.contains("secret"), "{}", no.help);
            no.why
        })
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
                "rejects the user name or the password",
            ),
            (
                "HTTP/1.1 403 No\r\n\r\n",
                "rejects a connection to finesse-a.test:5223: 403 Forbidden",
            ),
            (
                "HTTP/1.1 502 No\r\n\r\n",
                "rejects a connection to finesse-a.test:5223: 502 Bad Gateway",
            ),
            ("SSH-2.0-x\r\n\r\n", "is not a proxy"),
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
    async fn a_proxy_is_asked_for_a_password_only_where_there_is_none() {
        let (port, _asked) = answers("HTTP/1.1 407 No\r\n\r\n").await;
        let why = by(&format!("http://127.0.0.1:{port}")).await.unwrap_err();
        assert!(why.contains("requires a user name and a password"), "{why}");
    }

    #[tokio::test]
    async fn what_a_tunnel_carries_is_the_hosts() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let echoes = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                asked.push(stream.read_u8().await.unwrap());
            }
            let opened = b"HTTP/1.1 200 Connection established\r\nX: y\r\n\r\n";
            stream.write_all(opened).await.unwrap();
            let byte = stream.read_u8().await.unwrap();
            stream.write_u8(byte + 1).await.unwrap();
        });
        let mut stream = through(port).await.unwrap();
        stream.write_u8(7).await.unwrap();
        assert_eq!(stream.read_u8().await.unwrap(), 8);
        echoes.await.unwrap();
    }

    #[tokio::test]
    async fn a_name_and_a_port_fail_at_different_stages() {
        // longer than a part of a name can be: no name server is asked for it
        let unknown = direct(&"x".repeat(64), 443).await.unwrap_err();
        assert_eq!(unknown.stage, Stage::Name);
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let closed = direct("127.0.0.1", port).await.unwrap_err();
        assert_eq!(closed.stage, Stage::Connection);
        assert!(
            closed.why.contains("refused the connection"),
            "{}",
            closed.why
        );
    }

    #[tokio::test]
    async fn a_proxy_that_is_down_is_named() {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let why = through(port).await.unwrap_err();
        assert!(why.contains("the proxy 127.0.0.1"), "{why}");
        assert!(why.contains("refused the connection"), "{why}");
        let why = by("https://proxy.example:443").await.unwrap_err();
        assert!(why.contains("is not an http:// proxy"), "{why}");
    }
}
