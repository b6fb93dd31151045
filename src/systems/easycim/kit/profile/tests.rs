use super::*;
use crate::settings::Table;
use crate::settings::Timeouts;
use crate::source::Source;
use toml::de::DeTable;

fn read(text: &str) -> Result<Toolbar, String> {
    let source = Arc::new(Source::new("flow.toml", text));
    let parsed = DeTable::parse(text).unwrap();
    let table = Table::new(&source, parsed.span(), parsed.get_ref());
    let timeouts = table
        .table("timeouts")
        .unwrap()
        .map(|table| Timeouts::read(&table, super::super::KIT.profile.unwrap().timeouts).unwrap());
    let common = Common {
        name: "desk".into(),
        timeouts: timeouts.unwrap_or_default(),
        lists: vec![("dispositions".into(), vec!["DONE".into()])],
        ..Common::default()
    };
    let profile = ProfileTable {
        table: &table,
        common: &common,
        simulated: false,
    };
    toolbar(&profile).map_err(|problem| problem.message)
}

#[test]
fn a_profile_names_one_way() {
    let page = "debugging-address = \"http://127.0.0.1:9222\"\npage = \"https://crm.example/*\"";
    let toolbar = read(page).unwrap();
    assert!(matches!(toolbar.way, Way::Page { .. }) && !toolbar.allow_remote);
    for (text, wrong) in [
        ("", "has no address of the toolbar"),
        ("toolbar-address = \"wss://localhost:2337\"", "page is open"),
        (
            "toolbar-address = \"wss://localhost:2337\"\nbeside = \"desktop\"",
            "page is open",
        ),
        (
            "toolbar-address = \"wss://localhost:2337\"\nbeside = \"supervisor\"",
            "unknown mode `supervisor`",
        ),
        (
            "toolbar-address = \"wss://localhost:2337\"\nbeside = \"alone\"\nframe = \"https://a.example/\"",
            "`frame` without a page",
        ),
        (
            "debugging-address = \"http://127.0.0.1:9222\"\npage = \"*/desk\"",
            "no scheme and host",
        ),
        (
            "debugging-address = \"http://127.0.0.1:9222\"\npage = \"https://*/desk\"",
            "has no full host name",
        ),
        (
            "browser = \"start\"\npage = \"https://crm.example/\"\nframe = \"*\"",
            "no scheme and host",
        ),
        ("debugging-address = \"x\"", "has no `page`"),
        ("browser = \"start\"", "has no `page`"),
        (
            "toolbar-address = \"x\"\npage = \"y\"",
            "`page` without a browser",
        ),
        (
            "toolbar-address = \"x\"\nbrowser = \"start\"\npage = \"y\"",
            "more than one address",
        ),
        ("toolbar-address = \"x\"\nheadless = true", "need `browser`"),
    ] {
        let message = read(text).unwrap_err();
        assert!(message.contains(wrong), "{text}: {message}");
    }
}

#[test]
fn its_settings_have_the_profiles_outcomes_and_times() {
    let text = "toolbar-address = \"wss://localhost:2337\"\nbeside = \"alone\"\nkeeps-notes = true\n\
                timeouts = { request = \"3s\", confirm = \"4s\", settle = \"1s\" }";
    let settings = read(text).unwrap().settings().unwrap();
    assert_eq!(settings.outcomes, ["DONE"]);
    assert_eq!(settings.keeps_notes, Some(true));
    assert_eq!(settings.timeouts.request.as_secs(), 3);
    assert_eq!(settings.timeouts.confirm.as_secs(), 4);
    assert_eq!(settings.timeouts.settle.as_secs(), 1);
}
