//! `--output` of the commands that write for people or as one JSON document.

use clap::{Args as Group, ValueEnum};

#[derive(Group, Debug, Clone, Copy, Default)]
pub(in crate::cli) struct OutputArgs {
    /// The form of the output
    #[arg(
        short,
        long,
        value_enum,
        value_name = "FORM",
        default_value_t,
        help_heading = "Output"
    )]
    output: OutputForm,
    /// The older spelling of `--output json`
    #[arg(long, hide = true, conflicts_with = "output")]
    json: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::cli) enum OutputForm {
    #[default]
    People,
    // one document
    Json,
}

impl OutputArgs {
    /// Whether one JSON document is written.
    pub fn is_json(self) -> bool {
        self.json || self.output == OutputForm::Json
    }
}
