//! What events and reading back show, action by action.

use super::super::model::{CallState, CallVariable, Callback, Participant};
use super::*;
use crate::catalogue::Catalogue;
use crate::value::Value;

struct Case {
    action: &'static Action,
    request: Request,
    args: Record,
    facts: Facts,
    before: BTreeSet<String>,
}

fn case(key: &str, args: &[(&str, Value)]) -> Case {
    let finesse = Catalogue::builtin()
        .system("finesse")
        .expect("its tables are right");
    let action = finesse
        .action(key)
        .unwrap_or_else(|| panic!("there is no `{key}`"));
    let args = args.iter();
    Case {
        action,
        request: Request::of(action).expect("it fits"),
        args: args
            .map(|(name, value)| ((*name).into(), value.clone()))
            .collect(),
        facts: Facts {
            agent: Some("1001".into()),
            extension: Some("2001".into()),
            contact: Some("10".into()),
            target: Some("2002".into()),
            peer: Some("2002".into()),
            reason_id: None,
        },
        before: BTreeSet::from(["10".to_owned()]),
    }
}

impl Case {
    fn pending(&self) -> Confirmation<'_> {
        Confirmation {
            action: self.action,
            request: &self.request,
            args: &self.args,
            facts: &self.facts,
            before: &self.before,
            request_id: "r1",
            alone: true,
        }
    }

    fn before(mut self, ids: &[&str]) -> Self {
        self.before = ids.iter().map(|id| (*id).to_owned()).collect();
        self
    }

    fn update(&self, update: &Update) -> String {
        said(self.pending().by_update(update, Now::default()))
    }

    fn changed(&self, dialog: Dialog) -> String {
        self.update(&changed(dialog, None))
    }

    fn went(&self, dialog: Dialog) -> String {
        let verb = Verb::Went;
        self.update(&Update {
            verb,
            ..changed(dialog, None)
        })
    }

    fn read_back(&self, dialogs: &[Dialog], last: bool) -> String {
        said(self.pending().by_dialogs(dialogs, last))
    }
}

fn said(shown: Shown) -> String {
    match shown {
        Shown::Done(outputs) if outputs.is_empty() => "done".into(),
        Shown::Done(outputs) => {
            let all = outputs
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            format!("done {}", all.collect::<Vec<_>>().join(" "))
        }
        Shown::Ended(ended) => {
            assert!(!ended.reason.is_empty());
            ended.outcome.to_string()
        }
        Shown::Look => "look".into(),
        Shown::NotYet => "not yet".into(),
    }
}

fn leg(address: &str, state: CallState) -> Participant {
    Participant {
        address: address.into(),
        address_type: None,
        state: Some(state),
        state_cause: None,
        start_time: None,
        state_change_time: None,
        actions: Vec::new(),
    }
}

fn dialog(id: &str, legs: &[(&str, CallState)]) -> Dialog {
    let text = format!(
        "<Update><data><dialog><id>{id}</id><fromAddress>2001</fromAddress></dialog></data></Update>"
    );
    let mut updates = Update::read_all(&text).expect("it is XML");
    let Data::Dialogs(mut dialogs) = updates.remove(0).data else {
        panic!("a dialog");
    };
    let mut dialog = dialogs.remove(0);
    dialog.participants = legs
        .iter()
        .map(|(address, state)| leg(address, state.clone()))
        .collect();
    dialog.state = Some(CallState::Active);
    dialog
}

fn changed(dialog: Dialog, request_id: Option<&str>) -> Update {
    Update {
        verb: Verb::Changed,
        source: Source::Dialog(dialog.id.clone()),
        request_id: request_id.map(str::to_owned),
        data: Data::Dialogs(vec![dialog]),
    }
}

use CallState::{Active, Alerting, Dropped, Failed, Held, Initiated, Initiating, WrapUp};

#[test]
fn a_hold_is_shown_by_the_agents_own_part() {
    let hold = case("hold contact", &[]);
    assert_eq!(
        hold.changed(dialog("10", &[("2001", Held), ("5", Active)])),
        "done"
    );
    assert_eq!(
        hold.changed(dialog("10", &[("2001", Active), ("5", Held)])),
        "not yet"
    );
    assert_eq!(
        hold.changed(dialog("11", &[("2001", Held)])),
        "not yet",
        "another contact"
    );
    assert_eq!(
        hold.changed(dialog("10", &[("2001", Dropped)])),
        "InvalidContactId"
    );
    assert_eq!(
        hold.changed(dialog("10", &[("2001", WrapUp)])),
        "InvalidContactId"
    );
    assert_eq!(
        hold.went(dialog("10", &[("2001", Dropped)])),
        "InvalidContactId"
    );
    assert_eq!(hold.went(dialog("11", &[])), "not yet");
    assert_eq!(
        hold.read_back(&[dialog("10", &[("2001", Held)])], true),
        "done"
    );
    assert_eq!(
        hold.read_back(&[dialog("10", &[("2001", Active)])], true),
        "not yet"
    );
    assert_eq!(hold.read_back(&[], true), "InvalidContactId");
    let mut moved = dialog("12", &[("2001", Held)]);
    moved.secondary_id = Some("10".into());
    assert_eq!(
        hold.changed(moved.clone()),
        "look",
        "an event of another dialog, however old it is"
    );
    assert_eq!(hold.update(&changed(moved.clone(), Some("r1"))), "done");
    assert_eq!(
        hold.read_back(&[moved], true),
        "done",
        "the contact has another id now"
    );
    assert_eq!(said(hold.pending().over()), "Unknown");
    assert_eq!(
        hold.pending().look_at(),
        LookAt::Dialogs("User/1001/Dialogs".into())
    );
}

#[test]
fn the_request_id_tells_whose_an_event_is_and_not_that_it_was_done() {
    let hold = case("hold contact", &[]);
    let held = || dialog("10", &[("2001", Held)]);
    assert_eq!(hold.update(&changed(held(), Some("r1"))), "done");
    assert_eq!(
        hold.update(&changed(held(), Some("r2"))),
        "not yet",
        "an older request's"
    );
    let active = dialog("10", &[("2001", Active)]);
    assert_eq!(hold.update(&changed(active, Some("r1"))), "not yet");
}

fn errors(source: Source, request_id: Option<&str>) -> Update {
    let error = ApiError {
        kind: "Generic Error".into(),
        message: "CF_INVALID_OBJECT_STATE".into(),
        data: "22".into(),
        ..ApiError::default()
    };
    Update {
        verb: Verb::Changed,
        source,
        request_id: request_id.map(str::to_owned),
        data: Data::Errors(vec![error]),
    }
}

#[test]
fn errors_are_a_requests_by_its_id_or_by_what_they_are_about() {
    let hold = case("hold contact", &[]);
    let dialog = |id: &str| Source::Dialog(id.into());
    assert_eq!(
        hold.update(&errors(dialog("10"), Some("r1"))),
        "InvalidState"
    );
    assert_eq!(
        hold.update(&errors(dialog("11"), Some("r1"))),
        "InvalidState"
    );
    assert_eq!(hold.update(&errors(dialog("10"), Some("r2"))), "not yet");
    assert_eq!(hold.update(&errors(dialog("10"), None)), "InvalidState");
    assert_eq!(hold.update(&errors(dialog("11"), None)), "not yet");
    assert_eq!(
        hold.update(&errors(Source::Dialogs("1001".into()), None)),
        "InvalidState"
    );
    assert_eq!(
        hold.update(&errors(Source::Dialogs("1002".into()), None)),
        "not yet"
    );
    let ready = case("set agent state to", &[("State", Value::text("Available"))]);
    assert_eq!(
        ready.update(&errors(Source::User("1001".into()), None)),
        "InvalidState"
    );
    assert_eq!(ready.update(&errors(dialog("10"), None)), "not yet");
    let other = case("sign out agent", &[("AgentId", Value::text("1002"))]);
    assert_eq!(
        other.update(&errors(Source::User("1002".into()), None)),
        "InvalidState"
    );
    assert_eq!(
        other.update(&errors(Source::User("1001".into()), None)),
        "not yet"
    );
}

#[test]
fn what_ends_a_contact_is_shown_by_its_end() {
    for key in [
        "end contact",
        "transfer contact to",
        "reject preview contact",
    ] {
        let end = case(key, &[("PhoneNumber", Value::text("2002"))]);
        assert_eq!(
            end.changed(dialog("10", &[("2001", Active)])),
            "not yet",
            "{key}"
        );
        assert_eq!(
            end.changed(dialog("10", &[("2001", Dropped)])),
            "done",
            "{key}"
        );
        assert_eq!(
            end.changed(dialog("10", &[("2001", WrapUp)])),
            "done",
            "{key}"
        );
        assert_eq!(end.went(dialog("10", &[])), "done", "{key}");
        assert_eq!(end.read_back(&[], false), "done", "{key}");
        assert_eq!(
            end.read_back(&[dialog("10", &[("2001", Held)])], true),
            "not yet",
            "{key}"
        );
    }
}

/// The dialog shows the callback that stands; a contact that ends takes none back.
#[test]
fn a_callback_is_done_when_the_contact_shows_it() {
    let with = |time: Option<&str>, number: Option<&str>| Dialog {
        callback: Some(Callback {
            time: time.map(str::to_owned),
            number: number.map(str::to_owned),
        }),
        ..dialog("10", &[("2001", Active)])
    };
    let none = || dialog("10", &[("2001", Active)]);
    let number = [("CallbackNumber", Value::text("12025550109"))];
    let change = case("change scheduled callback of contact", &number);
    assert_eq!(change.changed(none()), "not yet");
    assert_eq!(change.changed(with(None, Some("12025550108"))), "not yet");
    assert_eq!(
        change.changed(with(Some("2030-12-01T09:00"), None)),
        "not yet"
    );
    assert_eq!(change.changed(with(None, Some("12025550109"))), "done");
    assert_eq!(change.went(with(None, Some("12025550109"))), "done");
    assert_eq!(change.went(none()), "Unknown", "it may have been scheduled");
    assert_eq!(change.read_back(&[none()], false), "not yet");
    assert_eq!(change.read_back(&[none()], true), "Unknown");
    assert_eq!(
        change.read_back(&[with(None, Some("12025550109"))], true),
        "done"
    );

    let at: jiff::ZonedDateTime = "2030-12-01T08:00:00[UTC]".parse().expect("a time");
    let time = [
        ("CallbackTime", Value::Time(Box::new(at))),
        ("Zone", Value::text("Europe/Rome")),
    ];
    let change = case("change scheduled callback of contact", &time);
    for (shown, said) in [
        ("2030-12-01T09:00", "done"),
        ("2030-12-01T09:00:00", "done"),
        ("2030-12-01T08:00", "not yet"),
        ("soon", "not yet"),
        ("", "not yet"),
    ] {
        assert_eq!(
            change.changed(with(Some(shown), Some("1"))),
            said,
            "{shown}"
        );
    }

    let cancel = case("cancel scheduled callback of contact", &[]);
    assert_eq!(
        cancel.changed(with(Some("2030-12-01T09:00"), None)),
        "not yet"
    );
    assert_eq!(cancel.changed(none()), "done");
    assert_eq!(cancel.read_back(&[with(None, Some("1"))], true), "Unknown");
}

#[test]
fn a_call_that_is_made_gives_the_new_contact() {
    let dial = case("dial phone", &[("PhoneNumber", Value::text("2002"))]);
    let new = |legs: &[(&str, CallState)], state: CallState| Dialog {
        state: Some(state),
        to: Some("2002".into()),
        ..dialog("11", legs)
    };
    assert_eq!(
        dial.changed(new(&[("2001", Initiating)], Initiating)),
        "not yet"
    );
    assert_eq!(
        dial.changed(new(&[("2001", Initiated)], Initiated)),
        "not yet"
    );
    let rings = new(&[("2001", Initiated), ("2002", Alerting)], Alerting);
    assert_eq!(dial.changed(rings), "done ContactId=11");
    assert_eq!(
        dial.changed(new(&[("2001", Active)], Active)),
        "done ContactId=11"
    );
    let dials = [new(&[("2001", Initiated)], Initiated)];
    assert_eq!(dial.read_back(&dials, false), "not yet");
    assert_eq!(
        dial.read_back(&dials, true),
        "done ContactId=11",
        "the call is there"
    );
    assert_eq!(dial.read_back(&[], true), "not yet");
    let failed = |cause: Option<&str>| {
        let mut failed = new(&[("2001", Failed)], Failed);
        failed.participants[0].state_cause = cause.map(str::to_owned);
        failed
    };
    assert_eq!(dial.changed(failed(Some("BUSY"))), "Busy");
    assert_eq!(
        dial.changed(failed(Some("BAD_DESTINATION"))),
        "InvalidPhoneNumber"
    );
    assert_eq!(dial.changed(failed(Some("OTHER"))), "CallFailed");
    assert_eq!(dial.changed(failed(None)), "CallFailed");
    assert_eq!(dial.went(new(&[("2001", Dropped)], Dropped)), "CallFailed");
}

#[test]
fn a_call_of_somebody_else_is_not_the_one_that_was_made() {
    let dial = case(
        "dial phone",
        &[("PhoneNumber", Value::text("9-12025550142"))],
    );
    let mut rings = dialog("11", &[("2001", Active)]);
    rings.to = Some("2003".into());
    assert_eq!(dial.changed(rings.clone()), "not yet", "to another number");
    rings.to = Some("12025550142".into());
    assert_eq!(
        dial.changed(rings.clone()),
        "done ContactId=11",
        "less the prefix"
    );
    rings.to = Some("2003".into());
    assert_eq!(
        dial.update(&changed(rings.clone(), Some("r1"))),
        "done ContactId=11"
    );
    rings.from = Some("12025550199".into());
    assert_eq!(dial.changed(rings), "not yet", "it came in");
    assert_eq!(
        dial.changed(dialog("10", &[("2001", Active)])),
        "not yet",
        "it was there before"
    );
}

#[test]
fn a_transfer_is_told_from_a_caller_who_hangs_up() {
    let transfer = case("transfer calls", &[]).before(&["10", "11"]);
    let held = || dialog("10", &[("2001", Held)]);
    let help = || dialog("11", &[("2001", Active)]);
    assert_eq!(transfer.went(dialog("10", &[("2001", Dropped)])), "look");
    assert_eq!(transfer.changed(dialog("10", &[("2001", WrapUp)])), "look");
    assert_eq!(transfer.went(dialog("12", &[])), "not yet");
    assert_eq!(transfer.read_back(&[], false), "done");
    assert_eq!(
        transfer.read_back(&[dialog("10", &[("2001", WrapUp)])], false),
        "done"
    );
    assert_eq!(transfer.read_back(&[help()], false), "not yet");
    assert_eq!(transfer.read_back(&[help()], true), "InvalidContactId");
    assert_eq!(transfer.read_back(&[held(), help()], true), "not yet");
}

#[test]
fn a_conference_is_shown_under_whatever_id_it_has() {
    let join = case("conference calls", &[]).before(&["10", "11"]);
    let all = [("2001", Active), ("2002", Active), ("5", Active)];
    for id in ["10", "11", "12"] {
        assert_eq!(join.changed(dialog(id, &all)), "done", "{id}");
    }
    assert_eq!(
        join.changed(dialog("10", &[("2001", Held), ("5", Active)])),
        "not yet"
    );
    assert_eq!(
        join.changed(dialog("10", &all[1..])),
        "not yet",
        "the agent is not in it"
    );
    let two = [("2001", Active), ("2002", Active), ("5", Dropped)];
    assert_eq!(join.changed(dialog("10", &two)), "not yet");
    assert_eq!(
        join.changed(dialog("10", &[("2001", Dropped)])),
        "InvalidContactId"
    );
    let named = Dialog {
        call_type: Some("CONFERENCE".into()),
        ..dialog("10", &all[..2])
    };
    assert_eq!(join.changed(named), "done");
}

#[test]
fn a_participant_who_is_gone_was_dropped() {
    let drop = case(
        "drop participant from contact",
        &[("Participant", Value::text("2002"))],
    );
    assert_eq!(
        drop.changed(dialog("10", &[("2001", Active), ("2002", Active)])),
        "not yet"
    );
    assert_eq!(
        drop.changed(dialog("10", &[("2001", Active), ("2002", Dropped)])),
        "done"
    );
    assert_eq!(drop.changed(dialog("10", &[("2001", Active)])), "done");
    assert_eq!(drop.changed(dialog("11", &[("2001", Active)])), "not yet");
}

#[test]
fn call_data_are_shown_by_what_the_contact_holds() {
    let variables = Value::record([
        ("callVariable1".into(), Value::text("gold")),
        ("user.level".into(), Value::number(3)),
    ]);
    let args = [
        ("CallVariables", variables),
        ("WrapUpReason", Value::text("Sales Call")),
    ];
    let set = case("set call data of contact", &args);
    let holds = |all: &[(&str, &str)], reason: Option<&str>| {
        let mut dialog = dialog("10", &[("2001", Active)]);
        let pairs = all.iter().map(|(name, value)| CallVariable {
            name: (*name).into(),
            value: (*value).into(),
        });
        dialog.variables = pairs.collect();
        dialog.wrap_up_reason = reason.map(str::to_owned);
        dialog
    };
    let both = [("CALLVARIABLE1", "gold"), ("user.level", "3")];
    assert_eq!(set.changed(holds(&both, Some("Sales Call"))), "done");
    assert_eq!(set.changed(holds(&both, None)), "not yet");
    let cut = [("callVariable1", "go"), ("user.level", "3")];
    assert_eq!(set.changed(holds(&cut, Some("Sales Call"))), "not yet");
    let last = set.pending().by_dialogs(&[holds(&cut, None)], true);
    let Shown::Ended(ended) = last else {
        panic!("{last:?}");
    };
    assert_eq!(&*ended.outcome, "InvalidCallData");
    assert!(
        ended.reason.ends_with("callVariable1, WrapUpReason"),
        "{}",
        ended.reason
    );
}

fn user(id: &str, state: &str, pending: &str) -> Update {
    let text = format!(
        "<Update><data><user><loginId>{id}</loginId><state>{state}</state>\
         <pendingState>{pending}</pendingState></user></data><event>PUT</event>\
         <source>/finesse/api/User/{id}</source></Update>"
    );
    Update::read_all(&text).expect("it is XML").remove(0)
}

#[test]
fn a_state_of_the_agent_may_have_to_wait() {
    let ready = case("set agent state to", &[("State", Value::text("Available"))]);
    assert_eq!(
        ready.update(&user("1001", "READY", "")),
        "done IsPending=false"
    );
    assert_eq!(
        ready.update(&user("1001", "TALKING", "READY")),
        "done IsPending=true"
    );
    assert_eq!(
        ready.update(&user("1001", "TALKING", "NOT_READY")),
        "not yet"
    );
    assert_eq!(ready.update(&user("1001", "NOT_READY", "READY")), "not yet");
    assert_eq!(ready.update(&user("1002", "READY", "")), "not yet");
    assert_eq!(ready.pending().look_at(), LookAt::User("User/1001".into()));
}

#[test]
fn signing_in_and_out_is_shown_by_the_user() {
    let start = case("start agent session", &[("StationId", Value::text("2001"))]);
    assert_eq!(start.update(&user("1001", "LOGOUT", "")), "not yet");
    assert_eq!(
        start.update(&user("1001", "NOT_READY", "")),
        "done SessionId=1001"
    );
    assert_eq!(
        start.update(&user("1001", "TALKING", "")),
        "done SessionId=1001"
    );
    let end = case("sign out agent", &[("AgentId", Value::text("1002"))]);
    assert_eq!(end.update(&user("1001", "LOGOUT", "")), "not yet");
    assert_eq!(end.update(&user("1002", "LOGOUT", "")), "done");
    assert_eq!(end.pending().look_at(), LookAt::User("User/1002".into()));
}

#[test]
fn what_nothing_shows_is_done_when_no_error_came() {
    let keys = case("send dtmf", &[("DtmfSequence", Value::text("1"))]);
    assert_eq!(keys.changed(dialog("10", &[("2001", Active)])), "not yet");
    assert_eq!(keys.update(&changed(dialog("10", &[]), Some("r1"))), "done");
    assert_eq!(
        keys.update(&errors(Source::Dialog("10".into()), None)),
        "InvalidState"
    );
    assert_eq!(said(keys.pending().over()), "done");
    assert_eq!(keys.pending().look_at(), LookAt::Nothing);
}

/// No action is left in the air: each has a time, and says where to look or that there is nothing.
#[test]
fn every_write_says_what_shows_it() {
    let finesse = Catalogue::builtin()
        .system("finesse")
        .expect("its tables are right");
    for action in finesse.actions.iter().filter(|action| !action.reads) {
        let one = case(&action.key, &[("AgentId", Value::text("1001"))]);
        let pending = one.pending();
        assert!(pending.within() >= Duration::from_secs(1), "{}", action.key);
        let nothing = matches!(&one.request.confirm, Some(confirm) if confirm.of == Of::Nothing);
        assert_eq!(
            pending.look_at() == LookAt::Nothing,
            nothing,
            "{}",
            action.key
        );
    }
}

/// What an event shows while others may act for the agent, and with what is known of the agent.
fn beside(case: &Case, update: &Update, now: Now<'_>) -> String {
    let pending = Confirmation {
        alone: false,
        ..case.pending()
    };
    said(pending.by_update(update, now))
}

/// The agent's own desktop signs in, is refused, or fails on a call of its own: none of it is an
/// answer to a hold of ours.
#[test]
fn errors_of_the_agents_own_desktop_end_nothing() {
    let hold = case("hold contact", &[]);
    let user = || Source::User("1001".into());
    assert_eq!(hold.update(&errors(user(), None)), "not yet");
    assert_eq!(hold.update(&errors(user(), Some("r2"))), "not yet");
    assert_eq!(hold.update(&errors(user(), Some("r1"))), "InvalidState");
    let dialog = || Source::Dialog("10".into());
    let now = Now::default();
    assert_eq!(beside(&hold, &errors(dialog(), None), now), "look");
    assert_eq!(
        beside(&hold, &errors(dialog(), Some("r1")), now),
        "InvalidState"
    );
    let ready = case("set agent state to", &[("State", Value::text("Available"))]);
    assert_eq!(beside(&ready, &errors(user(), None), now), "look");
}

fn since(state: CallState, second: u8) -> Participant {
    let at = format!("2026-01-05T10:00:{second:02}Z").parse().unwrap();
    Participant {
        state_change_time: Some(at),
        ..leg("2001", state)
    }
}

/// An old Held, delivered late or again, is no answer to a second hold; nor does a clock that was set
/// back hide a new one: it is looked at.
#[test]
fn an_event_of_an_earlier_time_is_looked_into() {
    let hold = case("hold contact", &[]);
    let event = |second| {
        let mut held = dialog("10", &[]);
        held.participants = vec![since(Held, second)];
        held
    };
    let known = since(Active, 20);
    let now = Now {
        participant: Some(&known),
        ..Now::default()
    };
    let shown = |second| said(hold.pending().by_update(&changed(event(second), None), now));
    assert_eq!((shown(10), shown(21)), ("look".into(), "done".into()));
    let own = changed(event(10), Some("r1"));
    assert_eq!(
        said(hold.pending().by_update(&own, now)),
        "done",
        "by its own id"
    );
}

#[test]
fn a_preview_that_was_accepted_goes_in_that_state() {
    let accept = case("accept preview contact", &[]);
    let mut gone = dialog("10", &[("2001", CallState::Accepted)]);
    assert_eq!(accept.went(gone.clone()), "done");
    gone.participants.clear();
    gone.state = Some(CallState::Accepted);
    assert_eq!(accept.went(gone.clone()), "done");
    gone.state = Some(CallState::Dropped);
    assert_eq!(accept.went(gone), "not yet");
}

#[test]
fn an_accepted_preview_is_read_back_by_the_customers_call() {
    let accept = case("accept preview contact", &[]);
    let mut call = dialog("11", &[("2001", Active)]);
    call.call_type = Some("OUTBOUND".into());
    assert_eq!(accept.read_back(std::slice::from_ref(&call), false), "done");
    // Withdrawn, and nobody was dialled; or it is still offered; or the call was there before.
    assert_eq!(accept.read_back(&[], true), "not yet");
    let offered = dialog("10", &[("2001", CallState::Alerting)]);
    assert_eq!(accept.read_back(&[offered, call.clone()], true), "not yet");
    let accept = accept.before(&["10", "11"]);
    assert_eq!(
        accept.read_back(std::slice::from_ref(&call), true),
        "not yet"
    );
    let accept = accept.before(&["10"]);
    call.call_type = Some("OUT".into());
    assert_eq!(
        accept.read_back(&[call], true),
        "not yet",
        "dialled by hand"
    );
}

/// The agent dials the same number at that moment: nobody can tell which call is whose.
#[test]
fn two_new_contacts_that_both_fit_are_unknown() {
    let dial = case("dial phone", &[("PhoneNumber", Value::text("12025550107"))]);
    let call = |id| {
        let mut call = dialog(id, &[("2001", Active)]);
        call.to = Some("12025550107".into());
        call
    };
    assert_eq!(dial.read_back(&[call("11")], false), "done ContactId=11");
    assert_eq!(dial.read_back(&[call("11"), call("12")], false), "Unknown");
    let mut other = call("12");
    other.to = Some("12025550109".into());
    assert_eq!(
        dial.read_back(&[call("11"), other], false),
        "done ContactId=11"
    );
}
