//! Lists that are looked at: to confirm, to watch, to read.

use super::far::{Asked, Far, Then};
use super::{ACCEPTED, connect, end, entry, perform, settings, signing_in, until};
use contactflow::systems::System;
use contactflow::systems::cxone::Connection;
use contactflow::value::Value;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// Contacts that are active until they are ended.
async fn business_unit(active: Arc<Mutex<BTreeSet<u32>>>) -> Far {
    Far::start(signing_in(move |asked: &Asked| match asked.route() {
        ("GET", "contacts/active") => {
            let active = active.lock().unwrap();
            let all: Vec<_> = active.iter().map(|id| json!({ "contactId": id, "stateName": "Active" })).collect();
            let query = asked.path.split_once("skip=").map_or(0, |(_, n)| n.parse().unwrap());
            let body = json!({ "totalRecords": all.len(), "activeContacts": all[query..].chunks(500).next() });
            Then::Full(200, Vec::new(), body.to_string())
        }
        ("POST", path) => {
            let id = path.split('/').nth(1).unwrap().parse().unwrap();
            match active.lock().unwrap().remove(&id) {
                true => ACCEPTED,
                false => Then::Json(404, r#"{"error":"InvalidContactId"}"#),
            }
        }
        _ => Then::Json(404, "{}"),
    }))
    .await
}

#[tokio::test]
async fn many_who_wait_for_a_list_share_their_looks() {
    let active: Arc<Mutex<BTreeSet<u32>>> = Arc::new(Mutex::new((1..=1200).collect()));
    let far = business_unit(active).await;
    let on = Arc::new(connect(settings(&far.base)));
    let queue = Arc::new(Mutex::new((1..=500).collect::<Vec<u32>>()));
    let workers = (0..20).map(|_| {
        let (on, queue) = (on.clone(), queue.clone());
        tokio::spawn(async move {
            loop {
                let next = queue.lock().unwrap().pop();
                let Some(id) = next else { return };
                let answer = end(&on, &id.to_string()).await;
                assert!(answer.is_success(), "{answer:?}");
                assert_eq!(
                    answer.outputs["DisconnectReason"].to_string(),
                    "TerminateScript"
                );
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    assert_eq!(far.asked("/end").len(), 500);
    let looks = far
        .asked("contacts/active")
        .iter()
        .filter(|a| !a.path.contains("skip="))
        .count();
    assert!(looks < 100, "{looks} looks for 500 contacts");
}

#[tokio::test]
async fn a_contact_without_a_session_is_watched_in_the_list() {
    let active: Arc<Mutex<BTreeSet<u32>>> = Arc::new(Mutex::new([1, 2].into()));
    let far = business_unit(active.clone()).await;
    let on = connect(settings(&far.base));
    assert!(
        on.watch(&super::watching::watched("1", "Active", None))
            .await
            .is_success()
    );
    let gone = super::watching::watched("2", "Disconnected", None);
    let (answer, ()) = tokio::join!(on.watch(&gone), async {
        until(|| far.asked("contacts/active").len() > 2).await;
        active.lock().unwrap().remove(&2);
    });
    assert!(answer.is_success(), "{answer:?}");
    let answer = on.watch(&super::watching::watched("2", "Held", None)).await;
    assert_eq!(&*answer.outcome, "InvalidContactId", "{answer:?}");
}

#[tokio::test]
async fn a_long_list_is_read_to_its_end() {
    let active: Arc<Mutex<BTreeSet<u32>>> = Arc::new(Mutex::new((1..=1200).collect()));
    let far = business_unit(active).await;
    let on = connect(settings(&far.base));
    let answer = perform(&on, "find active contacts", &[]).await;
    let Value::List(contacts) = &answer.outputs["Contacts"] else {
        panic!("{answer:?}");
    };
    let ids: BTreeSet<_> = contacts
        .iter()
        .map(|contact| match contact {
            Value::Record(fields) => fields["ContactId"].to_string(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!((contacts.len(), ids.len()), (1200, 1200));
}

/// A connection that waits this long for the confirmation of `end contact`.
fn impatient(far: &Far, within: &str) -> Connection {
    let mut entry = (*entry()).clone();
    for action in entry
        .actions
        .iter_mut()
        .filter(|action| &*action.key == "end contact")
    {
        let mut mended = (**action).clone();
        mended.request["look"]["within"] = within.into();
        *action = Arc::new(mended);
    }
    Connection::new(settings(&far.base), Arc::new(entry)).unwrap()
}

#[tokio::test]
async fn an_answer_without_a_list_shows_nothing() {
    let far = Far::start(signing_in(|asked| match asked.route().0 {
        "GET" => Then::Json(200, r#"{"somethingElse":[]}"#),
        _ => ACCEPTED,
    }))
    .await;
    let on = impatient(&far, "200ms");
    let answer = end(&on, "1001").await;
    assert_eq!(&*answer.outcome, "Unknown", "{answer:?}");
    let answer = perform(&on, "find active contacts", &[]).await;
    assert_eq!(&*answer.outcome, "Unavailable", "{answer:?}");
}

#[tokio::test]
async fn a_contact_that_never_goes_stays_unknown() {
    let far = Far::start(signing_in(|asked| match asked.route().0 {
        "GET" => Then::Json(200, r#"{"activeContacts":[{"contactId":"1001"}]}"#),
        _ => ACCEPTED,
    }))
    .await;
    let on = impatient(&far, "300ms");
    let answer = end(&on, "1001").await;
    assert_eq!(&*answer.outcome, "Unknown", "{answer:?}");
    assert!(
        answer
            .reason
            .contains("did not confirm the result within 0.3 s"),
        "{answer:?}"
    );
    let looks = far.asked("contacts/active").len();
    assert!(looks >= 2, "{looks}");
}
