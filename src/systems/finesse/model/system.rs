//! What the system says of itself.

use super::super::xml::Element;

/// `<SystemInfo>`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SystemInfo {
    /// Whether it serves.
    pub status: Status,
    /// Why it does not.
    pub status_reason: Option<String>,
    /// `UCCE`, `UCCX` …
    pub deployment: Option<String>,
    /// The first node.
    pub primary: Option<Node>,
    /// The second node.
    pub secondary: Option<Node>,
    /// The domain of the users' addresses on the event stream.
    pub xmpp_domain: Option<String>,
    /// Where events are subscribed to.
    pub xmpp_pubsub_domain: Option<String>,
    /// How users sign in: `NON_SSO`, `SSO`, `HYBRID`.
    pub auth_mode: Option<String>,
    /// How the last heartbeat to the CTI server went.
    pub last_heartbeat: Option<String>,
    /// Seconds between two heartbeats.
    pub heartbeat_interval: Option<u32>,
}

/// Whether the system serves.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum Status {
    /// Everything works.
    InService,
    /// It answers, and refuses every request.
    OutOfService,
    /// A part of it does not work; it refuses every request too.
    PartialService,
    /// It says something else, or nothing.
    Other(String),
}

/// One of the two servers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node {
    /// Its name.
    pub host: String,
    /// The port of the REST API.
    pub https_port: Option<u16>,
    /// The event stream's port without encryption.
    pub xmpp_port: Option<u16>,
    /// The event stream's port with encryption (12.6(2) and later).
    pub xmpp_secure_port: Option<u16>,
}

impl SystemInfo {
    /// Reads a `<SystemInfo>` or `<systemInfo>`.
    pub fn read(element: &Element) -> SystemInfo {
        SystemInfo {
            status: Status::read(element.says("status").unwrap_or_default()),
            status_reason: element.text_of("statusReason"),
            deployment: element.text_of("deploymentType"),
            primary: element.child("primaryNode").and_then(Node::read),
            secondary: element.child("secondaryNode").and_then(Node::read),
            xmpp_domain: element.text_of("xmppDomain"),
            xmpp_pubsub_domain: element.text_of("xmppPubSubDomain"),
            auth_mode: element.text_of("systemAuthMode"),
            last_heartbeat: element.text_of("lastCTIHeartbeatStatus"),
            heartbeat_interval: number(element, "ctiHeartbeatInterval"),
        }
    }

    /// The platform as profiles and catalogues name it: `CCE`, `CCX`. Packaged CCE and hosted
    /// deployments are CCE.
    pub fn platform(&self) -> Option<&'static str> {
        let deployment = self.deployment.as_deref()?.to_ascii_uppercase();
        match deployment.as_str() {
            ccx if ccx.contains("CCX") => Some("CCX"),
            cce if cce.contains("CCE") || cce.contains("HCS") => Some("CCE"),
            _ => None,
        }
    }
}

impl Status {
    /// The status of that vendor name.
    pub fn read(vendor: &str) -> Self {
        match vendor.to_ascii_uppercase().as_str() {
            "IN_SERVICE" => Self::InService,
            "OUT_OF_SERVICE" => Self::OutOfService,
            "PARTIAL_SERVICE" => Self::PartialService,
            other => Self::Other(other.to_owned()),
        }
    }

    /// What Finesse calls it.
    pub fn vendor(&self) -> &str {
        match self {
            Self::InService => "IN_SERVICE",
            Self::OutOfService => "OUT_OF_SERVICE",
            Self::PartialService => "PARTIAL_SERVICE",
            Self::Other(other) => other,
        }
    }

    /// Whether requests are served.
    pub fn serves(&self) -> bool {
        *self == Self::InService
    }
}

impl Node {
    fn read(element: &Element) -> Option<Node> {
        Some(Node {
            host: element.text_of("host")?,
            https_port: number(element, "httpsPort"),
            xmpp_port: number(element, "xmppPort"),
            xmpp_secure_port: number(element, "xmppSecurePort"),
        })
    }
}

fn number<N: std::str::FromStr>(element: &Element, name: &str) -> Option<N> {
    element.says(name)?.parse().ok()
}
