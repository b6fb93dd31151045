//! A plain client, with as little between the test and the wire as can be.

use contactflow::sim::{Options, Simulator};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

/// A simulator, a client, and a token of one of its agents.
pub struct Desk {
    pub sim: Simulator,
    pub http: reqwest::Client,
    pub token: String,
}

/// What came back.
#[derive(Debug)]
pub struct Got {
    pub status: u16,
    pub header: Option<String>,
    pub text: String,
}

impl Got {
    pub async fn read(response: Response) -> Self {
        let header = response.headers().get("icStatusDescription");
        Got {
            status: response.status().as_u16(),
            header: header
                .and_then(|text| text.to_str().ok())
                .map(str::to_owned),
            text: response.text().await.unwrap_or_default(),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The reason of a refusal, wherever it stands and however it is spelled: letters only.
    pub fn reason(&self) -> String {
        let body: Value = serde_json::from_str(&self.text).unwrap_or_default();
        let said = body["error_description"].as_str().map(str::to_owned);
        let said = self.header.clone().or(said).unwrap_or_default();
        let letters: String = said.chars().filter(char::is_ascii_alphabetic).collect();
        let letters = letters.to_ascii_lowercase();
        letters
            .strip_suffix("id")
            .map(str::to_owned)
            .unwrap_or(letters)
    }
}

impl Desk {
    /// The small world, signed in as agent 7.
    pub async fn open() -> Self {
        Self::with(Options::default()).await
    }

    pub async fn with(options: Options) -> Self {
        let sim = Simulator::start(options).await.unwrap();
        let http = client();
        let token = sign_in(&sim, &http, 0).await;
        Desk { sim, http, token }
    }

    /// The token of another agent's access key.
    pub async fn sign_in(&mut self, key: usize) {
        self.token = sign_in(&self.sim, &self.http, key).await;
    }

    pub fn url(&self, path: &str) -> String {
        format!(
            "{}/incontactapi/services/v23.0/{path}",
            self.sim.base_address()
        )
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .http
            .request(method, self.url(path))
            .bearer_auth(&self.token);
        request.header("Accept", "application/json")
    }

    pub async fn post(&self, path: &str) -> Got {
        Got::read(self.request(Method::POST, path).send().await.unwrap()).await
    }

    pub async fn post_json(&self, path: &str, body: Value) -> Got {
        Got::read(
            self.request(Method::POST, path)
                .json(&body)
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    pub async fn get(&self, path: &str) -> Got {
        Got::read(self.request(Method::GET, path).send().await.unwrap()).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Value) -> Got {
        Got::read(self.request(method, path).json(&body).send().await.unwrap()).await
    }

    /// Joins the session of the token's own agent, and reads that it was joined.
    pub async fn join(&self) -> String {
        let mut session = self.join_unread().await;
        self.events(&mut session, 0).await;
        session
    }

    /// Joins the session of the token's own agent.
    pub async fn join_unread(&self) -> String {
        let got = self
            .post_json("agent-sessions/join", json!({ "asAgentId": "" }))
            .await;
        assert_eq!(got.status, 202, "{got:?}");
        got.json()["sessionId"].as_str().unwrap().to_owned()
    }

    /// Polls once; the session id is replaced by the answer's.
    pub async fn events(&self, session: &mut String, seconds: u32) -> Vec<Value> {
        let got = self
            .get(&format!(
                "agent-sessions/{session}/get-next-event?timeout={seconds}"
            ))
            .await;
        if got.status == 304 {
            return Vec::new();
        }
        assert_eq!(got.status, 200, "{got:?}");
        let body = got.json();
        assert_ne!(body["sessionId"], json!(*session));
        *session = body["sessionId"].as_str().unwrap().to_owned();
        body["events"].as_array().unwrap().clone()
    }

    /// Polls until an event tells that a contact is in a state.
    pub async fn until(&self, session: &mut String, contact: &str, status: &str) -> Value {
        for _ in 0..5 {
            for event in self.events(session, 10).await {
                let id = event.get("ContactID").or(event.get("ContactId"));
                if id == Some(&json!(contact)) && event["Status"] == status {
                    return event;
                }
            }
        }
        panic!("no event told that contact {contact} is {status}");
    }
}

pub fn client() -> reqwest::Client {
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn sign_in(sim: &Simulator, http: &reqwest::Client, key: usize) -> String {
    let key = sim.access_keys().swap_remove(key);
    let url = format!("{}/authentication/v1/token/access-key", sim.base_address());
    let body = json!({ "accessKeyId": key.id, "accessKeySecret": key.secret });
    let got = Got::read(http.post(url).json(&body).send().await.unwrap()).await;
    assert_eq!(got.status, 200, "{got:?}");
    got.json()["access_token"].as_str().unwrap().to_owned()
}

/// Posts what has to be accepted.
pub async fn accepted(desk: &Desk, path: &str, body: serde_json::Value) {
    let got = desk.post_json(path, body).await;
    assert_eq!(got.status, 202, "{path}: {got:?}");
}

/// Posts what has to be refused in this way.
pub async fn refused(desk: &Desk, path: &str, body: Value, status: u16, reason: &str) {
    let got = desk.post_json(path, body).await;
    assert_eq!(
        (got.status, got.reason().as_str()),
        (status, reason),
        "{path}: {got:?}"
    );
}
