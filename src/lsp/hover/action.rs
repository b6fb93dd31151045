//! An action, as the catalogue has it.

use crate::catalogue::{Action, Output, Param, ParamDefault};

/// Everything about an action that helps to write it.
pub fn action_page(action: &Action) -> String {
    let mut text = format!("```flow\n{}\n```\n{}", action.phrase_text(), action.about);
    text.push_str(&format!("\n\n{}", nature(action)));
    section(&mut text, "Takes", action.params.iter().map(param_line));
    section(&mut text, "Gives", action.outputs.iter().map(output_line));
    let own = action.outcomes.iter().filter(|outcome| !outcome.transport);
    section(&mut text, "Ends in", own.map(super::about_outcome));
    let transport = action.outcomes.iter().filter(|outcome| outcome.transport);
    let transport: Vec<String> = transport.map(|known| format!("`{}`", known.name)).collect();
    if !transport.is_empty() {
        text.push_str(&format!(
            "\n\nLike every action also in {}.",
            transport.join(", ")
        ));
    }
    if !action.source.is_empty() {
        text.push_str(&format!("\n\n[Vendor's page]({})", action.source));
    }
    text
}

fn section(text: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.map(|line| format!("- {line}")).collect();
    if !lines.is_empty() {
        text.push_str(&format!("\n\n**{title}**\n\n{}", lines.join("\n")));
    }
}

fn nature(action: &Action) -> String {
    let mut said = vec![match (action.reads, action.repeatable) {
        (true, _) => "It only reads.",
        (_, true) => "Doing it twice does no more than doing it once.",
        (_, false) => "Doing it twice may do it twice, so `Unknown` cannot be retried.",
    }];
    if action.irreversible {
        said.push("It cannot be taken back.");
    }
    said.join(" ")
}

/// A parameter with its kind, what stands in for it, and what it means.
pub fn param_line(param: &Param) -> String {
    let need = match &param.default {
        ParamDefault::None if param.required => "must be given".to_owned(),
        ParamDefault::None => "may be left out".to_owned(),
        ParamDefault::Value(value) => format!("`{value}` if left out"),
        ParamDefault::Provided(_) => "from the path if left out".to_owned(),
    };
    format!("`{}`: {}, {need}. {}", param.name, param.kind, param.about)
}

fn output_line(output: &Output) -> String {
    format!("`{}`: {}. {}", output.name, output.kind, output.about)
}
