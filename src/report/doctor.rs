//! What `flow doctor` found, for people and for programs.

use super::json::VERSION;
use super::{Look, Style, text};
use crate::system::doctor::{Step, Verdict};
use serde_json::{Value as Json, json};

/// A profile that was examined, and the steps.
pub struct Examined<'a> {
    /// The profile's name.
    pub profile: &'a str,
    pub system: &'a str,
    /// Where it leads, for people.
    pub place: &'a str,
    /// What was looked at.
    pub steps: &'a [Step],
}

/// The widest name of a step that stands in a column.
const NAMES: usize = 14;
const VERDICTS: usize = 7;

/// A step, for people: a line, and below it what to do.
pub fn step(step: &Step, look: Look) -> String {
    let (word, style) = match step.verdict {
        Verdict::Good => ("good", Style::Good),
        Verdict::Warning => ("warning", Style::Care),
        Verdict::Failed => ("failed", Style::Bad),
        Verdict::Skipped => ("skipped", Style::Faint),
    };
    let indent = match look.is_narrow() {
        true => 4,
        false => 2 + VERDICTS + 2 + NAMES + 2,
    };
    let room = look.width.saturating_sub(indent).max(30);
    let margin = " ".repeat(indent);
    let verdict = look.paint(style, &format!("{word:<VERDICTS$}"));
    let mut told = match look.is_narrow() {
        true => format!("  {verdict}  {}\n{margin}", step.name),
        false => format!("  {verdict}  {:<NAMES$}  ", step.name),
    };
    told.push_str(&text::wrap(&step.found, room).join(&format!("\n{margin}")));
    told.push('\n');
    if let Some(help) = &step.help {
        let lines = text::wrap(&format!("help: {help}"), room);
        told.push_str(&format!(
            "{margin}{}\n",
            lines.join(&format!("\n{margin}      "))
        ));
    }
    told
}

/// What all of it comes to, in a sentence.
pub fn sum(steps: &[Step]) -> String {
    let of = |wanted| steps.iter().filter(|step| step.verdict == wanted).count();
    let warnings = match of(Verdict::Warning) {
        0 => String::new(),
        many => format!(", {}", text::count(many, "warning", "warnings")),
    };
    let failed = steps.iter().find(|step| step.verdict == Verdict::Failed);
    match failed {
        None => format!("flows can use this profile{warnings}"),
        Some(first) => format!(
            "flows cannot use this profile: {} failed, first `{}`{warnings}",
            text::count(of(Verdict::Failed), "step", "steps"),
            first.name
        ),
    }
}

/// For programs.
pub fn document(examined: &[Examined<'_>], exit: u8) -> Json {
    let profiles = examined.iter().map(|one| {
        json!({
            "profile": one.profile,
            "system": one.system,
            "place": one.place,
            "steps": one.steps,
        })
    });
    json!({
        "version": VERSION,
        "profiles": profiles.collect::<Vec<_>>(),
        "exit": exit,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &'static str, verdict: Verdict, help: Option<&str>) -> Step {
        Step {
            name,
            verdict,
            found: "the certificate of the server is signed by an authority that this machine \
                    does not know, which is what a company's own authority looks like"
                .into(),
            help: help.map(str::to_owned),
            milliseconds: 12,
        }
    }

    #[test]
    fn a_step_is_a_line_with_what_to_do_below() {
        let failed = found("TLS", Verdict::Failed, Some("add `root-certificate`"));
        insta::assert_snapshot!(step(&failed, Look::default()), @r"
          failed   TLS             the certificate of the server is signed by an authority that this machine
                                   does not know, which is what a company's own authority looks like
                                   help: add `root-certificate`
        ");
    }

    #[test]
    fn the_sum_names_the_first_step_that_failed() {
        let steps = [
            found("name", Verdict::Good, None),
            found("TLS", Verdict::Failed, None),
            found("sign-in", Verdict::Failed, None),
            found("events", Verdict::Warning, None),
        ];
        assert_eq!(
            sum(&steps),
            "flows cannot use this profile: 2 steps failed, first `TLS`, 1 warning"
        );
        assert_eq!(sum(&steps[..1]), "flows can use this profile");
    }
}
