//! # F097 not-on-platform (warning)
//!
//! ## What it checks
//!
//! The profile's platform does not offer an action, or a parameter of it.
//!
//! ## Why it matters
//!
//! The platform rejects the request while a caller waits. The profile names the platform: `platform
//! = "CCX"`; Finesse has `CCE` and `CCX`.
//!
//! ## Example settings
//!
//! ```toml
//! [profile.simulator]
//! system = "finesse"
//! platform = "CCX"
//! ```
//!
//! ## Example
//!
//! ```flow
//! use finesse
//!
//! drop participant "2002" from contact <ContactId>
//!     on InvalidParticipant -> ignore
//!     on any other -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use finesse
//!
//! end contact <ContactId>
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: another action has another effect.
//!
//! ## Related
//!
//! See F051 unknown-action, F126 dial-while-ready; `flow docs settings`.

use super::{Rule, listed};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use std::sync::Arc;

pub const RULE: Rule =
    Rule::warning(97, "not-on-platform").does("the request is rejected while a caller waits");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for used in model.actions() {
        let Some(platform) = used.platform() else {
            continue;
        };
        if !used.action.is_on(Some(platform)) {
            let offered = &used.action.platforms;
            found.add(action(
                used.action.short(),
                platform,
                offered,
                used.phrase(),
            ));
        }
        for (known, value) in used
            .args()
            .filter(|(known, _)| !known.is_on(Some(platform)))
        {
            let (offered, at) = (&known.platforms, value.span);
            let action = used.action.short();
            found.add(param(&known.name, action, platform, offered, at));
        }
    }
}

/// An action that is not there.
pub fn action(action: &str, platform: &str, offered: &[Arc<str>], at: Span) -> Diagnostic {
    RULE.at(at, format!("{platform} does not offer `{action}`"))
        .label(format!("only {} offers it", all(offered)))
        .help(format!(
            "use a different action, or run this flow on {} only",
            all(offered)
        ))
}

/// A parameter that is not there.
pub fn param(
    name: &str,
    action: &str,
    platform: &str,
    offered: &[Arc<str>],
    at: Span,
) -> Diagnostic {
    RULE.at(
        at,
        format!("{platform} does not offer `{name}` of `{action}`"),
    )
    .label(format!("only {} offers it", all(offered)))
    .help("remove it for this platform")
}

fn all(offered: &[Arc<str>]) -> String {
    listed(offered.iter().map(|name| &**name))
}
