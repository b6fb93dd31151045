//! A server of Restate for a test, which is stopped with it.

use crate::tools::{node_modules, skipped};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server with one node, in a folder of its own.
pub struct Server {
    child: Child,
    folder: tempfile::TempDir,
    ports: [u16; 3],
}

/// The binary of this machine: the npm package has one a platform. The wrapper in Node would leave it
/// behind.
fn binary() -> Option<PathBuf> {
    let folder = node_modules().join("@restatedev");
    let entries = std::fs::read_dir(folder).ok()?;
    let mut servers = entries.flatten().filter(|entry| {
        let name = entry.file_name();
        name.to_string_lossy().starts_with("restate-server-")
    });
    servers.find_map(|entry| {
        Some(entry.path().join("bin/restate-server")).filter(|file| file.is_file())
    })
}

fn free_ports() -> [u16; 3] {
    // All are open at once, so that they differ.
    let open = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    open.map(|listener| listener.local_addr().unwrap().port())
}

impl Server {
    /// Starts one; nothing where there is none to start.
    pub fn start(test: &str) -> Option<Self> {
        let Some(binary) = binary() else {
            skipped(test, "@restatedev/restate-server");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let ports = free_ports();
        let [node, ingress, admin] = ports;
        let settings = format!(
            "roles = [\"http-ingress\", \"admin\", \"worker\", \"log-server\", \"metadata-server\"]\n\
             cluster-name = \"test\"\nnode-name = \"n1\"\nbind-ip = \"127.0.0.1\"\nbind-port = {node}\n\
             advertised-host = \"127.0.0.1\"\nlisten-mode = \"tcp\"\nauto-provision = true\n\
             default-num-partitions = 2\ndisable-telemetry = true\nbase-dir = \"data\"\n\
             rocksdb-total-memory-size = \"256.0 MiB\"\n\
             [ingress]\nbind-ip = \"127.0.0.1\"\nbind-port = {ingress}\n\
             [admin]\nbind-ip = \"127.0.0.1\"\nbind-port = {admin}\n\
             [bifrost]\nauto-recovery-interval = \"1s\"\nseal-retry-interval = \"500ms\"\n"
        );
        std::fs::write(folder.path().join("restate.toml"), settings).unwrap();
        let child = spawn(&binary, folder.path());
        let server = Self {
            child,
            folder,
            ports,
        };
        server.wait();
        Some(server)
    }

    /// Ends it without a word, and starts it again.
    pub fn crash(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let binary = binary().expect("it was there");
        self.child = spawn(&binary, self.folder.path());
        self.wait();
    }

    pub fn ingress(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports[1])
    }

    pub fn admin(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports[2])
    }

    fn wait(&self) {
        let began = Instant::now();
        let open = |port: u16| std::net::TcpStream::connect(("127.0.0.1", port)).is_ok();
        while !(open(self.ports[1]) && open(self.ports[2])) {
            assert!(began.elapsed() < Duration::from_secs(60), "no server");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn spawn(binary: &std::path::Path, folder: &std::path::Path) -> Child {
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
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
