//! Which facts a request needs.

use super::Request;
use super::facts::Facts;
use super::from::{From, names};

/// Which facts a request needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Needs {
    /// The acting agent.
    pub agent: bool,
    /// The acting agent's extension.
    pub extension: bool,
    /// The dialog's present id.
    pub contact: bool,
    /// The extension of the agent that a parameter names.
    pub target: bool,
    /// Who is on the other side of the dialog.
    pub peer: bool,
    /// A reason code by its words, where the script gives words.
    pub reason: bool,
}

impl Request {
    /// Which facts it needs.
    pub fn needs(&self) -> Needs {
        let named = |name: &str| self.placeholders().any(|found| found == name);
        Needs {
            agent: named("Agent"),
            extension: named("Extension") || self.looks_at_extension(),
            contact: named("Contact"),
            target: named("Target"),
            peer: named("Peer"),
            reason: self.reason.is_some(),
        }
    }

    /// The first fact that it needs and that is not known, and the outcomes that say so.
    pub(in super::super) fn unmet(
        &self,
        facts: &Facts,
    ) -> Option<(&'static str, &'static [&'static str])> {
        let needs = self.needs();
        let all: [(&str, bool, &Option<String>, &[&str]); 5] = [
            ("Agent", needs.agent, &facts.agent, &["InvalidSecurityUser"]),
            (
                "Extension",
                needs.extension,
                &facts.extension,
                &["InvalidAgentSession"],
            ),
            (
                "Contact",
                needs.contact,
                &facts.contact,
                &["InvalidState", "InvalidContactId"],
            ),
            (
                "Target",
                needs.target,
                &facts.target,
                &["InvalidTargetAgentId"],
            ),
            ("Peer", needs.peer, &facts.peer, &["InvalidState"]),
        ];
        let mut unmet = all
            .into_iter()
            .filter(|(_, needed, fact, _)| *needed && fact.is_none());
        unmet.next().map(|(name, _, _, outcomes)| (name, outcomes))
    }

    fn looks_at_extension(&self) -> bool {
        use super::Of::*;
        let of = self.confirm.as_ref().map(|confirm| confirm.of);
        matches!(
            of,
            Some(Participant | NewContact | Conference | Transferred)
        )
    }
}

impl Request {
    /// Every name in braces, and every parameter that a value comes from.
    pub(super) fn placeholders(&self) -> impl Iterator<Item = &str> {
        let values = self.body.values().chain(self.params.values());
        let confirmed = self.confirm.iter().flat_map(|confirm| &confirm.is);
        let values = values.chain(confirmed);
        names(&self.path).chain(values.flat_map(From::placeholders))
    }
}
