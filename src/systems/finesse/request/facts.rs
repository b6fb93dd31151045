//! What a request says beside the script's own values, and who has to be asked for it.

use super::Request;

/// What the connection knows when it asks: not the script's values.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facts {
    /// `{Agent}`: the login id of the agent in whose name it is done.
    pub agent: Option<String>,
    /// `{Extension}`: the acting agent's extension.
    pub extension: Option<String>,
    /// `{Contact}`: the dialog's present id.
    pub contact: Option<String>,
    /// `{Target}`: the extension of the agent that a parameter names.
    pub target: Option<String>,
    /// `{Peer}`: the extension of the agent on the other side of the dialog.
    pub peer: Option<String>,
    /// `{ReasonId}`: the number of the reason code with the words of a parameter.
    pub reason_id: Option<String>,
}

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

impl Facts {
    /// The names of the facts, as they stand in braces.
    pub(super) const NAMES: &'static [&'static str] = &[
        "Agent",
        "Extension",
        "Contact",
        "Target",
        "Peer",
        "ReasonId",
    ];

    /// The fact of that name. `None` where there is no such fact.
    pub(super) fn named(&self, name: &str) -> Option<Option<&str>> {
        let fact = match name {
            "Agent" => &self.agent,
            "Extension" => &self.extension,
            "Contact" => &self.contact,
            "Target" => &self.target,
            "Peer" => &self.peer,
            "ReasonId" => &self.reason_id,
            _ => return None,
        };
        Some(fact.as_deref())
    }

    /// What to say where a fact that is needed is not known.
    pub(in super::super) fn missing(name: &str) -> &'static str {
        match name {
            "Agent" => "no agent acts: name one with `set security user`, or in the profile",
            "Extension" => "the acting agent has no extension: the agent is not signed in",
            "Contact" => "no contact was named, and not exactly one fits",
            "Target" => "the other agent has no extension: that agent is not signed in",
            "Peer" => "nobody is on the other side of the contact",
            _ => "no reason code has these words",
        }
    }
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
