//! Finds the toolbar's page among those of a browser.

use crate::systems::easycim::place::fits;
use crate::systems::net::send::{Sent, send};
use crate::systems::net::tls;
use reqwest::Url;
use serde::Deserialize;
use std::time::Duration;

/// The browser's list of pages is short.
const MAX_BYTES: usize = 4 << 20;
/// More pages than these are not listed in a message.
const SHOWN: usize = 12;

/// A browser's debugging port.
#[derive(Clone, Debug)]
pub(super) struct Browser {
    client: reqwest::Client,
    pub address: Url,
}

/// A page, or something else that a browser lists.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Target {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    web_socket_debugger_url: Option<String>,
}

impl Browser {
    /// `Err` where this machine cannot make requests at all.
    pub fn new(address: Url) -> Result<Self, crate::systems::net::SetupError> {
        let built = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .tls_backend_preconfigured(tls::config(&[], false)?)
            .build();
        let failed = |error: reqwest::Error| {
            crate::systems::net::SetupError::new(
                format!("no requests can be made: {error}"),
                "look at the machine's network settings",
            )
        };
        Ok(Self {
            client: built.map_err(failed)?,
            address,
        })
    }

    /// The WebSocket of the one page whose address fits. `Err` says why there is none.
    pub async fn page(&self, pattern: &str, within: Duration) -> Result<Url, String> {
        let targets = self.targets(within).await?;
        let page = choose(&targets, pattern)?;
        let Some(socket) = &page.web_socket_debugger_url else {
            return Err(format!(
                "the page {} cannot be attached to: another debugger has it",
                shown(&page.url)
            ));
        };
        self.socket(socket)
    }

    async fn targets(&self, within: Duration) -> Result<Vec<Target>, String> {
        let place = format!("the browser at {}", self.place());
        let mut url = self.address.clone();
        url.set_path("/json/list");
        let request = self.client.get(url).build();
        let request = request.map_err(|error| error.to_string())?;
        match send(&self.client, request, within, MAX_BYTES).await {
            Sent::Lost(loss) => Err(format!(
                "{place} is not reached ({}): is it running with --remote-debugging-port?",
                loss.reason
            )),
            Sent::Reply(reply) => {
                let body = reply.body.unwrap_or_default();
                serde_json::from_slice(&body).map_err(|_| {
                    format!("what answers for {place} lists no pages: is it its debugging port?")
                })
            }
        }
    }

    /// The page's socket at the address that was asked: what the browser calls itself may be
    /// another name.
    fn socket(&self, said: &str) -> Result<Url, String> {
        let mut url = Url::parse(said).map_err(|_| "the page's address is none".to_owned())?;
        let host = self.address.host_str();
        let moved = url.set_host(host).is_ok() && url.set_port(self.address.port()).is_ok();
        match moved && url.scheme() == "ws" {
            true => Ok(url),
            false => Err(format!("the browser names a page at {said}")),
        }
    }

    pub fn place(&self) -> String {
        crate::systems::net::address::host(&self.address)
    }
}

/// The one page whose address fits.
fn choose<'a>(targets: &'a [Target], pattern: &str) -> Result<&'a Target, String> {
    let pages: Vec<&Target> = targets.iter().filter(|one| one.kind == "page").collect();
    let mut fitting = pages.iter().filter(|page| fits(&page.url, pattern));
    match (fitting.next(), fitting.count()) {
        (Some(page), 0) => Ok(page),
        (None, _) => Err(format!(
            "no page of the browser fits `{pattern}`; open are {}",
            listed(pages.iter().copied())
        )),
        (Some(_), _) => {
            let fitting = pages.iter().filter(|page| fits(&page.url, pattern));
            Err(format!(
                "more than one page of the browser fits `{pattern}`: {}; close all but one, or write \
                 a narrower pattern",
                listed(fitting.copied())
            ))
        }
    }
}

fn listed<'a>(pages: impl Iterator<Item = &'a Target>) -> String {
    let mut names: Vec<String> = pages.map(|page| shown(&page.url)).collect();
    if names.is_empty() {
        return "none".into();
    }
    let more = names.len().saturating_sub(SHOWN);
    names.truncate(SHOWN);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}

/// A page's address without what follows `?` and `#`: customers' data stand there.
fn shown(url: &str) -> String {
    let bare = url.split(['?', '#']).next().unwrap_or_default();
    bare.chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(kind: &str, url: &str) -> Target {
        Target {
            kind: kind.into(),
            url: url.into(),
            web_socket_debugger_url: None,
        }
    }

    #[test]
    fn exactly_one_page_has_to_fit() {
        let targets = [
            target("page", "https://crm.example/desk?customer=4711"),
            target("page", "https://mail.example/inbox#secret"),
            target("browser_ui", "https://crm.example/other"),
        ];
        let page = choose(&targets, "https://crm.example/*").unwrap();
        assert!(page.url.ends_with("4711"));
        let none = choose(&targets, "https://desk.example/*").unwrap_err();
        assert_eq!(
            none,
            "no page of the browser fits `https://desk.example/*`; open are \
             https://crm.example/desk, https://mail.example/inbox"
        );
        let many = choose(&targets, "*").unwrap_err();
        assert!(many.starts_with("more than one page of the browser fits `*`: https://crm"));
        assert!(!many.contains("4711") && !many.contains("secret"));
        assert!(choose(&[], "*").unwrap_err().ends_with("open are none"));
    }
}
