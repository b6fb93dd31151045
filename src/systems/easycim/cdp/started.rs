//! A browser that is started: with a new, empty folder for its data, driven over a pipe that no other
//! program has an end of, and ended with us. It opens no port: whoever reached it could read
//! whatever the browser can.

use super::channel::Channel;
use super::pipe;
use super::profile_folder::ProfileFolder;
use crate::systems::net::SetupError;
use serde_json::json;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::sync::Mutex;
use tokio::time::timeout;

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
/// How long a browser may take to answer for the first time.
const STARTS: Duration = Duration::from_secs(30);
/// How long it may take to end by itself.
const ENDS: Duration = Duration::from_secs(3);

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
    folder: ProfileFolder,
    channel: Arc<Channel>,
}

impl Started {
    /// `Err` where no browser is found, or none can be started.
    pub fn new(
        program: Option<PathBuf>,
        page: &str,
        headless: bool,
        more: Vec<String>,
    ) -> Result<Self, SetupError> {
        if cfg!(not(unix)) {
            return Err(SetupError::new(
                "flow can start a browser on Linux and macOS only",
                "start the browser by hand with --remote-debugging-port, and write \
                 `debugging-address` in the profile instead of `browser`",
            ));
        }
        let program = match program {
            Some(program) => program,
            None => find().ok_or_else(none)?,
        };
        let mut arguments = vec![
            "--remote-debugging-pipe".to_owned(),
            "--no-first-run".into(),
            "--no-default-browser-check".into(),
            "--disable-background-networking".into(),
            "--disable-component-update".into(),
            "--disable-sync".into(),
        ];
        if headless {
            arguments.extend(["--headless".to_owned(), "--disable-gpu".into()]);
        }
        // A port beside the pipe would open the very door that the pipe keeps shut.
        arguments.extend(more.into_iter().filter(|one| !opens_a_port(one)));
        arguments.push(page.to_owned());
        Ok(Self {
            program,
            arguments,
            running: Mutex::default(),
        })
    }

    /// Starts it, where it does not run. `Err` says why it does not.
    pub async fn start(&self) -> Result<(), String> {
        self.channel().await.map(drop)
    }

    /// The way to it. Starts it where it does not run; `Err` says why it does not.
    pub(super) async fn channel(&self) -> Result<Arc<Channel>, String> {
        let mut running = self.running.lock().await;
        if let Some(browser) = running.as_mut() {
            let ended = !matches!(browser.child.try_wait(), Ok(None));
            return match ended || browser.channel.is_over() {
                false => Ok(browser.channel.clone()),
                true => Err("the browser that flow started has ended".into()),
            };
        }
        let browser = self.run().await?;
        let channel = browser.channel.clone();
        *running = Some(browser);
        Ok(channel)
    }

    /// Ends it.
    pub async fn end(&self) {
        let mut running = self.running.lock().await;
        if let Some(mut browser) = running.take() {
            let asked = browser.channel.ask(&None, "Browser.close", &json!({}));
            drop(timeout(ENDS, asked).await);
            if timeout(ENDS, browser.child.wait()).await.is_err() {
                drop(browser.child.kill().await);
            }
            browser.folder.remove().await;
        }
    }

    async fn run(&self) -> Result<Running, String> {
        let name = self.program.display();
        let failed = |why: String| format!("the browser {name} does not start: {why}");
        let folder = ProfileFolder::make().map_err(|error| failed(error.to_string()))?;
        let mut command = Command::new(&self.program);
        command
            .arg(format!("--user-data-dir={}", folder.path().display()))
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        if let Some(temporary) = folder.temporary() {
            command.env("TMPDIR", temporary);
        }
        let ends = pipe::lay(&mut command).map_err(|error| failed(error.to_string()))?;
        let child = command.spawn().map_err(|error| failed(error.to_string()))?;
        // The command holds the browser's ends of the pipes: the browser has them alone from now on.
        drop(command);
        let mut browser = Running {
            child,
            folder,
            channel: pipe::speak(ends),
        };
        let greeted = browser.channel.ask(&None, "Browser.getVersion", &json!({}));
        match timeout(STARTS, greeted).await {
            Ok(Ok(_)) => Ok(browser),
            Ok(Err(_)) => Err(failed(ended(&mut browser.child).await)),
            Err(_) => Err(failed("it does not answer".into())),
        }
    }
}

async fn ended(child: &mut Child) -> String {
    match timeout(ENDS, child.wait()).await {
        Ok(Ok(status)) => format!(
            "it exited immediately ({status}); without a screen set `headless = true`, and as \
             root in a container `browser-arguments = [\"--no-sandbox\"]`"
        ),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "it does not use its debugging pipe".into(),
    }
}

fn opens_a_port(argument: &str) -> bool {
    argument
        .trim_start_matches('-')
        .starts_with("remote-debugging-port")
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
        "no browser found",
        format!(
            "install Chromium or Chrome, or set its program: `browser = \"/path/to/chrome\"` \
             (looked for: {})",
            PROGRAMS.join(", ")
        ),
    )
}
