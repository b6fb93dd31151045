//! The server: what is asked for at which address.

use super::assets;
use super::desk::{Desk, Given};
use super::guard::Guard;
use super::pages::Pages;
use super::reply::{HTML, as_json, empty, problem, refused, reply};
use super::socket;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, Response, StatusCode};
use axum::serve::ListenerExt;
use serde_json::{Value as Json, json};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;

/// The largest question: a text of the largest size, twice, each of its bytes escaped.
const LARGEST: usize = 64 << 20;

/// Reports are pages of their own, with their style and script in them, and can reach nothing.
const OF_REPORTS: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; \
                          base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-scripts";

/// A studio that listens.
pub struct Studio {
    listener: TcpListener,
    house: Arc<House>,
}

struct House {
    guard: Guard,
    desk: Arc<dyn Desk>,
    pages: Pages,
}

impl Studio {
    /// Listens on this machine alone. Port 0 is any that is free.
    pub async fn listen(port: u16, desk: Arc<dyn Desk>) -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        let guard = Guard::new(listener.local_addr()?.port())?;
        let house = Arc::new(House {
            guard,
            desk,
            pages: Pages::default(),
        });
        Ok(Self { listener, house })
    }

    /// The address with the key: anybody who has it can do what this user can do.
    pub fn address(&self) -> String {
        let guard = &self.house.guard;
        format!("http://{}/#{}", guard.host(), guard.key())
    }

    /// Serves until it is dropped.
    pub async fn serve(self) -> io::Result<()> {
        let routes = Router::new().fallback(answer).with_state(self.house);
        // two answers in a row must not wait for the browser to have taken the first
        let listener = self
            .listener
            .tap_io(|stream| drop(stream.set_nodelay(true)));
        axum::serve(listener, routes).await
    }
}

async fn answer(State(house): State<Arc<House>>, request: Request) -> Response<Body> {
    let headers = request.headers();
    if !house.guard.shows(headers) {
        return refused();
    }
    let path = request.uri().path().to_owned();
    match (request.method(), path.as_str()) {
        (&Method::GET, "/socket") => socket::upgrade(&house.guard, request),
        (&Method::GET, path) => match path.strip_prefix("/page/") {
            Some(name) => page(&house, name),
            None => assets::file(path, headers, &house.guard),
        },
        (&Method::POST, path) if house.guard.admits(headers) => match path.strip_prefix("/do/") {
            Some(what) => ask(house.clone(), what.to_owned(), request).await,
            None => empty(StatusCode::NOT_FOUND),
        },
        (&Method::POST, _) => refused(),
        _ => empty(StatusCode::METHOD_NOT_ALLOWED),
    }
}

fn page(house: &House, name: &str) -> Response<Body> {
    match house.pages.take(name) {
        Some(page) => reply(StatusCode::OK, HTML, OF_REPORTS, Body::from(page)),
        None => empty(StatusCode::NOT_FOUND),
    }
}

async fn ask(house: Arc<House>, what: String, request: Request) -> Response<Body> {
    let Ok(body) = axum::body::to_bytes(request.into_body(), LARGEST).await else {
        return empty(StatusCode::PAYLOAD_TOO_LARGE);
    };
    let Ok(asked) = serde_json::from_slice::<Json>(&body) else {
        return empty(StatusCode::BAD_REQUEST);
    };
    let desk = house.desk.clone();
    let answered = tokio::task::spawn_blocking(move || desk.answer(&what, &asked)).await;
    match answered {
        Ok(Ok(Given::Json(value))) => as_json(StatusCode::OK, &value),
        Ok(Ok(Given::Page(page))) => match house.pages.keep(page) {
            Ok(name) => as_json(StatusCode::OK, &json!({ "page": format!("/page/{name}") })),
            Err(error) => problem(&error.to_string(), None),
        },
        Ok(Err(why)) => problem(&said(&why), why.help.as_deref()),
        // what went wrong is on the terminal; the page and its runs live on
        Err(_) => problem(
            "an error in flow itself; nothing is known of what was done",
            None,
        ),
    }
}

/// A problem of a file names its place.
fn said(problem: &crate::settings::Problem) -> String {
    match &problem.place {
        Some((source, span, _)) => {
            let line = source.line_of(span.start);
            format!("{}: line {line}: {}", source.name(), problem.message)
        }
        None => problem.message.clone(),
    }
}
