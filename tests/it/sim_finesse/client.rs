//! A user with a plain HTTP client.

use contactflow::sim::finesse::{Options, Platform, Simulator, WorldFile};
use reqwest::{Client, Method};
use std::time::Duration;

/// A simulator and a client that trusts it.
pub struct Office {
    pub sim: Simulator,
    client: Client,
}

/// An answer.
#[derive(Debug)]
pub struct Got {
    pub status: u16,
    pub request_id: Option<String>,
    pub body: String,
}

impl Got {
    /// The text between the first tag of that name and its end.
    pub fn value(&self, name: &str) -> Option<&str> {
        between(&self.body, name)
    }

    /// Status and `ErrorType`.
    pub fn refusal(&self) -> (u16, &str) {
        (self.status, self.value("ErrorType").unwrap_or(""))
    }
}

/// The text between the first tag of that name and its end.
pub fn between<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let from = text.find(&format!("<{name}>"))? + name.len() + 2;
    let to = text[from..].find(&format!("</{name}>"))?;
    Some(&text[from..from + to])
}

impl Office {
    pub async fn open() -> Self {
        Self::with(Options::default()).await
    }

    pub async fn on(platform: Platform) -> Self {
        let world = WorldFile::small().platform(platform);
        Self::with(Options::default().world(world)).await
    }

    pub async fn with(options: Options) -> Self {
        let sim = Simulator::start(options).await.unwrap();
        let client = client(&sim);
        Self { sim, client }
    }

    pub async fn send(&self, user: &str, method: Method, path: &str, body: &str) -> Got {
        let password = self.password(user);
        self.send_as(user, &password, method, path, body)
            .await
            .unwrap()
    }

    pub fn password(&self, user: &str) -> String {
        let users = self.sim.users();
        let user = users.into_iter().find(|one| one.id == user);
        user.map(|user| user.password).unwrap_or_default()
    }

    pub async fn send_as(
        &self,
        user: &str,
        password: &str,
        method: Method,
        path: &str,
        body: &str,
    ) -> reqwest::Result<Got> {
        let url = format!("{}/finesse/api/{path}", self.sim.rest_address());
        let request = self
            .client
            .request(method, url)
            .basic_auth(user, Some(password));
        let request = request.header("requestId", "r-1");
        let request = request.header("content-type", "application/xml");
        let answer = request.body(body.to_owned()).send().await?;
        let id = answer.headers().get("requestid");
        Ok(Got {
            status: answer.status().as_u16(),
            request_id: id.map(|id| id.to_str().unwrap().to_owned()),
            body: answer.text().await?,
        })
    }

    pub async fn get(&self, user: &str, path: &str) -> Got {
        self.send(user, Method::GET, path, "").await
    }

    /// An action on a dialog, with what stands beside it.
    pub async fn act(&self, user: &str, dialog: &str, action: &str, rest: &str) -> Got {
        let body = format!("<Dialog><requestedAction>{action}</requestedAction>{rest}</Dialog>");
        self.send(user, Method::PUT, &format!("Dialog/{dialog}"), &body)
            .await
    }

    /// An action on a dialog at one's own extension.
    pub async fn act_at(&self, user: &str, own: &str, dialog: &str, action: &str) -> Got {
        let own = format!("<targetMediaAddress>{own}</targetMediaAddress>");
        self.act(user, dialog, action, &own).await
    }

    pub async fn state(&self, user: &str, body: &str) -> Got {
        let body = format!("<User>{body}</User>");
        self.send(user, Method::PUT, &format!("User/{user}"), &body)
            .await
    }

    /// Waits until something holds. The test's own limit of time is the harness's.
    pub async fn until(&self, holds: impl Fn(&Simulator) -> bool) {
        let limit = tokio::time::Instant::now() + Duration::from_secs(20);
        while !holds(&self.sim) {
            assert!(
                tokio::time::Instant::now() < limit,
                "it never came about: {:#?}",
                self.sim.log()
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// What the last request changed, once it did.
    pub async fn outcome(&self) -> Vec<String> {
        self.until(|sim| {
            sim.log()
                .last()
                .is_some_and(|entry| !entry.changed.is_empty())
        })
        .await;
        self.sim.log().pop().unwrap().changed
    }
}

/// A client that trusts a simulator.
pub fn client(sim: &Simulator) -> Client {
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let root = reqwest::Certificate::from_der(sim.root_certificate_der()).unwrap();
    Client::builder()
        .tls_certs_only([root])
        .no_proxy()
        .build()
        .unwrap()
}
