//! What the parts of a connection share.

use super::hub::Hub;
use super::line::Line;
use super::request::Plans;
use super::settings::Settings;
use crate::catalogue::SystemEntry;
use std::sync::Arc;

/// A toolbar as the actions see it: what it offers, how to ask it, and what it has told.
#[derive(Debug)]
pub(super) struct Toolbar {
    pub entry: Arc<SystemEntry>,
    pub plans: Plans,
    pub line: Line,
    pub hub: Arc<Hub>,
    pub settings: Settings,
}
