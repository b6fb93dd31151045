//! What a profile of easyCIM says of its own: the way to the agent's toolbar.

use super::browser::Chosen;
use crate::catalogue::SystemEntry;
use crate::settings::{Common, Problem, Secrets};
use crate::system::{Connector, ProfileTable, System};
use crate::systems::easycim::{Connection, Settings, Way};
use crate::systems::net::roots;
use std::sync::Arc;

/// What it may say beside what all profiles may.
pub const KEYS: [&str; 8] = [
    "debugging-address",
    "page",
    "toolbar-address",
    "browser",
    "headless",
    "browser-arguments",
    "allow-remote",
    "keeps-notes",
];

/// An agent's toolbar, or its simulator.
#[derive(Debug)]
struct Toolbar {
    common: Common,
    way: Way,
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
    Ok(Toolbar {
        way: way(profile)?,
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
            "does not say which page of the browser it is",
            "add `page = \"https://crm.example/*\"`: the address of the toolbar's page, with `*` \
             for anything",
        ),
        ((None, None, Some(_)), None) => (
            "does not say which page to open",
            "add `page = \"https://crm.example/desk\"`: the page to open",
        ),
        ((None, Some(_), None), Some(_)) => (
            "names a page that nothing shows",
            "`toolbar-address` goes straight to the toolbar: leave `page` out",
        ),
        ((None, None, None), _) => (
            "does not say where the toolbar is",
            "add `debugging-address = \"http://127.0.0.1:9222\"` and `page = \"…\"`, `browser = \
             \"start\"` and `page = \"…\"`, `toolbar-address = \"wss://localhost:2337\"`, or \
             `simulator = true`",
        ),
        _ => (
            "names more than one way to the toolbar",
            "keep one of `debugging-address`, `browser` and `toolbar-address`",
        ),
    };
    Err(profile.common.lacks(wrong, help))
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
}

impl Toolbar {
    fn settings(&self) -> Result<Settings, Problem> {
        let mut settings = Settings::new(self.way.clone());
        settings.allow_remote = self.allow_remote;
        settings.keeps_notes = self.keeps_notes;
        settings.outcomes = self.common.list("outcomes").to_vec();
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
