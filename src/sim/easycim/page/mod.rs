//! The page on loopback: the agent's desktop with the toolbar's library in it.

mod control;
mod document;
mod live;

use super::house::House;
use crate::sim::body::ReplyBody;
use crate::sim::request::{Request, refused};
use bytes::Bytes;
use hyper::Response;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

/// Serves until it is dropped.
pub(super) async fn run(listener: TcpListener, house: Arc<House>, toolbar: Arc<str>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let (one, toolbar) = (house.clone(), toolbar.clone());
                house.spawn(async move { connection(stream, one, toolbar).await });
            }
            // Out of descriptors or the like: give those that run the time to end.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn connection(stream: TcpStream, house: Arc<House>, toolbar: Arc<str>) {
    stream.set_nodelay(true).ok();
    let service = service_fn(move |request| {
        let (house, toolbar) = (house.clone(), toolbar.clone());
        async move { Ok::<_, Infallible>(respond(&house, &toolbar, request).await) }
    });
    let serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // A connection that breaks is the other side's business.
    serving.await.ok();
}

async fn respond(
    house: &Arc<House>,
    toolbar: &str,
    request: hyper::Request<Incoming>,
) -> Response<PageBody> {
    let request = match Request::read(request).await {
        Ok(request) => request,
        Err(reply) => return reply.into_response().map(PageBody::Whole),
    };
    let parts: Vec<_> = request.segments.iter().map(String::as_str).collect();
    let reply = match (request.method.as_str(), parts.as_slice()) {
        ("GET", ["" | "index.html"]) => document::page(house, toolbar, &request),
        ("GET", ["in-frame"]) => document::in_frame(),
        ("GET", ["simulator", "live"]) => return live::stream(house),
        (_, ["simulator", rest @ ..]) => control::answer(house, &request, rest),
        (_, ["" | "index.html"]) => refused(405, "The page is read-only."),
        _ => refused(
            404,
            "The page is at /, in a frame at /in-frame, and the simulator's own addresses are under /simulator/.",
        ),
    };
    reply.into_response().map(PageBody::Whole)
}

/// A response's body.
pub(super) enum PageBody {
    Whole(ReplyBody),
    /// What comes, as it comes.
    Live(tokio::sync::mpsc::Receiver<Bytes>),
}

impl Body for PageBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.get_mut() {
            Self::Whole(body) => Pin::new(body).poll_frame(context),
            Self::Live(news) => news
                .poll_recv(context)
                .map(|news| news.map(|it| Ok(Frame::data(it)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(body) => body.is_end_stream(),
            Self::Live(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(body) => body.size_hint(),
            Self::Live(_) => SizeHint::default(),
        }
    }
}
