//! A dialog: a call, who is in it, and what each may do.

use super::super::xml::Element;
use super::state::CallState;
use jiff::Timestamp;

/// A call, or the preview of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dialog {
    /// Its id. A transfer or a conference may give a call another one.
    pub id: String,
    /// The id of a dialog that has become part of this one.
    pub secondary_id: Option<String>,
    /// The dialog that it belongs to, as an address: of a barge, the monitored one.
    pub associated: Option<String>,
    /// Who calls; nothing with a hidden number.
    pub from: Option<String>,
    /// Who is called.
    pub to: Option<String>,
    /// Its state; `None` where Finesse does not say.
    pub state: Option<CallState>,
    /// `Voice`, or another medium.
    pub media_type: Option<String>,
    /// The medium's number: 1 for voice.
    pub media_id: Option<String>,
    /// What sort of call it is: `PREROUTE_ACD_IN`, `CONSULT`, `SUPERVISOR_MONITOR` …
    pub call_type: Option<String>,
    /// The number that was called, as the call centre knows it.
    pub dialed_number: Option<String>,
    /// The number that was dialled.
    pub dnis: Option<String>,
    /// The queue's number.
    pub queue_number: Option<String>,
    /// The queue's name.
    pub queue_name: Option<String>,
    /// What a campaign's call turned out to be.
    pub outbound_classification: Option<String>,
    /// The callback that was scheduled in a campaign's call.
    pub callback: Option<Callback>,
    /// The wrap-up reason that was given.
    pub wrap_up_reason: Option<String>,
    /// The call's variables.
    pub variables: Vec<CallVariable>,
    /// Who is in it. Outside callers may be missing.
    pub participants: Vec<Participant>,
}

/// A callback that was scheduled. Either may be missing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Callback {
    /// When, as Finesse writes it: without a zone.
    pub time: Option<String>,
    /// Where.
    pub number: Option<String>,
}

/// A variable of a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallVariable {
    /// `callVariable1` to `callVariable10`, `user.…`, or one of the campaign's `BA…`.
    pub name: String,
    /// What it holds; empty is a value.
    pub value: String,
}

/// Somebody in a dialog.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Participant {
    /// The extension or number.
    pub address: String,
    /// `AGENT_DEVICE` for an agent's extension.
    pub address_type: Option<String>,
    /// The state; `None` where Finesse does not say.
    pub state: Option<CallState>,
    /// Why it failed: `BUSY`, `BAD_DESTINATION`, `OTHER`, `DEVICE_RESOURCE_NOT_AVAILABLE`.
    pub state_cause: Option<String>,
    /// When it came in.
    pub start_time: Option<Timestamp>,
    /// Since when it is in its state.
    pub state_change_time: Option<Timestamp>,
    /// What it may do now, by Finesse's names.
    pub actions: Vec<String>,
}

impl Dialog {
    /// Reads a `<Dialog>` or `<dialog>`. `None` without an id: nobody could say which it is.
    pub fn read(element: &Element) -> Option<Dialog> {
        let nothing = Element::default();
        let media = element.child("mediaProperties").unwrap_or(&nothing);
        Some(Dialog {
            id: id(element)?,
            secondary_id: element.text_of("secondaryId"),
            associated: element.text_of("associatedDialogUri"),
            from: element.text_of("fromAddress"),
            to: element.text_of("toAddress"),
            state: element.says("state").map(CallState::read),
            media_type: element.text_of("mediaType"),
            media_id: media.text_of("mediaId"),
            call_type: media.text_of("callType"),
            dialed_number: media.text_of("dialedNumber"),
            dnis: media.text_of("DNIS"),
            queue_number: media.text_of("queueNumber"),
            queue_name: media.text_of("queueName"),
            outbound_classification: media.text_of("outboundClassification"),
            callback: element.child("scheduledCallbackInfo").and_then(callback),
            wrap_up_reason: media.text_of("wrapUpReason"),
            variables: variables(media),
            participants: participants(element),
        })
    }

    /// Whether it is a task: a contact of another medium than voice. Finesse's numbers of tasks have
    /// parts, those of phone calls have none.
    pub fn is_task(&self) -> bool {
        self.id.contains('_')
    }

    /// The participant of that address: an agent's leg, by extension.
    pub fn participant(&self, address: &str) -> Option<&Participant> {
        let mut all = self.participants.iter();
        all.find(|participant| participant.address == address)
    }

    /// The value of the variable of that name, without regard to case.
    pub fn variable(&self, name: &str) -> Option<&str> {
        let mut all = self.variables.iter();
        let found = all.find(|variable| variable.name.eq_ignore_ascii_case(name))?;
        Some(&found.value)
    }

    /// Whether it is a call that a supervisor listens to.
    pub fn is_monitoring(&self) -> bool {
        let call_type = self.call_type.as_deref();
        call_type.is_some_and(|kind| kind.eq_ignore_ascii_case("SUPERVISOR_MONITOR"))
    }

    /// Whether it is a conference.
    pub fn is_conference(&self) -> bool {
        let call_type = self.call_type.as_deref();
        let named = call_type.is_some_and(|kind| kind.eq_ignore_ascii_case("CONFERENCE"));
        let all = self.participants.iter();
        let within = all.filter(|one| !one.state.as_ref().is_some_and(CallState::is_over));
        named || within.count() > 2
    }
}

impl Participant {
    /// Whether Finesse offers an action to it now.
    pub fn may(&self, action: &str) -> bool {
        let mut all = self.actions.iter();
        all.any(|offered| offered.eq_ignore_ascii_case(action))
    }
}

/// The id, or else the last part of the address.
fn id(element: &Element) -> Option<String> {
    let from_uri = || {
        let (_, id) = element.says("uri")?.rsplit_once('/')?;
        (!id.is_empty()).then(|| id.to_owned())
    };
    element.text_of("id").or_else(from_uri)
}

/// An empty one is none.
fn callback(element: &Element) -> Option<Callback> {
    let callback = Callback {
        time: element.text_of("callbackTime"),
        number: element.text_of("callbackNumber"),
    };
    (callback.time.is_some() || callback.number.is_some()).then_some(callback)
}

fn variables(media: &Element) -> Vec<CallVariable> {
    let lists = media.children("callvariables");
    let all = lists.flat_map(|list| list.children("CallVariable"));
    let read = |variable: &Element| {
        Some(CallVariable {
            name: variable.text_of("name")?,
            value: variable.text_of("value").unwrap_or_default(),
        })
    };
    all.filter_map(read).collect()
}

fn participants(element: &Element) -> Vec<Participant> {
    let lists = element.children("participants");
    let all = lists.flat_map(|list| list.children("Participant"));
    all.filter_map(participant).collect()
}

fn participant(element: &Element) -> Option<Participant> {
    let lists = element.children("actions");
    let actions = lists.flat_map(|list| list.children("action"));
    let actions = actions.filter(|action| !action.text.is_empty());
    Some(Participant {
        address: element.text_of("mediaAddress")?,
        address_type: element.text_of("mediaAddressType"),
        state: element.says("state").map(CallState::read),
        state_cause: element.text_of("stateCause"),
        start_time: time(element, "startTime"),
        state_change_time: changed(element),
        actions: actions.map(|action| action.text.clone()).collect(),
    })
}

/// Since when the state holds. A time that cannot be read is older than any other: what it is about
/// proves nothing, and is read back.
fn changed(element: &Element) -> Option<Timestamp> {
    let text = element
        .says("stateChangeTime")
        .filter(|text| !text.is_empty())?;
    Some(text.parse().unwrap_or(Timestamp::MIN))
}

/// A time; it may be empty after a failover.
pub(super) fn time(element: &Element, name: &str) -> Option<Timestamp> {
    element.says(name)?.parse().ok()
}
