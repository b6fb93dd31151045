//! Tokens that look like the real ones. They are signed by nobody: the signature is drawn from
//! the simulator's seed, and says so in its header.

use super::world::World;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// An access token and an id token for an agent.
pub(super) fn tokens(world: &mut World, agent: u64, issuer: &str) -> (String, String) {
    let expires = world
        .now
        .saturating_add(world.spans.token)
        .unwrap_or(Timestamp::MAX);
    let claims = claims(world, agent, issuer, expires);
    let nonce = world.random.u64(..);
    let mut access = claims.clone();
    access["jti"] = json!(format!("{nonce:016x}"));
    (signed(world, &access), signed(world, &claims))
}

fn claims(world: &World, id: u64, issuer: &str, expires: Timestamp) -> Value {
    let agent = world.agents.get(&id);
    json!({
        "iss": issuer,
        "aud": "simulator",
        "sub": format!("user:{id}"),
        "iat": world.now.as_second(),
        "exp": expires.as_second(),
        "tenantId": world.tenant,
        "tenant": "simulator",
        "icBUId": world.business_unit,
        "icClusterId": "SIM1",
        "icAgentId": id.to_string(),
        "icSPId": "1",
        "name": agent.map(|agent| &agent.user_name),
        "given_name": agent.map(|agent| &agent.first_name),
        "family_name": agent.map(|agent| &agent.last_name),
        "role": { "legacyId": "Administrator", "id": "simulator-role" },
    })
}

fn signed(world: &mut World, claims: &Value) -> String {
    let header = json!({ "typ": "JWT", "alg": "RS256", "kid": "simulator-signs-nothing" });
    let mut signature = [0u8; 64];
    world.random.fill(&mut signature);
    let part = |value: &Value| BASE64.encode(value.to_string());
    format!(
        "{}.{}.{}",
        part(&header),
        part(claims),
        BASE64.encode(signature)
    )
}

/// A token that says nothing.
pub(super) fn opaque(world: &mut World) -> String {
    let mut bytes = [0u8; 32];
    world.random.fill(&mut bytes);
    BASE64.encode(bytes)
}

/// How many seconds a token lives.
pub(super) fn life(world: &World) -> i64 {
    world.spans.token.max(SignedDuration::ZERO).as_secs()
}
