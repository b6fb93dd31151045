//! Finds the toolbar's page among those that a browser has.

use crate::systems::easycim::pattern::Pattern;
use serde::Deserialize;

/// More pages than these are not listed in a message.
const SHOWN: usize = 12;

/// A page, or something else that a browser lists: over its port and over a pipe.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Target {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    pub url: String,
    #[serde(default, alias = "targetId")]
    pub id: String,
    #[serde(default)]
    parent_id: Option<String>,
    /// Where its own WebSocket is; over a pipe, and while another debugger has it, nowhere.
    #[serde(default)]
    pub web_socket_debugger_url: Option<String>,
}

/// The one page whose address fits.
pub(super) fn choose<'a>(targets: &'a [Target], pattern: &Pattern) -> Result<&'a Target, String> {
    let pages: Vec<&Target> = targets.iter().filter(|one| one.kind == "page").collect();
    let mut fitting = pages.iter().filter(|page| pattern.fits(&page.url));
    match (fitting.next(), fitting.next()) {
        (Some(page), None) => Ok(page),
        (None, _) => Err(format!(
            "no page of the browser matches `{pattern}`; open pages: {}",
            listed(&pages)
        )),
        (Some(_), Some(_)) => {
            let fitting = pages.iter().filter(|page| pattern.fits(&page.url));
            let fitting: Vec<&Target> = fitting.copied().collect();
            Err(format!(
                "more than one page of the browser matches `{pattern}`: {}; close all but one, or write \
                 the address of one",
                listed(&fitting)
            ))
        }
    }
}

/// The frame of a page that runs by itself, as frames of another site do; `None` where there is no
/// such frame.
pub(super) fn frame<'a>(
    targets: &'a [Target],
    page: &Target,
    pattern: &Pattern,
) -> Option<&'a Target> {
    let of_page = |one: &&Target| {
        let parent = one.parent_id.as_deref();
        one.kind == "iframe" && parent.is_none_or(|parent| parent == page.id)
    };
    let mut frames = targets.iter().filter(of_page);
    frames.find(|one| pattern.fits(&one.url))
}

fn listed(pages: &[&Target]) -> String {
    let mut shown: Vec<String> = pages.iter().map(|page| bare(&page.url)).collect();
    if shown.len() > SHOWN {
        let more = shown.len() - SHOWN;
        shown.truncate(SHOWN);
        shown.push(format!("{more} more"));
    }
    match shown.is_empty() {
        true => "none".into(),
        false => shown.join(", "),
    }
}

/// An address for people: what follows a `?` or `#` may be somebody's.
pub(super) fn bare(url: &str) -> String {
    let bare = url.split(['?', '#']).next().unwrap_or(url);
    // Reports cut what is longer still, when everything in it is hidden.
    bare.chars().take(2000).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(kind: &str, url: &str) -> Target {
        let text = serde_json::json!({ "type": kind, "url": url, "id": url });
        serde_json::from_value(text).unwrap()
    }

    fn pattern(text: &str) -> Pattern {
        Pattern::read(text).unwrap()
    }

    #[test]
    fn exactly_one_page_has_to_fit() {
        let targets = [
            target("page", "https://crm.example/desk?customer=4711"),
            target("page", "https://mail.example/inbox#secret"),
            target("page", "https://mail.example/sent"),
            target("browser_ui", "https://crm.example/other"),
        ];
        let page = choose(&targets, &pattern("https://crm.example/*")).unwrap();
        assert!(page.url.ends_with("4711"));
        let none = choose(&targets, &pattern("https://desk.example/*")).unwrap_err();
        assert_eq!(
            none,
            "no page of the browser matches `https://desk.example/*`; open pages: \
             https://crm.example/desk, https://mail.example/inbox, https://mail.example/sent"
        );
        let many = choose(&targets, &pattern("https://mail.example/*")).unwrap_err();
        assert!(
            many.starts_with("more than one page of the browser matches"),
            "{many}"
        );
        assert!(!many.contains("4711") && !many.contains("secret"));
        let none = choose(&[], &pattern("https://crm.example/*")).unwrap_err();
        assert!(none.ends_with("open pages: none"), "{none}");
    }

    #[test]
    fn a_frame_belongs_to_its_page() {
        let mut mine = target("iframe", "https://toolbar.example/bar");
        mine.parent_id = Some("https://crm.example/desk".into());
        let mut others = target("iframe", "https://toolbar.example/bar");
        others.parent_id = Some("https://mail.example/".into());
        let page = target("page", "https://crm.example/desk");
        let bar = pattern("https://toolbar.example/*");
        assert!(frame(&[others.clone()], &page, &bar).is_none());
        let both = [others, mine];
        let found = frame(&both, &page, &bar).unwrap();
        assert_eq!(found.parent_id.as_deref(), Some("https://crm.example/desk"));
    }
}
