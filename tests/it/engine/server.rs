//! A server of Restate for a test, which is stopped with it.

use crate::tools::{node_modules, skipped};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server with one node, or three, in folders of their own.
pub struct Server {
    nodes: Vec<Node>,
}

struct Node {
    child: Child,
    folder: tempfile::TempDir,
    ports: Ports,
}

#[derive(Clone, Copy)]
struct Ports {
    node: u16,
    ingress: u16,
    admin: u16,
}

/// A binary of this machine: the npm package has one a platform. The wrapper in Node would leave it
/// behind.
fn binary(name: &str) -> Option<PathBuf> {
    let folder = node_modules().join("@restatedev");
    let entries = std::fs::read_dir(folder).ok()?;
    let mut packages = entries.flatten().filter(|entry| {
        let package = entry.file_name();
        package.to_string_lossy().starts_with(&format!("{name}-"))
    });
    packages
        .find_map(|entry| Some(entry.path().join("bin").join(name)).filter(|file| file.is_file()))
}

fn free_ports(many: usize) -> Vec<Ports> {
    // All are open at once, so that they differ.
    let open: Vec<_> = (0..many * 3)
        .map(|_| TcpListener::bind("127.0.0.1:0").unwrap())
        .collect();
    let ports: Vec<u16> = open
        .iter()
        .map(|listener| listener.local_addr().unwrap().port())
        .collect();
    let ports = ports.chunks(3);
    ports
        .map(|of| Ports {
            node: of[0],
            ingress: of[1],
            admin: of[2],
        })
        .collect()
}

fn settings(number: usize, ports: &[Ports]) -> String {
    let Ports {
        node,
        ingress,
        admin,
    } = ports[number];
    let place = match ports {
        [_] => {
            "auto-provision = true\nadvertised-host = \"127.0.0.1\"\ndefault-num-partitions = 2\n"
                .to_owned()
        }
        _ => format!(
            "auto-provision = false\nadvertised-address = \"http://127.0.0.1:{node}\"\n\
             default-num-partitions = 8\ndefault-replication = 2\n"
        ),
    };
    let addresses = ports
        .iter()
        .map(|of| format!("\"http://127.0.0.1:{}\"", of.node));
    let others = match ports {
        [_] => String::new(),
        _ => {
            let all: Vec<_> = addresses.collect();
            format!("[metadata-client]\naddresses = [{}]\n", all.join(", "))
        }
    };
    format!(
        "roles = [\"http-ingress\", \"admin\", \"worker\", \"log-server\", \"metadata-server\"]\n\
         cluster-name = \"test\"\nnode-name = \"n{number}\"\nbind-ip = \"127.0.0.1\"\nbind-port = {node}\n\
         listen-mode = \"tcp\"\n{place}disable-telemetry = true\nbase-dir = \"data\"\n\
         rocksdb-total-memory-size = \"256.0 MiB\"\n\
         [ingress]\nbind-ip = \"127.0.0.1\"\nbind-port = {ingress}\n\
         [admin]\nbind-ip = \"127.0.0.1\"\nbind-port = {admin}\n\
         [bifrost]\nauto-recovery-interval = \"1s\"\nseal-retry-interval = \"500ms\"\n{others}"
    )
}

impl Server {
    /// Starts one; nothing where there is none to start.
    pub fn start(test: &str) -> Option<Self> {
        let server = Self::nodes(test, 1)?;
        server.wait();
        Some(server)
    }

    /// Starts one of three nodes.
    pub fn start_three(test: &str) -> Option<Self> {
        let Some(restatectl) = binary("restatectl") else {
            skipped(test, "@restatedev/restatectl");
            return None;
        };
        let server = Self::nodes(test, 3)?;
        let first = format!("http://127.0.0.1:{}", server.nodes[0].ports.node);
        let began = Instant::now();
        let provision = [
            "provision",
            "-s",
            &first,
            "--yes",
            "--num-partitions",
            "8",
            "--replication",
            "2",
            "--log-provider",
            "replicated",
        ];
        // It ends with 0 where it has reached nobody, and says so on its standard error.
        let provisioned = || {
            let mut command = Command::new(&restatectl);
            let done = command.args(provision).stdin(Stdio::null()).output();
            done.is_ok_and(|done| {
                done.status.success() && !String::from_utf8_lossy(&done.stderr).contains("[ERR]")
            })
        };
        while !provisioned() {
            assert!(began.elapsed() < Duration::from_secs(60), "no cluster");
            std::thread::sleep(Duration::from_millis(100));
        }
        server.wait();
        Some(server)
    }

    fn nodes(test: &str, many: usize) -> Option<Self> {
        let Some(binary) = binary("restate-server") else {
            skipped(test, "@restatedev/restate-server");
            return None;
        };
        let ports = free_ports(many);
        let node = |number: usize| {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("restate.toml"), settings(number, &ports)).unwrap();
            Node {
                child: spawn(&binary, folder.path()),
                folder,
                ports: ports[number],
            }
        };
        Some(Self {
            nodes: (0..many).map(node).collect(),
        })
    }

    /// Ends it without a word, and starts it again.
    pub fn crash(&mut self) {
        let binary = binary("restate-server").expect("it was there");
        for node in &mut self.nodes {
            node.child.kill().unwrap();
            node.child.wait().unwrap();
            node.child = spawn(&binary, node.folder.path());
        }
        self.wait();
    }

    /// The last of its nodes is gone for good.
    pub fn lose_a_node(&mut self) {
        let mut node = self.nodes.pop().expect("there is one");
        node.child.kill().unwrap();
        node.child.wait().unwrap();
    }

    pub fn ingress(&self) -> String {
        format!("http://127.0.0.1:{}", self.nodes[0].ports.ingress)
    }

    pub fn admin(&self) -> String {
        format!("http://127.0.0.1:{}", self.nodes[0].ports.admin)
    }

    fn wait(&self) {
        let began = Instant::now();
        let open = |port: u16| std::net::TcpStream::connect(("127.0.0.1", port)).is_ok();
        let is_there = |node: &Node| open(node.ports.ingress) && open(node.ports.admin);
        while !self.nodes.iter().all(is_there) {
            assert!(began.elapsed() < Duration::from_secs(60), "no server");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn spawn(binary: &Path, folder: &Path) -> Child {
    Command::new(binary)
        .args(["--no-logo", "-c", "restate.toml"])
        .current_dir(folder)
        .env("DO_NOT_TRACK", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the server starts")
}

impl Drop for Server {
    fn drop(&mut self) {
        for node in &mut self.nodes {
            let _ = node.child.kill();
            let _ = node.child.wait();
        }
    }
}
