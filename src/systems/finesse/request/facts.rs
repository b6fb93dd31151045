//! What a request says beside the script's own values, and who has to be asked for it.

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
            "Agent" => "no agent is set: use `set security user`, or set `user` in the profile",
            "Extension" => "the acting agent has no extension: the agent is not signed in",
            "Contact" => {
                "`ContactId` is missing, and the agent does not have exactly one contact \
                          that matches"
            }
            "Target" => "the other agent has no extension: that agent is not signed in",
            "Peer" => "no other party is in the contact",
            _ => "no reason code has this name",
        }
    }
}
