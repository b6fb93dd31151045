//! The browser that a profile has started, or that somebody opens to watch.

use crate::settings::{Problem, Table};
use crate::system::{OpenedBrowser, Pending};
use crate::systems::easycim::{Browser, Way};
use std::path::PathBuf;

/// A browser that is started: `browser = "start"`, or the browser's program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Its program; one that is found where there is none.
    program: Option<PathBuf>,
    /// Whether nobody is to see it.
    headless: bool,
    /// More arguments for it.
    arguments: Vec<String>,
}

impl Chosen {
    pub fn read(table: &Table<'_, '_>) -> Result<Option<Self>, Problem> {
        let Some(program) = table.text("browser")? else {
            return match table.get("headless").or(table.get("browser-arguments")) {
                Some(item) => Err(table
                    .wrong(item, "`headless` and `browser-arguments` need `browser`")
                    .help("add `browser = \"start\"`, or remove the key")),
                None => Ok(None),
            };
        };
        let arguments = table.texts("browser-arguments")?;
        let headless = table.yes_no("headless")?;
        let program = (program != "start").then(|| PathBuf::from(program));
        Ok(Some(Self {
            program,
            headless: headless.unwrap_or_default(),
            arguments,
        }))
    }

    /// The way over a page in this browser.
    pub fn showing(self, page: String) -> Way {
        Way::Browser {
            program: self.program,
            page,
            headless: self.headless,
            arguments: self.arguments,
        }
    }
}

/// Opens a page for somebody to watch.
pub fn open(page: String, arguments: Vec<String>) -> Result<Box<dyn OpenedBrowser>, Problem> {
    let browser = Browser::new(None, &page, false, arguments);
    let browser = browser.map_err(|error| Problem::new(error.message).help(error.help))?;
    Ok(Box::new(Opened(browser)))
}

struct Opened(Browser);

impl OpenedBrowser for Opened {
    fn start(&self) -> Pending<'_, Result<(), Problem>> {
        Box::pin(async { self.0.start().await.map_err(Problem::new) })
    }

    fn end(&self) -> Pending<'_, ()> {
        Box::pin(self.0.end())
    }
}
