use super::*;
use serde_json::json;

fn read(raw: serde_json::Value) -> Result<Fault, String> {
    serde_json::from_value(raw).map_err(|error| error.to_string())
}

fn acts() -> Vec<Act> {
    let second = Duration::from_secs(1);
    vec![
        Act::Delay(second),
        Act::Drop(When::Before),
        Act::Drop(When::After),
        Act::Twice(Duration::ZERO),
        Act::Twice(Duration::from_secs(2)),
        Act::Disconnect(When::After, None),
        Act::Disconnect(When::Before, Some(second)),
        Act::Reload(When::After),
        Act::Refuse,
        Act::Error("no such script".into()),
        Act::LoseEvent,
    ]
}

#[test]
fn what_no_method_is_called_is_refused() {
    for (on, fits) in [
        ("OfflineEnd", true),
        ("AD_Contact_JobFinish", true),
        ("save*", true),
        ("*", true),
        ("saveSkript", false),
        ("florble*", false),
        ("POST */hold", false),
        ("", false),
    ] {
        let answer = check(&Fault::on(on, Act::Refuse));
        assert_eq!(answer.is_ok(), fits, "{on}: {answer:?}");
    }
    let why = check(&Fault::on("saveSkript", Act::Refuse)).expect_err("it has another letter");
    assert!(
        why.to_string().contains("did you mean `saveScript`?"),
        "{why}"
    );
}

#[test]
fn every_fault_is_read_as_it_is_written() {
    for act in acts() {
        let fault = Fault::on("save*", act).contact("E-1").times(2).after(1);
        let written = serde_json::to_value(&fault).unwrap();
        assert_eq!(read(written.clone()), Ok(fault), "{written}");
    }
}

#[test]
fn what_makes_no_sense_is_refused_with_the_reason() {
    let wrong = [
        (json!({ "do": "explode" }), "\"explode\" is not a fault"),
        (json!({ "do": "delay" }), "needs by"),
        (json!({ "do": "error" }), "needs text"),
        (json!({ "do": "refuse", "by": "2s" }), "refuse has no by"),
        (
            json!({ "do": "refuse", "when": "after" }),
            "refuse has no when",
        ),
        (json!({ "do": "twice", "probability": 2 }), "from 0 to 1"),
        (json!({ "do": "twice", "status": 500 }), "unknown field"),
    ];
    for (raw, why) in wrong {
        let error = read(raw.clone()).unwrap_err();
        assert!(error.contains(why), "{raw}: {error}");
    }
}

#[test]
fn a_fault_hits_the_calls_that_it_names() {
    let about = ["68-1@toolbar.example".to_owned(), "E-1".to_owned()];
    let point = Point {
        name: "OfflineEnd",
        wire: "AD_Contact_JobFinish",
        about: &about,
    };
    let hits = |on: &str, contact: Option<&str>| {
        let mut fault = Fault::on(on, Act::Twice(Duration::ZERO));
        fault.contact = contact.map(str::to_owned);
        Faults::new(vec![fault], 0).take(&point).act.is_some()
    };
    assert!(hits("*", None) && hits("offlineend", Some("E-1")));
    assert!(hits("AD_Contact_*", Some("68-1@toolbar.example")));
    assert!(!hits("Hold", None) && !hits("*", Some("E-2")) && !hits("Offline", None));
}

#[test]
fn delays_add_up_and_the_first_other_fault_counts() {
    let second = Duration::from_secs(1);
    let list = vec![
        Fault::on("*", Act::Delay(second)),
        Fault::on("*", Act::Twice(Duration::ZERO)).after(1).times(1),
        Fault::on("*", Act::Refuse),
        Fault::on("*", Act::Delay(second)),
    ];
    let point = Point {
        name: "Hold",
        wire: "Hold",
        about: &[],
    };
    let mut faults = Faults::new(list, 0);
    let mut acts = || faults.take(&point);
    let first = acts();
    assert_eq!((first.delay, first.act), (2 * second, Some(Act::Refuse)));
    assert_eq!(acts().act, Some(Act::Twice(Duration::ZERO)));
    assert_eq!(acts().act, Some(Act::Refuse));
}
