//! A request as the endpoints see it: decoded, bounded, its parameters in one place.

use super::origin;
use super::params::{Params, decode};
use super::reply::Reply;
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method};

/// The largest body that is read.
const BODY_LIMIT: usize = 1024 * 1024;

/// The longest address that is looked at.
const ADDRESS_LIMIT: usize = 16 * 1024;

/// A request whose body has been read.
#[derive(Debug)]
pub(super) struct Request {
    pub method: Method,
    /// The path as it came, still encoded.
    pub path: String,
    /// The decoded parts of the path; empty ones are kept.
    pub segments: Vec<String>,
    pub headers: HeaderMap,
    pub params: Params,
    /// The names of what stands in the query.
    pub query: Vec<String>,
    pub body: Bytes,
}

impl Request {
    /// Reads a request; what cannot be read gets its answer here.
    pub async fn read(request: hyper::Request<Incoming>) -> Result<Self, Reply> {
        let (parts, body) = Self::collect(request).await?;
        Self::from_parts(parts, body)
    }

    /// Reads a request whose body holds no parameters.
    pub async fn read_whole(request: hyper::Request<Incoming>) -> Result<Self, Reply> {
        let (parts, body) = Self::collect(request).await?;
        let read = Self::from_parts(parts, Bytes::new())?;
        Ok(Self { body, ..read })
    }

    async fn collect(request: hyper::Request<Incoming>) -> Result<(Parts, Bytes), Reply> {
        let (parts, body) = request.into_parts();
        origin::check(&parts.uri, &parts.headers)?;
        let body = Limited::new(body, BODY_LIMIT).collect().await;
        let body = body.map_err(|error| match error.is::<LengthLimitError>() {
            true => refused(413, "The request body is too large."),
            false => refused(400, "The request body is incomplete."),
        })?;
        Ok((parts, body.to_bytes()))
    }

    /// Puts a request together.
    pub fn from_parts(parts: Parts, body: Bytes) -> Result<Self, Reply> {
        let path = parts.uri.path();
        let query = parts.uri.query().unwrap_or("");
        if path.len() + query.len() > ADDRESS_LIMIT {
            return Err(refused(414, "The address is too long."));
        }
        let segments = path.split('/').skip(1).map(|part| decode(part, false));
        let segments: Result<Vec<_>, _> = segments.collect();
        let mut params = Params::default();
        params.add_form(query).map_err(bad)?;
        add_body(&mut params, &parts.headers, &body).map_err(bad)?;
        let names = query.split('&').filter(|pair| !pair.is_empty());
        let names = names.map(|pair| pair.split('=').next().unwrap_or(pair).to_owned());
        Ok(Self {
            query: names.collect(),
            path: path.to_owned(),
            segments: segments.map_err(bad)?,
            method: parts.method,
            headers: parts.headers,
            params,
            body,
        })
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

fn add_body(params: &mut Params, headers: &HeaderMap, body: &[u8]) -> Result<(), &'static str> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(());
    }
    let kind = headers
        .get("content-type")
        .and_then(|kind| kind.to_str().ok());
    match kind {
        Some(kind) if kind.starts_with("application/x-www-form-urlencoded") => {
            let text = std::str::from_utf8(body).map_err(|_| "The form is not text.")?;
            params.add_form(text)
        }
        _ => params.add_json(body),
    }
}

fn bad(why: &'static str) -> Reply {
    refused(400, why)
}

/// A refusal of the server itself, before any endpoint is reached.
pub(super) fn refused(status: u16, why: &str) -> Reply {
    let body = serde_json::json!({ "error": "invalid_request", "error_description": why });
    Reply::json(status, body)
}
