//! A browser that runs already, at its debugging port.

use super::list::{self, Target, bare};
use super::session::{Opened, Session};
use crate::systems::easycim::pattern::Pattern;
use crate::systems::net::SetupError;
use crate::systems::net::send::{Sent, send};
use crate::systems::net::tls;
use reqwest::Url;
use std::time::Duration;

/// The browser's list of pages is short.
const MAX_BYTES: usize = 4 << 20;

/// A browser's debugging port.
#[derive(Clone, Debug)]
pub(super) struct Port {
    client: reqwest::Client,
    address: Url,
}

impl Port {
    /// `Err` where this machine cannot make requests at all.
    pub fn new(address: Url) -> Result<Self, SetupError> {
        let built = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .tls_backend_preconfigured(tls::config(&[], false)?)
            .build();
        let failed = |error: reqwest::Error| {
            SetupError::new(
                format!("no requests can be made: {error}"),
                "check the machine's network settings",
            )
        };
        Ok(Self {
            client: built.map_err(failed)?,
            address,
        })
    }

    /// A session with the one page that fits, or with the frame in it. `Err` says why there is none.
    pub async fn open(
        &self,
        page: &Pattern,
        frame: Option<&Pattern>,
        within: Duration,
    ) -> Result<Opened, String> {
        let targets = self.targets(within).await?;
        let chosen = list::choose(&targets, page)?;
        let framed = frame.and_then(|frame| list::frame(&targets, chosen, frame));
        let socket = self.socket(framed.unwrap_or(chosen))?;
        let opened = tokio::time::timeout(within, Session::open(&socket)).await;
        let opened = opened.unwrap_or_else(|_| Err("no answer".into()));
        opened.map_err(|why| {
            let place = self.place();
            format!("flow cannot attach to the page at {place}: {why}")
        })
    }

    async fn targets(&self, within: Duration) -> Result<Vec<Target>, String> {
        let place = format!("the browser at {}", self.place());
        let mut url = self.address.clone();
        url.set_path("/json/list");
        let request = self.client.get(url).build();
        let request = request.map_err(|error| error.to_string())?;
        match send(&self.client, request, within, MAX_BYTES).await {
            Sent::Lost(loss) => Err(format!(
                "{place} cannot be reached ({}): is it running with --remote-debugging-port?",
                loss.reason
            )),
            Sent::Reply(reply) => {
                let body = reply.body.unwrap_or_default();
                serde_json::from_slice(&body).map_err(|_| {
                    format!(
                        "the answer from {place} lists no pages: is this the browser's \
                             debugging port?"
                    )
                })
            }
        }
    }

    /// The page's socket at the address that was asked: what the browser calls itself may be
    /// another name.
    fn socket(&self, target: &Target) -> Result<Url, String> {
        let Some(said) = &target.web_socket_debugger_url else {
            return Err(format!(
                "flow cannot attach to the page {}: another debugger is attached",
                bare(&target.url)
            ));
        };
        let mut url = Url::parse(said).map_err(|_| "the page's address is not valid".to_owned())?;
        let host = self.address.host_str();
        let moved = url.set_host(host).is_ok() && url.set_port(self.address.port()).is_ok();
        match moved && url.scheme() == "ws" {
            true => Ok(url),
            false => Err(format!("the browser names a page at {}", bare(said))),
        }
    }

    fn place(&self) -> String {
        crate::systems::net::address::host(&self.address)
    }
}
