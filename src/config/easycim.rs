//! What a profile of easyCIM says of its own: the way to the agent's toolbar.

use super::problem::Problem;
use super::profile::{Profile, Target};
use super::table::Table;
use crate::source::Span;
use crate::systems::easycim::{Settings, Way, certificates};
use std::path::{Path, PathBuf};

/// What it may say beside what all profiles may.
pub(super) const KEYS: [&str; 8] = [
    "debugging-address",
    "page",
    "toolbar-address",
    "browser",
    "headless",
    "browser-arguments",
    "allow-remote",
    "keeps-notes",
];

/// A toolbar.
#[derive(Clone, Debug)]
pub struct Toolbar {
    /// The way to it.
    pub way: Way,
    /// Whether it may be on another machine.
    pub allow_remote: bool,
    /// Whether it keeps a script's note and labels, where its library cannot be asked.
    pub keeps_notes: Option<bool>,
}

/// A browser that is started for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Browser {
    /// Its program; one that is found where there is none.
    pub program: Option<PathBuf>,
    /// Whether nobody is to see it.
    pub headless: bool,
    /// More arguments for it.
    pub arguments: Vec<String>,
}

pub(super) fn target(table: &Table<'_, '_>, name: &str, place: Span) -> Result<Target, Problem> {
    let wrong = |what: &str, help: &str| {
        Problem::new(format!("the profile `{name}` {what}"))
            .at(table.source, place, "")
            .help(help)
    };
    let page = table.text("page")?;
    let browser = browser(table)?;
    let ways = (
        table.text("debugging-address")?,
        table.text("toolbar-address")?,
        browser,
    );
    let way = match (ways, page) {
        ((Some(debugging), None, None), Some(pattern)) => Way::Page { debugging, pattern },
        ((None, Some(address), None), None) => Way::Toolbar { address },
        ((None, None, Some(browser)), Some(page)) => browser.showing(page),
        ((Some(_), None, None), None) => {
            let help = "add `page = \"https://crm.example/*\"`: the address of the toolbar's page, \
                        with `*` for anything";
            return Err(wrong("does not say which page of the browser it is", help));
        }
        ((None, None, Some(_)), None) => {
            let help = "add `page = \"https://crm.example/desk\"`: the page to open";
            return Err(wrong("does not say which page to open", help));
        }
        ((None, Some(_), None), Some(_)) => {
            let help = "`toolbar-address` goes straight to the toolbar: leave `page` out";
            return Err(wrong("names a page that nothing shows", help));
        }
        ((None, None, None), _) => {
            let help = "add `debugging-address = \"http://127.0.0.1:9222\"` and `page = \"…\"`, \
                        `browser = \"start\"` and `page = \"…\"`, \
                        `toolbar-address = \"wss://localhost:2337\"`, or `simulator = true`";
            return Err(wrong("does not say where the toolbar is", help));
        }
        _ => {
            let help = "keep one of `debugging-address`, `browser` and `toolbar-address`";
            return Err(wrong("names more than one way to the toolbar", help));
        }
    };
    Ok(Target::Easycim(Toolbar {
        way,
        allow_remote: table.yes_no("allow-remote")?.unwrap_or_default(),
        keeps_notes: table.yes_no("keeps-notes")?,
    }))
}

/// `browser = "start"`, or the browser's program.
pub(super) fn browser(table: &Table<'_, '_>) -> Result<Option<Browser>, Problem> {
    let Some(program) = table.text("browser")? else {
        return match table.get("headless").or(table.get("browser-arguments")) {
            Some(item) => Err(table
                .wrong(item, "there is no browser that this is for")
                .help("add `browser = \"start\"`, or leave it out")),
            None => Ok(None),
        };
    };
    let arguments = table.texts("browser-arguments")?;
    let headless = table.yes_no("headless")?;
    let program = (program != "start").then(|| PathBuf::from(program));
    Ok(Some(Browser {
        program,
        headless: headless.unwrap_or_default(),
        arguments,
    }))
}

impl Browser {
    /// The way over a page in this browser.
    pub fn showing(&self, page: String) -> Way {
        Way::Browser {
            program: self.program.clone(),
            page,
            headless: self.headless,
            arguments: self.arguments.clone(),
        }
    }
}

impl Profile {
    /// The settings of its connection. Where the profile is for a simulator, `simulated` is the way
    /// to it.
    pub fn easycim(&self, simulated: Option<Way>) -> Result<Settings, Problem> {
        let (way, toolbar) = match (&self.target, simulated) {
            (_, Some(way)) => (way, None),
            (Target::Easycim(toolbar), None) => (toolbar.way.clone(), Some(toolbar)),
            _ => return Err(self.problem("the simulator of this profile is not running")),
        };
        let mut settings = Settings::new(way);
        if let Some(toolbar) = toolbar {
            settings.allow_remote = toolbar.allow_remote;
            settings.keeps_notes = toolbar.keeps_notes;
        }
        let outcomes = self.lists.iter().find(|(name, _)| name == "outcomes");
        settings.outcomes = outcomes.map(|(_, all)| all.clone()).unwrap_or_default();
        self.set_toolbar_timeouts(&mut settings);
        for file in &self.root_certificates {
            settings.roots.extend(self.toolbar_roots(file)?);
        }
        Ok(settings)
    }

    fn set_toolbar_timeouts(&self, settings: &mut Settings) {
        let (own, usual) = (&self.timeouts, &mut settings.timeouts);
        usual.connect = own.connect.unwrap_or(usual.connect);
        usual.request = own.request.unwrap_or(usual.request);
        usual.confirm = own.confirm.unwrap_or(usual.confirm);
        usual.settle = own.settle.unwrap_or(usual.settle);
    }

    fn toolbar_roots(&self, file: &Path) -> Result<Vec<Vec<u8>>, Problem> {
        let wrong = |why: String| self.problem(format!("the certificate {} {why}", file.display()));
        let pem = std::fs::read(file).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        certificates(&pem).map_err(|error| wrong(format!("cannot be used: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, Target};
    use crate::systems::easycim::Way;
    use std::path::Path;

    fn profile(text: &str) -> Result<crate::config::Profile, String> {
        let text = format!("[profile.desk]\nsystem = \"easycim\"\n{text}");
        let config = Config::parse("flow.toml", &text, Path::new("."));
        let profile = config.and_then(|config| config.profile(Some("desk")));
        profile.map_err(|problem| problem.message)
    }

    #[test]
    fn a_profile_names_one_way() {
        let page =
            "debugging-address = \"http://127.0.0.1:9222\"\npage = \"https://crm.example/*\"";
        let profile_of = profile(page).unwrap();
        let Target::Easycim(toolbar) = &profile_of.target else {
            panic!("{profile_of:?}");
        };
        assert!(matches!(toolbar.way, Way::Page { .. }) && !toolbar.allow_remote);
        for (text, wrong) in [
            ("", "does not say where the toolbar is"),
            ("debugging-address = \"x\"", "which page of the browser"),
            ("browser = \"start\"", "which page to open"),
            (
                "toolbar-address = \"x\"\npage = \"y\"",
                "a page that nothing shows",
            ),
            (
                "toolbar-address = \"x\"\nbrowser = \"start\"\npage = \"y\"",
                "more than one way",
            ),
            (
                "toolbar-address = \"x\"\nheadless = true",
                "there is no browser",
            ),
            (
                "toolbar-address = \"x\"\nsign-in = \"token\"",
                "means nothing here",
            ),
        ] {
            let message = profile(text).unwrap_err();
            assert!(message.contains(wrong), "{text}: {message}");
        }
    }

    #[test]
    fn its_settings_have_the_profiles_outcomes_and_times() {
        let text = "toolbar-address = \"wss://localhost:2337\"\nkeeps-notes = true\n\
                    lists = { outcomes = [\"DONE\"] }\ntimeouts = { request = \"3s\", confirm = \"4s\", settle = \"1s\" }";
        let settings = profile(text).unwrap().easycim(None).unwrap();
        assert_eq!(settings.outcomes, ["DONE"]);
        assert_eq!(settings.keeps_notes, Some(true));
        assert_eq!(settings.timeouts.request.as_secs(), 3);
        assert_eq!(settings.timeouts.confirm.as_secs(), 4);
        assert_eq!(settings.timeouts.settle.as_secs(), 1);
    }
}
