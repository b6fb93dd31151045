use super::*;
use crate::catalogue::Catalogue;
use serde_json::json;

fn news(id: &str, event: &str) -> News {
    let entry = Catalogue::builtin().system("easycim").unwrap();
    let said = json!({ "id": id, "event": event, "type": "outbound", "dnis": "+12025550100" });
    News::read(said, entry).unwrap()
}

fn of(id: &'static str) -> Wants {
    Box::new(move |news| news.id == id)
}

#[tokio::test]
async fn everybody_is_told_who_waits() {
    let hub = Hub::new();
    let mut places = [hub.wait(of("a")), hub.wait(of("a"))];
    hub.happened(news("b", "established"));
    hub.happened(news("a", "Established"));
    for place in &mut places {
        assert_eq!(place.told().await.state.as_deref(), Some("Active"));
    }
    assert_eq!(hub.state("a"), Some(Some("Active".into())));
    assert_eq!(hub.state("c"), None);
}

#[tokio::test]
async fn a_new_contact_is_one_callers_alone() {
    let hub = Hub::new();
    hub.happened(news("old", "dialing"));
    let mut first = hub.wait_for_new(Box::new(|_| true));
    let mut second = hub.wait_for_new(Box::new(|_| true));
    hub.happened(news("old", "established"));
    hub.happened(news("one", "serviceinitiated"));
    hub.happened(news("one", "dialing"));
    hub.happened(news("two", "dialing"));
    assert_eq!(first.told().await.id, "one");
    assert_eq!(second.told().await.id, "two");
}

#[tokio::test]
async fn an_offered_contact_waits_for_who_takes_it() {
    let hub = Hub::new();
    hub.happened(news("a", "POPUP"));
    hub.happened(news("b", "popup"));
    hub.happened(news("b", "DELETE"));
    assert_eq!(hub.take(Box::new(|_| true)).told().await.id, "a");
    let mut next = hub.take(Box::new(|_| true));
    hub.happened(news("c", "POPUP"));
    assert_eq!(next.told().await.id, "c");
    hub.happened(news("d", "POPUP"));
    drop(hub.take(Box::new(|_| true)));
    assert_eq!(
        hub.take(Box::new(|_| true)).told().await.id,
        "d",
        "it was never looked at"
    );
}

#[tokio::test]
async fn an_offered_contact_that_was_never_looked_at_goes_to_who_waits_already() {
    let hub = Hub::new();
    let first = hub.take(Box::new(|_| true));
    let mut second = hub.take(Box::new(|_| true));
    hub.happened(news("a", "POPUP"));
    drop(first);
    assert_eq!(second.told().await.id, "a");
    hub.happened(news("b", "POPUP"));
    assert_eq!(hub.take(Box::new(|_| true)).told().await.id, "b");
}

#[tokio::test]
async fn data_changes_no_state() {
    let hub = Hub::new();
    hub.happened(news("a", "established"));
    hub.happened(news("a", "datachanged"));
    assert_eq!(hub.state("a"), Some(Some("Active".into())));
}

#[test]
fn what_call_data_hold_is_taken_out_of_words() {
    let hub = Hub::new();
    let entry = Catalogue::builtin().system("easycim").unwrap();
    let data = json!([{ "name": "ECID", "value": "E-1" }, { "name": "User", "value": "Ada" },
                      { "name": "Pin", "value": 48213 }, { "name": "Word", "value": "Öl/x" }]);
    let said = json!({ "id": "a", "event": "POPUP", "CallData": data });
    hub.happened(News::read(said, entry).unwrap());
    for (words, left) in [
        ("no E-1 for ada", "no E-1 for [call data]"),
        ("Adam is not ADA", "Adam is not [call data]"),
        ("x48213y", "x[call data]y"),
        ("öL/X!", "[call data]!"),
        ("nothing", "nothing"),
        ("", ""),
    ] {
        assert_eq!(hub.scrub(words), left);
    }
}

#[tokio::test]
async fn an_event_is_kept_for_one_who_asks_for_it() {
    let hub = Hub::new();
    hub.happened(news("a", "datachanged"));
    hub.happened(news("b", "established"));
    let any = || -> Wants { Box::new(|_| true) };
    drop(hub.take_event(any()));
    assert_eq!(hub.take_event(of("b")).told().await.id, "b");
    assert_eq!(
        hub.take_event(any()).told().await.id,
        "a",
        "it was never looked at"
    );
    let mut places = [hub.take_event(any()), hub.take_event(any())];
    hub.happened(news("c", "DELETE"));
    hub.happened(news("d", "DELETE"));
    assert_eq!(places[1].told().await.id, "d");
    assert_eq!(places[0].told().await.id, "c");
    for at in 0..2 * MOST_KEPT {
        hub.happened(news(&at.to_string(), "datachanged"));
    }
    assert_eq!(hub.take_event(any()).told().await.id, MOST_KEPT.to_string());
}
