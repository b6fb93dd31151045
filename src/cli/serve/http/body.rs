//! Reads what a client sends: not endless, not for ever, and so that nothing of it is lost.

use super::reply::Reply;
use crate::cli::run::rows::json::Exact;
use crate::config::Serve;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::{Map, Value as Json};

/// The object that a request holds; an empty one where it holds nothing.
pub async fn object(request: Request<Body>, serve: &Serve) -> Result<Map<String, Json>, Reply> {
    let is_json = says_json(request.headers());
    let bytes = read(request, serve).await?;
    // what some clients on Windows begin every text with
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    if !is_json {
        return Err(Reply::wrong(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "the request is not JSON",
            "send `Content-Type: application/json`",
        ));
    }
    let wrong = |message: String| {
        let help = "send an object, such as {\"ContactId\": \"1002\"}";
        Reply::wrong(StatusCode::BAD_REQUEST, message, help)
    };
    match serde_json::from_slice::<Exact>(bytes) {
        Ok(Exact(Json::Object(fields))) => Ok(fields),
        Ok(_) => Err(wrong("the request is not a JSON object".into())),
        Err(error) if error.is_data() => {
            let said = error.to_string();
            let said = said.split(" at line ").next().unwrap_or_default();
            Err(wrong(format!("the request is wrong: {said}")))
        }
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            Err(wrong(format!(
                "the request is not valid JSON: see line {line}, column {column}"
            )))
        }
    }
}

fn says_json(headers: &HeaderMap) -> bool {
    let said = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let said = said.map(|said| said.split(';').next().unwrap_or_default().trim());
    said.is_some_and(|said| said.eq_ignore_ascii_case("application/json"))
}

async fn read(request: Request<Body>, serve: &Serve) -> Result<Bytes, Reply> {
    let most = serve.most_bytes;
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > most as u64) {
        return Err(too_long(most));
    }
    let read = Limited::new(request.into_body(), most).collect();
    match tokio::time::timeout(serve.patience, read).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_long(most)),
        Ok(Err(_)) => Err(Reply::wrong(
            StatusCode::BAD_REQUEST,
            "the request broke off before its end",
            "nothing was started; send it again",
        )),
        Err(_) => Err(Reply::wrong(
            StatusCode::REQUEST_TIMEOUT,
            "the request did not arrive in time",
            "nothing was started; send it again",
        )),
    }
}

fn too_long(most: usize) -> Reply {
    Reply::wrong(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("the request is too long; the limit is {most} bytes"),
        "start a run for each row, or set `most-bytes` in `[serve]` of flow.toml",
    )
}
