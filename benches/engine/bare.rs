//! The least that a worker can be: a handler whose steps do nothing, over the library that speaks with the engine.

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use restate_sdk_shared_core::{
    AwaitResponse, CoreVM, Error, NonEmptyValue, PayloadOptions, RetryPolicy, RunExitResult,
    UnresolvedFuture, VM, VMOptions,
};
use std::convert::Infallible;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, UnboundedSender};

/// The service and its handler.
pub const NAME: &str = "Bare/run";

type Body = UnsyncBoxBody<Bytes, Infallible>;

/// Serves it; where.
pub async fn serve(steps: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.expect("it listens");
            stream.set_nodelay(true).expect("it can be set");
            let service = hyper::service::service_fn(move |request| async move {
                Ok::<_, Infallible>(answer(request, steps))
            });
            tokio::spawn(
                hyper::server::conn::http2::Builder::new(TokioExecutor::new())
                    .serve_connection(TokioIo::new(stream), service),
            );
        }
    });
    at
}

fn answer(request: Request<Incoming>, steps: usize) -> Response<Body> {
    let (head, input) = request.into_parts();
    if head.uri.path().ends_with("/discover") {
        let (service, handler) = NAME.split_once('/').expect("it has both");
        let manifest = serde_json::json!({
            "protocolMode": "BIDI_STREAM", "minProtocolVersion": 5, "maxProtocolVersion": 7,
            "services": [{ "name": service, "ty": "SERVICE", "handlers": [{ "name": handler }] }],
        });
        let body = Full::new(Bytes::from(manifest.to_string())).boxed_unsync();
        let kind = "application/vnd.restate.endpointmanifest.v3+json";
        let response = Response::builder().header("content-type", kind);
        return response.body(body).expect("it is one");
    }
    let vm = CoreVM::new(head.headers, VMOptions::default()).expect("the engine speaks it");
    let begin = vm.get_response_head();
    let (out, outgoing) = mpsc::unbounded_channel::<Bytes>();
    tokio::spawn(async move {
        let line = Line { vm, out, input };
        line.run(steps).await.expect("it comes to its end");
    });
    let mut response = Response::builder().status(begin.status_code);
    for header in begin.headers {
        response = response.header(&*header.key, &*header.value);
    }
    let stream = futures_util::stream::unfold(outgoing, |mut outgoing| async move {
        let bytes = outgoing.recv().await?;
        Some((Ok(Frame::data(bytes)), outgoing))
    });
    let body = StreamBody::new(stream).boxed_unsync();
    response.body(body).expect("it is one")
}

struct Line {
    vm: CoreVM,
    out: UnboundedSender<Bytes>,
    input: Incoming,
}

impl Line {
    async fn run(mut self, steps: usize) -> Result<(), Error> {
        while !self.vm.is_ready_to_execute()? {
            self.read().await;
        }
        self.vm.sys_input()?;
        for step in 0..steps {
            let handle = self.vm.sys_run(format!("step {step}"))?.handle;
            loop {
                self.flush();
                let wait = UnresolvedFuture::FirstCompleted(vec![handle.into()]);
                match self.vm.do_await(wait)? {
                    AwaitResponse::AnyCompleted => break,
                    AwaitResponse::ExecuteRun(handle) => {
                        let result = RunExitResult::Success(Bytes::from_static(b"{\"done\":true}"));
                        self.vm
                            .propose_run_completion(handle, result, RetryPolicy::None)?;
                    }
                    _ => {
                        self.flush();
                        self.read().await;
                    }
                }
            }
            self.vm.take_notification(handle)?;
        }
        let end = NonEmptyValue::Success(Bytes::from_static(b"{}"));
        self.vm.sys_write_output(end, PayloadOptions::default())?;
        self.vm.sys_end()?;
        self.flush();
        while let Some(Ok(_)) = self.input.frame().await {}
        Ok(())
    }

    fn flush(&mut self) {
        let bytes = self.vm.take_output();
        if !bytes.is_empty() {
            let _ = self.out.send(bytes);
        }
    }

    async fn read(&mut self) {
        match self.input.frame().await {
            Some(Ok(frame)) => {
                if let Ok(bytes) = frame.into_data() {
                    self.vm.notify_input(bytes);
                }
            }
            _ => self.vm.notify_input_closed(),
        }
    }
}
