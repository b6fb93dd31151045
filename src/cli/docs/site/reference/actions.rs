//! A page for each action, and lists of them by system.

use super::super::page::{Page, capital, cell};
use crate::catalogue::{Action, Catalogue, SystemEntry};

/// A link to an action's page from a page that is so far from the folder of actions.
pub(super) fn link(root: &str, system: &SystemEntry, action: &Action) -> String {
    format!(
        "[{}]({root}{}/{}.md) ({})",
        action.key,
        system.name,
        file(action),
        system.title
    )
}

fn file(action: &Action) -> String {
    action.key.replace(' ', "-")
}

pub(super) fn pages() -> Vec<Page> {
    let mut pages = Vec::new();
    let mut all = String::from(
        "# Actions\n\nEvery action, by system. `flow actions transfer` finds some in the terminal; `flow actions hold contact` \
         prints one in full.\n",
    );
    for system in Catalogue::builtin().systems() {
        let (name, title) = (&system.name, &system.title);
        let count = system.actions.len();
        all.push_str(&format!(
            "\n## {title}\n\n{} [All {count} actions of {title}]({name}/index.md).\n",
            system.about
        ));
        pages.push(Page::new(
            format!("actions/{name}/index"),
            title.to_string(),
            list(system),
        ));
        pages.extend(system.actions.iter().map(|action| page(system, action)));
    }
    pages.push(Page::new("actions/index", "actions", all));
    pages
}

fn list(system: &SystemEntry) -> String {
    let title = &system.title;
    let mut text = format!(
        "# Actions of {title}\n\n{} Begin a flow with `use {}`.\n",
        system.about, system.name
    );
    let mut family = "";
    for action in &system.actions {
        if family != &*action.family {
            family = &action.family;
            text.push_str(&format!(
                "\n## {}\n\n| action | what it does |\n|---|---|\n",
                capital(family)
            ));
        }
        let phrase = cell(&action.phrase_text());
        let about = cell(action.short());
        text.push_str(&format!(
            "| [`{phrase}`]({}.md) | {about} |\n",
            file(action)
        ));
    }
    text
}

fn page(system: &SystemEntry, action: &Action) -> Page {
    let title = &system.title;
    let mut text = format!(
        "# `{}`\n\n[Actions](../index.md) › [{title}](index.md) › {}\n\n{}\n",
        action.phrase_text(),
        action.family,
        action.about
    );
    let example = action.example.trim_end();
    if !example.is_empty() {
        text.push_str(&format!("\n````flow\n{example}\n````\n"));
    }
    let params = action
        .params
        .iter()
        .map(|param| (&*param.name, system.about_param(param)));
    let outputs = action.outputs.iter().map(|output| {
        (
            &*output.name,
            format!("`{}`. {}", output.kind, output.about),
        )
    });
    let outcomes = action
        .possible_outcomes()
        .map(|outcome| (&*outcome.name, action.about_outcome(outcome)));
    text.push_str(&table("Parameters", "parameter", params));
    text.push_str(&table("Returns", "variable", outputs));
    for output in action.outputs.iter().filter(|one| !one.fields().is_empty()) {
        let rows = output.fields().iter();
        let rows = rows.map(|field| (&*field.name, format!("`{}`. {}", field.kind, field.about)));
        let title = format!("Fields of {}", output.fields_of());
        text.push_str(&table(&title, "field", rows));
    }
    text.push_str(&table("Outcomes", "outcome", outcomes));
    let never: Vec<String> = action
        .never
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    let names: Vec<&str> = action.vendor_names.iter().map(|name| &**name).collect();
    for (title, body) in [
        ("Never returned", never.join(", ")),
        ("Requires", system.requirements(action)),
        ("Safe to repeat", action.repeating()),
        ("Confirmed by", action.confirmation()),
        ("Vendor's page", action.source.to_string()),
        ("Vendor's names", names.join(", ")),
    ] {
        if !body.is_empty() {
            text.push_str(&format!("\n## {title}\n\n{body}\n"));
        }
    }
    let name = format!("actions/{}/{}", system.name, file(action));
    Page {
        group: Some(title.to_string()),
        rank: 2,
        ..Page::new(name, action.key.to_string(), text)
    }
}

fn table<'a>(title: &str, head: &str, rows: impl Iterator<Item = (&'a str, String)>) -> String {
    let rows = rows.map(|(name, about)| format!("| `{name}` | {} |\n", cell(&about)));
    let rows: String = rows.collect();
    match rows.is_empty() {
        true => rows,
        false => format!("\n## {title}\n\n| {head} | meaning |\n|---|---|\n{rows}"),
    }
}
