//! The messages of the protocol, without what the tools do.

use super::tools;
use crate::catalogue::Catalogue;
use crate::cli::args::VERSION;
use serde_json::{Value as Json, json};

/// The versions of the protocol that differ in nothing that is used here, the newest first.
const VERSIONS: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

const ABOUT: &str = "\
Contactflow is a small text language for contact centres ({systems}). Before you write a \
flow, read the resource contactflow://docs/assistants, and look up each action with `find_actions`: never guess an \
action, a parameter or an outcome. After every change call `check`; then `test` and `run`, which use simulators and \
reach no real system. What the tools cannot do, running a flow on a real system, is for a person.";

/// What is at fault with a message, as JSON-RPC numbers it.
const NO_JSON: i64 = -32700;
const NO_REQUEST: i64 = -32600;
const NO_METHOD: i64 = -32601;
const NO_PARAMS: i64 = -32602;

/// The answer to a message; nothing is answered to a notification.
pub(super) fn answer(line: &[u8]) -> Option<Json> {
    let Ok(message) = serde_json::from_slice::<Json>(line) else {
        return Some(failed(Json::Null, NO_JSON, "the message is not JSON"));
    };
    let id = message.get("id").cloned();
    let Some(method) = message["method"].as_str() else {
        // an answer to a request that this server never makes
        let is_answer = message.get("result").or(message.get("error")).is_some();
        let refused = || {
            failed(
                id.clone().unwrap_or_default(),
                NO_REQUEST,
                "the message has no method",
            )
        };
        return (!is_answer).then(refused);
    };
    let id = id?;
    let params = &message["params"];
    Some(match result(method, params) {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err((code, why)) => failed(id, code, &why),
    })
}

fn failed(id: Json, code: i64, why: &str) -> Json {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": why } })
}

fn result(method: &str, params: &Json) -> Result<Json, (i64, String)> {
    match method {
        "initialize" => Ok(json!({
            "protocolVersion": version(params),
            "capabilities": { "tools": {}, "resources": {} },
            "serverInfo": { "name": "contactflow", "title": "Contactflow", "version": VERSION },
            "instructions": about(),
        })),
        "ping" => Ok(json!({})),
        "tools/list" => Ok(json!({ "tools": tools::list() })),
        "tools/call" => called(params),
        "resources/list" => Ok(json!({ "resources": tools::resources() })),
        "resources/templates/list" => Ok(json!({ "resourceTemplates": [] })),
        "resources/read" => {
            let uri = params["uri"].as_str().unwrap_or_default();
            let text =
                tools::resource(uri).ok_or((NO_PARAMS, format!("unknown resource `{uri}`")))?;
            let content = json!({ "uri": uri, "mimeType": "text/plain", "text": text });
            Ok(json!({ "contents": [content] }))
        }
        other => Err((NO_METHOD, format!("unknown method `{other}`"))),
    }
}

fn about() -> String {
    let systems = Catalogue::builtin().systems();
    let titles: Vec<&str> = systems.map(|system| &*system.title).collect();
    ABOUT.replace("{systems}", &titles.join(", "))
}

/// The version that the other side asked for, if it is known here.
fn version(params: &Json) -> &'static str {
    let asked = params["protocolVersion"].as_str().unwrap_or_default();
    let known = VERSIONS.iter().find(|version| **version == asked);
    known.unwrap_or(&VERSIONS[0])
}

/// What a tool returns. What went wrong with a call of the tool itself is a result too: the assistant is to read it.
fn called(params: &Json) -> Result<Json, (i64, String)> {
    let name = params["name"].as_str().unwrap_or_default();
    let Some(done) = tools::call(name, &params["arguments"]) else {
        return Err((NO_PARAMS, format!("unknown tool `{name}`")));
    };
    let text = match (&done.json, done.text.is_empty()) {
        (Some(json), true) => json.to_string(),
        (Some(json), false) => format!("{}\n{json}", done.text),
        (None, _) => done.text,
    };
    let mut result =
        json!({ "content": [{ "type": "text", "text": text }], "isError": done.is_error });
    if let Some(json) = done.json {
        result["structuredContent"] = json;
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::answer;
    use serde_json::{Value as Json, json};

    fn asked(message: Json) -> Option<Json> {
        answer(message.to_string().as_bytes())
    }

    #[test]
    fn notifications_and_answers_have_no_answer() {
        assert_eq!(
            asked(json!({ "jsonrpc": "2.0", "method": "notifications/initialized" })),
            None
        );
        assert_eq!(
            asked(json!({ "jsonrpc": "2.0", "id": 1, "result": {} })),
            None
        );
    }

    #[test]
    fn what_cannot_be_answered_is_refused() {
        for (message, code) in [
            (json!({ "id": 1, "method": "tools/burn" }), -32601),
            (
                json!({ "id": 1, "method": "tools/call", "params": { "name": "end_contact" } }),
                -32602,
            ),
            (
                json!({ "id": 1, "method": "resources/read", "params": { "uri": "file:///etc/passwd" } }),
                -32602,
            ),
            (json!({ "id": 1 }), -32600),
            (json!([1]), -32600),
        ] {
            let refused = asked(message.clone()).expect("it is answered");
            assert_eq!(refused["error"]["code"], code, "{message}");
        }
        assert_eq!(
            answer(b"{").expect("it is answered")["error"]["code"],
            -32700
        );
    }

    #[test]
    fn the_version_is_agreed_on() {
        for (asked_for, agreed) in [("2024-11-05", "2024-11-05"), ("1999-01-01", "2025-11-25")] {
            let params = json!({ "protocolVersion": asked_for });
            let told = asked(json!({ "id": 1, "method": "initialize", "params": params }));
            assert_eq!(
                told.expect("it is answered")["result"]["protocolVersion"],
                agreed
            );
        }
    }
}
