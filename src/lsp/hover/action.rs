//! An action, as the catalogue has it.

use crate::catalogue::{Action, Output, Param};

/// Everything about an action that helps to write it.
pub fn action_page(action: &Action) -> String {
    let mut text = format!("```flow\n{}\n```\n{}", action.phrase_text(), action.about);
    section(
        &mut text,
        "Parameters",
        action.params.iter().map(param_line),
    );
    section(&mut text, "Returns", action.outputs.iter().map(output_line));
    let own = action
        .possible_outcomes()
        .filter(|outcome| !outcome.transport);
    section(&mut text, "Outcomes", own.map(super::about_outcome));
    let transport = action.outcomes.iter().filter(|outcome| outcome.transport);
    let transport: Vec<String> = transport.map(|known| format!("`{}`", known.name)).collect();
    if !transport.is_empty() {
        text.push_str(&format!(
            "\n\nAlso, like every action: {}.",
            transport.join(", ")
        ));
    }
    text.push_str(&format!("\n\n**Safe to repeat**: {}", action.repeating()));
    let confirmed = action.confirmation();
    if !confirmed.is_empty() {
        text.push_str(&format!("\n\n**Confirmed by**: {confirmed}"));
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

/// A parameter with its type, its default, and what it means.
pub fn param_line(param: &Param) -> String {
    format!("`{}`: {}", param.name, param.description(&[]))
}

fn output_line(output: &Output) -> String {
    format!("`{}`: `{}`. {}", output.name, output.kind, output.about)
}
