//! The states of dialogs, participants and users, by Finesse's names and by ours.

macro_rules! states {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $state:ident = $vendor:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Eq, Debug, Hash)]
        pub enum $name {
            $($(#[$doc])* $state,)+
            /// One that this program does not know, as Finesse calls it.
            Other(String),
        }

        impl $name {
            /// The state of that vendor name, without regard to case.
            pub fn read(vendor: &str) -> Self {
                match vendor.to_ascii_uppercase().as_str() {
                    $($vendor => Self::$state,)+
                    other => Self::Other(other.to_owned()),
                }
            }

            /// What Finesse calls it.
            pub fn vendor(&self) -> &str {
                match self {
                    $(Self::$state => $vendor,)+
                    Self::Other(vendor) => vendor,
                }
            }

            /// What scripts call it; Finesse's own name where the catalogue has none.
            pub fn name(&self) -> &str {
                match self {
                    $(Self::$state => stringify!($state),)+
                    Self::Other(vendor) => vendor,
                }
            }

            /// Every state that has a name.
            pub fn known() -> &'static [Self] {
                &[$(Self::$state),+]
            }
        }
    };
}

states! {
    /// The state of a dialog or of a participant. A dialog is never `Held` and never in `WrapUp`.
    CallState {
        /// The phone is off the hook.
        Initiating = "INITIATING",
        /// The phone dials.
        Initiated = "INITIATED",
        /// It rings.
        Alerting = "ALERTING",
        /// Connected; a dialog is, while anybody in it is.
        Active = "ACTIVE",
        /// On hold: participants alone.
        Held = "HELD",
        /// The call could not be made.
        Failed = "FAILED",
        /// Out of the call.
        Dropped = "DROPPED",
        /// Wrapping up after the call: participants alone.
        WrapUp = "WRAP_UP",
        /// A preview that was accepted.
        Accepted = "ACCEPTED",
    }
}

states! {
    /// The state of a user.
    UserState {
        /// Ready for contacts.
        Available = "READY",
        /// Signed in, and not ready for contacts.
        Unavailable = "NOT_READY",
        /// A contact is on its way.
        Reserved = "RESERVED",
        /// Reserved for a call that a campaign makes.
        ReservedOutbound = "RESERVED_OUTBOUND",
        /// Reserved for a preview of a campaign.
        ReservedPreview = "RESERVED_OUTBOUND_PREVIEW",
        /// In a call.
        Talking = "TALKING",
        /// In a call that is on hold (CCE; CCX stays at `Talking`).
        Holding = "HOLD",
        /// Wrapping up, and not ready afterwards.
        Work = "WORK",
        /// Wrapping up, and ready afterwards.
        WorkReady = "WORK_READY",
        /// Signed out.
        LoggedOut = "LOGOUT",
        /// Finesse does not know.
        NotKnown = "UNKNOWN",
    }
}

states! {
    /// The state of an agent in a medium other than voice.
    MediumState {
        /// Ready for tasks.
        Available = "READY",
        /// Signed in, and not ready for tasks.
        Unavailable = "NOT_READY",
        /// A task is offered.
        Reserved = "RESERVED",
        /// At work on a task.
        Active = "ACTIVE",
        /// A task of another medium goes first.
        Interrupted = "INTERRUPTED",
        /// After a failover.
        Work = "WORK",
        /// Signed out of the medium.
        LoggedOut = "LOGOUT",
        /// Finesse does not know.
        NotKnown = "UNKNOWN",
    }
}

states! {
    /// The state of a task: of a contact of a medium other than voice.
    TaskState {
        /// The agent may accept it.
        Offered = "OFFERED",
        /// The agent has accepted it.
        Accepted = "ACCEPTED",
        /// The agent is at work on it.
        Active = "ACTIVE",
        /// The agent has put it aside.
        Paused = "PAUSED",
        /// The agent is wrapping up.
        WrapUp = "WRAPPING_UP",
        /// A task of another medium goes first.
        Interrupted = "INTERRUPTED",
        /// It is over.
        Closed = "CLOSED",
        /// Finesse does not know.
        NotKnown = "UNKNOWN",
    }
}

impl CallState {
    /// Whether whoever is in it has left the call.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Dropped | Self::WrapUp)
    }
}

impl UserState {
    /// Whether whoever is in it is signed in.
    pub fn is_signed_in(&self) -> bool {
        !matches!(self, Self::LoggedOut | Self::NotKnown | Self::Other(_))
    }

    /// Whether a change of state waits for the end of what goes on.
    pub fn is_busy(&self) -> bool {
        matches!(
            self,
            Self::Reserved
                | Self::ReservedOutbound
                | Self::ReservedPreview
                | Self::Talking
                | Self::Holding
        )
    }
}
