//! Which flows can be started.

use super::guard::client;
use super::reply::Reply;
use super::schema::inputs;
use crate::cli::serve::service::Service;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// The flows of a client, each with its inputs as a JSON schema.
pub async fn flows(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
) -> Result<Reply, Reply> {
    let (house, client) = client(&service, &headers, None)?;
    let flows = house.flows.values();
    let flows: Vec<Json> = flows
        .filter(|flow| client.has_flow(&flow.name))
        .map(|flow| {
            json!({
                "flow": &*flow.name,
                "start": format!("/run/{}", flow.name),
                "inputs": inputs(&house, flow),
                "signals": flow.script.program.signals().iter().map(|name| &**name).collect::<Vec<_>>(),
            })
        })
        .collect();
    Ok(Reply::ok(json!({ "flows": flows })))
}
