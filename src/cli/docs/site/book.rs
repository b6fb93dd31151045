//! Which pages the site has.

use super::page::Page;
use super::reference;
use crate::cli::docs::inside::PAGES;
use crate::cli::docs::pages::{CONTENTS, GRAMMAR};

const SECURITY: &str = include_str!("../../../../SECURITY.md");
const GRAMMAR_TITLE: &str = "Grammar";

/// Every page.
pub(super) fn pages() -> Vec<Page> {
    let mut pages = vec![document("index", &first()), document("SECURITY", SECURITY)];
    for (name, text) in PAGES.iter() {
        pages.push(match *name == GRAMMAR {
            true => grammar(text),
            false => document(name, text),
        });
    }
    pages.extend(reference::pages());
    pages
}

/// The first page: what a flow looks like, before the table of contents.
fn first() -> String {
    let flow = reference::example("hold.flow").trim_end();
    let sample = format!(
        "\n\nA flow is a text of a few lines. This one puts a contact on hold, and tries again while the agent's state is \
         still changing:\n\n````flow\n{flow}\n````\n\n````sh\nflow run hold.flow --input ContactId=1002\n````\n\n"
    );
    // behind the first paragraph
    let mut parts = CONTENTS.splitn(3, "\n\n");
    let (title, about) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    format!(
        "{title}\n\n{about}{sample}{}",
        parts.next().unwrap_or_default()
    )
}

fn document(name: &str, text: &str) -> Page {
    Page {
        rank: 0,
        whole_flows: true,
        ..Page::new(name, name, text.to_owned())
    }
}

fn grammar(text: &str) -> Page {
    let about =
        "The whole syntax, in the notation of the parser generator [pest](https://pest.rs).";
    let text = format!(
        "# {GRAMMAR_TITLE}\n\n{about}\n\n````pest\n{}\n````\n",
        text.trim_end()
    );
    Page {
        rank: 3,
        ..Page::new(GRAMMAR, GRAMMAR, text)
    }
}
