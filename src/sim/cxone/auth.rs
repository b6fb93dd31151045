//! Signing in: User Hub access keys and their refresh, the OAuth 2 token endpoint, and the two
//! discovery documents.

use super::jwt;
use super::world::World;
use super::world::people::Right;
use crate::sim::params::decode;
use crate::sim::reply::Reply;
use crate::sim::request::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::Method;
use jiff::Timestamp;
use serde_json::json;
use std::collections::HashMap;

/// The tokens that are good.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    access: HashMap<String, (u64, Timestamp)>,
    refresh: HashMap<String, u64>,
}

/// An operation of signing in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SignIn {
    AccessKey,
    Refresh,
    Token,
    OpenId,
    Tenant,
}

impl SignIn {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::AccessKey,
        Self::Refresh,
        Self::Token,
        Self::OpenId,
        Self::Tenant,
    ];

    /// What an address is, if it is one of these.
    pub fn at(path: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|way| way.address().eq_ignore_ascii_case(path))
    }

    /// Its name in faults and logs.
    pub fn name(self) -> &'static str {
        match self {
            Self::AccessKey => "accessKeyToken",
            Self::Refresh => "refreshToken",
            Self::Token => "token",
            Self::OpenId => "openidConfiguration",
            Self::Tenant => "cxoneConfiguration",
        }
    }

    /// Where it is.
    pub fn address(self) -> &'static str {
        match self {
            Self::AccessKey => "/authentication/v1/token/access-key",
            Self::Refresh => "/public/user/refresh",
            Self::Token => "/auth/token",
            Self::OpenId => "/.well-known/openid-configuration",
            Self::Tenant => "/.well-known/cxone-configuration",
        }
    }

    pub fn method(self) -> Method {
        match self {
            Self::OpenId | Self::Tenant => Method::GET,
            _ => Method::POST,
        }
    }
}

impl Tokens {
    /// Answers a request to sign in.
    pub fn answer(
        &mut self,
        kind: SignIn,
        world: &mut World,
        request: &Request,
        base: &str,
    ) -> Reply {
        if request.method != kind.method() {
            return denied(405, "invalid_request", "Method Not Allowed");
        }
        match kind {
            SignIn::AccessKey => self.access_key(world, request, base),
            SignIn::Refresh => self.renew(world, request, base),
            SignIn::Token => self.token(world, request, base),
            SignIn::OpenId => openid(base),
            SignIn::Tenant => tenant(world, request, base),
        }
    }

    /// Whose token it is, if it is good.
    pub fn owner(&self, world: &World, request: &Request) -> Option<u64> {
        let (agent, expires) = self.access.get(bearer(request)?)?;
        (*expires > world.now).then_some(*agent)
    }

    /// Makes a request's token useless.
    pub fn expire(&mut self, request: &Request) {
        if let Some(token) = bearer(request) {
            self.access.remove(token);
        }
    }

    /// Makes all tokens useless.
    pub fn expire_all(&mut self) {
        self.access.clear();
    }

    fn access_key(&mut self, world: &mut World, request: &Request, base: &str) -> Reply {
        let text = |name| request.params.text(name).unwrap_or_default();
        let (id, secret) = (text("accessKeyId"), text("accessKeySecret"));
        match key_owner(world, &id, &secret) {
            Some(agent) => self.grant(world, agent, base),
            None => denied(401, "invalid_grant", "Access key is not valid."),
        }
    }

    fn grant(&mut self, world: &mut World, agent: u64, base: &str) -> Reply {
        let (access, id_token) = jwt::tokens(world, agent, base);
        let refresh = jwt::opaque(world);
        self.keep(world, agent, &access);
        self.refresh.insert(refresh.clone(), agent);
        Reply::json(
            200,
            json!({
                "access_token": access,
                "refresh_token": refresh,
                "id_token": id_token,
                "expires_in": jwt::life(world),
                "token_type": "Bearer",
            }),
        )
    }

    fn keep(&mut self, world: &World, agent: u64, access: &str) {
        let now = world.now;
        let expires = now
            .saturating_add(world.spans.token)
            .unwrap_or(Timestamp::MAX);
        if self.access.len() > 1000 {
            self.access.retain(|_, (_, expires)| *expires > now);
        }
        self.access.insert(access.to_owned(), (agent, expires));
    }

    fn renew(&mut self, world: &mut World, request: &Request, base: &str) -> Reply {
        let token = request.params.text("token").unwrap_or_default();
        let Some(agent) = self.refresh.remove(&token) else {
            return denied(401, "invalid_grant", "Refresh token is not valid.");
        };
        let (access, _) = jwt::tokens(world, agent, base);
        let refresh = jwt::opaque(world);
        self.keep(world, agent, &access);
        self.refresh.insert(refresh.clone(), agent);
        Reply::json(
            200,
            json!({
                "token": access,
                "refreshToken": refresh,
                "tokenExpirationTimeSec": jwt::life(world),
                "refreshTokenExpirationTimeSec": jwt::life(world) * 2,
            }),
        )
    }

    /// The OAuth 2 token endpoint. `client_credentials` is not offered.
    fn token(&mut self, world: &mut World, request: &Request, base: &str) -> Reply {
        let text = |name: &str| request.params.text(name).unwrap_or_default();
        let grant = text("grant_type");
        if !is_client(world, request) {
            return denied(401, "invalid_client", "Client is not valid.");
        }
        let agent = match grant.as_str() {
            "password" => key_owner(world, &text("username"), &text("password")),
            "refresh_token" => self.refresh.remove(&text("refresh_token")),
            "urn:ietf:params:oauth:grant-type:token-exchange" => self.exchange(world, request),
            "authorization_code" => None,
            "" => return denied(400, "invalid_request", "grant_type is required."),
            _ => {
                return denied(
                    400,
                    "unsupported_grant_type",
                    "Grant type is not supported.",
                );
            }
        };
        match agent {
            Some(agent) => self.grant(world, agent, base),
            None => denied(400, "invalid_grant", "Grant is not valid."),
        }
    }

    /// Acting as somebody else: a good token of one who may, and the agent wanted.
    fn exchange(&self, world: &World, request: &Request) -> Option<u64> {
        let token = request.params.text("subject_token")?;
        let (owner, expires) = self.access.get(&token)?;
        let may = world
            .agents
            .get(owner)?
            .rights
            .contains(&Right::Impersonate);
        let wanted = request
            .params
            .whole("requested_subject")
            .ok()?
            .unwrap_or(*owner);
        let known = world.agents.get(&wanted).is_some_and(|agent| agent.active);
        (*expires > world.now && known && (may || wanted == *owner)).then_some(wanted)
    }
}

fn bearer(request: &Request) -> Option<&str> {
    let (scheme, token) = request.header("authorization")?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn key_owner(world: &World, id: &str, secret: &str) -> Option<u64> {
    let fits = |key: &&super::AccessKey| key.id == id && key.secret == secret;
    let agent = world.access_keys.iter().find(fits)?.agent;
    world.agents.contains_key(&agent).then_some(agent)
}

/// Whether the request comes from a registered application: in the Authorization header, each
/// half percent-encoded, or, for renewing, by its id alone.
fn is_client(world: &World, request: &Request) -> bool {
    let Some(given) = basic(request) else {
        let id = request.params.text("client_id").unwrap_or_default();
        let renews = request.params.text("grant_type").as_deref() == Some("refresh_token");
        return renews && world.clients.iter().any(|client| client.id == id);
    };
    world
        .clients
        .iter()
        .any(|client| (client.id.as_str(), client.secret.as_str()) == (&given.0, &given.1))
}

fn basic(request: &Request) -> Option<(String, String)> {
    let (scheme, coded) = request.header("authorization")?.split_once(' ')?;
    let bytes = STANDARD.decode(coded.trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (id, secret) = text
        .split_once(':')
        .filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    Some((decode(id, true).ok()?, decode(secret, true).ok()?))
}

fn denied(status: u16, error: &str, why: &str) -> Reply {
    Reply::json(status, json!({ "error": error, "error_description": why }))
}

fn openid(base: &str) -> Reply {
    let body = json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/auth/authorize"),
        "token_endpoint": format!("{base}/auth/token"),
        "revocation_endpoint": format!("{base}/auth/revoke"),
        "jwks_uri": format!("{base}/auth/jwks"),
        "scopes_supported": ["openid"],
        "response_types_supported": ["code"],
        "grant_types_supported": [
            "authorization_code", "refresh_token", "password",
            "urn:ietf:params:oauth:grant-type:token-exchange"
        ],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
    });
    Reply::json(200, body)
}

fn tenant(world: &World, request: &Request, base: &str) -> Reply {
    if request.params.text("tenantId").as_deref() != Some(world.tenant.as_str()) {
        return denied(404, "not_found", "Tenant was not found.");
    }
    let body = json!({
        "private": false,
        "ui_endpoint": base,
        "auth_endpoint": base,
        "api_endpoint": base,
        "area": "sim1",
        "cluster": "SIM1",
        "domain": "localhost",
        "acdDomain": "localhost",
        "uhDomain": "localhost",
        "globaldomain": "localhost",
        "tenantId": world.tenant,
    });
    Reply::json(200, body)
}
