//! What a connection is made from.

use std::path::PathBuf;
use std::time::Duration;

/// Where the toolbar is, what it is set up with, and how long to wait. It knows nothing of files.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The way to the toolbar.
    pub way: Way,
    /// The outcomes that easyCIM is set up with; empty where they are not listed, and any will do.
    pub outcomes: Vec<String>,
    /// Whether a script's note and labels are kept, where the toolbar's library cannot be asked.
    pub keeps_notes: Option<bool>,
    /// Whether other runs of this user are to know who was put on hold straight over the toolbar. Over
    /// a page, the page itself remembers it.
    pub remembers_holds: bool,
    /// The address of the page's frame that has the toolbar's library, where that frame is of another
    /// origin than the page.
    pub frame: Option<String>,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// Whether the browser or the toolbar may be on another machine.
    pub allow_remote: bool,
    /// Certificates to trust beside those of the machine, each in DER form.
    pub roots: Vec<Vec<u8>>,
}

/// The way to the toolbar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// Its page in a running browser, over the Chrome DevTools Protocol.
    Page {
        /// Where the browser's debugging port is: `http://127.0.0.1:9222`.
        debugging: String,
        /// The page's address with its whole origin; in its path `*` stands for one part and `**` for
        /// any number of them.
        pattern: String,
    },
    /// Its page in a browser that the connection starts, and ends.
    Browser {
        /// The browser's program; one that is found where there is none.
        program: Option<PathBuf>,
        /// The page's address.
        page: String,
        /// Whether nobody is to see it.
        headless: bool,
        /// More arguments for it.
        arguments: Vec<String>,
    },
    /// The toolbar's own program, without a browser.
    Toolbar {
        /// Where it is: `wss://localhost:2337`.
        address: String,
    },
}

/// How long things may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// To reach the browser or the toolbar, its page's library included.
    pub connect: Duration,
    /// From a question to its answer.
    pub request: Duration,
    /// From an action to the event that confirms it.
    pub confirm: Duration,
    /// How long a method rests after its answer, in case the toolbar answers twice; as long, an
    /// answer that repeats an earlier one is doubted.
    pub settle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            request: Duration::from_secs(20),
            confirm: Duration::from_secs(20),
            settle: Duration::from_millis(200),
        }
    }
}

impl Settings {
    /// Settings with everything else at its usual.
    pub fn new(way: Way) -> Self {
        Self {
            way,
            outcomes: Vec::new(),
            keeps_notes: None,
            frame: None,
            remembers_holds: false,
            timeouts: Timeouts::default(),
            allow_remote: false,
            roots: Vec::new(),
        }
    }
}
