//! Reads bodies, up to a bound in size and time.

use bytes::{Bytes, BytesMut};
use reqwest::Response;
use tokio::time::{Instant, timeout_at};

/// A body that was read to its end, or why not.
pub(crate) type Body = Result<Bytes, String>;

/// Reads a body: at most `max` bytes of it, and not after the deadline.
pub(crate) async fn read(mut response: Response, max: usize, deadline: Instant) -> Body {
    let mut first: Option<Bytes> = None;
    let mut whole = BytesMut::new();
    loop {
        let chunk = match timeout_at(deadline, response.chunk()).await {
            Err(_) => return Err("the answer did not end in time".to_owned()),
            Ok(Err(_)) => return Err("the answer was cut off".to_owned()),
            Ok(Ok(None)) => break,
            Ok(Ok(Some(chunk))) => chunk,
        };
        let so_far = whole.len() + first.as_ref().map_or(0, Bytes::len);
        if so_far + chunk.len() > max {
            return Err(format!("the answer is larger than {max} bytes"));
        }
        match first.take() {
            None if whole.is_empty() => first = Some(chunk),
            None => whole.extend_from_slice(&chunk),
            Some(start) => {
                whole.extend_from_slice(&start);
                whole.extend_from_slice(&chunk);
            }
        }
    }
    Ok(first.unwrap_or_else(|| whole.freeze()))
}
