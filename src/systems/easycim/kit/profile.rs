//! What a profile of easyCIM says of its own: the way to the agent's toolbar.

use super::browser::Chosen;
use crate::catalogue::SystemEntry;
use crate::settings::{Common, Problem, Secrets, Table};
use crate::system::doctor::Examination;
use crate::system::pilot::{Pilot, Trial};
use crate::system::{Connector, Pending, ProfileTable, System};
use crate::systems::easycim::pattern::Pattern;
use crate::systems::easycim::{Connection, Settings, Way};
use crate::systems::net::roots;
use std::sync::Arc;

/// What it may say beside what all profiles may.
pub const KEYS: [&str; 10] = [
    "debugging-address",
    "page",
    "frame",
    "beside",
    "toolbar-address",
    "browser",
    "headless",
    "browser-arguments",
    "allow-remote",
    "keeps-notes",
];

/// An agent's toolbar, or its simulator.
#[derive(Debug)]
pub struct Toolbar {
    common: Common,
    way: Way,
    /// The address of the page's frame that has the library, where it is of another origin.
    frame: Option<String>,
    /// Whether it is a simulator's, which nobody meets again.
    simulated: bool,
    /// Whether it may be on another machine.
    allow_remote: bool,
    /// Whether it keeps a script's note and labels, where its library cannot be asked.
    keeps_notes: Option<bool>,
}

pub fn read(profile: &ProfileTable<'_, '_>) -> Result<Arc<dyn Connector>, Problem> {
    toolbar(profile).map(|read| Arc::new(read) as _)
}

fn toolbar(profile: &ProfileTable<'_, '_>) -> Result<Toolbar, Problem> {
    let table = profile.table;
    let way = way(profile)?;
    let frame = table.text("frame")?;
    if frame.is_some() && matches!(way, Way::Toolbar { .. }) {
        return Err(profile.common.lacks(
            "has `frame` without a page",
            "`toolbar-address` connects to the toolbar directly: remove `frame`",
        ));
    }
    for key in ["page", "frame"] {
        whole_origin(table, key)?;
    }
    alone(table, &way)?;
    Ok(Toolbar {
        way,
        frame,
        simulated: profile.simulated,
        allow_remote: table.yes_no("allow-remote")?.unwrap_or_default(),
        keeps_notes: table.yes_no("keeps-notes")?,
        common: profile.common.clone(),
    })
}

fn way(profile: &ProfileTable<'_, '_>) -> Result<Way, Problem> {
    let table = profile.table;
    let page = table.text("page")?;
    let browser = Chosen::read(table)?;
    let ways = (
        table.text("debugging-address")?,
        table.text("toolbar-address")?,
        browser,
    );
    let (wrong, help) = match (ways, page) {
        ((Some(debugging), None, None), Some(pattern)) => {
            return Ok(Way::Page { debugging, pattern });
        }
        ((None, Some(address), None), None) => return Ok(Way::Toolbar { address }),
        ((None, None, Some(browser)), Some(page)) => return Ok(browser.showing(page)),
        ((Some(_), None, None), None) => (
            "has no `page`",
            "add `page = \"https://crm.example/**\"`: the address of the toolbar's page, with `**` \
             for the rest of its path",
        ),
        ((None, None, Some(_)), None) => (
            "has no `page`",
            "add `page = \"https://crm.example/desk\"`: the page to open",
        ),
        ((None, Some(_), None), Some(_)) => (
            "has `page` without a browser",
            "`toolbar-address` connects to the toolbar directly: remove `page`",
        ),
        ((None, None, None), _) => (
            "has no address of the toolbar",
            "add `debugging-address = \"http://127.0.0.1:9222\"` and `page = \"…\"`, `browser = \
             \"start\"` and `page = \"…\"`, `toolbar-address = \"wss://localhost:2337\"`, or \
             `simulator = true`",
        ),
        _ => (
            "has more than one address of the toolbar",
            "keep one of `debugging-address`, `browser` and `toolbar-address`",
        ),
    };
    Err(profile.common.lacks(wrong, help))
}

/// A pattern that says less than a whole origin could fit a page of anybody's.
fn whole_origin(table: &Table<'_, '_>, key: &'static str) -> Result<(), Problem> {
    let (Some(pattern), Some(item)) = (table.text(key)?, table.get(key)) else {
        return Ok(());
    };
    match Pattern::read(&pattern) {
        // What a started browser shows first is no pattern.
        Err(error) if key == "frame" || table.get("browser").is_none() => {
            Err(table.wrong(item, &error.message).help(error.help))
        }
        _ => Ok(()),
    }
}

/// Straight to the toolbar is a second program beside the page's library, if a page is open: the
/// toolbar may send each the other's answers, and nobody can ask it who is connected. So the
/// profile has to say that no page is.
fn alone(table: &Table<'_, '_>, way: &Way) -> Result<(), Problem> {
    let beside = table.text("beside")?;
    let known = |mode: &str| matches!(mode, "desktop" | "alone");
    if let (Some(other), Some(item)) = (&beside, table.get("beside"))
        && !known(other)
    {
        return Err(table
            .wrong(item, &format!("unknown mode `{other}`"))
            .help(
                "write `beside = \"desktop\"` if the agent's page is open, `beside = \"alone\"` if none is",
            ));
    }
    match (way, table.get("toolbar-address")) {
        (Way::Toolbar { .. }, Some(item)) if beside.as_deref() != Some("alone") => Err(table
            .wrong(
                item,
                "`toolbar-address` must not be used while the toolbar's page is open: the page \
                 could receive the flow's answers",
            )
            .help(
                "set `debugging-address` and `page` to connect through the agent's page; if no \
                 page with the toolbar's library is open, add `beside = \"alone\"`",
            )),
        _ => Ok(()),
    }
}

impl Connector for Toolbar {
    /// What stands behind a `?` may be somebody's.
    fn address(&self) -> String {
        let address = match &self.way {
            Way::Page { debugging, .. } => debugging,
            Way::Browser { page, .. } => page,
            Way::Toolbar { address } => address,
        };
        let public = address.split(['?', '#']).next();
        public.unwrap_or(address).to_owned()
    }

    fn is_alone(&self) -> bool {
        !matches!(self.way, Way::Page { .. })
    }

    fn connect(
        &self,
        entry: Arc<SystemEntry>,
        secrets: &Secrets<'_>,
    ) -> Result<Arc<dyn System>, Problem> {
        if let Way::Browser { .. } = self.way {
            secrets.may_run_programs()?;
        }
        let connection = Connection::new(self.settings()?, entry);
        let connection =
            connection.map_err(|error| self.common.problem(&error.message).help(&error.help))?;
        Ok(Arc::new(connection))
    }

    fn examine<'a>(&'a self, examination: &'a mut Examination<'_>) -> Pending<'a, ()> {
        Box::pin(super::doctor::examine(self, examination))
    }

    fn trial(&self) -> Option<Trial> {
        Some(super::pilot::TRIAL)
    }

    fn pilot(&self) -> Option<Pilot> {
        match self.way {
            Way::Page { .. } => Some(super::pilot::over_a_page()),
            // Nobody else is at the toolbar, or in a browser that the flow has started.
            Way::Toolbar { .. } | Way::Browser { .. } => None,
        }
    }
}

impl Toolbar {
    pub fn way(&self) -> &Way {
        &self.way
    }

    pub fn settings(&self) -> Result<Settings, Problem> {
        let mut settings = Settings::new(self.way.clone());
        settings.allow_remote = self.allow_remote;
        settings.keeps_notes = self.keeps_notes;
        settings.frame.clone_from(&self.frame);
        settings.remembers_holds = !self.simulated;
        settings.outcomes = self.common.list("dispositions").to_vec();
        settings.roots = roots::of(&self.common)?;
        let (own, usual) = (&self.common.timeouts, &mut settings.timeouts);
        usual.connect = own.get("connect").unwrap_or(usual.connect);
        usual.request = own.get("request").unwrap_or(usual.request);
        usual.confirm = own.get("confirm").unwrap_or(usual.confirm);
        usual.settle = own.get("settle").unwrap_or(usual.settle);
        Ok(settings)
    }
}

#[cfg(test)]
mod tests;
