//! Code as pages show it: its words in colours, what to read it as, and the picture of a flow.

use super::page::PLAYGROUND;
use super::reference;
use crate::catalogue::Catalogue;
use crate::check::{Context, check_text};
use crate::config::Config;
use crate::graph;
use crate::lsp::document::Document;
use crate::lsp::semantic_tokens::{self, Class};
use crate::source::Source;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use maud::{Markup, PreEscaped, html};
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// The settings of the examples: flows ask for a calendar of theirs.
static SETTINGS: LazyLock<Context> = LazyLock::new(|| {
    let here = Path::new(".");
    let config = Config::parse("flow.toml", reference::example("flow.toml"), here);
    let config = config.unwrap_or_default();
    Context::default().in_house(config.house_of(&here.join("sample.flow")))
});

/// A block of code.
pub(super) fn block(language: &str, text: &str) -> String {
    let text = text.trim_end_matches('\n');
    let said = read_as(language);
    let code = match language {
        "flow" => coloured(text),
        _ => html! { (text) },
    };
    let block = html! {
        figure class="code" {
            @if !said.is_empty() { figcaption { (said) } }
            pre tabindex="0" aria-label=[said.is_empty().then_some("code")] { code { (code) } }
        }
    };
    block.into_string()
}

/// What somebody reads or types it as. Commands are one line each: every shell takes them alike.
fn read_as(language: &str) -> &str {
    match language {
        "flow" => "flow",
        "sh" => "shell: bash, zsh, PowerShell",
        "powershell" => "PowerShell",
        "console" => "terminal",
        "toml" => "TOML",
        "json" => "JSON",
        "yaml" => "YAML",
        "csv" => "CSV",
        "rust" => "Rust",
        "lua" => "Lua",
        "vim" => "Vim script",
        "text" => "",
        other => other,
    }
}

/// A flow whose words have classes for colours.
fn coloured(text: &str) -> Markup {
    let document = Document::new("sample.flow", text, Context::default());
    let tokens = semantic_tokens::tokens(&document);
    let mut pieces = Vec::new();
    let mut at = 0;
    for token in &tokens {
        let (start, end) = (token.span.start as usize, token.span.end as usize);
        pieces.push((None, &text[at..start]));
        pieces.push((Some(class(token.class)), &text[start..end]));
        at = end;
    }
    pieces.push((None, &text[at..]));
    html! {
        @for (class, piece) in pieces {
            @match class {
                Some(class) => span class=(class) { (piece) },
                None => (piece),
            }
        }
    }
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Keyword => "k",
        Class::Function | Class::Method => "a",
        Class::Event | Class::EnumMember => "o",
        Class::Parameter | Class::Variable => "v",
        Class::Type | Class::Namespace => "y",
        Class::Property => "p",
        Class::String => "s",
        Class::Number => "n",
        Class::Comment => "c",
    }
}

/// What is below a whole flow: its picture, and a way to try it where the site has a playground, which is the
/// way to the site's folder.
pub(super) fn beside(text: &str, prefix: &str, playground: Option<&str>) -> String {
    let picture = picture(text, prefix);
    let flow = URL_SAFE_NO_PAD.encode(text);
    let below = html! {
        @if picture.is_some() || playground.is_some() {
            div class="beside" {
                @if let Some(root) = playground {
                    p { a href=(format!("{root}{}#flow={flow}", PLAYGROUND)) { "Try it in the playground" } }
                }
                @if let Some(picture) = picture { (picture) }
            }
        }
    };
    below.into_string()
}

/// The picture of a flow that has no errors and does something.
fn picture(text: &str, prefix: &str) -> Option<Markup> {
    let source = Arc::new(Source::new("sample.flow", text));
    let program = check_text(&source, Catalogue::builtin(), &SETTINGS).program?;
    let parts = graph::graph(&program, &|text| text.to_owned());
    if parts.main.items.is_empty() {
        return None;
    }
    let picture = graph::picture(&parts, &source, None);
    let (width, height) = (picture.width, picture.height);
    let said = graph::said(&parts, &source, None);
    Some(html! {
        details {
            summary { "As a graph" }
            div class="graph" tabindex="0" role="group" aria-label="graph" {
                svg class="fg" role="graphics-document" aria-label="graph of the flow" width=(width)
                    height=(height) viewBox=(format!("0 0 {width} {height}")) {
                    desc { (said) }
                    (PreEscaped(graph::body(&picture, prefix)))
                }
            }
        }
    })
}
