//! `flow docs --open`: the site on this machine alone, and a browser that shows it. It is served, not left as
//! files: browsers in a sandbox, and those of Windows beside a Linux inside of it, may read no file of ours.

use super::pages::{plain_name, unknown};
use super::site;
use crate::cli::runtime::runtime;
use crate::config::Problem;
use crate::report::Printer;
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HOST, X_CONTENT_TYPE_OPTIONS};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

/// The files of the site, by their addresses, and the address of the server.
struct Site {
    files: HashMap<String, Bytes>,
    address: SocketAddr,
}

pub(super) fn open(wanted: &str, printer: &Printer) -> Result<(), Problem> {
    let file = match wanted {
        "" => "index.html".to_owned(),
        wanted => site::find(wanted).ok_or_else(|| unknown(&plain_name(wanted), wanted))?,
    };
    let runtime = runtime()?;
    let served = runtime.block_on(async {
        tokio::select! {
            biased;
            _ = tokio::signal::ctrl_c() => Ok(()),
            served = serve(&file, printer) => served,
        }
    });
    runtime.shutdown_background();
    served.map_err(|error| Problem::new(format!("cannot serve the pages on this machine: {error}")))
}

async fn serve(file: &str, printer: &Printer) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let all = site::files(None).into_iter();
    let site = Arc::new(Site {
        files: all
            .map(|file| (format!("/{}", file.path), Bytes::from(file.bytes)))
            .collect(),
        address,
    });
    let place = format!("http://{address}/{file}");
    printer.result(&place);
    printer.note("serving this machine alone; Ctrl-C ends it");
    if let Err(error) = open::that_detached(&place) {
        printer.note(&format!(
            "cannot open a browser ({error}): open the address above"
        ));
    }
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(connection(stream, site.clone()));
            }
            // out of descriptors or the like: those that are open get the time to end
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn connection(stream: TcpStream, site: Arc<Site>) {
    let service = service_fn(move |request| {
        let site = site.clone();
        async move { Ok::<_, Infallible>(site.answer(&request)) }
    });
    // a connection that breaks is the browser's business
    drop(
        http1::Builder::new()
            .serve_connection(TokioIo::new(stream), service)
            .await,
    );
}

impl Site {
    fn answer(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
        let empty = |status| with(status, "text/plain", Bytes::new());
        // a page of somewhere else, whose name leads here, gets nothing
        let host = request
            .headers()
            .get(HOST)
            .and_then(|host| host.to_str().ok());
        if host != Some(&self.address.to_string()) {
            return empty(StatusCode::FORBIDDEN);
        }
        if request.method() != Method::GET && request.method() != Method::HEAD {
            let mut answer = empty(StatusCode::METHOD_NOT_ALLOWED);
            let known = hyper::header::HeaderValue::from_static("GET, HEAD");
            answer.headers_mut().insert(ALLOW, known);
            return answer;
        }
        let path = match request.uri().path() {
            "/" => "/index.html",
            path => path,
        };
        match self.files.get(path) {
            Some(bytes) => with(StatusCode::OK, kind(path), bytes.clone()),
            None => empty(StatusCode::NOT_FOUND),
        }
    }
}

fn with(status: StatusCode, kind: &'static str, bytes: Bytes) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::new(bytes));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    let fixed = hyper::header::HeaderValue::from_static;
    headers.insert(CONTENT_TYPE, fixed(kind));
    headers.insert(CACHE_CONTROL, fixed("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, fixed("nosniff"));
    answer
}

fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}
