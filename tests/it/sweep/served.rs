//! A simulator that `flow simulate` serves, and a command that runs against it.

use crate::cli::call::{Call, Done};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::process::Child;

/// `flow simulate`, until it is dropped.
pub struct Served {
    child: Child,
    pub address: String,
    call: Call,
}

impl Served {
    /// Serves a system with this world.
    pub fn start(system: &str, world: &str) -> Self {
        let mut args = vec!["simulate", system, "--world", "world.toml"];
        if system == "finesse" {
            args.extend(["--certificate", "authority.pem"]);
        }
        let call = Call::new(&args).file("world.toml", world);
        let mut child = call.command().spawn().expect("the command is built");
        let out = child.stdout.take().expect("it is piped");
        let first = BufReader::new(out).lines().next();
        let address = first.and_then(Result::ok).unwrap_or_else(|| {
            let mut why = String::new();
            let mut err = child.stderr.take();
            let _ = err.as_mut().map(|err| err.read_to_string(&mut why));
            panic!("the simulator did not start: {why}")
        });
        Self {
            child,
            address,
            call,
        }
    }

    /// The certificate that it wrote, to be trusted.
    pub fn certificate(&self) -> Option<String> {
        std::fs::read_to_string(self.call.path("authority.pem")).ok()
    }

    /// What the simulator answers below `/simulator`.
    pub fn get(&self, path: &str) -> Value {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let roots = self.certificate().map(|pem| {
            reqwest::Certificate::from_pem(pem.as_bytes()).expect("it is a certificate")
        });
        let client = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only(roots)
            .build()
            .expect("a plain client");
        let url = format!("{}/simulator/{path}", self.address);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let answer = client.get(url).send().await.expect("it answers");
            answer.json().await.expect("it answers in JSON")
        })
    }

    /// Runs a flow over a table, with the settings in `toml`.
    pub fn run(&self, flow: &str, table: &str, toml: &str) -> Done {
        let args = ["run", "it.flow", "--inputs", "rows.csv", "--at-once", "16"];
        Call::new(&[&args[..], &["--json", "-p", "lab"]].concat())
            .file("it.flow", flow)
            .file("rows.csv", table)
            .file("flow.toml", toml)
            .file("authority.pem", self.certificate().unwrap_or_default())
            .env(
                "LAB_SECRET",
                "SIMULATOR7SECRET2FLOW3EXAMPLE4A5B6C7D8E9F0GHIJKL====",
            )
            .env("LAB_PASSWORD", "ada-knows-1001")
            .run()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
