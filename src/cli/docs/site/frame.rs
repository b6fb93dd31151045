//! What is around every page.

use super::markdown::Body;
use super::nav::{Nav, Section};
use super::page::Page;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Nothing from elsewhere, and no code but the site's own file.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; \
                      form-action 'none'";

pub(super) fn page(page: &Page, body: &Body, nav: &Nav) -> String {
    let root = page.root();
    let group = page.group.iter().map(|group| format!(" · {group}"));
    let title = format!("{}{}", page.title(), group.collect::<String>());
    let whole = match page.path == "index" {
        true => title,
        false => format!("{title} · Contactflow"),
    };
    let markup = html! {
        (DOCTYPE)
        html lang="en" data-root=(root) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (whole) }
                link rel="stylesheet" href=(format!("{root}site.css"));
                script src=(format!("{root}site.js")) defer {}
            }
            body {
                a class="skip" href="#text" { "Skip to the text" }
                (head(&root))
                div class="page" {
                    main id="text" {
                        (PreEscaped(&body.html))
                        (around(page, nav, &root))
                    }
                    (contents(page, body, nav, &root))
                }
            }
        }
    };
    markup.into_string()
}

fn head(root: &str) -> Markup {
    html! {
        header class="top" {
            a class="home" href=(format!("{root}index.html")) { "Contactflow" }
            a class="menu" href="#contents" { "Contents" }
            search hidden {
                label for="search" { "Search" }
                input id="search" type="search" placeholder="Search" autocomplete="off" aria-controls="found" aria-describedby="keys";
                span id="keys" class="keys" { "key /" }
                div id="found" hidden {
                    p role="status" {}
                    ol {}
                }
            }
        }
    }
}

/// The pages before and after it.
fn around(page: &Page, nav: &Nav, root: &str) -> Markup {
    let (before, after) = nav.around(page);
    html! {
        @if before.is_some() || after.is_some() {
            footer class="around" {
                @if let Some(one) = before {
                    a rel="prev" href=(format!("{root}{}.html", one.path)) { "← " (one.label) }
                }
                @if let Some(one) = after {
                    a rel="next" href=(format!("{root}{}.html", one.path)) { (one.label) " →" }
                }
            }
        }
    }
}

fn contents(page: &Page, body: &Body, nav: &Nav, root: &str) -> Markup {
    html! {
        nav id="contents" aria-label="Contents" {
            @for section in &nav.sections { (self::section(page, body, section, root)) }
        }
    }
}

fn section(page: &Page, body: &Body, section: &Section, root: &str) -> Markup {
    // a page that is not listed belongs to the list that leads to it
    let list = page
        .path
        .rsplit_once('/')
        .map(|(folder, _)| format!("{folder}/index"));
    html! {
        h2 { (section.title) }
        ul {
            @for entry in &section.entries {
                @let here = entry.path == page.path;
                @let above = Some(&entry.path) == list.as_ref();
                li {
                    a href=(format!("{root}{}.html", entry.path)) aria-current=[here.then_some("page")]
                        class=[(above && !here).then_some("above")] { (entry.label) }
                    @if here { (parts(body)) }
                }
            }
        }
    }
}

/// The headings of the page at hand.
fn parts(body: &Body) -> Markup {
    let parts = body.parts.iter().filter(|part| part.level == 2);
    let parts: Vec<_> = parts.collect();
    html! {
        // of a list of everything, search finds the one
        @if (2..=30).contains(&parts.len()) {
            ul {
                @for part in parts { li { a href=(format!("#{}", part.id)) { (part.title) } } }
            }
        }
    }
}
