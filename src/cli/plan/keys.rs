//! With which key plans are signed, sealed and opened: a team's own, or this user's.

use crate::cli::args::JournalArgs;
use crate::cli::journal;
use crate::config::{Config, Problem};
use crate::journal::KeyFile;
use crate::settings::Secrets;
use crate::value::Mark;

/// A key, and whose it is.
pub(in crate::cli) struct PlanKeys {
    pub keys: KeyFile,
    pub of: Whose,
}

/// Whose a key is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::cli) enum Whose {
    /// A team's: whoever has it can apply the plan, on any machine.
    Team,
    /// This user's, on this machine.
    User,
}

impl PlanKeys {
    /// The key that the settings name, else one beside this user's journal.
    pub fn of(
        config: &Config,
        secrets: &Secrets<'_>,
        place: &JournalArgs,
    ) -> Result<Self, Problem> {
        if let Some(from) = &config.plans().key {
            let secret = secrets.fetch_as(from, Mark::Secret)?;
            let weak = || {
                Problem::new("the key of plans is too short: at least 16 characters are needed")
                    .help("make one: `openssl rand -hex 32`")
            };
            let keys = KeyFile::shared(secret.reveal()).filter(|_| secret.reveal().len() >= 16);
            return Ok(Self {
                keys: keys.ok_or_else(weak)?,
                of: Whose::Team,
            });
        }
        let folder = journal::folder(place)?;
        journal::private(&folder)?;
        let keys = KeyFile::open(&folder.join("plan.keys")).map_err(journal::problem)?;
        Ok(Self {
            keys,
            of: Whose::User,
        })
    }
}
