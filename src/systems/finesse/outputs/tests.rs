use super::*;
use crate::catalogue::{Action, Catalogue};
use crate::systems::finesse::model::Body;
use crate::systems::finesse::request::Request;
use crate::value::Kind;

const DIALOGS: &str = "<Dialogs><Dialog><id>10</id><fromAddress>12025550100</fromAddress>\
    <state>ACTIVE</state><mediaProperties><queueName>Sales</queueName><DNIS>8000</DNIS><callvariables>\
    <CallVariable><name>callVariable1</name><value>x</value></CallVariable></callvariables>\
    </mediaProperties><participants><Participant><mediaAddress>2001</mediaAddress>\
    <mediaAddressType>AGENT_DEVICE</mediaAddressType><state>HELD</state>\
    <stateChangeTime>2026-12-01T10:00:00Z</stateChangeTime><actions><action>RETRIEVE</action></actions>\
    </Participant><Participant><mediaAddress>12025550100</mediaAddress><state>ACTIVE</state></Participant>\
    </participants></Dialog><Dialog><id>11</id><state>ALERTING</state></Dialog></Dialogs>";

const USER: &str = "<User><loginId>1001</loginId><state>TALKING</state><pendingState>NOT_READY</pendingState>\
    <extension>2001</extension><roles><role>Agent</role><role>Supervisor</role></roles>\
    <stateChangeTime>2026-12-01T09:59:00Z</stateChangeTime></User>";

fn answered(key: &str, body: &str, args: &[(&str, &str)]) -> Result<Record, Ended> {
    let finesse = Catalogue::builtin()
        .system("finesse")
        .expect("its tables are right");
    let action = finesse
        .action(key)
        .unwrap_or_else(|| panic!("there is no `{key}`"));
    let request = Request::of(action).expect("it fits");
    let args = args.iter();
    let args = args
        .map(|(name, value)| ((*name).into(), Value::text(*value)))
        .collect();
    let facts = Facts {
        agent: Some("1001".into()),
        extension: Some("2001".into()),
        ..Facts::default()
    };
    let answer = Answered {
        body: &Body::read(body).expect("it is XML"),
        args: &args,
        facts: &facts,
        now: "2026-12-01T10:01:30Z".parse().expect("a time"),
    };
    let record = answer.read(request.reads.expect("it reads"))?;
    assert_fits(action, &record);
    Ok(record)
}

/// What is given is what the catalogue says, field by field.
fn assert_fits(action: &Action, record: &Record) {
    let named: Vec<&str> = action.outputs.iter().map(|output| &*output.name).collect();
    assert_eq!(record.keys().map(|name| &**name).collect::<Vec<_>>(), named);
    for output in &action.outputs {
        let value = &record[&output.name];
        let kind = match &output.kind {
            Kind::List(of) => of.as_ref(),
            kind => kind,
        };
        let Kind::Record(Some(fields)) = kind else {
            continue;
        };
        let records = match value {
            Value::List(all) => all.iter().collect(),
            value => vec![value],
        };
        for record in records {
            let Value::Record(given) = record else {
                panic!("{}: no record", action.key);
            };
            let wanted: Vec<&str> = fields.iter().map(|field| &*field.name).collect();
            let found: Vec<&str> = given.keys().map(|name| &**name).collect();
            assert_eq!(found, wanted, "{}", action.key);
            for field in fields
                .iter()
                .filter(|field| given[&field.name] != Value::Nothing)
            {
                let fits = given[&field.name].convert(&field.kind);
                assert!(fits.is_ok(), "{} {}: {fits:?}", action.key, field.name);
            }
        }
    }
}

fn field(value: &Value, name: &str) -> String {
    match value {
        Value::List(all) => field(&all[0], name),
        Value::Record(fields) => fields[name].to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn contacts_are_the_agents_own_part_in_them() {
    let all = answered("find active contacts", DIALOGS, &[]).expect("they are read");
    let all = &all["Contacts"];
    assert!(matches!(all, Value::List(all) if all.len() == 2));
    assert_eq!(field(all, "State"), "Held");
    assert_eq!(field(all, "DialogState"), "Active");
    assert_eq!(field(all, "Since"), "90s");
    let held = answered("find active contacts", DIALOGS, &[("State", "Held")]);
    assert!(matches!(&held.expect("it is read")["Contacts"], Value::List(all) if all.len() == 1));
    let other = answered("find active contacts", DIALOGS, &[("AgentId", "1002")]);
    let other = other.expect("it is read");
    assert_eq!(
        field(&other["Contacts"], "State"),
        "Held",
        "the only agent in it"
    );
}

#[test]
fn every_read_gives_what_the_catalogue_says() {
    let dialog = DIALOGS.replace("<Dialogs>", "").replace("</Dialogs>", "");
    let team = format!("<Team><id>1</id><users>{USER}</users></Team>");
    let queue = "<Queue><id>4022</id><statistics><callsInQueue>3</callsInQueue>\
        <startTimeOfLongestCallInQueue>2026-12-01T10:00:00Z</startTimeOfLongestCallInQueue></statistics></Queue>";
    let reasons =
        "<ReasonCodes><ReasonCode><id>16</id><label>Lunch</label></ReasonCode></ReasonCodes>";
    let system =
        "<SystemInfo><status>IN_SERVICE</status><deploymentType>UCCX</deploymentType></SystemInfo>";
    for (key, body, output, name, value) in [
        (
            "find contact",
            dialog.as_str(),
            "Contact",
            "SkillName",
            "Sales",
        ),
        (
            "find state of agent",
            USER,
            "States",
            "PendingState",
            "Unavailable",
        ),
        ("find agent", USER, "Agent", "IsSupervisor", "true"),
        ("find agent states", &team, "Agents", "StateName", "TALKING"),
        ("find queue", queue, "Queue", "LongestWait", "90s"),
        ("find reason codes", reasons, "Reasons", "ReasonId", "16"),
        (
            "find wrap-up reasons",
            "<WrapUpReasons><WrapUpReason><id>1</id></WrapUpReason></WrapUpReasons>",
            "Reasons",
            "ReasonId",
            "1",
        ),
        (
            "find system information",
            system,
            "System",
            "Platform",
            "CCX",
        ),
    ] {
        let given = answered(key, body, &[]).unwrap_or_else(|ended| panic!("{key}: {ended:?}"));
        assert_eq!(field(&given[output], name), value, "{key}");
    }
    let given = answered("set security user", USER, &[]).expect("it exists");
    assert_eq!(given["SecurityUser"], Value::text("1001"));
    let given = answered("join agent session", USER, &[]).expect("it is signed in");
    assert_eq!(given["SessionId"], Value::text("1001"));
}

#[test]
fn an_agent_who_is_signed_out_has_no_session() {
    let out = USER.replace("TALKING", "LOGOUT");
    let ended = answered("join agent session", &out, &[]).expect_err("no session");
    assert_eq!(
        (&*ended.outcome, &*ended.reason),
        ("InvalidAgentSession", "agent 1001 is not signed in")
    );
}

#[test]
fn an_answer_of_another_sort_is_none() {
    for body in [USER, "", "<odd/>"] {
        let ended = answered("find contact", body, &[]).expect_err("no contact");
        assert_eq!(&*ended.outcome, "Unavailable");
    }
}

#[test]
fn reasons_are_found_by_their_words() {
    let reasons =
        "<ReasonCodes><ReasonCode><id>16</id><label>Lunch Break</label></ReasonCode></ReasonCodes>";
    let Ok(Body::Reasons(reasons)) = Body::read(reasons) else {
        panic!("they are reasons");
    };
    assert_eq!(reason_id(&reasons, "lunch break"), Some("16"));
    assert_eq!(reason_id(&reasons, "Lunch"), None);
}

#[test]
fn what_arrives_is_what_the_catalogue_says() {
    let Ok(Body::Dialogs(dialogs)) = Body::read(DIALOGS) else {
        panic!("they are dialogs");
    };
    let finesse = Catalogue::builtin()
        .system("finesse")
        .expect("its tables are right");
    let thing = finesse.thing("contact").expect("it is there");
    let given = arrived(&dialogs[0], Some("2001"));
    let wanted: Vec<&str> = thing.outputs.iter().map(|output| &*output.name).collect();
    assert_eq!(given.keys().map(|name| &**name).collect::<Vec<_>>(), wanted);
    assert_eq!(given["State"], Value::text("Held"));
    assert_eq!(given["DNIS"], Value::text("8000"));
}
