//! The forms of a log.

use clap::ValueEnum;

#[derive(ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogForm {
    /// A line for each run that begins or ends
    #[default]
    People,
    /// A line of JSON for each event
    Json,
}
