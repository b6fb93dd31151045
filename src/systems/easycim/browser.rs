//! A browser of the connection's own: started with a new, empty folder for its data, and ended.

use crate::systems::net::SetupError;
use reqwest::Url;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::sync::Mutex;
use tokio::time::{sleep, timeout};

/// Programs that are looked for, in this order.
const PROGRAMS: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
];
/// Folders beside those of the environment's `PATH`.
const FOLDERS: [&str; 3] = ["/usr/bin", "/usr/local/bin", "/snap/bin"];
/// Where browsers are that are in no such folder.
const ELSEWHERE: [&str; 4] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
];
/// How long a browser may take to open its port.
const STARTS: Duration = Duration::from_secs(30);
/// How often it is looked whether the port is open.
const LOOK: Duration = Duration::from_millis(20);

/// A folder counts as gone when so many looks in a row have not found it …
const ENOUGH_LOOKS: u32 = 10;
/// … and stays where it is after so many.
const MOST_LOOKS: u32 = 150;

/// A browser that is started when it is first needed.
#[derive(Debug)]
pub struct Started {
    program: PathBuf,
    arguments: Vec<String>,
    running: Mutex<Option<Running>>,
}

#[derive(Debug)]
struct Running {
    child: Child,
    folder: Folder,
    address: Url,
}

/// A folder for a browser's data, removed when it is dropped.
#[derive(Debug)]
struct Folder(PathBuf);

impl Folder {
    /// Removes it. The browser's other processes end a moment later, and some write until then.
    async fn remove(&self) {
        let mut gone = 0;
        for _ in 0..MOST_LOOKS {
            drop(std::fs::remove_dir_all(&self.0));
            gone = if self.0.exists() { 0 } else { gone + 1 };
            if gone == ENOUGH_LOOKS {
                return;
            }
            sleep(LOOK).await;
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

impl Started {
    /// `Err` where no browser is found.
    pub fn new(
        program: Option<PathBuf>,
        page: &str,
        headless: bool,
        more: Vec<String>,
    ) -> Result<Self, SetupError> {
        let program = match program {
            Some(program) => program,
            None => find().ok_or_else(none)?,
        };
        let mut arguments = vec![
            "--remote-debugging-port=0".to_owned(),
            "--no-first-run".into(),
            "--no-default-browser-check".into(),
            "--disable-background-networking".into(),
            "--disable-component-update".into(),
            "--disable-sync".into(),
        ];
        if headless {
            arguments.extend(["--headless".to_owned(), "--disable-gpu".into()]);
        }
        arguments.extend(more);
        arguments.push(page.to_owned());
        Ok(Self {
            program,
            arguments,
            running: Mutex::default(),
        })
    }

    /// Where its debugging port is. Starts it where it does not run; `Err` says why it does not.
    pub async fn address(&self) -> Result<Url, String> {
        let mut running = self.running.lock().await;
        if let Some(browser) = running.as_mut() {
            return match browser.child.try_wait() {
                Ok(None) => Ok(browser.address.clone()),
                _ => Err("the browser that was started has ended".into()),
            };
        }
        let browser = self.start().await?;
        let address = browser.address.clone();
        *running = Some(browser);
        Ok(address)
    }

    /// Ends it.
    pub async fn end(&self) {
        let mut running = self.running.lock().await;
        if let Some(mut browser) = running.take() {
            drop(browser.child.kill().await);
            browser.folder.remove().await;
        }
    }

    async fn start(&self) -> Result<Running, String> {
        let name = self.program.display();
        let folder =
            Folder(folder().map_err(|error| format!("no folder for the browser: {error}"))?);
        let child = Command::new(&self.program)
            .arg(format!("--user-data-dir={}", folder.0.display()))
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn();
        let mut child =
            child.map_err(|error| format!("the browser {name} does not start: {error}"))?;
        let opened = timeout(STARTS, port(&mut child, &folder.0)).await;
        let port = opened.unwrap_or_else(|_| Err("it opens no debugging port".into()));
        let port = port.map_err(|why| format!("the browser {name} does not start: {why}"))?;
        let address = Url::parse(&format!("http://127.0.0.1:{port}"));
        let address = address.map_err(|error| error.to_string())?;
        Ok(Running {
            child,
            folder,
            address,
        })
    }
}

/// The port that the browser has written down.
async fn port(child: &mut Child, folder: &Path) -> Result<u16, String> {
    loop {
        let written = std::fs::read_to_string(folder.join("DevToolsActivePort"));
        let port = written
            .ok()
            .and_then(|text| text.lines().next()?.parse().ok());
        if let Some(port) = port {
            return Ok(port);
        }
        match child.try_wait() {
            Ok(None) => sleep(LOOK).await,
            Ok(Some(status)) => {
                return Err(format!(
                    "it ended at once ({status}); without a screen it needs `headless = true`, and as \
                     root, in a container, `browser-arguments = [\"--no-sandbox\"]`"
                ));
            }
            Err(error) => return Err(error.to_string()),
        }
    }
}

fn folder() -> std::io::Result<PathBuf> {
    let name = format!("contactflow-browser-{:016x}", fastrand::u64(..));
    let folder = std::env::temp_dir().join(name);
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&folder)?;
    Ok(folder)
}

/// The first of the usual programs that is there.
fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.extend(FOLDERS.map(PathBuf::from));
    let in_folders = PROGRAMS.iter().find_map(|program| {
        let mut places = folders.iter().map(|folder| folder.join(program));
        places.find(|place| place.is_file())
    });
    let elsewhere = || {
        ELSEWHERE
            .map(PathBuf::from)
            .into_iter()
            .find(|place| place.is_file())
    };
    in_folders.or_else(elsewhere)
}

fn none() -> SetupError {
    SetupError::new(
        "no browser is found",
        format!(
            "install Chromium or Chrome, or name its program: `browser = \"/path/to/it\"` (looked for: {})",
            PROGRAMS.join(", ")
        ),
    )
}
