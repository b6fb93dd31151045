//! Who asks, and whether they may.

use super::reply::Reply;
use crate::cli::serve::house::House;
use crate::cli::serve::service::Service;
use crate::cli::serve::tokens::Client;
use crate::config::Scope;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use std::sync::Arc;

/// What is served now, and the client whose token the request has; only if it may do this.
pub fn client(
    service: &Service,
    headers: &HeaderMap,
    scope: Option<Scope>,
) -> Result<(Arc<House>, Arc<Client>), Reply> {
    let house = service.house().ok_or_else(stopping)?;
    let client = known(&house, headers).inspect_err(|_| service.metrics.refused("token"))?;
    if let Some(scope) = scope.filter(|scope| !client.may(*scope)) {
        service.metrics.refused("scope");
        let (name, word) = (&client.name, scope.word());
        return Err(Reply::wrong(
            StatusCode::FORBIDDEN,
            format!("the token `{name}` may not do this"),
            format!("it needs \"{word}\" in `may` of `[serve.tokens.{name}]` in flow.toml"),
        ));
    }
    Ok((house, client))
}

fn known(house: &House, headers: &HeaderMap) -> Result<Arc<Client>, Reply> {
    if house.tokens.are_none() {
        return Err(Reply::no_token(
            "flow.toml has no token, so nothing can be started over HTTP",
            "add a client to flow.toml: `[serve.tokens.<name>]` with `token` and `may`",
        ));
    }
    let said = headers.get(AUTHORIZATION).ok_or_else(|| {
        Reply::no_token(
            "the request has no token",
            "send `Authorization: Bearer <token>`",
        )
    })?;
    let token = said.to_str().ok().and_then(|said| {
        let (scheme, token) = said.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    let client = token.and_then(|token| house.tokens.of(token));
    client.ok_or_else(|| {
        Reply::no_token(
            "the token is not known",
            "use a token of `[serve.tokens]` in flow.toml; after a change send SIGHUP to `flow serve`",
        )
    })
}

/// The service takes no more starts.
pub fn stopping() -> Reply {
    let status = StatusCode::SERVICE_UNAVAILABLE;
    Reply::later(status, 5, "the service is stopping")
}
