use super::*;

fn point(path: &str) -> Point<'_> {
    Point {
        method: "POST",
        path,
        operation: "hold",
        contact: Some(1001),
    }
}

#[test]
fn places_are_operations_or_addresses() {
    let hold = point("/agent-sessions/S1/interactions/1001/hold");
    for place in [
        "*",
        "hold",
        "POST */hold",
        "post /AGENT-sessions/*/hold",
        "*/interactions/*",
    ] {
        assert!(is_place(place, &hold), "{place}");
    }
    for place in [
        "resume",
        "GET */hold",
        "*/resume",
        "",
        "/agent-sessions",
        "hol",
        "*ho",
    ] {
        assert!(!is_place(place, &hold), "{place}");
    }
}

#[test]
fn a_pattern_of_many_stars_is_no_trap() {
    let text = "a".repeat(16_000);
    assert!(!matches("*a*a*a*a*a*a*b".as_bytes(), text.as_bytes()));
}

#[test]
fn counts_are_kept() {
    let fault = Fault::on("hold", Act::Unauthorized).after(1).times(2);
    let mut faults = Faults::new(vec![fault], 1);
    let hits: Vec<_> = (0..5)
        .map(|_| faults.take(&point("/hold")).act.is_some())
        .collect();
    assert_eq!(hits, [false, true, true, false, false]);
}

#[test]
fn other_contacts_are_spared_and_not_counted() {
    let fault = Fault::on("hold", Act::Unauthorized).contact(1002).times(1);
    let mut faults = Faults::new(vec![fault], 1);
    assert_eq!(faults.take(&point("/hold")), Hit::default());
    assert_eq!(faults.list()[0].times, Some(1));
}

#[test]
fn chance_is_seeded() {
    let draw = |seed| {
        let fault = Fault::on("*", Act::Truncate).probability(0.3);
        let mut faults = Faults::new(vec![fault], seed);
        (0..1000)
            .map(|_| faults.take(&point("/x")).act.is_some())
            .collect::<Vec<_>>()
    };
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
    let hits = draw(1).into_iter().filter(|hit| *hit).count();
    assert!((250..350).contains(&hits), "{hits}");
}

#[test]
fn delays_add_to_another_fault() {
    let slow = Fault::on("*", Act::Delay(std::time::Duration::from_secs(1)));
    let faults = vec![slow.clone(), Fault::on("*", Act::Endless), slow];
    let hit = Faults::new(faults, 1).take(&point("/x"));
    assert_eq!(hit.delay.as_secs(), 2);
    assert_eq!(hit.act, Some(Act::Endless));
    assert_eq!(hit.name().as_deref(), Some("delayed by 2s, endless"));
}

#[test]
fn every_fault_is_written_as_it_is_read() {
    let second = std::time::Duration::from_secs(1);
    let acts = [
        Act::Delay(second),
        Act::Unauthorized,
        Act::Throttle(Some(2)),
        Act::Throttle(None),
        Act::Error(502, When::After),
        Act::Drop(When::Before),
        Act::Refuse(403, "InvalidSecurityUser".into()),
        Act::LoseEvent,
        Act::DelayEvent(second),
        Act::ExpireToken,
        Act::Html(200, When::After),
        Act::Truncate,
        Act::CutOff,
        Act::Endless,
    ];
    for act in acts {
        let fault = Fault::on("hold", act)
            .contact(7)
            .after(1)
            .times(3)
            .probability(0.5);
        let json = serde_json::to_string(&fault).unwrap();
        assert_eq!(
            serde_json::from_str::<Fault>(&json).unwrap(),
            fault,
            "{json}"
        );
        assert_eq!(
            toml::from_str::<Fault>(&toml::to_string(&fault).unwrap()).unwrap(),
            fault
        );
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let wrong = [
        (r#"{"do":"explode"}"#, "\"explode\" is not a fault"),
        (r#"{"do":"delay"}"#, "needs by"),
        (r#"{"do":"delay","by":"2 weeks"}"#, "is not a duration"),
        (r#"{"do":"drop","status":500}"#, "has no status"),
        (r#"{"do":"error","status":200}"#, "from 500 to 599"),
        (r#"{"do":"refuse"}"#, "needs text"),
        (r#"{"do":"drop","probability":2}"#, "from 0 to 1"),
        (r#"{"do":"drop","tmies":1}"#, "tmies"),
        (r#"{"on":"hold"}"#, "do"),
    ];
    for (json, why) in wrong {
        let error = serde_json::from_str::<Fault>(json).unwrap_err().to_string();
        assert!(error.contains(why), "{json}: {error}");
    }
}

#[test]
fn faults_of_finesse_are_read_and_written() {
    for text in [
        r#"{"on":"HOLD","do":"delay-answer","by":"200ms"}"#,
        r#"{"on":"HOLD","do":"unname-event"}"#,
        r#"{"on":"HOLD","do":"repeat-event"}"#,
        r#"{"on":"HOLD","do":"odd-event","as":"small-word"}"#,
        r#"{"on":"HOLD","do":"fail","code":33}"#,
        r#"{"on":"HOLD","do":"kill-stream"}"#,
        r#"{"on":"HOLD","do":"outage","by":"5000ms"}"#,
    ] {
        let fault: Fault = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&fault).unwrap(), text);
        assert!(fault.fits_cxone().is_err(), "{text}");
    }
    for text in [
        r#"{"do":"odd-event"}"#,
        r#"{"do":"outage"}"#,
        r#"{"do":"drop","code":3}"#,
    ] {
        assert!(serde_json::from_str::<Fault>(text).is_err(), "{text}");
    }
}
