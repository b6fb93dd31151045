//! Answers that were acted upon and do not arrive as they should.

use super::body::ReplyBody;
use super::fault::Act;
use super::reply::Reply;
use bytes::Bytes;

/// An answer as a fault leaves it. One that has no body gets the stand-in to spoil.
pub(super) fn spoil(
    act: &Act,
    reply: Reply,
    stand_in: &'static [u8],
) -> hyper::Response<ReplyBody> {
    let spoilt: fn(Bytes) -> ReplyBody = match act {
        Act::Truncate => |body| ReplyBody::Whole(half(&body)),
        Act::CutOff => |body| ReplyBody::CutOff {
            part: half(&body),
            promised: body.len() as u64,
        },
        Act::Endless => ReplyBody::Endless,
        _ => return reply.into_response(),
    };
    reply.with_body(|bytes| match bytes.is_empty() {
        true => spoilt(Bytes::from_static(stand_in)),
        false => spoilt(bytes),
    })
}

fn half(body: &Bytes) -> Bytes {
    body.slice(..body.len() / 2)
}

/// A page that something between client and server answers.
pub(super) fn gateway_page(status: u16) -> Reply {
    let page = "<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>Please wait</h1></body></html>";
    Reply::text(status, "text/html; charset=utf-8", page)
}
