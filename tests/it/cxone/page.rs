//! The page of CXone says what the catalogue and the connection do: its tables are theirs.

use super::entry;
use contactflow::catalogue::Action;
use contactflow::systems::cxone::request::{Request, View};
use contactflow::systems::cxone::{Beside, Events, Origin};

const PAGE: &str = include_str!("../../../docs/cxone.md");

fn yes(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// A row of the table of who is at the desk.
fn conduct(beside: Beside, events: Events, origin: Origin) -> String {
    let conduct = beside.conduct(events, origin);
    let shared = match events {
        Events::Own => "",
        Events::Shared => ", `events = \"shared\"`",
    };
    let origin = match origin {
        Origin::Started => "started by the flow",
        Origin::Joined => "joined",
        Origin::Given => "known only by its ID",
    };
    let confirmed = match conduct.reads_events {
        true => "events, otherwise reading back",
        false => "reading back",
    };
    format!(
        "| `{}`{shared} | {origin} | {} | {} | {confirmed} | {} |",
        beside.name(),
        yes(conduct.reads_events),
        yes(conduct.keeps_alive),
        yes(conduct.is_ended),
    )
}

#[test]
fn the_page_says_what_may_be_done_in_a_session() {
    for beside in [Beside::Desktop, Beside::Supervisor, Beside::Alone] {
        for events in [Events::Own, Events::Shared] {
            for origin in [Origin::Started, Origin::Joined, Origin::Given] {
                let row = conduct(beside, events, origin);
                assert!(PAGE.contains(&row), "the page lacks:\n{row}");
            }
        }
    }
}

/// A row of the table of what confirms what.
fn confirmation(action: &Action) -> String {
    let request = Request::of(action).unwrap();
    let event = request.confirm.as_ref().map(|confirm| {
        let statuses = confirm.status.iter().map(|status| {
            let text = status.fill(|name| Some(format!("<{name}>")));
            text.unwrap_or_default()
        });
        let statuses: Vec<String> = statuses.filter(|text| !text.is_empty()).collect();
        let field = confirm.field.0.first().map_or("Status", String::as_str);
        let kind = match confirm.event.0.len() {
            5 => "an event of the contact",
            _ => confirm.event.0.first().map_or("", String::as_str),
        };
        match (statuses.is_empty(), field) {
            (true, _) => kind.to_owned(),
            (false, "Status") => format!("{kind}: {}", statuses.join(", ")),
            (false, field) => format!("{kind}: {field} {}", statuses.join(", ")),
        }
    });
    let look = request.look.as_ref().map(|look| match look.view {
        View::Contact | View::Contacts => "`contacts/active`",
        View::AgentContacts => "`contacts/states` of the agent",
        View::Agent => "`agents/…/states`",
        View::SkillCallbacks => "`skills/…/scheduled-callbacks`",
        View::AgentCallbacks => "`agents/…/scheduled-callbacks`",
        View::Disposition => "`contacts/…/disposition`",
        View::CustomData => "`contacts/…/custom-data`",
        View::ChatTranscript => "`contacts/…/chat-transcript`",
    });
    let (event, look) = match (event, look) {
        (None, None) if request.ok.contains(&202) => {
            let gives = !request.outputs.is_empty();
            let by = if gives {
                "the answer itself"
            } else {
                "nothing: accepted, not confirmed"
            };
            (by.to_owned(), String::new())
        }
        (None, None) => ("the answer itself".to_owned(), String::new()),
        (event, look) => (
            event.unwrap_or_default(),
            look.unwrap_or_default().to_owned(),
        ),
    };
    format!("| `{}` | {event} | {look} |", action.phrase_text()).replace("|  |", "| |")
}

#[test]
fn the_page_says_what_confirms_each_action() {
    let rows: Vec<String> = entry()
        .actions
        .iter()
        .filter(|action| !action.reads)
        .map(|action| confirmation(action))
        .collect();
    let missing: Vec<_> = rows.iter().filter(|row| !PAGE.contains(*row)).collect();
    assert!(missing.is_empty(), "the page lacks:\n{missing:#?}");
}

#[test]
fn every_write_says_by_what_it_is_known() {
    for action in entry().actions.iter().filter(|action| !action.reads) {
        let request = Request::of(action).unwrap();
        let shown = request.confirm.is_some() || request.look.is_some();
        let sync = !request.ok.contains(&202);
        assert!(shown || sync || request.unconfirmed, "{}", action.key);
        let said = &action.confirmed;
        let not = said.starts_with("nothing:");
        // What the answer gives shows that it was done.
        let gives = !request.outputs.is_empty();
        assert_eq!(
            not,
            request.unconfirmed && !gives,
            "{}: {said:?}",
            action.key
        );
    }
}
