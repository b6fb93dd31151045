//! The way to a host, step by step, for `flow doctor`: its name, the proxy, the connection, TLS.

use super::dial::{NoWay, Stage, secured};
use super::proxy::Proxy;
use crate::system::doctor::Examination;
use reqwest::Url;
use rustls::ClientConfig;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// Looks at the way to an encrypted address; whether it leads there.
pub(crate) async fn look(
    url: &Url,
    tls: Arc<ClientConfig>,
    limit: Duration,
    examination: &mut Examination<'_>,
) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = url.port_or_known_default().unwrap_or(443);
    let shown = super::address::host(url);
    let proxy = Proxy::to(url);
    let met = timeout(limit, secured(host, port, tls)).await;
    let end = match met {
        Ok(Ok(_)) => None,
        Ok(Err(no)) => Some(no),
        Err(_) => Some(too_late(&shown, proxy.as_ref(), limit)),
    };
    let stage = end.as_ref().map(|no| no.stage);
    if proxy.is_none() && host.parse::<IpAddr>().is_err() && stage != Some(Stage::Name) {
        examination.good("name", format!("the name {host} is known"));
    }
    if let Some(proxy) = proxy.filter(|_| stage != Some(Stage::Proxy)) {
        examination.good("proxy", format!("{shown} is reached through {proxy}"));
    }
    let Some(no) = end else {
        examination.good(
            "TLS",
            format!("{shown} answers, and its certificate is trusted"),
        );
        return true;
    };
    let step = match no.stage {
        Stage::Name => "name",
        Stage::Proxy => "proxy",
        Stage::Connection => "connection",
        Stage::Tls => "TLS",
    };
    examination.failed(step, no.why, no.help);
    false
}

fn too_late(shown: &str, proxy: Option<&Proxy>, limit: Duration) -> NoWay {
    let limit = limit.as_secs_f32();
    match proxy {
        Some(proxy) => NoWay::new(
            Stage::Proxy,
            format!("{shown} could not be reached through {proxy} within {limit} s"),
            "ask the network team whether the proxy allows CONNECT to it",
        ),
        None => NoWay::new(
            Stage::Connection,
            format!("{shown} could not be reached within {limit} s"),
            "check the port and the firewall; where the network needs a proxy, set HTTPS_PROXY",
        ),
    }
}
