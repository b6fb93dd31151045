//! Response bodies, the broken ones included.

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// What an endless body repeats.
const FILLER: Bytes = Bytes::from_static(&[b' '; 16 * 1024]);

/// A response body.
pub(super) enum ReplyBody {
    /// All of it at once.
    Whole(Bytes),
    /// Promises all of it, sends the first part, then breaks the connection.
    CutOff {
        /// What is sent.
        part: Bytes,
        /// How many bytes are promised.
        promised: u64,
    },
    /// Never ends.
    Endless(Bytes),
    /// Nothing is left.
    Done,
    /// What has been sent goes out, then the connection breaks.
    Breaking,
    /// The connection breaks here.
    Broken,
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let (now, next) = match std::mem::replace(&mut *self, ReplyBody::Done) {
            ReplyBody::Whole(bytes) if !bytes.is_empty() => (Some(Ok(bytes)), ReplyBody::Done),
            ReplyBody::Whole(_) | ReplyBody::Done => (None, ReplyBody::Done),
            ReplyBody::CutOff { part, .. } => (Some(Ok(part)), ReplyBody::Breaking),
            ReplyBody::Breaking => {
                *self = ReplyBody::Broken;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            ReplyBody::Endless(bytes) => (Some(Ok(bytes)), ReplyBody::Endless(FILLER)),
            ReplyBody::Broken => (Some(Err(broken())), ReplyBody::Done),
        };
        *self = next;
        Poll::Ready(now.map(|frame| frame.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        match self {
            ReplyBody::Whole(bytes) => bytes.is_empty(),
            ReplyBody::Done => true,
            _ => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            ReplyBody::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            ReplyBody::CutOff { promised, .. } => SizeHint::with_exact(*promised),
            ReplyBody::Done => SizeHint::with_exact(0),
            ReplyBody::Endless(_) | ReplyBody::Breaking | ReplyBody::Broken => SizeHint::default(),
        }
    }
}

/// The error that makes the server break the connection.
pub(super) fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "cut off on demand")
}
