//! `[plans]`: with which key plans are signed and sealed, and how long they are good.

use crate::settings::{Problem, SecretFrom, Table, read_secret};
use std::time::Duration;

/// What `flow.toml` says of plans.
#[derive(Clone, Debug, Default)]
pub struct Plans {
    /// The key that a team shares; without it plans are this user's own.
    pub key: Option<SecretFrom>,
    /// How long a plan can be applied.
    pub valid: Option<Duration>,
}

pub(super) fn read(top: &Table<'_, '_>) -> Result<Plans, Problem> {
    let Some(table) = top.table("plans")? else {
        return Ok(Plans::default());
    };
    let plans = Plans {
        key: read_secret(&table, "key")?,
        valid: table.duration("valid")?,
    };
    table.nothing_else()?;
    Ok(plans)
}
