//! What was asked for and accepted, until the CTI server takes it up.

use super::agent::UserState;
use super::cause::Cause;

/// What may be asked of a dialog.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Action {
    MakeCall,
    Answer,
    Hold,
    Retrieve,
    Drop,
    Conference,
    Transfer,
    ConsultCall,
    TransferSst,
    SendDtmf,
    UpdateCallData,
    SilentMonitor,
    BargeCall,
    ParticipantDrop,
    StartRecording,
    Accept,
    Reject,
    Close,
    Reclassify,
    UpdateScheduledCallback,
    CancelScheduledCallback,
}

/// All of them, by the vendor's words.
const NAMES: [(&str, Action); 21] = [
    ("MAKE_CALL", Action::MakeCall),
    ("ANSWER", Action::Answer),
    ("HOLD", Action::Hold),
    ("RETRIEVE", Action::Retrieve),
    ("DROP", Action::Drop),
    ("CONFERENCE", Action::Conference),
    ("TRANSFER", Action::Transfer),
    ("CONSULT_CALL", Action::ConsultCall),
    ("TRANSFER_SST", Action::TransferSst),
    ("SEND_DTMF", Action::SendDtmf),
    ("UPDATE_CALL_DATA", Action::UpdateCallData),
    ("SILENT_MONITOR", Action::SilentMonitor),
    ("BARGE_CALL", Action::BargeCall),
    ("PARTICIPANT_DROP", Action::ParticipantDrop),
    ("START_RECORDING", Action::StartRecording),
    ("ACCEPT", Action::Accept),
    ("REJECT", Action::Reject),
    ("CLOSE", Action::Close),
    ("RECLASSIFY", Action::Reclassify),
    ("UPDATE_SCHEDULED_CALLBACK", Action::UpdateScheduledCallback),
    ("CANCEL_SCHEDULED_CALLBACK", Action::CancelScheduledCallback),
];

impl Action {
    /// The vendor's words for all of them.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// By the vendor's word.
    pub fn parse(name: &str) -> Option<Self> {
        let found = NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, action)| *action)
    }

    /// The vendor's word.
    pub fn name(self) -> &'static str {
        let found = NAMES.iter().find(|(_, action)| *action == self);
        found.map_or("", |(name, _)| name)
    }

    /// Whether it makes a dialog: asked for with POST below the user.
    pub fn makes_dialog(self) -> bool {
        matches!(self, Self::MakeCall | Self::SilentMonitor | Self::BargeCall)
    }

    /// Whether it answers a preview.
    pub fn answers_preview(self) -> bool {
        matches!(self, Self::Accept | Self::Reject | Self::Close)
    }
}

/// What a request says beside its action.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    /// `toAddress`
    pub to: String,
    /// `targetMediaAddress`, or `fromAddress` where a dialog is made.
    pub own: String,
    /// `actionParams`
    pub params: Vec<(String, String)>,
    /// Call variables.
    pub variables: Vec<(String, String)>,
    /// `wrapUpReason`
    pub wrap_up: Option<String>,
    /// `wrapUpItems`
    pub wrap_up_items: Vec<String>,
}

impl Body {
    /// Whether anything is to be kept with the call.
    pub fn carries_data(&self) -> bool {
        !self.variables.is_empty() || self.has_wrap_up()
    }

    /// Whether the call is to be wrapped up.
    pub fn has_wrap_up(&self) -> bool {
        self.wrap_up.is_some() || !self.wrap_up_items.is_empty()
    }

    /// An action parameter by name.
    pub fn param(&self, name: &str) -> Option<&str> {
        let found = self.params.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// What was asked for.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// Of a dialog, or that there be one. For a barge the dialog is the silent monitor's.
    Dialog {
        action: Action,
        dialog: Option<u64>,
        body: Body,
    },
    /// To sign in at an extension, perhaps with a telephone of one's own.
    SignIn { extension: String, mobile: bool },
    State {
        state: UserState,
        reason: Option<u32>,
    },
}

/// Something that was asked for and accepted.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    /// Who it is for: the user of the address.
    pub user: String,
    pub what: What,
    pub cause: Cause,
}
