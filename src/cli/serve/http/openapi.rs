//! What the service takes, as OpenAPI 3.1: the flows of the client that asks, each with its inputs.

use super::guard::client;
use super::reply::Reply;
use super::schema::inputs;
use crate::cli::serve::house::{Flow, House};
use crate::cli::serve::service::Service;
use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

pub async fn openapi(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
) -> Result<Reply, Reply> {
    let (house, client) = client(&service, &headers, None)?;
    let flows = house
        .flows
        .values()
        .filter(|flow| client.has_flow(&flow.name));
    let mut paths = Map::new();
    for flow in flows {
        paths.insert(
            format!("/run/{}", flow.name),
            json!({ "post": start(&house, flow) }),
        );
    }
    for (path, method, of) in FIXED {
        paths.insert((*path).into(), json!({ (*method): of() }));
    }
    Ok(Reply::ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Contactflow",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": {
                "Begun": object(&[("run", text()), ("flow", text()), ("status", text())]),
                "Error": object(&[("error", object(&[("message", text()), ("help", text())]))]),
                "Run": json!({
                    "type": "object",
                    "properties": {
                        "run": text(),
                        "flow": text(),
                        "script": former("flow"),
                        "state": { "type": "string", "enum": crate::journal::RunState::WORDS },
                        "report": { "type": ["object", "null"] },
                    },
                    "additionalProperties": true,
                }),
            },
        },
    })))
}

fn text() -> Json {
    json!({ "type": "string" })
}

/// A field under its former name.
fn former(now: &str) -> Json {
    json!({ "type": "string", "deprecated": true, "description": format!("the former name of `{now}`") })
}

fn object(fields: &[(&str, Json)]) -> Json {
    let fields: Map<String, Json> = fields
        .iter()
        .map(|(name, schema)| ((*name).to_owned(), schema.clone()))
        .collect();
    json!({ "type": "object", "properties": fields })
}

fn answer(about: &str, schema: &str) -> Json {
    let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
    json!({ "description": about, "content": { "application/json": { "schema": schema } } })
}

fn start(house: &House, flow: &Flow) -> Json {
    json!({
        "operationId": format!("run-{}", flow.name.replace('/', "-")),
        "summary": format!("Start a run of {}", flow.name),
        "parameters": [{
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "description": "An id of your own for the request: sent again with it, the request starts nothing more. The key holds as long as the run is kept.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 200 },
        }],
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": inputs(house, flow) } },
        },
        "responses": {
            "202": answer("The run has begun, and its beginning is kept", "Begun"),
            "200": answer("A request with this key has begun the run before", "Begun"),
            "400": answer("An input is wrong or not there", "Error"),
            "401": answer("The token is not there, or not known", "Error"),
            "403": answer("The token may not do this", "Error"),
            "404": answer("The flow is unknown, or the token may not start it", "Error"),
            "408": answer("The request did not arrive in time", "Error"),
            "409": answer("A request with this key is in progress", "Error"),
            "413": answer("The request is too long", "Error"),
            "415": answer("The request is not JSON", "Error"),
            "422": answer("The key began a run with other inputs", "Error"),
            "429": answer("Too much at once: send it again after `Retry-After` seconds", "Error"),
            "503": answer("Nothing can be started now: send it again after `Retry-After` seconds", "Error"),
        },
    })
}

type Operation = fn() -> Json;

const FIXED: &[(&str, &str, Operation)] = &[
    ("/runs", "get", || {
        operation("list-runs", "List runs", &[], None)
    }),
    ("/runs/{run}", "get", || {
        operation("show-run", "Show the state of a run", &["run"], None)
    }),
    ("/runs/{run}/results", "get", || {
        operation(
            "run-results",
            "Show what a run has emitted, personal values too",
            &["run"],
            None,
        )
    }),
    ("/runs/{run}/cancel", "post", || {
        operation(
            "cancel-run",
            "Cancel a run; every `always` block is still run",
            &["run"],
            None,
        )
    }),
    ("/runs/{run}/signal/{name}", "post", || {
        let body = json!({ "type": "object", "properties": { "value": {} }, "additionalProperties": false });
        operation(
            "signal-run",
            "Give a signal to a run",
            &["run", "name"],
            Some(body),
        )
    }),
    ("/runs/{run}/settle/{effect}", "post", || {
        let happened = json!({ "type": "boolean" });
        let mut body = object(&[("happened", happened)]);
        body["required"] = json!(["happened"]);
        operation(
            "settle-write",
            "Record what you found out about a write in doubt",
            &["run", "effect"],
            Some(body),
        )
    }),
];

fn operation(id: &str, summary: &str, path: &[&str], body: Option<Json>) -> Json {
    let parameters: Vec<Json> = path
        .iter()
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": text() }))
        .collect();
    let mut operation = json!({
        "operationId": id,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "default": answer("What is wrong", "Error"),
            "200": answer("Done", "Run"),
        },
    });
    if let Some(body) = body {
        operation["requestBody"] = json!({ "content": { "application/json": { "schema": body } } });
    }
    operation
}
