//! The pages that are made of what the command knows: an action, a finding, an example each; outcomes, words and
//! commands in a list.

mod actions;

use super::page::{Page, capital, cell};
use crate::catalogue::Catalogue;
use crate::cli::args;
use crate::cli::docs::inside::EXAMPLES;
use crate::cli::explain::outcome;
use crate::report::rule;
use crate::syntax::words::{self, Role, Word};

/// The lists, as the table of contents has them: pages, and what they are called there.
pub(super) fn lists() -> Vec<(String, String)> {
    let mut lists = vec![("actions/index".to_owned(), "Actions".to_owned())];
    lists.extend(Catalogue::builtin().systems().map(|system| {
        let path = format!("actions/{}/index", system.name);
        (path, format!("Actions of {}", system.title))
    }));
    let others = [
        ("findings/index", "Findings of the check"),
        ("outcome-list", "Outcomes"),
        ("words", "Words of the language"),
        ("commands", "Commands"),
        ("examples/index", "Examples"),
        ("grammar", "Grammar"),
    ];
    lists.extend(others.map(|(path, label)| (path.to_owned(), label.to_owned())));
    lists
}

pub(super) fn pages() -> Vec<Page> {
    let mut pages = actions::pages();
    pages.extend(findings());
    pages.extend([outcomes(), words(), commands()]);
    pages.extend(examples());
    pages
}

/// The text of an example.
pub(super) fn example(name: &str) -> &'static str {
    let found = EXAMPLES.iter().find(|(known, _)| *known == name);
    found.map_or("", |(_, text)| text)
}

fn list_of(path: &str, name: &str, text: String) -> Page {
    Page {
        is_list: true,
        ..Page::new(path, name, text)
    }
}

fn findings() -> Vec<Page> {
    let mut list = String::from(
        "# Findings of the check\n\n`flow check` reports these. `flow explain F093` prints a page in the terminal.\n\n\
         | code | name | level | what it checks |\n|---|---|---|---|\n",
    );
    let all = rule::all();
    for about in &all {
        let (code, name, level) = (about.code, about.name, about.level.word());
        let short = cell(&about.short());
        list.push_str(&format!(
            "| [{code}]({code}.md) | {name} | {level} | {short} |\n"
        ));
    }
    let page = |about: &rule::About| {
        let path = format!("findings/{}", about.code);
        let up = "[Findings](index.md)";
        let (title, rest) = about.page.split_once('\n').unwrap_or((&about.page, ""));
        Page::new(path, about.name, format!("{title}\n\n{up}\n{rest}"))
    };
    let mut pages = vec![Page::new("findings/index", "findings", list)];
    pages.extend(all.iter().map(page));
    pages
}

fn outcomes() -> Page {
    let mut text = String::from(
        "# Outcomes\n\nEvery outcome of an action, and of the language. Handle one below the statement: `on InvalidState -> …`. \
         [Outcomes, and why 202 is not success](outcomes.md) explains them.\n",
    );
    for name in outcome::names() {
        let Some(about) = outcome::about(&name) else {
            continue;
        };
        text.push_str(&format!("\n## {name}\n\n"));
        for meaning in &about.meanings {
            text.push_str(&format!("{meaning}\n\n"));
        }
        if about.of_every_action {
            text.push_str("Every action can end in it.\n");
        } else if !about.actions.is_empty() {
            let links = about
                .actions
                .iter()
                .map(|(system, action)| actions::link("actions/", system, action));
            let links: Vec<String> = links.collect();
            text.push_str(&format!(
                "Actions that can end in it: {}\n",
                links.join(" · ")
            ));
        }
    }
    list_of("outcome-list", "outcomes of actions", text)
}

fn words() -> Page {
    let mut text = String::from(
        "# Words of the language\n\nEvery word that begins a statement, a clause or a handler action. [Language](language.md) \
         explains how they work together.\n",
    );
    for (role, title) in [
        (Role::Top, "At the top of a file"),
        (Role::Statement, "Statements"),
        (Role::Clause, "Clauses of the statement above"),
        (Role::Reaction, "Handler actions"),
        (Role::Test, "In tests"),
    ] {
        text.push_str(&format!("\n## {title}\n"));
        for Word {
            text: word,
            form,
            about,
            ..
        } in words::of_role(role)
        {
            // several forms have backticks between them
            text.push_str(&format!("\n### {word}\n\n{about}\n\n`{form}`\n"));
        }
    }
    list_of("words", "words", text)
}

fn commands() -> Page {
    let mut command = args::command();
    command.build();
    let mut text = format!(
        "# Commands\n\n`flow help run` prints the options of `flow run`, and so for each command.\n\n## flow\n\n````text\n{}\n````\n",
        command.render_long_help().to_string().trim_end()
    );
    let names: Vec<String> = command
        .get_subcommands()
        .filter(|one| !one.is_hide_set() && one.get_name() != "help")
        .map(|one| one.get_name().to_owned())
        .collect();
    for name in names {
        if let Some(one) = command.find_subcommand_mut(&name) {
            let help = one.render_long_help().to_string();
            text.push_str(&format!(
                "\n## flow {name}\n\n````text\n{}\n````\n",
                help.trim_end()
            ));
            text.push_str(&below(one));
        }
    }
    list_of("commands", "commands", text)
}

/// The commands below a command: `flow runs show`.
fn below(command: &mut clap::Command) -> String {
    let whole = command.get_bin_name().unwrap_or_default().to_owned();
    let inner = command
        .get_subcommands_mut()
        .filter(|one| one.get_name() != "help");
    let help = |one: &mut clap::Command| {
        let name = one.get_name().to_owned();
        let help = one.render_long_help().to_string();
        format!(
            "\n### {whole} {name}\n\n````text\n{}\n````\n",
            help.trim_end()
        )
    };
    inner.map(help).collect()
}

fn examples() -> Vec<Page> {
    let mut list = String::from(
        "# Examples\n\nWhole flows with their tests. Each runs on the simulator, and each is checked and tested with every \
         change of Contactflow.\n\n| example | what it does |\n|---|---|\n",
    );
    let mut pages = Vec::new();
    let tests = |stem: &str| {
        let wanted = format!("{stem}.test.flow");
        EXAMPLES.iter().find(|(name, _)| *name == wanted)
    };
    for (name, text) in EXAMPLES
        .iter()
        .filter(|(name, _)| !name.ends_with(".test.flow"))
    {
        let about = about(name, text);
        let path = name.strip_suffix(".flow").unwrap_or(name);
        list.push_str(&format!("| [{name}]({path}.html) | {} |\n", cell(&about)));
        let language = match name.rsplit_once('.') {
            Some((_, "flow")) => "flow",
            Some((_, "toml")) => "toml",
            _ => "rust",
        };
        let mut page = format!(
            "# {name}\n\n[Examples](index.md)\n\n{about}\n\n````{language}\n{}\n````\n",
            text.trim_end()
        );
        if let Some((name, tests)) = tests(path) {
            page.push_str(&format!(
                "\n## Its tests: {name}\n\n````flow\n{}\n````\n",
                tests.trim_end()
            ));
        }
        pages.push(Page {
            whole_flows: true,
            ..Page::new(format!("examples/{path}"), *name, page)
        });
    }
    pages.push(Page::new("examples/index", "examples", list));
    pages
}

/// What the comment at the top of an example says.
fn about(name: &str, text: &str) -> String {
    let comment = text.lines().map_while(|line| {
        let line = line.strip_prefix("//!").or_else(|| line.strip_prefix('#'));
        line.map(str::trim)
    });
    let lines = comment.take_while(|line| !line.is_empty());
    let whole = lines.collect::<Vec<_>>().join(" ");
    let said = whole
        .strip_prefix(name)
        .map_or(&*whole, |rest| rest.trim_start_matches([':', ' ']));
    capital(said)
}
