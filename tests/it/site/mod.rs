//! The documentation as a site: every page is there, every link leads somewhere, and nothing comes from elsewhere.

mod browser;
#[cfg(unix)]
mod opened;

use crate::cli::call::Call;
use contactflow::catalogue::Catalogue;
use contactflow::report::rule;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::OnceLock;

/// The site as the command writes it, once for all tests.
pub fn site() -> &'static Path {
    static SITE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = SITE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let done = Call::new(&["docs", "--site", "."])
            .in_folder(folder.path())
            .run();
        assert_eq!(done.code, 0, "{}", done.everything());
        folder
    });
    folder.path()
}

/// Every page of the site, by its path.
fn pages() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    add(site(), site(), &mut found);
    assert!(found.len() > 300, "only {} pages", found.len());
    found
}

fn add(folder: &Path, root: &Path, found: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("it can be listed") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            add(&path, root, found);
        } else if path.extension().is_some_and(|ending| ending == "html") {
            let name = path.strip_prefix(root).expect("it is below");
            let text = std::fs::read_to_string(&path).expect("it is text");
            found.insert(name.display().to_string(), text);
        }
    }
}

/// The values of an attribute, in order.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let begin = format!(" {attribute}=\"");
    let parts = page.split(&*begin).skip(1);
    parts.filter_map(|rest| rest.split('"').next()).collect()
}

/// A link from a page, as the path of a file of the site.
fn resolved(page: &str, link: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." | "" => {}
            ".." => assert!(parts.pop().is_some(), "{page}: {link} leaves the site"),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn every_link_leads_to_a_page_and_a_part_of_it() {
    let pages = pages();
    let ids: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|(name, text)| (&**name, values(text, "id").into_iter().collect()))
        .collect();
    let mut dead = Vec::new();
    for (name, text) in &pages {
        let links = values(text, "href").into_iter().chain(values(text, "src"));
        for link in links.filter(|link| !link.starts_with("https://")) {
            let (file, part) = link.split_once('#').unwrap_or((link, ""));
            let file = match file {
                "" => name.clone(),
                file => resolved(name, file),
            };
            let there = site().join(&file).is_file();
            let part_there =
                part.is_empty() || ids.get(&*file).is_some_and(|ids| ids.contains(part));
            if !there || !part_there {
                dead.push(format!("{name}: {link}"));
            }
        }
    }
    assert_eq!(dead, [""; 0]);
}

#[test]
fn names_on_a_page_are_used_once() {
    for (name, text) in pages() {
        let mut seen = BTreeSet::new();
        for id in values(&text, "id") {
            assert!(seen.insert(id), "{name}: {id}");
        }
    }
}

/// What the command knows has a page, and is in the list that leads to it.
#[test]
fn everything_has_a_page() {
    let pages = pages();
    for system in Catalogue::builtin().systems() {
        for action in &system.actions {
            let name = format!(
                "actions/{}/{}.html",
                system.name,
                action.key.replace(' ', "-")
            );
            let page = pages.get(&name).unwrap_or_else(|| panic!("{name}"));
            for outcome in action.possible_outcomes() {
                assert!(
                    page.contains(&format!("<code>{}</code>", outcome.name)),
                    "{name}: {}",
                    outcome.name
                );
            }
        }
    }
    let list = &pages["findings/index.html"];
    for about in rule::all() {
        let file = format!("{}.html", about.code);
        assert!(pages.contains_key(&format!("findings/{file}")), "{file}");
        assert!(list.contains(&format!("href=\"{file}\"")), "{file}");
    }
    let words = &pages["words.html"];
    for word in ["input", "for", "always", "retry", "expect"] {
        assert!(words.contains(&format!("<h3 id=\"{word}\">")), "{word}");
    }
    let commands = &pages["commands.html"];
    for command in contactflow::cli::command()
        .get_subcommands()
        .filter(|one| !one.is_hide_set())
    {
        let id = format!("id=\"flow-{}\"", command.get_name());
        assert!(commands.contains(&id), "{id}");
    }
    let outcomes = &pages["outcome-list.html"];
    assert!(outcomes.contains("<h2 id=\"invalidstate\">InvalidState</h2>"));
}

/// Every document is in the table of contents of every page: none is found by search alone.
#[test]
fn every_document_is_in_the_contents() {
    let pages = pages();
    let links = values(&pages["index.html"], "href");
    for entry in std::fs::read_dir("docs").expect("there are documents") {
        let path = entry.expect("an entry").path();
        let stem = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default();
        if path.extension().is_some_and(|ending| ending == "md") && stem != "README" {
            assert!(
                links.contains(&&*format!("{stem}.html")),
                "docs/README.md has no link to {stem}.md"
            );
        }
    }
}

#[test]
fn pages_need_nothing_from_elsewhere() {
    for (name, text) in pages() {
        let policy = values(&text, "content");
        let policy = policy
            .iter()
            .find(|content| content.contains("-src"))
            .expect("a policy");
        assert!(
            policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"),
            "{name}: {policy}"
        );
        assert_eq!(text.matches("<script").count(), 1, "{name}");
        for bad in [
            "<style",
            " style=\"",
            " onclick",
            "javascript:",
            " src=\"http",
            "<iframe",
        ] {
            assert!(!text.contains(bad), "{name}: {bad}");
        }
    }
}

#[test]
fn values_in_angle_brackets_stay_text() {
    let pages = pages();
    let action = &pages["actions/cxone/hold-contact.html"];
    assert!(
        action.contains(
            "<h1 id=\"hold-contact-contactid\"><code>hold contact &lt;ContactId&gt;</code></h1>"
        ),
        "{action}"
    );
    assert!(
        action.contains("<title>hold contact &lt;ContactId&gt; · NICE CXone · Contactflow</title>"),
        "{action}"
    );
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    let call = Call::new(&["docs", "--site", "mine"]).file("mine/letter.txt", "dear");
    let done = call.run();
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(
        done.err.contains("`mine` has other files in it"),
        "{}",
        done.err
    );
    let inside = std::fs::read_dir(done.path("mine")).expect("it is there");
    assert_eq!(inside.count(), 1);
}

#[test]
fn a_site_is_written_again_and_takes_a_playground() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = |more: &[&str]| {
        let mut args = vec!["docs", "--site", "site"];
        args.extend(more);
        Call::new(&args).in_folder(folder.path()).run()
    };
    assert_eq!(site(&[]).code, 0);
    let index =
        || std::fs::read_to_string(folder.path().join("site/index.html")).expect("it is there");
    assert!(!index().contains("playground.html"));
    std::fs::write(folder.path().join("play.html"), "<!doctype html>").unwrap();
    let done = site(&["--playground", "play.html"]);
    assert_eq!(done.code, 0, "{}", done.everything());
    assert!(index().contains("href=\"playground.html\""));
    let tutorial = std::fs::read_to_string(folder.path().join("site/tutorial.html")).unwrap();
    assert!(
        tutorial.contains("href=\"playground.html#flow="),
        "{tutorial}"
    );
    let missing = site(&["--playground", "no.html"]);
    assert_eq!(missing.code, 3);
    assert!(
        missing.err.contains("cannot read `no.html`"),
        "{}",
        missing.err
    );
}
