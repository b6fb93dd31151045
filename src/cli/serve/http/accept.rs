//! Takes connections: so many at once, each with a time for its request, over HTTPS where it is set.

use super::routes::routes;
use super::tls;
use crate::cli::args::ServeArgs;
use crate::cli::serve::service::Service;
use crate::config::{Problem, Serve};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// The head of a request is no longer than this.
const HEAD: usize = 16 << 10;
/// It has no more lines than this.
const HEADERS: usize = 64;
/// How long open requests may take when the service stops.
const LAST: Duration = Duration::from_secs(5);
/// So many clients are told at once that there is no room; more are told nothing.
const TOLD: usize = 64;

const NO_ROOM: &str = "{\"error\":{\"message\":\"too many connections are open\",\"help\":\"nothing was started; send the same request again after 1 s\"}}\n";
const TOO_SLOW: &str = "{\"error\":{\"message\":\"the request did not arrive in time\",\"help\":\"nothing was started; send it again\"}}\n";

/// The service on its address.
pub struct Listening {
    pub address: String,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
    shared: Arc<Shared>,
}

struct Shared {
    service: Arc<Service>,
    routes: Router,
    tls: RwLock<Option<TlsAcceptor>>,
    room: Arc<Semaphore>,
    most: usize,
    told: Arc<Semaphore>,
    stop: watch::Receiver<bool>,
}

/// Begins to listen where the settings say, or on the socket that systemd has opened.
pub async fn listen(service: &Arc<Service>, args: &ServeArgs) -> Result<Listening, Problem> {
    let serve = service.house().map(|house| house.serve.clone());
    let serve = serve.unwrap_or_default();
    let wanted = args.listen.as_ref().unwrap_or(&serve.listen);
    let listener = match passed()? {
        Some(listener) => listener,
        None => bind(wanted).await?,
    };
    let local = listener.local_addr().map_err(|why| cannot(wanted, &why))?;
    let tls = tls::acceptor(&serve)?;
    if !local.ip().is_loopback() && tls.is_none() && !serve.plain_http {
        return Err(open_to_all(&local));
    }
    let (stop, stopped) = watch::channel(false);
    let scheme = if tls.is_some() { "https" } else { "http" };
    let shared = Arc::new(Shared {
        routes: routes(service),
        service: service.clone(),
        tls: RwLock::new(tls),
        room: Arc::new(Semaphore::new(serve.most_connections)),
        most: serve.most_connections,
        told: Arc::new(Semaphore::new(TOLD)),
        stop: stopped,
    });
    Ok(Listening {
        address: format!("{scheme}://{local}"),
        stop,
        accepting: tokio::spawn(accept(listener, shared.clone())),
        shared,
    })
}

impl Listening {
    /// Takes what can be changed while it listens: the certificate.
    pub fn reload(&self, serve: &Serve) -> Result<(), Problem> {
        let fresh = tls::acceptor(serve)?;
        let mut tls = self
            .shared
            .tls
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if fresh.is_some() != tls.is_some() {
            let problem = "HTTPS cannot be turned on or off while the service runs";
            return Err(Problem::new(problem).help("restart `flow serve`"));
        }
        *tls = fresh;
        Ok(())
    }

    /// Takes no more connections, and waits a little for those that are open.
    pub async fn close(self) {
        self.stop.send_replace(true);
        let _ = self.accepting.await;
        let all = u32::try_from(self.shared.most).unwrap_or(u32::MAX);
        let _ = timeout(LAST, self.shared.room.acquire_many(all)).await;
    }
}

#[cfg(unix)]
fn passed() -> Result<Option<TcpListener>, Problem> {
    let wrong = |why: std::io::Error| {
        Problem::new(format!("the socket of systemd cannot be used: {why}"))
            .help("write one `ListenStream=` with an address and a port in the socket unit")
    };
    let mut passed = listenfd::ListenFd::from_env();
    let Some(socket) = passed.take_tcp_listener(0).map_err(wrong)? else {
        return Ok(None);
    };
    socket.set_nonblocking(true).map_err(wrong)?;
    TcpListener::from_std(socket).map(Some).map_err(wrong)
}

#[cfg(not(unix))]
fn passed() -> Result<Option<TcpListener>, Problem> {
    Ok(None)
}

async fn bind(address: &str) -> Result<TcpListener, Problem> {
    TcpListener::bind(address)
        .await
        .map_err(|why| cannot(address, &why))
}

fn cannot(address: &str, why: &std::io::Error) -> Problem {
    let problem = Problem::new(format!("cannot listen on {address}: {why}"));
    match why.kind() {
        std::io::ErrorKind::AddrInUse => {
            problem.help("another program uses the port: choose another one with `--listen`")
        }
        _ => problem.help("write an address and a port, such as 127.0.0.1:8470"),
    }
}

fn open_to_all(local: &SocketAddr) -> Problem {
    Problem::new(format!("{local} can be reached from other machines, and tokens would cross the network unencrypted"))
        .help("set `certificate` and `private-key` in `[serve]`, or `plain-http = true` if something else encrypts")
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut stop = shared.stop.clone();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => return,
        };
        let Ok((stream, _)) = accepted else {
            // Out of descriptors: those that are open end sooner or later.
            shared.service.metrics.refused("descriptors");
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        match shared.room.clone().try_acquire_owned() {
            Ok(room) => drop(tokio::spawn(connection(stream, shared.clone(), room))),
            Err(_) => {
                shared.service.metrics.refused("connections");
                if let Ok(told) = shared.told.clone().try_acquire_owned() {
                    tokio::spawn(turn_away(stream, told));
                }
            }
        }
        let open = shared.most - shared.room.available_permits();
        shared
            .service
            .metrics
            .set("flow_http_connections", Vec::new(), open as f64);
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>, _room: OwnedSemaphorePermit) {
    let serve = shared.service.house().map(|house| house.serve.patience);
    let patience = serve.unwrap_or(LAST);
    let tls = shared
        .tls
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    match tls {
        None => requests(stream, &shared, patience).await,
        Some(tls) => match timeout(patience, tls.accept(stream)).await {
            Ok(Ok(stream)) => requests(stream, &shared, patience).await,
            _ => shared.service.metrics.refused("tls"),
        },
    }
}

async fn requests<S>(stream: S, shared: &Shared, patience: Duration)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_buf_size(HEAD)
        .max_headers(HEADERS);
    let routes = TowerToHyperService::new(shared.routes.clone());
    let mut connection = http.serve_connection(TokioIo::new(stream), routes);
    let mut stop = shared.stop.clone();
    let done = tokio::select! {
        done = &mut connection => done,
        () = told(&mut stop) => {
            std::pin::Pin::new(&mut connection).graceful_shutdown();
            match timeout(LAST, &mut connection).await {
                Ok(done) => done,
                Err(_) => return,
            }
        }
    };
    let too_slow = done.is_err_and(|error| error.is_timeout());
    let parts = connection.into_parts();
    // A connection that waits for its next request is just closed.
    if too_slow && !parts.read_buf.is_empty() {
        shared.service.metrics.refused("slow");
        let mut stream = parts.io.into_inner();
        say(&mut stream, "408 Request Timeout", "", TOO_SLOW).await;
    }
}

/// Waits until the service is told to stop.
async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Tells a client that there is no room. It takes no request of it.
async fn turn_away(mut stream: TcpStream, _told: OwnedSemaphorePermit) {
    say(
        &mut stream,
        "503 Service Unavailable",
        "Retry-After: 1\r\n",
        NO_ROOM,
    )
    .await;
}

/// Answers without a request, and lets the client read it: what it still sends is read and dropped.
async fn say<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    status: &str,
    header: &str,
    body: &str,
) {
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{header}Connection: close\r\n\r\n{body}",
        body.len()
    );
    let told = async {
        stream.write_all(answer.as_bytes()).await?;
        stream.shutdown().await?;
        let (mut rest, mut read) = ([0; 1024], 0);
        while read < HEAD {
            match stream.read(&mut rest).await? {
                0 => break,
                many => read += many,
            }
        }
        std::io::Result::Ok(())
    };
    let _ = timeout(Duration::from_secs(1), told).await;
}
