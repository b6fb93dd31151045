//! # F141 signs-agent-out (warning)
//!
//! ## What it checks
//!
//! A flow ends an agent session that it joined and did not start.
//!
//! ## Why it matters
//!
//! A joined session is the one that the agent works in. Ending it signs the agent out at the desk;
//! with `ForceLogoff` it also drops the contacts that the agent is talking to.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! set security user 7
//! join agent session
//! end agent session
//!     on any other -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//!
//! set security user 7
//! start agent session with StationPhoneNumber: "+12025550100"
//!     on any other -> fail
//! end agent session
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: whether the agent should be signed out is for you to decide.
//!
//! ## Related
//!
//! See F073 missing-prerequisite, F093 left-on-hold; `flow docs cxone`.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::Kind;

pub const RULE: Rule = Rule::warning(141, "signs-agent-out").of_ways();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for known in &model.asked().joined_ends {
        let who = agent(model, known.site).map_or("the agent".into(), |who| format!("agent {who}"));
        found.add(problem(&who, known.at, known.joined));
    }
}

/// The agent of an action's session, as the script writes it, where it names just one.
fn agent<'a>(model: &Model<'a>, site: u32) -> Option<&'a str> {
    let system = &model.action_of(site)?.action.system;
    let gives = model.actions_of(system).filter(|used| {
        let mut outputs = used.action.outputs.iter();
        outputs.any(|output| output.provides && output.kind == Kind::SecurityUser)
    });
    let mut agents = gives.filter_map(|used| Some(model.slice(used.args().next()?.1.span)));
    let first = agents.next()?;
    agents.all(|other| other == first).then_some(first)
}

fn problem(who: &str, at: Span, joined: Span) -> Diagnostic {
    RULE.at(at, format!("ending this session signs {who} out"))
        .also(joined, "joined here, not started by the flow")
        .why("the agent is signed out at work and gets no more contacts")
        .help("remove this line: a joined session stays open for its agent")
}
