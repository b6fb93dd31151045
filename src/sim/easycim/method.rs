//! The toolbar's methods: as the page calls them, and as they go over the wire.

/// Whether a call is answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// `SDK_GETPARAMETER`: an answer comes.
    Query,
    /// `SDK_ACTION`: nothing comes back.
    Action,
}

/// A method of the toolbar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Method {
    OpenScript,
    OpenScriptInbound,
    ContactInfo,
    ContactInfoWs,
    SaveScript,
    AgentState,
    AgentId,
    AgentGroups,
    LoggedInGroups,
    AllAgentState,
    AgentStateById,
    ContactList,
    Login,
    Pause,
    PauseSubState,
    Logout,
    SetGroups,
    MakeCall,
    MakeJob,
    Hangup,
    Answer,
    Hold,
    OfflineEnd,
    SetCallData,
    PlayDtmf,
    StartRecording,
    StopRecording,
    TransferDirect,
}

/// Method, the page's name, the wire's name.
const NAMES: &[(Method, &str, &str)] = &[
    (Method::OpenScript, "openScript", "openScript"),
    (
        Method::OpenScriptInbound,
        "openScriptInbound",
        "openScriptInbound",
    ),
    (Method::ContactInfo, "getContactInfo", "getContactInfo"),
    (
        Method::ContactInfoWs,
        "getContactInfoWS",
        "getContactInfoWS",
    ),
    (Method::SaveScript, "saveScript", "saveScript"),
    (Method::AgentState, "getAgentState", "getAgentState"),
    (Method::AgentId, "getAgentID", "getAgentID"),
    (Method::AgentGroups, "getAgentGroups", "getAgentQueues"),
    (
        Method::LoggedInGroups,
        "getAgentLoggedInGroups",
        "getAgentLoginQueues",
    ),
    (
        Method::AllAgentState,
        "getAllAgentState",
        "getAllAgentState",
    ),
    (
        Method::AgentStateById,
        "getAgentStateByID",
        "getAgentStateByID",
    ),
    (Method::ContactList, "getContactList", "getContactList"),
    (Method::Login, "Login", "AD_Agent_Login"),
    (Method::Pause, "Pause", "AD_Agent_Pause"),
    (
        Method::PauseSubState,
        "PauseSubState",
        "AD_Agent_PauseSubState",
    ),
    (Method::Logout, "Logout", "AD_Agent_Logout"),
    (Method::SetGroups, "setAgentGroups", "setAgentGroups"),
    (Method::MakeCall, "MakeCall", "AD_Contact_MakeCall"),
    (Method::MakeJob, "MakeJob", "AD_Contact_MakeJob"),
    (Method::Hangup, "Hangup", "AD_Contact_Hangup"),
    (Method::Answer, "Answer", "Answer"),
    (Method::Hold, "Hold", "Hold"),
    (Method::OfflineEnd, "OfflineEnd", "AD_Contact_JobFinish"),
    (Method::SetCallData, "SetCallData", "AD_Contact_SetCallData"),
    (Method::PlayDtmf, "PlayDTMF", "AD_Media_PlayDTMF"),
    (
        Method::StartRecording,
        "StartRecording",
        "CheckRecordingCustomImplementation",
    ),
    (Method::StopRecording, "StopRecording", "StopRecording"),
    (Method::TransferDirect, "Transfer_Direct", "Transfer_Direct"),
];

impl Method {
    /// The names of all of them, as the page calls them and as they go over the wire.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().flat_map(|(_, page, wire)| [*page, *wire])
    }

    /// The method of a name on the wire, asked for in this class.
    pub fn of_wire(class: &str, name: &str) -> Option<Self> {
        let is = |(method, _, wire): &&(Self, &str, &str)| method.class() == class && *wire == name;
        NAMES.iter().find(is).map(|(method, ..)| *method)
    }

    /// As the page calls it.
    pub fn name(self) -> &'static str {
        let entry = NAMES.iter().find(|(method, ..)| *method == self);
        entry.map_or("", |(_, name, _)| name)
    }

    /// `EASYCIM`, or `X2L` for the agent and the calls.
    pub fn class(self) -> &'static str {
        match self {
            Self::OpenScript
            | Self::OpenScriptInbound
            | Self::ContactInfo
            | Self::ContactInfoWs
            | Self::SaveScript => "EASYCIM",
            _ => "X2L",
        }
    }

    /// Whether it is answered.
    pub fn way(self) -> Way {
        match self {
            Self::AgentState
            | Self::AgentId
            | Self::AgentGroups
            | Self::LoggedInGroups
            | Self::AllAgentState
            | Self::AgentStateById
            | Self::ContactList => Way::Query,
            _ if self.class() == "EASYCIM" => Way::Query,
            _ => Way::Action,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_has_names_of_its_own() {
        let of = |name| Method::of_wire("X2L", name).map(Method::name);
        assert_eq!(of("AD_Contact_JobFinish"), Some("OfflineEnd"));
        assert_eq!(of("getAgentQueues"), Some("getAgentGroups"));
        assert_eq!(of("getAgentLoginQueues"), Some("getAgentLoggedInGroups"));
        assert_eq!(of("openScript"), None, "that is in the class EASYCIM");
        assert_eq!(
            Method::of_wire("EASYCIM", "openScript"),
            Some(Method::OpenScript)
        );
    }

    #[test]
    fn every_method_has_a_name() {
        for (method, page, wire) in NAMES {
            assert_eq!(method.name(), *page);
            assert_eq!(Method::of_wire(method.class(), wire), Some(*method));
        }
    }
}
